"""Decisions and actions: who an action is for, who ticks it off, and what stays open."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from portal.db import db, transaction
from portal.meetings import inviting
from portal.meetings.models import Meeting
from portal.minutes import agreeing
from portal.minutes.agenda_source import suggest
from portal.minutes.agreeing import Agreed
from portal.minutes.models import Decision, MeetingAction
from portal.minutes.open_actions import open_before
from portal.minutes.owners import names_to_offer
from portal.network.models import Person
from portal.rules import RuleBroken
from portal.support.models import Side, Task
from tests.cast import Cast
from tests.conftest import Visitor
from tests.meetings.planned import NOW, ON, meeting_by, plan
from tests.minutes.written import approve, form, keep

NEXT = date(2023, 2, 9)


def _agree(meeting_id: int, cast: Cast, who: str = "", due_on: date | None = None) -> int:
    agreed = Agreed(part="general", words=f"Bel {who or 'iemand'}", who=who, due_on=due_on)
    with transaction():
        task = agreeing.agree(meeting_by(meeting_id), agreed, on=ON, by=cast.coordinator.person_id)
        assert task is not None
        return task.id


def _task(task_id: int) -> Task:
    return db.session.get_one(Task, task_id)


def _next_moment(cast: Cast) -> Meeting:
    by = cast.coordinator.person_id
    coming = plan(by=by, day=NEXT, number=2, reason="Later")
    with transaction():
        inviting.invite(meeting_by(coming), on=ON, now=NOW, by=by)
    return meeting_by(coming)


def test_an_action_is_for_a_person_an_organisation_or_the_project_team(
    cast: Cast, today_held: int
) -> None:
    person = _task(_agree(today_held, cast, cast.contact.name))
    place = _task(_agree(today_held, cast, cast.home.name.upper()))
    team = _task(_agree(today_held, cast))
    coordinator = _task(_agree(today_held, cast, cast.coordinator.name))
    home = cast.home.organisation_id
    assert [
        (task.side, task.organisation_id, task.owner_id)
        for task in (person, place, team, coordinator)
    ] == [
        (Side.ORGANISATION, home, cast.contact.person_id),
        (Side.ORGANISATION, home, None),
        (Side.PROJECT_TEAM, None, None),
        (Side.PROJECT_TEAM, None, cast.coordinator.person_id),
    ]


def test_the_same_words_twice_are_one_action_and_one_decision(cast: Cast, today_held: int) -> None:
    by = cast.coordinator.person_id
    _agree(today_held, cast)
    with transaction():
        meeting = meeting_by(today_held)
        agreed = Agreed(part="general", words="Bel iemand")
        assert agreeing.agree(meeting, agreed, on=ON, by=by) is None
        for _twice in range(2):
            agreeing.decide(meeting, "general", "We gaan door.", on=ON, by=by)
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 1
    assert db.session.scalar(select(func.count()).select_from(MeetingAction)) == 1


def test_nobody_of_that_name_and_a_day_that_is_past_are_refused(
    cast: Cast, today_held: int
) -> None:
    with pytest.raises(RuleBroken, match="Nobody here is called “Niemand”"):
        _agree(today_held, cast, "Niemand")
    with pytest.raises(RuleBroken, match="Nobody here is called"):
        _agree(today_held, cast, f"{cast.contact.name} ({cast.away.name})")
    with pytest.raises(RuleBroken, match="That day is past"):
        _agree(today_held, cast, due_on=ON - timedelta(days=1))
    assert _agree(today_held, cast, f"{cast.contact.name} ({cast.home.name})")


def test_two_of_one_name_are_told_apart_by_their_organisation(cast: Cast, today_held: int) -> None:
    neighbour = next(iter(cast.away.people.values()))
    with transaction():
        db.session.get_one(Person, neighbour.person_id).name = cast.contact.name
    with pytest.raises(RuleBroken, match="More than one"):
        _agree(today_held, cast, cast.contact.name)
    task_id = _agree(today_held, cast, f"{cast.contact.name} ({cast.home.name})")
    assert _task(task_id).owner_id == cast.contact.person_id


def test_once_approved_what_was_agreed_stays(cast: Cast, today_held: int) -> None:
    task_id = _agree(today_held, cast)
    keep(today_held, "Verslag", cast)
    approve(today_held, cast)
    with pytest.raises(RuleBroken, match="stays as it is"):
        _agree(today_held, cast, cast.contact.name)
    with pytest.raises(RuleBroken, match="stays as it is"), transaction():
        agreeing.drop_action(meeting_by(today_held), task_id, on=ON)
    assert _task(task_id).done_on is None


def test_what_was_not_agreed_after_all_goes_away(
    client: Visitor, cast: Cast, today_held: int
) -> None:
    client.sign_in(cast.coordinator)
    path = f"/meetings/{today_held}/minutes"
    sent = form(general="Verslag") | {
        "decision": "We gaan door.",
        "action": "Bel de post",
        "who": cast.contact.name,
        "due_on": "2022-12-01",
    }
    assert client.submit(path, sent).status_code == 303
    page = client.get(path).text
    assert "We gaan door." in page
    assert "Bel de post" in page
    task = db.session.scalars(select(Task).where(Task.words == "Bel de post")).one()
    decision = db.session.scalars(select(Decision)).one()
    for press in (f"action-{task.id}", f"decision-{decision.id}", "action-9999", "iets"):
        kept = form(general="Verslag") | {"version-general": "1", "press": press}
        assert client.submit(path, kept).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(MeetingAction)) == 0
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 0


def test_a_name_that_nobody_has_keeps_all_that_was_typed(
    client: Visitor, cast: Cast, today_held: int
) -> None:
    client.sign_in(cast.coordinator)
    path = f"/meetings/{today_held}/minutes"
    sent = form(general="Blijft staan") | {"action": "Bel de post", "who": "Niemand Hier"}
    refused = client.submit(path, sent)
    assert refused.status_code == 400
    for words in ("Blijft staan", "Bel de post", "Niemand Hier"):
        assert words in refused.text
    assert db.session.scalar(select(func.count()).select_from(Task)) == 0


def test_who_has_it_ticks_it_off_and_takes_it_back(
    client: Visitor, cast: Cast, today_held: int
) -> None:
    task_id = _agree(today_held, cast, cast.contact.name)
    data = {"csrf_token": client.sign_in(cast.contact).token("/actions/")}
    assert client.post(f"/actions/{task_id}/done", data=data).status_code == 303
    assert (_task(task_id).done_on, _task(task_id).done_by_id) == (ON, cast.contact.person_id)
    assert "Bel" in client.get("/actions/?state=done").text
    assert client.post(f"/actions/{task_id}/reopen", data=data).status_code == 303
    assert _task(task_id).done_on is None


def test_others_see_it_or_not_and_never_tick_it_off(
    client: Visitor, cast: Cast, today_held: int
) -> None:
    task_id = _agree(today_held, cast, cast.contact.name)
    words = _task(task_id).words
    neighbour = cast.away.people
    for member, sees in (
        (cast.lead, True),
        (next(iter(neighbour.values())), False),
        (cast.coordinator, True),
    ):
        page = client.sign_in(member).get("/actions/")
        assert (words in page.text) is sees, member.name
        rows = client.get("/actions.csv").text
        assert (words in rows) is sees, member.name
    for member in (cast.lead, cast.ambassador, next(iter(neighbour.values()))):
        client.sign_in(member)
        data = {"csrf_token": client.token("/me/")}
        assert client.post(f"/actions/{task_id}/done", data=data).status_code == 404
    assert client.sign_in(cast.stranger).get("/actions/").status_code == 404
    assert client.get("/actions.csv").status_code == 404
    assert client.sign_in(cast.coordinator).get("/actions.xlsx").data.startswith(b"PK")
    assert _task(task_id).done_on is None


def test_open_actions_are_carried_over_until_they_are_done(cast: Cast, today_held: int) -> None:
    late = _agree(today_held, cast, cast.contact.name, due_on=NEXT - timedelta(days=1))
    later = _agree(today_held, cast, cast.home.name)
    coming = _next_moment(cast)
    assert [one.task_id for one in open_before(coming)] == [late, later]
    found = suggest(meeting_id=coming.id, day=NEXT)
    assert [(one.source_id, "meant to be done" in one.reason) for one in found] == [
        (str(late), True),
        (str(later), False),
    ]
    with transaction():
        agreeing.finish(_task(late), on=ON, by=cast.contact.person_id)
    assert [one.task_id for one in open_before(meeting_by(coming.id))] == [later]
    assert [one.source_id for one in suggest(meeting_id=coming.id, day=NEXT)] == [str(later)]


def test_names_to_choose_from_are_of_who_was_expected_and_there(
    cast: Cast, today_held: int
) -> None:
    with transaction():
        db.session.execute(
            text(
                "INSERT INTO attendance (meeting_id, person_id, presence, by_deputy, came_late, "
                "left_early) VALUES (:meeting, :person, 'online', false, false, false)"
            ),
            {"meeting": today_held, "person": cast.contact.person_id},
        )
    offered = names_to_offer(meeting_by(today_held))
    assert set(offered) == {
        cast.home.name,
        cast.away.name,
        f"{cast.contact.name} ({cast.home.name})",
    }


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE minutes_decision SET words = ''",
        "UPDATE minutes_decision SET lang = 'fr'",
        "UPDATE task SET kind = 'onboarding'",
        "UPDATE task SET side = 'organisation', organisation_id = NULL",
    ],
)
def test_the_database_itself_refuses_what_cannot_be(
    cast: Cast, today_held: int, statement: str
) -> None:
    by = cast.coordinator.person_id
    _agree(today_held, cast)
    with transaction():
        agreeing.decide(meeting_by(today_held), "general", "We gaan door.", on=ON, by=by)
    with pytest.raises(DBAPIError), transaction():
        db.session.execute(text(statement))


def test_the_database_itself_refuses_a_task_that_was_not_agreed(
    cast: Cast, today_held: int
) -> None:
    task_id = _agree(today_held, cast, cast.home.name)
    with transaction():
        db.session.execute(text("DELETE FROM minutes_action"))
        db.session.execute(
            text("UPDATE task SET kind = 'onboarding', words = '', step = 'x' WHERE id = :id"),
            {"id": task_id},
        )
    with pytest.raises(DBAPIError, match="an_agreed_action_is_an_action"), transaction():
        db.session.execute(
            text("INSERT INTO minutes_action VALUES (:task, :meeting, 'general')"),
            {"task": task_id, "meeting": today_held},
        )


def test_what_is_open_from_before_is_ticked_off_while_writing(
    client: Visitor, cast: Cast, today_held: int
) -> None:
    task_id = _agree(today_held, cast, cast.contact.name)
    client.sign_in(cast.coordinator)
    path = f"/meetings/{today_held}/minutes"
    for number in (9999, task_id):
        sent = form(general="Blijft") | {"press": f"done-{number}"}
        assert client.submit(path, sent).status_code == 303
    assert _task(task_id).done_on == ON
    again = client.submit(path, form(general="Blijft") | {"press": f"done-{task_id}"})
    assert again.status_code == 400
    assert "Blijft" in again.text
