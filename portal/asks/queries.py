"""How many minutes are asked of whom in two months: counted by the database, whatever the size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Subquery,
    and_,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload

from portal.asks.asking import Ask, asks_in, with_proposal
from portal.asks.models import AskReason
from portal.asks.rules import MOST_MINUTES, Period
from portal.db import db
from portal.network.as_of import status_on, valid_on
from portal.network.models import Organisation, Post, Team
from portal.network.rules import COUNTED
from portal.policy.decide import Actor, within_reach
from portal.policy.table import Permission
from portal.web.paging import PAGE_SIZE, Page, offset

NAMED: Final = 20  # more names than this nobody reads before sending


@dataclass(frozen=True)
class TeamLine:
    """A team and the minutes asked of it."""

    team_id: int
    name: str
    organisation: str
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Load:
    """What an ask would come to, before anything is sent.

    ``teams`` are those it asks something of, ``over`` the first of the ``teams_over`` that would
    then be asked more than was agreed on, ``most`` the minutes of the team that is asked most.
    """

    ask: Ask
    period: Period
    asks: Sequence[Ask]
    teams: int
    teams_over: int
    most: int
    over: Sequence[TeamLine]

    @property
    def others(self) -> Sequence[Ask]:
        """What else asks for time in the same two months."""
        return [one for one in self.asks if not one.is_same(self.ask)]

    @property
    def too_many(self) -> int:
        """How many minutes less would do."""
        return max(0, self.most - MOST_MINUTES)


def load_of(ask: Ask) -> Load:
    """Return what an ask would come to: beside the rooms' own questions one statement or two."""
    period = Period.of(ask.on)
    asks = with_proposal(asks_in(period), ask)
    totals = _totals(asks)
    asked_now = totals.c.team_id.in_(select(_places([ask]).c.team_id))
    over = totals.c.minutes > MOST_MINUTES
    teams, teams_over, most = db.session.execute(
        select(
            func.count().filter(asked_now),
            func.count().filter(asked_now, over),
            func.coalesce(func.max(totals.c.minutes).filter(asked_now), 0),
        )
    ).one()
    return Load(
        ask=ask,
        period=period,
        asks=asks,
        teams=teams,
        teams_over=teams_over,
        most=most,
        over=_lines(totals, and_(asked_now, over)) if teams_over else [],
    )


def _lines(totals: Subquery, wanted: ColumnElement[bool]) -> Sequence[TeamLine]:
    found = db.session.execute(
        select(Team.id, Team.name, Organisation.name, totals.c.minutes)
        .join(totals, totals.c.team_id == Team.id)
        .join(Team.organisation)
        .where(wanted)
        .order_by(Organisation.search_name, Team.slot, Team.id)
        .limit(NAMED)
    )
    return [TeamLine(*row) for row in found]


def _places(asks: Sequence[Ask]) -> Subquery:
    """Return each ask once for each place: ``ask, minutes, organisation_id, team_id, people``."""
    return _each_place(asks).subquery()


def _each_place(
    asks: Sequence[Ask], *where: ColumnElement[bool]
) -> CompoundSelect[*tuple[Any, ...]] | Select[*tuple[Any, ...]]:
    parts = [
        select(
            literal(number).label("ask"),
            literal(ask.minutes).label("minutes"),
            Post.organisation_id,
            Post.team_id,
            func.count(Post.person_id.distinct()).label("people"),
        )
        .where(
            Post.person_id.in_(ask.people),
            Post.organisation_id.is_not(None),
            valid_on(Post, ask.on),
            *where,
        )
        .group_by(Post.organisation_id, Post.team_id)
        for number, ask in enumerate(asks)
    ]
    return union_all(*parts) if len(parts) > 1 else parts[0]


def _totals(asks: Sequence[Ask]) -> Subquery:
    """Add up for each team what is asked of it; a team of which nothing is asked is not in it."""
    places = _places(asks)
    return (
        select(places.c.team_id, func.sum(places.c.minutes).label("minutes"))
        .where(places.c.team_id.is_not(None))
        .group_by(places.c.team_id)
        .subquery("asked_of_teams")
    )


def minutes_of_teams(
    actor: Actor, asks: Sequence[Ask], period: Period, today: date
) -> Mapping[int, int]:
    """Return how many of the teams within reach are asked how many minutes, also none."""
    theirs = _current_teams(actor, period.reference(today))
    if not asks:
        many = db.session.scalar(theirs.with_only_columns(func.count()))
        return {0: many} if many else {}
    totals = _totals(asks)
    minutes = func.coalesce(totals.c.minutes, 0)
    found = db.session.execute(
        theirs.with_only_columns(minutes, func.count())
        .outerjoin(totals, totals.c.team_id == Team.id)
        .group_by(minutes)
    )
    return {int(row[0]): row[1] for row in found}


