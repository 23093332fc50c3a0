"""What is asked of whom: counted by place, shown within reach, weighed before it is sent."""

import csv
from dataclasses import replace
from datetime import date, time, timedelta
from io import StringIO

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.asks.asking import asks_in
from portal.asks.models import AskKind, AskReason
from portal.asks.queries import load_of
from portal.asks.rules import Period, TooMuch
from portal.asks.services import Why
from portal.db import db, transaction
from portal.meetings import asks, inviting
from portal.meetings.models import Invitation, Meeting, MeetingKind, MeetingState
from portal.meetings.services import plan_next
from portal.network.models import Person, Post
from portal.policy.table import Role
from portal.questionnaires.instruments.importing import import_instrument
from portal.web.hooks import Act, tell
from tests.cast import START, Cast
from tests.conftest import TODAY, Counter, Visitor
from tests.evaluation.evaluations import make_meeting, open_for
from tests.meetings.planned import AGENDA, NOW, ON, ONLINE, mails, meeting_by, plan, slot
from tests.questionnaires.instruments import PROCESS_EVALUATION

REASON = "Een netwerkdag waar de teams zelf om vroegen."
WORKSHOP = date(2022, 12, 15)


def workshop(cast: Cast, ends: time = time(14, 30)) -> int:
    """Plan a workshop of an hour in the same two months as the moment of 8 December."""
    when = replace(slot(WORKSHOP), kind=MeetingKind.WORKSHOP, ends=ends)
    with transaction():
        by = cast.coordinator.person_id
        return plan_next(when, ONLINE, AGENDA, number=1, on=ON, by=by).id


def invite(cast: Cast, meeting_id: int, reason: str = "") -> int:
    with transaction():
        return inviting.invite(
            meeting_by(meeting_id),
            on=ON,
            now=NOW,
            by=cast.coordinator.person_id,
            why=Why(reason=reason),
        )


@pytest.fixture
def invited(cast: Cast) -> int:
    meeting_id = plan(by=cast.coordinator.person_id)
    invite(cast, meeting_id)
    return meeting_id


def kept() -> list[AskReason]:
    return list(db.session.scalars(select(AskReason)))


def test_a_meeting_asks_its_minutes_of_the_teams_of_who_is_invited(
    cast: Cast, invited: int
) -> None:
    (ask,) = asks_in(Period.of(WORKSHOP))
    assert (ask.kind, ask.thing_id, ask.minutes) == (AskKind.MEETING, invited, 120)
    load = load_of(ask)
    assert (load.teams, load.teams_over, load.most) == (2, 0, 120)
    assert asks_in(Period.of(WORKSHOP).after) == []
    assert cast.home.team_ids


def test_a_draft_asks_nothing_yet_and_would_ask_what_its_invitations_ask(cast: Cast) -> None:
    meeting_id = plan(by=cast.coordinator.person_id)
    assert asks_in(Period.of(WORKSHOP)) == []
    proposed = load_of(asks.asked_by(meeting_by(meeting_id)))
    invite(cast, meeting_id)
    after = load_of(asks.asked_by(meeting_by(meeting_id)))
    assert (proposed.teams, proposed.most) == (after.teams, after.most) == (2, 120)
    assert after.others == []


def test_two_colleagues_of_a_team_are_one_ask_of_the_team(cast: Cast, invited: int) -> None:
    with transaction():
        person = Person(name="Tweede Lid")
        db.session.add(person)
        db.session.flush()
        place = {"organisation_id": cast.home.organisation_id, "team_id": cast.home.team_ids[0]}
        db.session.add(Post(person_id=person.id, role=Role.TEAM_LEAD, valid_from=START, **place))
        db.session.flush()
        db.session.add(
            Invitation(
                meeting_id=invited,
                person_id=person.id,
                role=Role.TEAM_LEAD,
                organisation_id=cast.home.organisation_id,
                invited_on=ON,
            )
        )
    (ask,) = asks_in(Period.of(WORKSHOP))
    assert load_of(ask).most == 120


