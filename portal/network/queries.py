"""The roster as it is on a day: what other rooms ask, and what one page shows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    Date,
    Result,
    ScalarSelect,
    Select,
    Text,
    and_,
    cast,
    func,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import contains_eager, joinedload

from portal.db import db
from portal.network.as_of import ANY_DAY, Day, status_on, valid_on
from portal.network.models import (
    Cause,
    Exemption,
    Organisation,
    OrganisationStatus,
    Person,
    Plan,
    Post,
    Rule,
    Status,
    Team,
    Wave,
)
from portal.network.rules import COUNTED, SLOTS, Interval, Shape, broken_rules
from portal.policy.decide import Actor, within_reach
from portal.policy.table import Permission, Role

WITH_WAVE: Final = (joinedload(Organisation.wave),)
WITH_PLACE: Final = (
    joinedload(Post.person),
    joinedload(Post.organisation),
    joinedload(Post.team).joinedload(Team.organisation),
)
WITH_ORGANISATION: Final = (joinedload(Team.organisation),)


def counted_organisations(as_of: date) -> Sequence[Organisation]:
    """Return the organisations that count on that day, by name, each with its wave."""
    now = status_on(as_of)
    return db.session.scalars(
        select(Organisation)
        .join(now, now.c.organisation_id == Organisation.id)
        .where(now.c.status.in_(COUNTED))
        .options(joinedload(Organisation.wave))
        .order_by(Organisation.search_name)
    ).all()


def organisation_status(as_of: date) -> Mapping[int, Status]:
    """Return the status of each organisation on that day, by id; who is not in yet is left out."""
    now = status_on(as_of)
    found = db.session.execute(select(now.c.organisation_id, now.c.status))
    return dict(found.all())


def current_posts(roles: Role | Collection[Role], as_of: date) -> Sequence[Post]:
    """Return the posts of these roles on that day with person, organisation and team loaded."""
    wanted = {roles} if isinstance(roles, Role) else set(roles)
    return db.session.scalars(
        _posts().where(Post.role.in_(wanted), valid_on(Post, as_of)).order_by(Person.name, Post.id)
    ).all()


def posts_of(person_id: int, as_of: date) -> Sequence[Post]:
    """Return the posts that a person holds on that day, with organisation and team loaded."""
    return db.session.scalars(
        _posts().where(Post.person_id == person_id, valid_on(Post, as_of)).order_by(Post.id)
    ).all()


def ambassador_of(organisation_id: int, as_of: date) -> Person | None:
    """Return who is the ambassador of an organisation on that day, or nobody."""
    return db.session.scalar(
        select(Person)
        .join(Post)
        .where(
            Post.organisation_id == organisation_id,
            Post.role == Role.AMBASSADOR,
            valid_on(Post, as_of),
        )
    )


@dataclass(frozen=True, kw_only=True)
class Vacancy:
    """A counted organisation without ambassador, and the first day of that."""

    organisation: Organisation
    since: date


def vacancies(as_of: date) -> Sequence[Vacancy]:
    """Return the counted organisations that have no ambassador on that day, the longest first."""
    found = db.session.execute(_vacancies(), {"as_of": as_of})
    return [Vacancy(organisation=organisation, since=day) for organisation, day in found]


@cache
def _vacancies() -> Select[Organisation, date]:
    """Build the statement once, for any day: building it costs more than running it."""
    now = status_on(ANY_DAY)
    since = func.coalesce(_last_end(Role.AMBASSADOR, ANY_DAY), _counted_from())
    holder = select(Post.id).where(
        Post.organisation_id == Organisation.id,
        Post.role == Role.AMBASSADOR,
        valid_on(Post, ANY_DAY),
    )
    return (
        select(Organisation, type_coerce(since, Date))
        .join(now, now.c.organisation_id == Organisation.id)
        .where(now.c.status.in_(COUNTED), ~holder.exists())
        .order_by(since, Organisation.search_name)
    )


def _last_end(role: Role, as_of: Day) -> ScalarSelect[date | None]:
    """Return the first day after the last holder, for the organisation of the outer query."""
    return (
        select(func.max(Post.valid_to))
        .where(Post.organisation_id == Organisation.id, Post.role == role, Post.valid_to <= as_of)
        .correlate(Organisation)
        .scalar_subquery()
    )


def _counted_from() -> ScalarSelect[date]:
    return (
        select(func.min(OrganisationStatus.valid_from))
        .where(
            OrganisationStatus.organisation_id == Organisation.id,
            OrganisationStatus.status.in_(COUNTED),
        )
        .correlate(Organisation)
        .scalar_subquery()
    )


def _posts() -> Select[Post]:
    return (
        select(Post)
        .join(Post.person)
        .options(contains_eager(Post.person), joinedload(Post.organisation), joinedload(Post.team))
    )


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A stretch of an organisation's life: a status, or an exemption from a rule.

    ``until`` is the first day after it; of a status, the day of the next one, whenever that is.
    ``key`` is the number of its row.
    """

    since: date
    until: date | None
    status: Status | None
    rule: Rule | None
    reason: str
    cause: Cause | None = None
    key: int | None = None

    def holds(self, day: date) -> bool:
        """Tell whether it lasts on ``day``."""
        return Interval(start=self.since, end=self.until).holds(day)


