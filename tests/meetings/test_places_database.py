"""What the database itself refuses about seats and plans, on both databases, by direct SQL."""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from portal.db import db
from portal.meetings.models import Answer, Meeting
from portal.meetings.places import services
from tests.at_once import at_once
from tests.cast import Cast
from tests.meetings.planned import plan
from tests.meetings.seated import event, invitation_ids, line, said, says, team_comes

PLACE = (
    "INSERT INTO place (meeting_id, position, seated, people, invitation_id, registration_id) "
    "VALUES ({meeting}, {position}, {seated}, {people}, {invitation}, {registration})"
)
TEAM = (
    "INSERT INTO team_registration (meeting_id, team_id, people, way, registered_on, revision) "
    "VALUES ({meeting}, {team}, {people}, 'on_site', '2022-11-15', {revision})"
)


def refused(statement: str) -> str:
    """Run a statement that the database must refuse; return what it says."""
    with pytest.raises(IntegrityError) as error, db.engine.begin() as connection:
        connection.execute(text(statement))
    return str(error.value.args[0])


def run(statement: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.fixture
def full(cast: Cast) -> int:
    """The id of an event with two seats, both taken, and one who waits."""
    event_id = event(cast, capacity=2, people=5)
    for one in invitation_ids(event_id)[:3]:
        said(one, Answer.YES)
    team_comes(cast, event_id, 0, 1)
    db.session.rollback()
    return event_id


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"position": "1"}, "one_place_per_position|place.position"),
        ({"position": "0"}, "positions_start_at_one"),
        ({"people": "2"}, "a_person_takes_one_seat"),
        ({"people": "0"}, "a_person_takes_one_seat"),
        ({"invitation": "NULL"}, "a_place_is_of_one"),
        ({"registration": "1"}, "a_place_is_of_one"),
        ({"seated": "true"}, "nobody_passes_who_waits|seats_fit_the_room"),
        ({"invitation": "{taken}"}, "one_place_per_invitation|place.invitation_id"),
        (
            {"invitation": "NULL", "registration": "1"},
            "one_place_per_registration|place.registration_id",
        ),
    ],
)
def test_a_place_is_held_by_the_database(full: int, change: dict[str, str], name: str) -> None:
    taken, *_, free = invitation_ids(full)
    db.session.rollback()
    row = {
        "meeting": full,
        "position": "9",
        "seated": "false",
        "people": "1",
        "invitation": free,
        "registration": "NULL",
        **{key: value.format(taken=taken) for key, value in change.items()},
    }
    said_ = refused(PLACE.format(**row))
    assert any(part in said_ for part in name.split("|")), said_


def test_more_seats_than_there_are_is_refused(full: int) -> None:
    run(f"DELETE FROM place WHERE meeting_id = {full} AND position > 2")
    free = invitation_ids(full)[-1]
    db.session.rollback()
    row = {"meeting": full, "position": 3, "seated": "true", "people": 1}
    third = PLACE.format(**row, invitation=free, registration="NULL")
    assert "seats_fit_the_room" in refused(third)
    run(third.replace("true", "false"))
    assert "seats_fit_the_room" in refused("UPDATE place SET seated = true WHERE position = 3")


def test_nobody_passes_who_waits(full: int) -> None:
    run(f"UPDATE meeting SET capacity = 3 WHERE id = {full}")
    last = f"UPDATE place SET seated = true WHERE meeting_id = {full} AND position = 4"
    first = f"UPDATE place SET seated = false WHERE meeting_id = {full} AND position = 1"
    assert "nobody_passes_who_waits" in refused(last)
    assert "nobody_passes_who_waits" in refused(first)


def test_the_room_holds_who_sits(full: int) -> None:
    assert "the_room_holds_who_sits" in refused(
        f"UPDATE meeting SET capacity = 1 WHERE id = {full}"
    )


def test_a_place_is_at_its_own_meeting(cast: Cast, full: int) -> None:
    other = plan(by=cast.coordinator.person_id)
    free = invitation_ids(full)[-1]
    db.session.rollback()
    row = {"meeting": other, "position": 1, "seated": "false", "people": 1}
    of_a_person = PLACE.format(**row, invitation=free, registration="NULL")
    assert "a_place_is_at_its_own_meeting" in refused(of_a_person)
    run("DELETE FROM place WHERE registration_id = 1")
    of_a_team = PLACE.format(**row, invitation="NULL", registration=1)
    assert "a_place_is_at_its_own_meeting" in refused(of_a_team)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"people": 0}, "a_team_comes_with_one_to_twenty"),
        ({"people": 21}, "a_team_comes_with_one_to_twenty"),
        ({"revision": 0}, "registration_revision_counts_up"),
        ({"team": "{registered}"}, "a_team_registers_once|team_registration.team_id"),
    ],
)
def test_a_registration_is_held_by_the_database(
    cast: Cast, full: int, change: dict[str, object], name: str
) -> None:
    registered, free, _ = cast.home.team_ids
    row = {"meeting": full, "team": free, "people": 2, "revision": 1, **change}
    said_ = refused(TEAM.format(**row).format(registered=registered))
    assert any(part in said_ for part in name.split("|")), said_


def test_teams_come_where_they_are_welcome(cast: Cast) -> None:
    moment = plan(by=cast.coordinator.person_id)
    team = TEAM.format(meeting=moment, team=cast.home.team_ids[0], people=2, revision=1)
    assert "teams_come_where_they_are_welcome" in refused(team)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("capacity = 0", "capacity_is_for_somebody"),
        ("lang = 'fr'", "meeting_in_our_languages"),
        ("respond_by = '2022-12-09'", "answers_come_before_the_day"),
    ],
)
def test_a_plan_is_held_by_the_database(cast: Cast, change: str, name: str) -> None:
    moment = plan(by=cast.coordinator.person_id)
    assert name in refused(f"UPDATE meeting SET {change} WHERE id = {moment}")


@pytest.mark.parametrize("in_turn", [True, False])
def test_only_who_waits_for_their_turn_gets_a_place_of_their_own(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, *, in_turn: bool
) -> None:
    """Two who join at one moment; SQLite has but one writer, PostgreSQL needs the lock."""
    event_id = event(cast, capacity=1, people=2)
    invited = invitation_ids(event_id)
    both, position_for = Barrier(2), services.next_position

    def after_both_looked(meeting: Meeting) -> int:
        found = position_for(meeting)
        with suppress(BrokenBarrierError):
            both.wait(timeout=0.4)
        return found

    monkeypatch.setattr(services, "next_position", after_both_looked)
    if not in_turn:
        monkeypatch.setattr(services, "take_turn", lambda _meeting_id: None)
        monkeypatch.setattr(services, "judged", lambda meeting: meeting)
    needs_the_lock = db.engine.dialect.name == "postgresql"
    ended = at_once(app, 2, lambda number: says(invited[number], Answer.YES))
    in_vain = not in_turn and needs_the_lock
    assert ended == (["IntegrityError", "done"] if in_vain else ["done", "done"])
    assert len(line(event_id)) == (1 if in_vain else 2)
