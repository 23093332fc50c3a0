"""Whatever is done to the roster, in whatever order: every day is whole, or says what it lacks.

Hypothesis plays a coordinator who does anything at any time. A rule may refuse and says why; the
database may never have to, for then a rule is missing. After each act every day is looked at.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count, pairwise
from typing import Any, Final

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from portal.db import db, transaction
from portal.network.every_day import History, lacks
from portal.network.models import (
    Cause,
    Exemption,
    Organisation,
    OrganisationStatus,
    Person,
    Post,
    Province,
    Rule,
    Status,
    Team,
    Wave,
)
from portal.network.rules import LEAVES_A_GAP, SLOTS, TRANSITIONS, Interval, Step
from portal.network.services import exemptions, handing_over, organisations, people, posts, teams
from portal.network.services.organisations import OrganisationFacts
from portal.network.services.teams import TeamFacts
from portal.policy.table import Role
from portal.rules import RuleBroken
from portal.taxonomy.sectors import CareContext, Sector

FIRST: Final = date(2021, 3, 1)
SPAN: Final = 24
TODAY: Final = FIRST + timedelta(days=SPAN // 2)
numbers = count()

days = st.integers(0, SPAN).map(lambda number: FIRST + timedelta(days=number))
reasons = st.sampled_from(["", "Het team stopt."])
contexts = st.sampled_from(list(CareContext))
which = st.integers(0, 11)
ends = st.one_of(st.none(), st.integers(1, SPAN))
held_here = st.sampled_from(
    [Role.AMBASSADOR, Role.ACTING_AMBASSADOR, Role.PRIMARY_CONTACT, Role.TEAM_LEAD]
)


def period(start: date, length: int | None) -> Interval:
    return Interval(start=start, end=None if length is None else start + timedelta(days=length))


def days_of(row: Team | Post | Exemption) -> Interval:
    return Interval(start=row.valid_from, end=row.valid_to)


@dataclass
class Roster:
    """Everything that is kept of one organisation now."""

    statuses: Sequence[OrganisationStatus]
    teams: Sequence[Team]
    posts: Sequence[Post]
    exemptions: Sequence[Exemption]
    changes: list[date] = field(default_factory=list)

    def __post_init__(self) -> None:
        dated = [
            *map(days_of, self.teams),
            *map(days_of, self.posts),
            *map(days_of, self.exemptions),
        ]
        starts = {one.valid_from for one in self.statuses} | {one.start for one in dated}
        self.changes = sorted(starts | {one.end for one in dated if one.end})

    def holding(self, role: Role, day: date) -> list[Post]:
        return [one for one in self.posts if one.role is role and days_of(one).holds(day)]

    def history(self, *, exempt: bool) -> History:
        return History(
            statuses=[(one.valid_from, one.status) for one in self.statuses],
            teams=[(days_of(one), one.care_context) for one in self.teams if one.slot],
            ambassadors=[days_of(one) for one in self.posts if one.role is Role.AMBASSADOR],
            primary_contacts=[
                days_of(one) for one in self.posts if one.role is Role.PRIMARY_CONTACT
            ],
            exemptions=[(one.rule, days_of(one)) for one in self.exemptions] if exempt else [],
        )


class AnyOrder(RuleBasedStateMachine):
    """A new organisation, six people, and acts without end."""

    organisation_id: int
    people_ids: list[int]
    done = refused = 0

    @initialize(status=st.sampled_from([Status.ONBOARDING, Status.ACTIVE, Status.ACTIVE]))
    def enter(self, status: Status) -> None:
        number = next(numbers)
        with transaction():
            wave = db.session.scalar(select(Wave).limit(1)) or Wave(number=1, starts_on=FIRST)
            facts = OrganisationFacts(
                name=f"De Proef {number}",
                sector=Sector.HOSPITAL,
                province=Province.LIMBURG,
                wave=wave,
            )
            entered = organisations.add_organisation(facts, status=status, on=FIRST, by=None)
            self.organisation_id = entered.id
            self.people_ids = [
                people.add_person(f"Wie {one}", f"wie.{number}.{one}@demo.example", by=None).id
                for one in range(4)
            ]
        if status is Status.ACTIVE:
            for slot in SLOTS:
                self.add_team(slot, FIRST, list(CareContext)[slot % 2])
            self.give_post(Role.AMBASSADOR, 0, 0, FIRST, None)
            self.give_post(Role.PRIMARY_CONTACT, 1, 0, FIRST, None)

    def attempt(self, act: Callable[[], object]) -> None:
        """Do it, unless a rule says why not; anything else that refuses is a mistake of ours."""
        try:
            with transaction():
                act()
        except RuleBroken:
            self.refused += 1
        else:
            self.done += 1

    def organisation(self) -> Organisation:
        return db.session.get_one(Organisation, self.organisation_id)

    def one_of(self, model: type[Any], number: int) -> Any:
        """Return one of the organisation's rows, or refuse when there is none."""
        mine = select(model).where(model.organisation_id == self.organisation_id)
        rows = db.session.scalars(mine.order_by(model.id)).all()
        if not rows:
            raise RuleBroken("nothing there")
        return rows[number % len(rows)]

    def person(self, number: int) -> Person:
        return db.session.get_one(Person, self.people_ids[number % len(self.people_ids)])

    @rule(wanted=st.sampled_from(list(Status)), on=days, reason=reasons)
    def change_status(self, wanted: Status, on: date, reason: str) -> None:
        self.attempt(
            lambda: organisations.change_status(
                self.organisation(), wanted, on=on, reason=reason, by=None
            )
        )

    @rule(number=which, wanted=st.sampled_from(list(Status)), on=days, reason=reasons)
    def correct_status(self, number: int, wanted: Status, on: date, reason: str) -> None:
        step = Step(status=wanted, on=on, reason=reason)
        self.attempt(
            lambda: organisations.correct_status(
                self.one_of(OrganisationStatus, number), step, by=None
            )
        )

    @rule(number=which)
    def remove_status(self, number: int) -> None:
        self.attempt(
            lambda: organisations.remove_status(self.one_of(OrganisationStatus, number), by=None)
        )

    @rule(slot=st.one_of(st.none(), st.integers(1, 4)), on=days, context=contexts)
    def add_team(self, slot: int | None, on: date, context: CareContext) -> None:
        facts = TeamFacts(name="Team", care_context=context)
        self.attempt(lambda: teams.add_team(self.organisation(), facts, slot=slot, on=on, by=None))

    @rule(number=which, on=days, context=contexts)
    def replace_team(self, number: int, on: date, context: CareContext) -> None:
        facts = TeamFacts(name="Volgend team", care_context=context)
        self.attempt(lambda: teams.replace_team(self.one_of(Team, number), facts, on=on, by=None))

    @rule(number=which, on=days, reason=reasons)
    def end_team(self, number: int, on: date, reason: str) -> None:
        self.attempt(
            lambda: teams.end_team(self.one_of(Team, number), on=on, reason=reason, by=None)
        )

    @rule(number=which, on=days, length=ends)
    def correct_team(self, number: int, on: date, length: int | None) -> None:
        self.attempt(
            lambda: teams.correct_team(self.one_of(Team, number), period(on, length), by=None)
        )

    @rule(number=which, slot=st.integers(1, 3), on=days)
    def count_team(self, number: int, slot: int, on: date) -> None:
        self.attempt(lambda: teams.count_team(self.one_of(Team, number), slot, on=on, by=None))

    @rule(number=which, context=contexts, reason=reasons)
    def judge_team(self, number: int, context: CareContext, reason: str) -> None:
        facts = TeamFacts(name="Team", care_context=context, care_context_reason=reason)
        self.attempt(lambda: teams.change_team(self.one_of(Team, number), facts, by=None))

    @rule(role=held_here, who=which, number=which, on=days, length=ends)
    def give_post(self, role: Role, who: int, number: int, on: date, length: int | None) -> None:
        self.attempt(
            lambda: posts.give_post(
                self.person(who),
                role,
                place=self.one_of(Team, number) if role is Role.TEAM_LEAD else self.organisation(),
                period=period(on, length),
                by=None,
            )
        )

    @rule(number=which, on=days, reason=reasons)
    def end_post(self, number: int, on: date, reason: str) -> None:
        self.attempt(
            lambda: posts.end_post(self.one_of(Post, number), on=on, reason=reason, by=None)
        )

    @rule(number=which, on=days, length=ends)
    def correct_post(self, number: int, on: date, length: int | None) -> None:
        self.attempt(
            lambda: posts.correct_post(
                self.one_of(Post, number), period(on, length), reason="Verkeerde dag.", by=None
            )
        )

    @rule(number=which)
    def take_back_post(self, number: int) -> None:
        self.attempt(lambda: posts.take_back_post(self.one_of(Post, number), today=TODAY, by=None))

    @rule(who=which, on=days)
    def hand_over(self, who: int, on: date) -> None:
        self.attempt(
            lambda: handing_over.hand_over_ambassador(
                self.organisation(), self.person(who), on=on, by=None, reason="Ander werk."
            )
        )

    @rule(number=which, on=days)
    def move_hand_over(self, number: int, on: date) -> None:
        def move() -> None:
            post = self.one_of(Post, number)
            if post.role is Role.AMBASSADOR:
                handing_over.move_hand_over(post, on=on, by=None)

        self.attempt(move)

    @rule()
    def cancel_hand_over(self) -> None:
        self.attempt(
            lambda: handing_over.cancel_hand_over(self.organisation(), today=TODAY, by=None)
        )

    @rule(broken=st.sampled_from(list(Rule)), on=days, length=ends, reason=reasons)
    def add_exemption(self, broken: Rule, on: date, length: int | None, reason: str) -> None:
        self.attempt(
            lambda: exemptions.add_exemption(
                self.organisation(), broken, reason=reason, period=period(on, length), by=None
            )
        )

    @rule(number=which, broken=st.sampled_from(list(Rule)), on=days, length=ends)
    def correct_exemption(self, number: int, broken: Rule, on: date, length: int | None) -> None:
        self.attempt(
            lambda: exemptions.correct_exemption(
                self.one_of(Exemption, number),
                rule=broken,
                reason="Andere dagen.",
                period=period(on, length),
                by=None,
            )
        )

    def read(self) -> Roster:
        """Read what is kept, as any page would after the commit."""
        db.session.rollback()

        def rows(model: type[Any]) -> Sequence[Any]:
            mine = select(model).where(model.organisation_id == self.organisation_id)
            return db.session.scalars(mine.order_by(model.valid_from)).all()

        return Roster(rows(OrganisationStatus), rows(Team), rows(Post), rows(Exemption))

    @invariant()
    def every_day_is_as_it_must_be(self) -> None:
        roster = self.read()
        one_status_leads_to_the_next(roster)
        nothing_lacks_unseen(roster)
        derived_exemptions_are_needed(roster)
        for day in roster.changes:
            places_are_taken_once(roster, day)
        posts_lie_within_their_teams(roster)


