"""Attestations: what they say, who makes them, how anybody checks one, and when one ends."""

import re

import pytest
from sqlalchemy import select

from portal.attendance import attesting, checking_in, codes, queries, remembering, services
from portal.attendance.models import Attestation, AttestationLine, Guest
from portal.attendance.rules import NOT_MARKED, Change, Mark
from portal.db import db, transaction
from portal.meetings.models import Presence
from portal.rules import RuleBroken
from tests.attendance.happening import held, meeting_of, sends, there
from tests.cast import Cast, Member
from tests.conftest import Visitor
from tests.meetings.planned import ON, meeting_by


@pytest.fixture
def past(cast: Cast, running: int) -> int:
    """A meeting that took place, at which the contact person was."""
    there(running, cast.contact, Presence.ON_SITE)
    held(running)
    return running


def made(client: Visitor, cast: Cast, meeting_id: int, member: Member | None = None) -> Attestation:
    """Let somebody make their own attestation of a meeting."""
    client.sign_in(member or cast.contact)
    sent = client.submit("/attestations/", {"meeting": str(meeting_id)})
    assert sent.status_code == 303
    db.session.rollback()
    return db.session.get_one(Attestation, int(sent.location.split("/")[2]))


def code_of(attestation: Attestation) -> str:
    return codes.attested_code(attestation.salt)


def is_valid(client: Visitor, code: str) -> bool:
    page = client.get(f"/attestations/check/{code}").text
    assert ("Geldig." in page) != ("Niet geldig." in page)
    return "Geldig." in page


def correct(meeting_id: int, cast: Cast, shown: Mark, wanted: Mark) -> None:
    change = {cast.contact.person_id: Change(shown=shown, wanted=wanted)}
    with transaction():
        services.mark_attendance(
            meeting_by(meeting_id), change, on=ON, by=cast.coordinator.person_id
        )


