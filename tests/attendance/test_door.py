"""Checking in by oneself: by code, name or link, on the page of the meeting; and as a guest."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import Tries
from portal.attendance import checking_in, codes
from portal.attendance.models import CheckInCode, Guest
from portal.db import db, transaction
from portal.evaluation import services as evaluating
from portal.meetings import deputies
from portal.meetings.links import token_of
from portal.meetings.models import Invitation, MeetingState, Presence
from portal.meetings.reading import local_now
from portal.network.models import Person
from portal.questionnaires.campaigns.models import AccessCode
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.kinds import Length
from tests.at_once import at_once
from tests.attendance.happening import marks, meeting_of, sends, there
from tests.cast import Cast, Member
from tests.conftest import Visitor
from tests.meetings.planned import DAY, ON, meeting_by
from tests.questionnaires.instruments import PROCESS_EVALUATION


def code_for(meeting_id: int, cast: Cast) -> str:
    with transaction():
        return checking_in.make_code(meeting_by(meeting_id), on=ON, by=cast.coordinator.person_id)


def invitation_of(meeting_id: int, member: Member) -> Invitation:
    return db.session.scalars(
        select(Invitation).where(
            Invitation.meeting_id == meeting_id, Invitation.person_id == member.person_id
        )
    ).one()


def guests(meeting_id: int) -> list[tuple[str, str, Presence]]:
    db.session.rollback()
    found = db.session.scalars(select(Guest).where(Guest.meeting_id == meeting_id))
    return sorted((one.name, one.organisation, one.presence) for one in found)


def test_the_code_is_kept_hashed_and_sealed_and_a_new_one_replaces_it(
    client: Visitor, cast: Cast, running: int
) -> None:
    code = code_for(running, cast)
    kept = db.session.get_one(CheckInCode, running)
    assert code not in kept.sealed + kept.code_hash
    assert codes.unseal(kept.sealed) == code
    assert client.get(f"/check-in/{code}").status_code == 200
    code_for(running, cast)
    assert client.get(f"/check-in/{code}").status_code == 404


def test_a_typed_code_opens_the_door_however_it_is_typed(
    client: Visitor, cast: Cast, running: int
) -> None:
    code = code_for(running, cast)
    typed = f" {code[:4].lower()}-{code[4:]} "
    assert client.submit("/check-in", {"code": typed}).location == f"/check-in/{code}"
    wrong = client.submit("/check-in", {"code": "ABCD-EFGH"})
    assert wrong.status_code == 400
    assert "ABCD-EFGH" in wrong.text
    assert client.get("/check-in/ABCDEFGH").status_code == 404


def test_who_is_signed_in_checks_in_with_one_press_and_a_look_changes_nothing(
    client: Visitor, cast: Cast, running: int
) -> None:
    path = f"/check-in/{code_for(running, cast)}"
    client.sign_in(cast.contact)
    assert client.get(path).status_code == 200
    assert marks(running) == {}
    for _ in range(2):
        done = client.submit(path, {"presence": "online"})
        assert done.location == f"{path}/done"
    assert marks(running) == {cast.contact.person_id: (Presence.ONLINE, False, False, False)}
    assert "Je bent aangemeld" in client.get(f"{path}/done").text


@pytest.mark.parametrize("typed", ["name", "email"])
def test_a_visitor_checks_in_by_exactly_the_name_or_address(
    client: Visitor, cast: Cast, running: int, typed: str
) -> None:
    path = f"/check-in/{code_for(running, cast)}"
    who = getattr(cast.contact, typed)
    for wrong in (who[:-1], cast.stranger.name, cast.ambassador.email):
        refused = client.submit(path, {"who": wrong})
        assert refused.status_code == 400
        assert f'value="{wrong}"' in refused.text
        assert "niet op de lijst" in refused.text
    page = client.get(path).text
    assert cast.contact.name not in page
    assert client.submit(path, {"who": who.upper()}).status_code == 303
    assert list(marks(running)) == [cast.contact.person_id]


def test_two_of_one_name_are_asked_for_their_address(
    client: Visitor, cast: Cast, running: int
) -> None:
    with transaction():
        db.session.get_one(Person, cast.lead.person_id).name = cast.contact.name
    path = f"/check-in/{code_for(running, cast)}"
    refused = client.submit(path, {"who": cast.contact.name})
    assert "meer dan één persoon" in refused.text
    assert marks(running) == {}
    assert client.submit(path, {"who": cast.lead.email}).status_code == 303
    assert list(marks(running)) == [cast.lead.person_id]


def test_a_deputy_checks_in_under_their_own_name_for_who_sent_them(
    client: Visitor, cast: Cast, running: int
) -> None:
    sends(running, cast.contact, "Lut Vervanger")
    path = f"/check-in/{code_for(running, cast)}"
    sent = client.submit(path, {"who": "lut vervanger"})
    assert sent.location == f"{path}/done?form=code"
    assert marks(running) == {cast.contact.person_id: (Presence.ON_SITE, True, False, False)}


def test_outside_the_hours_nobody_checks_in(client: Visitor, cast: Cast, running: int) -> None:
    code = code_for(running, cast)
    client.sign_in(cast.contact)
    with transaction():
        meeting_by(running).local_date = DAY
    early = client.get(f"/check-in/{code}")
    assert early.status_code == 200
    assert "Aanmelden kan vanaf" in early.text
    token = client.token("/me/password")
    sent = client.post(f"/check-in/{code}", data={"csrf_token": token})
    assert sent.status_code == 400
    client.post(f"/meetings/{running}/here", data={"csrf_token": token})
    with transaction():
        meeting_by(running).local_date = ON.replace(day=14)
    assert client.get(f"/check-in/{code}").status_code == 404
    assert marks(running) == {}


def test_the_page_of_the_meeting_has_the_button_while_the_door_is_open(
    client: Visitor, cast: Cast, running: int
) -> None:
    page, path = f"/meetings/{running}/", f"/meetings/{running}/here"
    assert path not in client.sign_in(cast.ambassador).get(page).text
    client.sign_in(cast.contact)
    assert path in client.get(page).text
    assert client.submit(path, {"presence": "online"}, at=page).status_code == 303
    assert path not in client.get(page).text
    assert marks(running)[cast.contact.person_id][0] is Presence.ONLINE


def test_who_is_not_invited_cannot_press_it(client: Visitor, cast: Cast, running: int) -> None:
    client.sign_in(cast.ambassador)
    sent = client.submit(f"/meetings/{running}/here", {}, at="/me/password")
    assert sent.status_code == 303
    assert marks(running) == {}


def test_the_link_of_a_mail_checks_in_its_person_and_no_other(
    client: Visitor, cast: Cast, running: int
) -> None:
    path = f"/check-in/with/{token_of(invitation_of(running, cast.contact))}"
    assert client.get(path).status_code == 200
    assert marks(running) == {}
    assert client.submit(path, {"presence": "online"}).status_code == 303
    assert "Je bent aangemeld" in client.get(path).text
    assert list(marks(running)) == [cast.contact.person_id]
    assert client.get("/check-in/with/made-up").status_code == 404


def test_on_the_day_the_link_of_a_mail_leads_on_to_the_door(
    client: Visitor, cast: Cast, running: int
) -> None:
    token = token_of(invitation_of(running, cast.contact))
    assert f"/check-in/with/{token}" in client.get(f"/rsvp/{token}").text
    with transaction():
        meeting_by(running).local_date = DAY
    assert "/check-in/with/" not in client.get(f"/rsvp/{token}").text


def test_the_link_of_a_deputy_counts_for_the_organisation(
    client: Visitor, cast: Cast, running: int
) -> None:
    sends(running, cast.contact, "Lut Vervanger")
    deputy = deputies.deputy_of(invitation_of(running, cast.contact).id)
    assert deputy is not None
    path = f"/check-in/with/{deputies.token_of(deputy)}"
    assert client.submit(path, {}).status_code == 303
    assert marks(running) == {cast.contact.person_id: (Presence.ON_SITE, True, False, False)}


def test_somebody_marked_absent_who_checks_in_is_there(
    client: Visitor, cast: Cast, running: int
) -> None:
    there(running, cast.contact, Presence.ABSENT)
    path = f"/check-in/{code_for(running, cast)}"
    client.sign_in(cast.contact).submit(path, {})
    assert marks(running)[cast.contact.person_id][0] is Presence.ON_SITE


def test_a_guest_is_one_row_and_counted_once(client: Visitor, cast: Cast, running: int) -> None:
    path = f"/check-in/{code_for(running, cast)}"
    empty = client.submit(f"{path}/guest", {"guest-organisation": "Thuiszorg"}, at=path)
    assert empty.status_code == 400
    assert 'value="Thuiszorg"' in empty.text
    for name in ("Mia Gast", "mia gast"):
        sent = client.submit(
            f"{path}/guest",
            {"guest-name": name, "guest-organisation": "Thuiszorg", "guest-presence": "online"},
            at=path,
        )
        assert sent.location == f"{path}/done?form=code"
    assert guests(running) == [("Mia Gast", "Thuiszorg", Presence.ONLINE)]
    assert meeting_of(running).guests == 1


@pytest.fixture
def open_form(cast: Cast, running: int) -> int:
    """The meeting of now, with its short form open."""
    plan = evaluating.Plan(length=Length.SHORT, closes_on=DAY)
    with transaction():
        import_instrument(PROCESS_EVALUATION, on=ON)
        evaluating.open_evaluation(meeting_by(running), plan, on=ON, by=cast.coordinator.person_id)
    return running


def _slips() -> int:
    db.session.rollback()
    return len(db.session.scalars(select(AccessCode.code_hash)).all())


def test_a_guest_gets_one_code_that_no_name_hangs_on(
    client: Visitor, cast: Cast, open_form: int
) -> None:
    path = f"/check-in/{code_for(open_form, cast)}"
    client.submit(f"{path}/guest", {"guest-name": "Mia Gast"}, at=path)
    page = client.get(f"{path}/done?form=code").text
    seed = re.search(r'name="seed"[^>]*value="([0-9a-f]{32})"', page)
    assert seed is not None
    first = client.submit(f"{path}/slip", {"seed": seed[1]}, at=f"{path}/done?form=code")
    again = client.submit(f"{path}/slip", {"seed": seed[1]}, at=f"{path}/done?form=code")
    shown = re.search(r'class="code">([0-9A-Z]{4}-[0-9A-Z]{4})<', first.text)
    assert shown is not None
    assert shown[1] in again.text
    assert _slips() == 1
    more = client.submit(f"{path}/slip", {"seed": "0" * 32}, at=f"{path}/done?form=code")
    assert more.status_code == 400
    assert _slips() == 1
    begun = client.submit("/evaluate", {"code": shown[1]})
    assert begun.status_code == 200
    assert "progress" in begun.text


def test_nothing_that_is_kept_joins_a_guest_to_a_code(cast: Cast, open_form: int) -> None:
    columns = {column.name for column in Guest.__table__.columns}
    assert columns == {"id", "meeting_id", "name", "organisation", "folded", "presence", "came_on"}
    assert {c.name for c in AccessCode.__table__.columns} == {
        *("code_hash", "campaign_id", "unit_id", "used")
    }
    assert cast.coordinator
    assert meeting_by(open_form).state is MeetingState.INVITED


def test_a_slip_waits_for_the_form(client: Visitor, cast: Cast, running: int) -> None:
    path = f"/check-in/{code_for(running, cast)}"
    client.submit(f"{path}/guest", {"guest-name": "Mia Gast"}, at=path)
    sent = client.submit(f"{path}/slip", {"seed": "0" * 32}, at=path)
    assert sent.status_code == 400
    assert "nog niet open" in sent.text


def test_wrong_codes_are_counted_and_right_ones_forgiven(
    client: Visitor, cast: Cast, running: int
) -> None:
    code = code_for(running, cast)
    for _ in range(3):
        client.get(f"/check-in/{code}")
        client.get("/check-in/ABCDEFGH")
    db.session.rollback()
    assert db.session.scalars(select(Tries.count)).all() == [3]


def test_the_screen_shows_the_code_and_no_names(client: Visitor, cast: Cast, running: int) -> None:
    path = f"/meetings/{running}/screen"
    for member in (cast.contact, cast.neighbour, cast.stranger):
        assert client.sign_in(member).get(path).status_code == 404
    client.sign_in(cast.coordinator)
    assert db.session.get(CheckInCode, running) is None
    assert client.submit(path).status_code == 303
    there(running, cast.contact, Presence.ON_SITE)
    page = client.get(path).text
    kept = db.session.get_one(CheckInCode, running)
    assert codes.shown(codes.unseal(kept.sealed)) in page
    assert "1 persoon is binnen" in page
    assert cast.contact.name not in page


def test_many_press_at_once_and_are_one_row(app: Flask, cast: Cast, running: int) -> None:
    hour = local_now(meeting_by(running))

    def press(number: int) -> None:
        meeting = meeting_by(running)
        if number % 2:
            visitor = checking_in.Visitor(name="Mia Gast")
            checking_in.welcome_guest(meeting, visitor, on=ON, local_now=hour)
        else:
            person_id = cast.contact.person_id
            checking_in.check_in(meeting, person_id, Presence.ONLINE, local_now=hour)

    assert at_once(app, 6, press) == ["done"] * 6
    assert list(marks(running)) == [cast.contact.person_id]
    assert (guests(running), meeting_of(running).guests) == (
        [("Mia Gast", "", Presence.ON_SITE)],
        1,
    )
