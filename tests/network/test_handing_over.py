"""Hand-overs on a day that was, is or will be: recorded, moved, cancelled, and raced for."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from portal.db import db, transaction
from portal.network import queries
from portal.network.models import Organisation, Person, Post
from portal.network.rules import Interval
from portal.network.services.handing_over import (
    cancel_hand_over,
    hand_over_ambassador,
    move_hand_over,
    planned_hand_over,
)
from portal.network.services.people import add_person
from portal.network.services.posts import correct_post, end_post, give_post
from portal.network.services.teams import TeamFacts, add_team, end_team
from portal.policy.table import Role
from portal.rules import RuleBroken
from portal.taxonomy.sectors import CareContext
from portal.web.hooks import Act, on
from tests.at_once import at_once
from tests.cast import START, Cast
from tests.conftest import TODAY
from tests.network.editing import ON, exemptions, holders, home, post_of, team, trail

PAST, SOON, LATER = date(2022, 10, 1), date(2022, 12, 1), date(2023, 2, 1)
AT_ONCE = 20


def stranger(cast: Cast) -> Person:
    return db.session.get_one(Person, cast.stranger.person_id)


def hand_over(cast: Cast, day: date, by: int | None = None) -> None:
    with transaction():
        hand_over_ambassador(home(cast), stranger(cast), on=day, by=by, reason="ander werk")


def days(cast: Cast) -> list[tuple[int, date, date | None]]:
    return [line[:3] for line in holders(cast, Role.AMBASSADOR)]


@pytest.fixture
def told(app: Flask) -> Iterator[list[dict[str, object]]]:
    """What rooms above hear of hand-overs."""
    heard: list[dict[str, object]] = []
    on(app, Act.HAND_OVER, lambda **what: heard.append(what))
    yield heard
    app.extensions["acts"][Act.HAND_OVER].pop()


@pytest.mark.parametrize("day", [PAST, TODAY, SOON])
def test_a_hand_over_holds_from_its_day(
    cast: Cast, told: list[dict[str, object]], day: date
) -> None:
    hand_over(cast, day, by=cast.coordinator.person_id)
    assert days(cast) == [
        (cast.ambassador.person_id, START, day),
        (cast.stranger.person_id, day, None),
    ]
    assert exemptions(cast) == []
    assert told == [
        {
            "organisation_id": cast.home.organisation_id,
            "before_id": cast.ambassador.person_id,
            "successor_id": cast.stranger.person_id,
            "on": day,
            "by": cast.coordinator.person_id,
        }
    ]


def test_a_second_hand_over_waits_for_the_planned_one(cast: Cast) -> None:
    hand_over(cast, LATER)
    member = db.session.get_one(Person, cast.member.person_id)
    with pytest.raises(RuleBroken, match="A hand-over is planned already"), transaction():
        hand_over_ambassador(home(cast), member, on=SOON, by=None)
    assert days(cast)[-1] == (cast.stranger.person_id, LATER, None)


@pytest.mark.parametrize("day", [SOON, date(2023, 3, 1), PAST])
def test_a_hand_over_is_moved_without_a_gap(cast: Cast, day: date) -> None:
    hand_over(cast, LATER)
    with transaction():
        planned = planned_hand_over(cast.home.organisation_id, TODAY)
        assert planned is not None
        move_hand_over(planned, on=day, by=cast.coordinator.person_id)
    assert days(cast) == [
        (cast.ambassador.person_id, START, day),
        (cast.stranger.person_id, day, None),
    ]
    assert exemptions(cast) == []
    assert trail() == [("hand_over_moved", day)]


def test_a_planned_hand_over_is_cancelled_and_the_ambassador_goes_on(cast: Cast) -> None:
    hand_over(cast, LATER)
    with transaction():
        cancel_hand_over(home(cast), today=TODAY, by=cast.coordinator.person_id)
    assert holders(cast, Role.AMBASSADOR) == [(cast.ambassador.person_id, START, None, "")]
    assert trail() == [("hand_over_cancelled", LATER)]
    with pytest.raises(RuleBroken, match="No hand-over is planned"), transaction():
        cancel_hand_over(home(cast), today=TODAY, by=None)


def test_what_began_is_not_cancelled(cast: Cast) -> None:
    hand_over(cast, PAST)
    with pytest.raises(RuleBroken, match="No hand-over is planned"), transaction():
        cancel_hand_over(home(cast), today=TODAY, by=None)
    assert len(days(cast)) == 2


def test_an_ambassador_after_a_gap_took_over_from_nobody(cast: Cast) -> None:
    with transaction():
        end_post(post_of(cast, Role.AMBASSADOR), on=PAST, reason="ander werk", by=None)
        period = Interval(start=LATER)
        give_post(stranger(cast), Role.AMBASSADOR, place=home(cast), period=period, by=None)
    with pytest.raises(RuleBroken, match="took over from nobody"), transaction():
        cancel_hand_over(home(cast), today=TODAY, by=None)


def test_a_gap_that_a_correction_closes_is_no_longer_told(cast: Cast) -> None:
    with transaction():
        end_post(post_of(cast, Role.AMBASSADOR), on=ON, reason="ander werk", by=None)
        period = Interval(start=PAST)
        give_post(stranger(cast), Role.AMBASSADOR, place=home(cast), period=period, by=None)
    assert exemptions(cast) == [("one_ambassador", "open_post", ON, PAST, "")]
    with transaction():
        first = db.session.scalars(
            select(Post).where(Post.person_id == cast.ambassador.person_id)
        ).one()
        correct_post(first, Interval(start=START, end=PAST), by=None)
    assert exemptions(cast) == []


def test_breaches_of_a_day_come_with_what_lets_them_be(cast: Cast) -> None:
    with transaction():
        end_team(team(cast, 3), on=ON, reason="De dienst sluit.", by=None)
        end_post(post_of(cast, Role.AMBASSADOR), on=PAST, reason="ander werk", by=None)
    key = cast.home.organisation_id
    found = {
        day: [
            (one.rule.value, one.exemption.cause.value if one.exemption else None)
            for one in queries.breaches_on(key, day)
        ]
        for day in (START, ON, PAST)
    }
    assert found == {
        START: [],
        ON: [("three_teams", "decision")],
        PAST: [("three_teams", "decision"), ("one_ambassador", "open_post")],
    }


def test_of_twenty_hand_overs_at_once_one_wins(app: Flask, cast: Cast) -> None:
    with transaction():
        people = [
            add_person(f"Opvolger {number}", f"opvolger.{number}@demo.example", by=None).id
            for number in range(AT_ONCE)
        ]
    db.session.rollback()

    def take(number: int) -> None:
        organisation = db.session.get_one(Organisation, cast.home.organisation_id)
        successor = db.session.get_one(Person, people[number])
        hand_over_ambassador(organisation, successor, on=TODAY, by=None)

    assert at_once(app, AT_ONCE, take) == ["RuleBroken"] * (AT_ONCE - 1) + ["done"]
    assert [line[1:] for line in days(cast)] == [(START, TODAY), (TODAY, None)]


def test_of_two_teams_for_one_place_one_gets_it(app: Flask, cast: Cast) -> None:
    with transaction():
        end_team(team(cast, 3), on=ON, reason="De dienst sluit.", by=None)
    db.session.rollback()

    def start(number: int) -> None:
        organisation = db.session.get_one(Organisation, cast.home.organisation_id)
        facts = TeamFacts(name=f"Team {number}", care_context=CareContext.NON_ONCOLOGY)
        add_team(organisation, facts, slot=3, on=TODAY, by=None)

    assert at_once(app, 2, start) == ["RuleBroken", "done"]
    assert queries.free_places(cast.home.organisation_id, TODAY) == []