def test_it_names_role_and_organisation_of_that_day_and_no_rank(
    client: Visitor, cast: Cast, past: int
) -> None:
    one = made(client, cast, past)
    page = client.get(f"/attestations/{one.id}/").text
    for said in (
        cast.contact.name,
        cast.home.name,
        "Contactpersoon",
        "Ter plaatse",
        "Reflectiemoment 1",
    ):
        assert said in page
    assert codes.shown_attested(code_of(one)) in page
    answer = client.get(f"/attestations/{one.id}.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert b"pdfuaid" in answer.data


def test_the_same_twice_is_one_attestation(client: Visitor, cast: Cast, past: int) -> None:
    assert made(client, cast, past).id == made(client, cast, past).id
    assert len(db.session.scalars(select(Attestation.id)).all()) == 1


def test_a_year_is_a_list_with_its_hours_together(client: Visitor, cast: Cast, past: int) -> None:
    client.sign_in(cast.contact)
    sent = client.submit("/attestations/", {"year": "2022"})
    assert sent.status_code == 303
    meeting = meeting_of(past)
    minutes = meeting.lasts
    page = client.get(sent.location).text
    assert "Aanwezigheidsattest in 2022" in page
    assert f"Samen: {minutes // 60} uur" in page or f"Samen: {minutes} minuten" in page
    nothing = client.submit("/attestations/", {"year": "2021"})
    assert nothing.location == "/attestations/"


def test_anybody_checks_it_and_learns_nothing_else(client: Visitor, cast: Cast, past: int) -> None:
    code = code_of(made(client, cast, past))
    client.delete_cookie("session")
    typed = client.submit("/attestations/check", {"code": codes.shown_attested(code).lower()})
    assert typed.location == f"/attestations/check/{code}"
    page = client.get(typed.location).text
    assert "Geldig." in page
    for secret in (cast.contact.name, cast.home.name, "2022", "Reflectiemoment"):
        assert secret not in page.split("<main")[1].split("</main>")[0]
    assert not is_valid(client, "0" * 13)
    assert client.submit("/attestations/check", {"code": ""}).status_code == 400
    assert "Niet geldig." in client.submit("/attestations/check", {"code": "abc"}).text


def test_the_database_does_not_know_the_code(client: Visitor, cast: Cast, past: int) -> None:
    one = made(client, cast, past)
    assert len(code_of(one)) == 13  # 65 bits
    assert code_of(one) not in f"{one.salt}{one.code_hash}{one.content_hash}"


@pytest.mark.parametrize(
    "wanted", [NOT_MARKED, Mark(presence=Presence.ABSENT), Mark(presence=Presence.ONLINE)]
)
def test_a_correction_withdraws_it(client: Visitor, cast: Cast, past: int, wanted: Mark) -> None:
    one = made(client, cast, past)
    code = code_of(one)
    assert is_valid(client, code)
    correct(past, cast, Mark(presence=Presence.ON_SITE), wanted)
    assert not is_valid(client, code)
    assert client.get(f"/attestations/{one.id}.pdf").status_code == 404
    assert "niet meer geldig" in client.get(f"/attestations/{one.id}/").text


def test_late_or_early_withdraws_nothing(client: Visitor, cast: Cast, past: int) -> None:
    code = code_of(made(client, cast, past))
    late = Mark(presence=Presence.ON_SITE, came_late=True, left_early=True)
    correct(past, cast, Mark(presence=Presence.ON_SITE), late)
    assert is_valid(client, code)


def test_nobody_makes_or_reads_it_of_another(client: Visitor, cast: Cast, past: int) -> None:
    one = made(client, cast, past)
    for member in (cast.ambassador, cast.neighbour, cast.lead, cast.researcher):
        client.sign_in(member)
        for path in (
            f"/attestations/{one.id}/",
            f"/attestations/{one.id}.pdf",
            f"/attestations/people/{cast.contact.person_id}",
            f"/meetings/{past}/attestations",
        ):
            assert client.get(path).status_code == 404, (member.name, path)
        sent = client.submit(
            f"/attestations/people/{cast.contact.person_id}", {"year": "2022"}, at="/me/password"
        )
        assert sent.status_code == 404
    client.sign_in(cast.coordinator)
    assert client.get(f"/attestations/{one.id}/").status_code == 200


def test_who_was_not_there_gets_none(client: Visitor, cast: Cast, past: int) -> None:
    client.sign_in(cast.lead)
    sent = client.submit("/attestations/", {"meeting": str(past)})
    assert sent.location == "/attestations/"
    assert db.session.scalars(select(Attestation)).all() == []


def test_the_project_team_attests_a_deputy_and_a_guest_by_name(
    client: Visitor, cast: Cast, running: int
) -> None:
    sends(running, cast.contact, "Lut Vervanger")
    there(running, cast.contact, Presence.ONLINE, by_deputy=True)
    with transaction():
        checking_in.add_guest(
            meeting_by(running),
            checking_in.Visitor(name="Mia Gast", organisation="Thuiszorg"),
            on=ON,
            by=cast.coordinator.person_id,
        )
    held(running)
    guest = db.session.scalars(select(Guest)).one()
    client.sign_in(cast.coordinator)
    path = f"/meetings/{running}/attestations"
    of_deputy = {"holder": "deputy", "person": str(cast.contact.person_id)}
    deputys = client.submit(path, dict(of_deputy))
    guests = client.submit(path, {"holder": "guest", "guest": guest.id})
    page = client.get(deputys.location).text.split("<main")[1]
    assert "Lut Vervanger" in page
    assert cast.contact.name not in page
    assert "Contactpersoon" not in page
    page = client.get(guests.location).text
    assert "Mia Gast" in page
    assert "Thuiszorg" in page
    own = client.submit(path, {"holder": "person", "person": str(cast.contact.person_id)})
    assert own.location == path  # the contact person was not there
    for wrong in ({"holder": "guest", "guest": "x"}, {"holder": "deputy", "person": "999999"}):
        assert client.submit(path, dict(wrong)).status_code == 404


def test_a_guest_taken_off_the_list_holds_nothing_valid(
    client: Visitor, cast: Cast, running: int
) -> None:
    by = cast.coordinator.person_id
    with transaction():
        visitor = checking_in.Visitor(name="Mia Gast")
        checking_in.add_guest(meeting_by(running), visitor, on=ON, by=by)
    held(running)
    with transaction():
        guest = db.session.scalars(select(Guest)).one()
        one = attesting.attest_guest(meeting_by(running), guest, on=ON, by=by)
        code, guest_id = code_of(one), guest.id
    assert is_valid(client, code)
    client.sign_in(cast.coordinator)
    path = f"/meetings/{running}/guests"
    assert client.submit(f"{path}/{guest_id}/remove", at=path).status_code == 303
    assert not is_valid(client, code)
    assert meeting_of(running).guests == 0
    assert db.session.scalars(select(Attestation.name)).all() == [""]


def test_an_erased_person_leaves_nothing_valid(client: Visitor, cast: Cast, past: int) -> None:
    code = code_of(made(client, cast, past))
    with transaction():
        remembering.forget(person_id=cast.contact.person_id)
    assert not is_valid(client, code)
    assert db.session.scalars(select(AttestationLine)).all() == []


def test_names_are_forgotten_after_a_year_and_the_count_stays(cast: Cast, running: int) -> None:
    with transaction():
        visitor = checking_in.Visitor(name="Mia Gast")
        checking_in.add_guest(meeting_by(running), visitor, on=ON, by=cast.coordinator.person_id)
    held(running)
    with transaction():
        guest = db.session.scalars(select(Guest)).one()
        one = attesting.attest_guest(
            meeting_by(running), guest, on=ON, by=cast.coordinator.person_id
        )
        code = code_of(one)
    with transaction():
        assert remembering.forget_old(ON.replace(year=2023)) == 0
    with transaction():
        assert remembering.forget_old(ON.replace(year=2023, day=16)) == 1
    assert db.session.scalars(select(Guest)).all() == []
    assert db.session.scalars(select(Attestation.name)).all() == [""]
    assert queries.is_attested(code)
    assert meeting_of(running).guests == 1


def test_own_data_tells_what_was_attested(client: Visitor, cast: Cast, past: int) -> None:
    made(client, cast, past)
    told = remembering.person_data(person_id=cast.contact.person_id)["attestations"]
    assert [one["name"] for one in told] == [cast.contact.name]
    assert told[0]["meetings"][0]["presence"] == "on_site"
    assert remembering.person_data(person_id=cast.lead.person_id) == {"attestations": []}


def test_merging_two_rows_withdraws_what_both_cannot_say(
    client: Visitor, cast: Cast, past: int
) -> None:
    code = code_of(made(client, cast, past))
    there(past, cast.lead, Presence.ONLINE)
    with transaction():
        remembering.merge(kept_id=cast.lead.person_id, gone_id=cast.contact.person_id)
    assert not is_valid(client, code)


def test_nothing_is_attested_before_it_took_place(cast: Cast, running: int) -> None:
    there(running, cast.contact, Presence.ON_SITE)
    by = cast.coordinator.person_id
    with pytest.raises(RuleBroken, match="no attendance"), transaction():
        attesting.attest_meeting(meeting_by(running), cast.contact.person_id, on=ON, by=by)


def test_the_page_lists_the_own_years(client: Visitor, cast: Cast, past: int) -> None:
    page = client.sign_in(cast.contact).get("/attestations/").text
    assert re.search(r"Bijeenkomsten in 2022", page)
    assert client.sign_in(cast.stranger).get("/attestations/").status_code == 404
    assert meeting_by(past)
