"""Whatever is done to the roster, in whatever order: on every day the invariants hold.

What an active organisation lacks is covered by an exemption that is visible on that day, nobody
holds a single post twice or a post outside the days of its team, and statuses follow the steps.
A refusal is always a reason in words: the guards of the database are never reached.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Any, Final, TypeVar

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.db import db, transaction
from portal.network import rules
from portal.network.every_day import History, lacks
from portal.network.models import (
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
from portal.network.rules import SINGLE_HOLDER, SLOTS, Interval, Step
from portal.network.services import exemptions, handing_over, organisations, posts, teams
from portal.network.services.keeping import period_of
from portal.network.services.organisations import OrganisationFacts
from portal.network.services.people import add_person
from portal.network.services.plan import add_wave
from portal.network.services.teams import TeamFacts
from portal.policy.table import TEAM_ROLES, Role
from portal.rules import RuleBroken
from portal.taxonomy.sectors import CareContext, Sector

FIRST: Final = date(2022, 1, 1)
SPAN, PEOPLE, ACTS_A_RUN, RUNS = 30, 3, 25, 12
AT_HOME: Final = (
    Role.AMBASSADOR,
    Role.AMBASSADOR,
    Role.ACTING_AMBASSADOR,
    Role.PRIMARY_CONTACT,
    Role.HR_CONTACT,
)
One = TypeVar("One")


class Roster:
    """One organisation with its people, and somebody who acts at random."""

    def __init__(self, data: st.DataObject) -> None:
        """Enter an organisation, and people who have no post yet."""
        self.data = data
        entering = [Status.ACTIVE, Status.ONBOARDING, Status.CANDIDATE]
        with transaction():
            wave = db.session.scalar(select(Wave)) or add_wave(1, starts_on=FIRST, by=None)
            facts = OrganisationFacts(
                name=f"Organisatie {len(db.session.scalars(select(Organisation.id)).all())}",
                sector=Sector.HOSPITAL,
                province=Province.LIMBURG,
                wave=wave,
            )
            status = self.one_of(entering)
            self.key = organisations.add_organisation(facts, status=status, on=FIRST, by=None).id
            self.people = [add_person(f"Mens {one}", None, by=None).id for one in range(PEOPLE)]
            if self.one_of([False, True]):
                self.complete()

    def complete(self) -> None:
        """Give the organisation what an active one must have, from its first day."""
        for slot in SLOTS:
            context = CareContext.ONCOLOGY if slot == 1 else CareContext.NON_ONCOLOGY
            facts = TeamFacts(name=f"Team {slot}", care_context=context)
            teams.add_team(self.home, facts, slot=slot, on=FIRST, by=None)
        for role, key in zip(rules.LEAVES_A_GAP, self.people, strict=False):
            holder, always = db.session.get_one(Person, key), Interval(start=FIRST)
            posts.give_post(holder, role, place=self.home, period=always, by=None)

    @property
    def home(self) -> Organisation:
        return db.session.get_one(Organisation, self.key)

    def one_of(self, among: Sequence[One]) -> One:
        return self.data.draw(st.sampled_from(among))

    def day(self) -> date:
        return FIRST + timedelta(days=self.data.draw(st.integers(0, SPAN)))

    def period(self) -> Interval:
        return Interval(start=self.day(), end=self.one_of([None, self.day()]))

    def reason(self) -> str:
        return self.one_of(["", "omdat het zo is"])

    def facts(self) -> TeamFacts:
        return TeamFacts(
            name=f"Team {self.data.draw(st.integers(0, 99))}",
            care_context=self.one_of(list(CareContext)),
            care_context_reason=self.reason(),
        )

    def somebody(self) -> Person:
        return db.session.get_one(Person, self.one_of(self.people))

    def any_of(self, model: type[Any]) -> Any:
        """Return one row of the organisation; without one there is nothing to do."""
        found = db.session.scalars(
            select(model).where(model.organisation_id == self.key).order_by(model.id)
        ).all()
        if not found:
            raise RuleBroken("Nothing there yet")
        return self.one_of(found)


def next_status(it: Roster) -> None:
    wanted = it.one_of([Status.ACTIVE, *Status])
    organisations.change_status(it.home, wanted, on=it.day(), reason=it.reason(), by=None)


def mended_status(it: Roster) -> None:
    step = Step(status=it.one_of(list(Status)), on=it.day(), reason=it.reason())
    organisations.correct_status(it.any_of(OrganisationStatus), step, by=None)


def fewer_statuses(it: Roster) -> None:
    organisations.remove_status(it.any_of(OrganisationStatus), by=None)


def exception(it: Roster) -> None:
    rule, period = it.one_of(list(Rule)), it.period()
    exemptions.add_exemption(it.home, rule, reason=it.reason(), period=period, by=None)


def mended_exception(it: Roster) -> None:
    row, rule = it.any_of(Exemption), it.one_of(list(Rule))
    exemptions.correct_exemption(row, rule=rule, reason=it.reason(), period=it.period(), by=None)


def new_team(it: Roster) -> None:
    slot = it.one_of([*SLOTS, None])
    teams.add_team(it.home, it.facts(), slot=slot, on=it.day(), by=None)


def successor_team(it: Roster) -> None:
    teams.replace_team(it.any_of(Team), it.facts(), on=it.day(), by=None)


def last_day_of_team(it: Roster) -> None:
    teams.end_team(it.any_of(Team), on=it.day(), reason=it.reason(), by=None)


def other_judgement(it: Roster) -> None:
    teams.change_team(it.any_of(Team), it.facts(), by=None)


def mended_team(it: Roster) -> None:
    teams.correct_team(it.any_of(Team), it.period(), by=None)


def counted_team(it: Roster) -> None:
    teams.count_team(it.any_of(Team), it.one_of(SLOTS), on=it.day(), by=None)


def new_post(it: Roster) -> None:
    role, period = it.one_of(AT_HOME), it.period()
    posts.give_post(it.somebody(), role, place=it.home, period=period, by=None)


def new_team_post(it: Roster) -> None:
    role, place = it.one_of(sorted(TEAM_ROLES)), it.any_of(Team)
    posts.give_post(it.somebody(), role, place=place, period=it.period(), by=None)


def last_day_of_post(it: Roster) -> None:
    posts.end_post(it.any_of(Post), on=it.day(), reason=it.reason(), by=None)


def mended_post(it: Roster) -> None:
    posts.correct_post(it.any_of(Post), it.period(), reason=it.reason(), by=None)


def withdrawn_post(it: Roster) -> None:
    posts.take_back_post(it.any_of(Post), today=it.day(), by=None)


def hand_over(it: Roster) -> None:
    handing_over.hand_over_ambassador(it.home, it.somebody(), on=it.day(), by=None)


def moved_hand_over(it: Roster) -> None:
    planned = handing_over.planned_hand_over(it.key, it.day())
    handing_over.move_hand_over(rules.check_is_planned(planned), on=it.day(), by=None)


def cancelled_hand_over(it: Roster) -> None:
    handing_over.cancel_hand_over(it.home, today=it.day(), by=None)


ACTS: Final[Sequence[Callable[[Roster], None]]] = (
    next_status,
    mended_status,
    fewer_statuses,
    exception,
    mended_exception,
    new_team,
    new_team,
    successor_team,
    last_day_of_team,
    other_judgement,
    mended_team,
    counted_team,
    new_post,
    new_post,
    new_team_post,
    last_day_of_post,
    mended_post,
    withdrawn_post,
    hand_over,
    moved_hand_over,
    cancelled_hand_over,
)


def check(key: int) -> None:
    """Hold the roster of one organisation against every invariant, on all days."""

    def rows(model: type[Any]) -> list[Any]:
        found = select(model).where(model.organisation_id == key).order_by(model.valid_from)
        return list(db.session.scalars(found))

    statuses, held = rows(OrganisationStatus), rows(Post)
    history = History(
        statuses=[(one.valid_from, one.status) for one in statuses],
        teams=[(period_of(one), one.care_context) for one in rows(Team) if one.slot],
        ambassadors=[period_of(one) for one in held if one.role is Role.AMBASSADOR],
        primary_contacts=[period_of(one) for one in held if one.role is Role.PRIMARY_CONTACT],
        exemptions=[(one.rule, period_of(one)) for one in rows(Exemption)],
    )
    assert lacks(history) == []
    rules.check_life([Step(status=s.status, on=s.valid_from, reason=s.reason) for s in statuses])
    for one, other in combinations(held, 2):
        alone = one.role is other.role and one.role in SINGLE_HOLDER
        assert not (alone and period_of(one).meets(period_of(other)))
    for post in held:
        if post.team_id is not None:
            rules.check_within(period_of(post), period_of(post.team))
        if post.role is Role.ACTING_AMBASSADOR:
            rules.check_may_act(period_of(post), history.ambassadors)
    for one, other in combinations([one for one in rows(Team) if one.slot], 2):
        assert one.slot != other.slot or not period_of(one).meets(period_of(other))


@settings(
    max_examples=RUNS, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
@given(data=st.data())
def test_whatever_happens_every_day_is_in_order(app: Flask, data: st.DataObject) -> None:
    assert app
    db.session.rollback()
    roster = Roster(data)
    check(roster.key)
    for _ in range(ACTS_A_RUN):
        act = roster.one_of(ACTS)
        try:
            with transaction():
                act(roster)
        except RuleBroken:
            db.session.rollback()
        check(roster.key)
    db.session.rollback()