def test_more_than_agreed_needs_a_reason_that_is_kept_with_the_act(
    cast: Cast, invited: int
) -> None:
    meeting_id = workshop(cast)
    assert invited
    with pytest.raises(TooMuch):
        invite(cast, meeting_id)
    assert meeting_by(meeting_id).state is MeetingState.DRAFT
    invite(cast, meeting_id, REASON)
    (reason,) = kept()
    assert (reason.kind, reason.thing_id) == (AskKind.MEETING, meeting_id)
    assert (reason.teams, reason.minutes, reason.reason) == (2, 180, REASON)


def test_a_reason_that_nobody_needed_is_not_kept(cast: Cast) -> None:
    invite(cast, plan(by=cast.coordinator.person_id), REASON)
    assert kept() == []


def test_an_evaluation_asks_the_minutes_of_its_form(cast: Cast) -> None:
    held = make_meeting(cast, others=0)
    open_for(cast, held)
    found = {ask.kind: ask for ask in asks_in(Period.of(TODAY))}
    assert found[AskKind.EVALUATION].thing_id == held
    assert found[AskKind.EVALUATION].minutes in {1, 4}
    assert found[AskKind.EVALUATION].href == f"/meetings/{held}/evaluation/"


@pytest.mark.parametrize(
    "change",
    [{"reason": ""}, {"reason": "x" * 501}, {"lang": "fr"}, {"teams": 0}, {"minutes": 0}],
)
def test_the_database_holds_what_a_reason_is(cast: Cast, change: dict[str, object]) -> None:
    right = {"kind": AskKind.MEETING, "thing_id": 1, "bucket": 1, "teams": 1, "minutes": 1}
    given = {"reason": "a", "lang": "nl", "given_on": ON, "given_by_id": cast.lead.person_id}
    with transaction():
        db.session.add(AskReason(**right, **given))
    with pytest.raises(IntegrityError), transaction():
        db.session.add(AskReason(**{**right, **given, **change}))


def test_a_reason_is_a_persons_own_and_loses_their_name_with_them(cast: Cast, invited: int) -> None:
    assert invited
    invite(cast, workshop(cast), REASON)
    by = cast.coordinator.person_id
    said = [one for one in tell(Act.PERSON_DATA, person_id=by) if "reasons_for_asking_more" in one]
    assert said[0]["reasons_for_asking_more"] == [{"on": ON.isoformat(), "reason": REASON}]
    with transaction():
        tell(Act.ERASE, person_id=by)
    db.session.expire_all()
    assert [one.given_by_id for one in kept()] == [None]


def test_the_page_shows_minutes_people_and_what_for(
    client: Visitor, cast: Cast, invited: int
) -> None:
    invite(cast, workshop(cast), REASON)
    client.sign_in(cast.coordinator)
    page = client.get("/asks/?lang=en").text
    assert "Time that we ask: November–December 2022" in page
    assert f'<a href="/meetings/{invited}/">Reflection moment 1</a> (120 minutes)' in page
    assert '<a href="/organisations/home/">De Verzonnen Linde</a>' in page
    assert "180 <span" in page
    assert REASON in page
    assert "More than 150 minutes: 2 teams." in page
    assert "Nothing: 4 teams" in page
    assert "Nothing is asked in these two months." in client.get("/asks/?period=2022-09").text


def test_an_ambassador_sees_the_own_organisation_only(
    client: Visitor, cast: Cast, invited: int
) -> None:
    assert invited
    page = client.sign_in(cast.ambassador).get("/asks/?lang=en").text
    assert cast.home.name in page
    assert cast.away.name not in page
    assert "Of 3 teams, by minutes asked" in page
    rows = client.get("/asks.csv?lang=nl").data.decode("utf-8-sig")
    read = list(csv.reader(StringIO(rows), delimiter=";"))
    assert {row[2] for row in read[1:]} == {cast.home.name}
    assert read[0][4:] == ["Waarvoor", "Dag", "Minuten", "Mensen"]
    assert ["Reflectiemoment 1", "2022-12-08", "120", "1"] in [row[4:] for row in read]


