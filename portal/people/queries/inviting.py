"""Who would be invited, who would not and why, and how far a round of invitations is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, exists, func, literal, null, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Link, User
from portal.accounts.oidc.queries import has_way_in
from portal.db import db
from portal.network.models import Person
from portal.people.models import InvitationRound, LeftOut, WantedInvitation, WantedState
from portal.people.queries.listing import (
    Filters,
    asked,
    bounced,
    holding_any,
    standing,
    with_account,
)
from portal.people.rules import RECENTLY, Standing
from portal.policy.decide import Actor, within_reach
from portal.policy.table import Permission
from portal.web.paging import PAGE_SIZE, Page, offset


@dataclass(frozen=True, kw_only=True)
class Preview:
    """Who would be invited: how many, in which languages, the names; and who is left out, why."""

    languages: Mapping[str, int]
    names: Page[str]
    left_out: Mapping[LeftOut, int]
    left_names: Mapping[LeftOut, Sequence[str]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many people get a mail."""
        return sum(self.languages.values())


def preview(actor: Actor, filters: Filters) -> Preview:
    """Look who would be invited, in three statements; nothing is written."""
    people = _candidates(actor, filters).subquery()
    counted = select(people.c.reason, people.c.locale, func.count()).group_by(
        people.c.reason, people.c.locale
    )
    languages: dict[str, int] = {}
    left_out: dict[LeftOut, int] = defaultdict(int)
    for reason, locale, count in db.session.execute(counted):
        if reason is None:
            languages[locale] = count
        else:
            left_out[LeftOut(reason)] += count
    return Preview(
        languages=languages,
        names=_names(people, sum(languages.values()), filters.page),
        left_out=dict(left_out),
        left_names=_left_names(people) if left_out else {},
    )


def to_invite(actor: Actor, filters: Filters) -> Select[Any]:
    """Return the ids of those who would be invited, as a statement that a service can insert."""
    people = _candidates(actor, filters).subquery()
    return select(people.c.id).where(people.c.reason.is_(None))


def _candidates(actor: Actor, filters: Filters) -> Select[int, str, str, str, str | None]:
    """Return everybody with a post on the day who meets the filters, and why they are left out."""
    query = select(
        Person.id, Person.name, Person.search_name, Person.locale, _reason(filters).label("reason")
    ).where(
        within_reach(actor, Permission.PERSON_INVITE, Person),
        holding_any(filters.on),
        *asked(filters),
    )
    if filters.state is not None:
        query = query.where(standing() == filters.state)
    return with_account(query, filters.now)


def _reason(filters: Filters) -> ColumnElement[str | None]:
    waiting = WantedInvitation.state == WantedState.WAITING
    return case(
        (User.active.is_(False), literal(LeftOut.CLOSED.value)),
        (has_way_in(), literal(LeftOut.CAN_SIGN_IN.value)),
        (Person.email.is_(None), literal(LeftOut.NO_ADDRESS.value)),
        (
            exists().where(WantedInvitation.person_id == Person.id, waiting),
            literal(LeftOut.ON_ITS_WAY.value),
        ),
        (bounced(), literal(LeftOut.BOUNCED.value)),
        (Link.made_at > filters.now - RECENTLY, literal(LeftOut.RECENT.value)),
        else_=null(),
    )


def _names(people: Any, total: int, number: int) -> Page[str]:  # noqa: ANN401 -- a subquery's columns
    query = (
        select(people.c.name)
        .where(people.c.reason.is_(None))
        .order_by(people.c.search_name, people.c.id)
    )
    rows = db.session.scalars(query.limit(PAGE_SIZE).offset(offset(number))).all()
    return Page(rows=rows, number=number, total=total)


def _left_names(people: Any) -> Mapping[LeftOut, Sequence[str]]:  # noqa: ANN401 -- a subquery's columns
    """Return the first names under each reason, so that a long list stays short."""
    place = func.row_number().over(
        partition_by=people.c.reason, order_by=(people.c.search_name, people.c.id)
    )
    numbered = select(people.c.reason, people.c.name, place.label("place")).where(
        people.c.reason.is_not(None)
    )
    rows = numbered.subquery()
    found: dict[LeftOut, list[str]] = defaultdict(list)
    first = select(rows.c.reason, rows.c.name).where(rows.c.place <= PAGE_SIZE)
    for reason, name in db.session.execute(first.order_by(rows.c.reason, rows.c.place)):
        found[LeftOut(reason)].append(name)
    return found


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a round is: how many mails were written, and what became of them since."""

    round: InvitationRound
    states: Mapping[WantedState, int]
    standings: Mapping[Standing, int]

    @property
    def total(self) -> int:
        """How many invitations were wanted."""
        return sum(self.states.values())

    @property
    def sent(self) -> int:
        """How many were written."""
        return self.states.get(WantedState.SENT, 0)

    @property
    def waiting(self) -> int:
        """How many are still to be written."""
        return self.states.get(WantedState.WAITING, 0)


def find_round(actor: Actor, round_id: int) -> InvitationRound | None:
    """Return a round: one's own, or anybody's for who may invite the whole network."""
    found: InvitationRound | None = db.session.scalar(
        _rounds(actor).where(InvitationRound.id == round_id)
    )
    return found


def rounds_for(actor: Actor) -> Sequence[Row[Any]]:
    """Return the latest rounds with how many invitations they hold, and how many are written."""
    numbers = (
        select(
            WantedInvitation.round_id,
            func.count().label("total"),
            func.count().filter(WantedInvitation.state != WantedState.WAITING).label("done"),
        )
        .group_by(WantedInvitation.round_id)
        .subquery()
    )
    latest = _rounds(actor).join(numbers, numbers.c.round_id == InvitationRound.id)
    query = latest.add_columns(numbers.c.total, numbers.c.done)
    return db.session.execute(query.order_by(InvitationRound.id.desc()).limit(PAGE_SIZE)).all()


def _rounds(actor: Actor) -> Select[Any]:
    """Return the rounds in which the actor may invite everybody, or that are the actor's own."""
    invitable = within_reach(actor, Permission.PERSON_INVITE, Person)
    foreign = (
        select(WantedInvitation.id)
        .join(Person, Person.id == WantedInvitation.person_id)
        .where(WantedInvitation.round_id == InvitationRound.id, ~invitable)
    )
    return select(InvitationRound).where(~foreign.exists()).options(joinedload(InvitationRound.by))


def progress_of(found: InvitationRound, filters: Filters) -> Progress:
    """Count how far a round is: what the worker wrote, and where its people stand now."""
    mine = WantedInvitation.round_id == found.id
    states = select(WantedInvitation.state, func.count()).where(mine)
    people = with_account(
        select(standing().label("standing"))
        .select_from(Person)
        .join(WantedInvitation, WantedInvitation.person_id == Person.id)
        .where(mine, WantedInvitation.state == WantedState.SENT),
        filters.now,
    ).subquery()
    counted = select(people.c.standing, func.count()).group_by(people.c.standing)
    standings = {Standing(key): count for key, count in db.session.execute(counted)}
    return Progress(
        round=found,
        states=dict(db.session.execute(states.group_by(WantedInvitation.state)).all()),
        standings=standings,
    )


def left_out_of(round_id: int) -> Mapping[LeftOut, int]:
    """Count who was left out while the round was written, by the reason."""
    query = select(WantedInvitation.reason, func.count()).where(
        WantedInvitation.round_id == round_id, WantedInvitation.reason.is_not(None)
    )
    found = db.session.execute(query.group_by(WantedInvitation.reason))
    return {reason: count for reason, count in found if reason is not None}