def _current_teams(actor: Actor, on: date) -> Select[int]:
    now = status_on(on)
    return (
        select(Team.id)
        .select_from(Team)
        .join(Organisation, Organisation.id == Team.organisation_id)
        .join(now, now.c.organisation_id == Organisation.id)
        .where(
            now.c.status.in_(COUNTED),
            Team.slot.is_not(None),
            valid_on(Team, on),
            within_reach(actor, Permission.ASKS_READ, Organisation),
        )
    )


@dataclass(frozen=True, kw_only=True)
class Place:
    """A team, or the ambassador and contacts of an organisation, and what is asked of them."""

    team_id: int | None
    name: str
    asked: Sequence[tuple[Ask, int]]

    @property
    def minutes(self) -> int:
        """The minutes of somebody who takes part in everything."""
        return sum(ask.minutes for ask, _ in self.asked)

    @property
    def people(self) -> int:
        """The most people of whom one of these asks is."""
        return max((people for _, people in self.asked), default=0)

    @property
    def is_over(self) -> bool:
        """Tell whether it is a team of which more is asked than was agreed on."""
        return self.team_id is not None and self.minutes > MOST_MINUTES


@dataclass(frozen=True, kw_only=True)
class OrganisationLine:
    """An organisation and its places, those of the whole organisation first."""

    slug: str
    name: str
    places: list[Place] = field(default_factory=list)


def page_of_organisations(
    actor: Actor, asks: Sequence[Ask], period: Period, today: date, number: int
) -> Page[OrganisationLine]:
    """Return a page of the organisations that count, by name, each with what is asked of it."""
    query = _organisations(actor, period.reference(today)).add_columns(func.count().over())
    found = db.session.execute(query.limit(PAGE_SIZE).offset(offset(number))).all()
    ids = [row[0] for row in found]
    places = _places_in(asks, ids)
    lines = [
        OrganisationLine(slug=slug, name=name, places=places.get(id_, []))
        for id_, slug, name, _total in found
    ]
    return Page(rows=lines, number=number, total=found[0][-1] if found else 0)


def every_organisation(
    actor: Actor, asks: Sequence[Ask], period: Period, today: date
) -> Sequence[OrganisationLine]:
    """Return all of them, for a file."""
    mine = _organisations(actor, period.reference(today))
    found = db.session.execute(mine).all()
    places = _places_in(asks, mine.with_only_columns(Organisation.id).order_by(None))
    return [
        OrganisationLine(slug=slug, name=name, places=places.get(id_, []))
        for id_, slug, name in found
    ]


def _organisations(actor: Actor, on: date) -> Select[int, str, str]:
    now = status_on(on)
    return (
        select(Organisation.id, Organisation.slug, Organisation.name)
        .join(now, now.c.organisation_id == Organisation.id)
        .where(now.c.status.in_(COUNTED), within_reach(actor, Permission.ASKS_READ, Organisation))
        .order_by(Organisation.search_name, Organisation.id)
    )


def _places_in(
    asks: Sequence[Ask], organisations: Sequence[int] | Select[int]
) -> Mapping[int, list[Place]]:
    if not asks:
        return {}
    each = _each_place(asks, Post.organisation_id.in_(organisations)).subquery()
    found = db.session.execute(
        select(each.c.organisation_id, each.c.team_id, Team.name, each.c.ask, each.c.people)
        .outerjoin(Team, Team.id == each.c.team_id)
        .order_by(Team.slot.is_not(None), Team.slot, Team.name, each.c.team_id, each.c.ask)
    )
    asked: dict[tuple[int, int | None, str], list[tuple[Ask, int]]] = {}
    for organisation_id, team_id, name, number, people in found:
        key = (organisation_id, team_id, name or "")
        asked.setdefault(key, []).append((asks[number], people))
    places: dict[int, list[Place]] = {}
    for (organisation_id, team_id, name), mine in asked.items():
        place = Place(team_id=team_id, name=name, asked=mine)
        places.setdefault(organisation_id, []).append(place)
    return places


def reasons_in(period: Period) -> Sequence[AskReason]:
    """Return why more was asked in a period, in the order in which it was said."""
    return db.session.scalars(
        select(AskReason)
        .where(AskReason.bucket == period.bucket)
        .options(joinedload(AskReason.given_by))
        .order_by(AskReason.given_on, AskReason.id)
    ).all()