@pytest.mark.parametrize("who", ["stranger", "researcher", "team_lead", "primary_contact"])
def test_others_do_not_find_it(client: Visitor, cast: Cast, who: str) -> None:
    client.sign_in(cast.everyone[who])
    for path in ("/asks/", "/asks.csv", "/asks.xlsx"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("ask", ["period=2022-12", "period=yesterday", "page=7"])
def test_what_is_no_period_or_page_is_missing(client: Visitor, cast: Cast, ask: str) -> None:
    client.sign_in(cast.coordinator)
    assert client.get(f"/asks/?{ask}").status_code == 404


def test_before_inviting_it_says_what_it_asks(client: Visitor, cast: Cast) -> None:
    meeting_id = plan(by=cast.coordinator.person_id)
    client.sign_in(cast.coordinator)
    page = client.get(f"/meetings/{meeting_id}/invite?lang=nl").text
    assert "Dit vraagt 120 minuten van elk van 2 teams." in page
    assert "wordt dan van geen enkel team meer dan 120 van de 150 minuten gevraagd" in page
    assert 'name="why"' not in page


def test_too_much_asks_why_keeps_what_was_typed_and_sends_nothing(
    client: Visitor, cast: Cast, invited: int
) -> None:
    assert invited
    path = f"/meetings/{workshop(cast)}/invite"
    before = len(mails())
    client.sign_in(cast.coordinator)
    page = client.get(f"{path}?lang=nl").text
    assert "Team 1 home, De Verzonnen Linde: 180 minuten" in page
    assert "30 minuten minder is genoeg." in page
    assert f'<a href="/meetings/{invited}/">Reflectiemoment 1</a>' in page
    refused = client.submit(path, {"why": "   "})
    assert refused.status_code == 400
    assert '<a href="#why">' in refused.text
    assert client.submit(path, {"why": "x" * 501}).text.count("x" * 501) == 1
    assert len(mails()) == before
    assert client.submit(path, {"why": REASON}).status_code == 303
    assert [one.reason for one in kept()] == [REASON]
    assert len(mails()) > before


def test_opening_an_evaluation_says_what_it_asks_and_may_need_a_reason(
    client: Visitor, cast: Cast
) -> None:
    held = make_meeting(cast)
    with transaction():
        import_instrument(PROCESS_EVALUATION, on=ON)
    invite(cast, workshop(cast), REASON)
    client.sign_in(cast.coordinator)
    path = f"/meetings/{held}/evaluation/open"
    assert 'name="why"' in client.get(f"{path}?lang=nl").text
    closes_on = (TODAY + timedelta(days=5)).isoformat()
    form: dict[str, object] = {"length": "full", "closes_on": closes_on}
    refused = client.submit(path, form)
    assert refused.status_code == 400
    assert "vraagt 4 minuten" in refused.text
    assert '<a href="#why">' in refused.text
    assert client.submit(path, {**form, "why": "Twee keer per jaar."}).status_code == 303
    assert [one.kind for one in kept()] == [AskKind.MEETING, AskKind.EVALUATION]


def test_statements_do_not_grow(
    client: Visitor, cast: Cast, invited: int, count_statements: Counter
) -> None:
    client.sign_in(cast.coordinator)
    paths = ("/asks/", f"/meetings/{invited}/invite")
    for path in paths:
        client.get(path)
    counted = []
    for many in (1, 30):
        _grow(cast, many)
        for path in paths:
            with count_statements() as seen:
                client.get(path)
            counted.append(len(seen))
    assert counted[:2] == counted[2:]
    assert max(counted) <= 11  # each of the four kinds of ask is one of them


def _grow(cast: Cast, many: int) -> None:
    with transaction():
        for number in range(many):
            person = Person(name=f"Lid {number}", email=f"lid{many}.{number}@demo.example")
            db.session.add(person)
            db.session.flush()
            db.session.add(
                Post(
                    person_id=person.id,
                    role=Role.TEAM_LEAD,
                    organisation_id=cast.home.organisation_id,
                    team_id=cast.home.team_ids[number % 3],
                    valid_from=START,
                )
            )


def test_a_cancelled_meeting_asks_nothing(cast: Cast, invited: int) -> None:
    with transaction():
        inviting.cancel_meeting(
            db.session.get_one(Meeting, invited),
            reason="Ziekte",
            replaced_by=None,
            on=ON,
            now=NOW,
            by=cast.coordinator.person_id,
        )
    assert asks_in(Period.of(WORKSHOP)) == []