def chapters_of(organisation_id: int) -> Sequence[Chapter]:
    """Return the statuses and exemptions of an organisation, by the day on which they start."""
    following = func.lead(OrganisationStatus.valid_from, type_=Date).over(
        order_by=OrganisationStatus.valid_from
    )
    statuses = select(
        OrganisationStatus.valid_from.label("since"),
        following.label("until"),
        cast(OrganisationStatus.status, Text).label("status"),
        cast(null(), Text).label("rule"),
        OrganisationStatus.reason,
        cast(null(), Text).label("cause"),
        OrganisationStatus.id.label("key"),
    ).where(OrganisationStatus.organisation_id == organisation_id)
    exemptions = select(
        Exemption.valid_from,
        Exemption.valid_to,
        cast(null(), Text),
        cast(Exemption.rule, Text),
        Exemption.reason,
        cast(Exemption.cause, Text),
        Exemption.id,
    ).where(Exemption.organisation_id == organisation_id)
    found: Result[Any] = db.session.execute(union_all(statuses, exemptions).order_by("since"))
    return [
        Chapter(
            since=row.since,
            until=row.until,
            status=Status(row.status) if row.status else None,
            rule=Rule(row.rule) if row.rule else None,
            reason=row.reason,
            cause=Cause(row.cause) if row.cause else None,
            key=row.key,
        )
        for row in found
    ]


def teams_of(actor: Actor, organisation_id: int) -> Sequence[tuple[Team, bool]]:
    """Return all teams an organisation has or had, and whether the actor may open each."""
    may_open = within_reach(actor, Permission.TEAM_READ, Team)
    found = db.session.execute(
        select(Team, may_open)
        .where(Team.organisation_id == organisation_id)
        .order_by(Team.valid_from, Team.slot)
    )
    return [(team, bool(opens)) for team, opens in found]


def holders_of(actor: Actor, place: Organisation | Team) -> Sequence[tuple[Post, bool]]:
    """Return the posts held at a place, now, before or later, and whether each person opens."""
    may_open = within_reach(actor, Permission.PERSON_READ, Person)
    at_place = (
        Post.team_id == place.id
        if isinstance(place, Team)
        else and_(Post.organisation_id == place.id, Post.team_id.is_(None))
    )
    found = db.session.execute(
        select(Post, may_open)
        .join(Post.person)
        .options(contains_eager(Post.person))
        .where(at_place)
        .order_by(Post.valid_from, Post.id)
    )
    return [(post, bool(opens)) for post, opens in found]


def shape_on(organisation: Organisation, day: date) -> Shape:
    """Count what the organisation has on ``day``: its teams, ambassadors and primary contacts."""
    teams = select(Team.care_context).where(
        Team.organisation_id == organisation.id, Team.slot.is_not(None), valid_on(Team, day)
    )
    holders = select(Post.role).where(
        Post.organisation_id == organisation.id, Post.team_id.is_(None), valid_on(Post, day)
    )
    roles = list(db.session.scalars(holders))
    return Shape(
        teams=list(db.session.scalars(teams)),
        ambassadors=roles.count(Role.AMBASSADOR),
        primary_contacts=roles.count(Role.PRIMARY_CONTACT),
    )