def one_status_leads_to_the_next(roster: Roster) -> None:
    for earlier, later in pairwise(roster.statuses):
        assert earlier.valid_from < later.valid_from
        assert later.status in TRANSITIONS[earlier.status]


def nothing_lacks_unseen(roster: Roster) -> None:
    assert lacks(roster.history(exempt=True)) == []


def derived_exemptions_are_needed(roster: Roster) -> None:
    """An exemption that nobody decided on stands exactly where something is missing."""
    missing = lacks(roster.history(exempt=False))
    for exemption in roster.exemptions:
        if exemption.cause is not Cause.DECISION:
            own = [lack.period for lack in missing if lack.rule is exemption.rule]
            assert any(covers(whole, days_of(exemption)) for whole in own)


def covers(whole: Interval, part: Interval) -> bool:
    until = whole.end is None or (part.end is not None and part.end <= whole.end)
    return whole.start <= part.start and until


def places_are_taken_once(roster: Roster, day: date) -> None:
    for role in LEAVES_A_GAP:
        assert len(roster.holding(role, day)) <= 1
    acting = roster.holding(Role.ACTING_AMBASSADOR, day)
    assert len(acting) <= len(roster.holding(Role.AMBASSADOR, day))
    slots = [one.slot for one in roster.teams if one.slot and days_of(one).holds(day)]
    assert len(slots) == len(set(slots))
    assert set(slots) <= set(SLOTS)


def posts_lie_within_their_teams(roster: Roster) -> None:
    teams_by_id = {one.id: days_of(one) for one in roster.teams}
    for post in roster.posts:
        if post.team_id is not None:
            assert covers(teams_by_id[post.team_id], days_of(post))


def test_every_day_is_whole_after_any_acts_in_any_order(app: Flask) -> None:
    assert app
    run_state_machine_as_test(
        AnyOrder,
        settings=settings(
            max_examples=50,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