def exemptions_on(organisation: Organisation, day: date) -> frozenset[Rule]:
    """Return the rules that the organisation is exempt from on ``day``."""
    found = select(Exemption.rule).where(
        Exemption.organisation_id == organisation.id, valid_on(Exemption, day)
    )
    return frozenset(db.session.scalars(found))


def holders_at(place: Organisation | Team | None) -> Sequence[Post]:
    """Return the posts at an organisation or in a team; for the whole network none are asked."""
    if place is None:
        return []
    own = Post.team_id if isinstance(place, Team) else Post.organisation_id
    return db.session.scalars(select(Post).where(own == place.id)).all()


def names_of(person_ids: Collection[int]) -> Mapping[int, str]:
    """Return the names of these people, by id."""
    found = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {person_id: name for person_id, name in found}  # noqa: C416 -- rows, not pairs, to mypy


def all_posts_of(person_id: int) -> Sequence[Post]:
    """Return every post that a person holds, held or will hold, the newest first."""
    return db.session.scalars(
        _posts().where(Post.person_id == person_id).order_by(Post.valid_from.desc(), Post.id)
    ).all()


def teams_in_place_of(actor: Actor, team: Team) -> Sequence[tuple[Team, bool]]:
    """Return the teams that had or get the place of this one, by date, and whether each opens."""
    may_open = within_reach(actor, Permission.TEAM_READ, Team)
    found = db.session.execute(
        select(Team, may_open)
        .where(
            Team.organisation_id == team.organisation_id,
            Team.slot == team.slot,
            Team.id != team.id,
        )
        .order_by(Team.valid_from)
    )
    return [(other, bool(opens)) for other, opens in found]


def free_places(organisation_id: int, day: date) -> Sequence[int]:
    """Return the places of the three that no team has on ``day`` or later."""
    taken = db.session.scalars(
        select(Team.slot).where(
            Team.organisation_id == organisation_id,
            Team.slot.is_not(None),
            or_(Team.valid_to.is_(None), Team.valid_to > day),
        )
    ).all()
    return [slot for slot in SLOTS if slot not in taken]


@dataclass(frozen=True, kw_only=True)
class Breach:
    """A rule that an active organisation does not keep, and what lets it be, if anything does."""

    rule: Rule
    exemption: Exemption | None


def breaches_on(organisation_id: int, day: date) -> Sequence[Breach]:
    """Return what an organisation lacks on ``day`` while it is active, by rule."""
    organisation = db.session.get_one(Organisation, organisation_id)
    now = status_on(day)
    status = select(now.c.status).where(now.c.organisation_id == organisation_id)
    if db.session.scalar(status) is not Status.ACTIVE:
        return []
    exemptions = db.session.scalars(
        select(Exemption).where(
            Exemption.organisation_id == organisation_id, valid_on(Exemption, day)
        )
    ).all()
    broken = broken_rules(shape_on(organisation, day))
    by_rule = {exemption.rule: exemption for exemption in exemptions}
    return [Breach(rule=rule, exemption=by_rule.get(rule)) for rule in Rule if rule in broken]


def exemptions_of(organisation_id: int) -> Sequence[Exemption]:
    """Return all exemptions of an organisation, by the day on which they start."""
    return db.session.scalars(
        select(Exemption)
        .where(Exemption.organisation_id == organisation_id)
        .order_by(Exemption.valid_from, Exemption.id)
    ).all()


def waves() -> Sequence[Wave]:
    """Return the waves by number."""
    return db.session.scalars(select(Wave).order_by(Wave.number)).all()


def plans() -> Sequence[Plan]:
    """Return the versions of the plan, the newest first."""
    return db.session.scalars(select(Plan).order_by(Plan.version.desc())).all()


def network_posts() -> Sequence[Post]:
    """Return the posts for the whole network that are held or will be, and those of the past."""
    return db.session.scalars(
        _posts().where(Post.organisation_id.is_(None)).order_by(Post.role, Post.valid_from)
    ).all()
