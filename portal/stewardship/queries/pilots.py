"""Teams that try a kit out: which, what they found, who may read it, who hears of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.db import db
from portal.making.models import Draft, DraftAuthor
from portal.moi.models import KitVersion
from portal.network.as_of import status_on, valid_on
from portal.network.models import Organisation, Person, Post, Status, Team, folded
from portal.policy.decide import Actor, extent, within_reach
from portal.policy.table import P, Role
from portal.stewardship.models import KitPilot, PilotFeedback, PilotState
from portal.stewardship.rules import REMIND_AFTER

OPEN: Final = (PilotState.OFFERED, PilotState.RUNNING)
MOST_TEAMS: Final = 20
WITH_TEAM: Final = (
    joinedload(KitPilot.team).joinedload(Team.organisation),
    joinedload(KitPilot.feedback),
)
WITH_ALL: Final = (
    joinedload(KitPilot.team).joinedload(Team.organisation),
    joinedload(KitPilot.feedback).selectinload(PilotFeedback.remarks),
    joinedload(KitPilot.version).joinedload(KitVersion.kit),
)
TEAM_VOICES: Final = frozenset({Role.TEAM_LEAD})
HOUSE_VOICES: Final = frozenset({Role.AMBASSADOR, Role.ACTING_AMBASSADOR})


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """Teams that may be asked, those of the kit's sectors first, and how many there are in all."""

    teams: Sequence[Team]
    total: int


def find_pilot_for(actor: Actor, pilot_id: int, slug: str) -> KitPilot | None:
    """Return a pilot of a kit to its team, the coordinator and the authors of the kit."""
    mine = or_(
        within_reach(actor, P.PILOT_FILL, KitPilot),
        within_reach(actor, P.KIT_MANAGE, KitPilot),
        _is_of_author(actor),
    )
    return _one(pilot_id, slug, mine)


def find_own_pilot(actor: Actor, pilot_id: int, slug: str) -> KitPilot | None:
    """Return a pilot of a kit to whoever may fill in what the team found."""
    return _one(pilot_id, slug, within_reach(actor, P.PILOT_FILL, KitPilot))


def _one(pilot_id: int, slug: str, clause: ColumnElement[bool]) -> KitPilot | None:
    return db.session.scalar(
        select(KitPilot)
        .where(KitPilot.id == pilot_id, KitPilot.version.has(is_of(slug)), clause)
        .options(*WITH_ALL)
    )


def is_of(slug: str) -> ColumnElement[bool]:
    """Return the versions of the kit at this address."""
    return KitVersion.kit.has(slug=slug)


def _is_of_author(actor: Actor) -> ColumnElement[bool]:
    kits = (
        select(Draft.kit_id)
        .join(DraftAuthor, DraftAuthor.draft_id == Draft.id)
        .where(DraftAuthor.person_id == actor.person_id, Draft.kit_id.is_not(None))
    )
    return KitPilot.version.has(KitVersion.kit_id.in_(kits))


def is_author(actor: Actor, kit_id: int) -> bool:
    """Tell whether the actor writes or wrote along on this kit."""
    query = (
        select(Draft.id)
        .join(DraftAuthor, DraftAuthor.draft_id == Draft.id)
        .where(DraftAuthor.person_id == actor.person_id, Draft.kit_id == kit_id)
    )
    return db.session.scalar(query.limit(1)) is not None


def is_own(actor: Actor, pilot: KitPilot) -> bool:
    """Tell whether the actor may fill in what this team found."""
    where = extent(actor, P.PILOT_FILL)
    return pilot.team_id in where.teams or pilot.team.organisation_id in where.organisations


def get_pilot(pilot_id: int) -> KitPilot:
    """Return a pilot, read anew and held until the end of the act."""
    held = select(KitPilot).where(KitPilot.id == pilot_id).with_for_update()
    return db.session.scalars(held, execution_options={"populate_existing": True}).one()


def has_open_pilot(version_id: int, team_id: int) -> bool:
    """Tell whether a team tests this version, or offered to."""
    same = KitPilot.version_id == version_id, KitPilot.team_id == team_id
    query = select(KitPilot.id).where(*same, KitPilot.state.in_(OPEN))
    return db.session.scalar(query.limit(1)) is not None


def teams_that_may_offer(actor: Actor, day: date) -> Sequence[Team]:
    """Return the teams for which somebody may offer to test, of the day."""
    mine = within_reach(actor, P.PILOT_FILL, Team)
    return db.session.scalars(
        select(Team)
        .join(Team.organisation)
        .where(mine, valid_on(Team, day))
        .options(contains_eager(Team.organisation))
        .order_by(Organisation.search_name, Team.slot.is_(None), Team.slot, Team.id)
    ).all()


def teams_to_ask(
    version: KitVersion, words: str, day: date, *, authors: Collection[int]
) -> Candidates:
    """Return the first teams of active organisations that may test a version, by what is typed."""
    busy = select(KitPilot.team_id).where(
        KitPilot.version_id == version.id, KitPilot.state.in_(OPEN)
    )
    wanted = [_is_active(day), valid_on(Team, day), Team.id.not_in(busy)]
    if authors:
        wanted.append(Team.id.not_in(sorted(authors)))
    for word in folded(words).split():
        in_name = func.lower(Team.name).contains(word, autoescape=True)
        in_house = Organisation.search_name.contains(word, autoescape=True)
        wanted.append(or_(in_name, in_house))
    fitting = Organisation.sector.in_(version.moi["settings"])
    query = select(Team).join(Team.organisation).where(*wanted)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    teams = db.session.scalars(
        query.options(contains_eager(Team.organisation))
        .order_by(fitting.desc(), Organisation.search_name, Team.slot.is_(None), Team.slot, Team.id)
        .limit(MOST_TEAMS)
    ).all()
    return Candidates(teams=teams, total=total)


def _is_active(day: date) -> ColumnElement[bool]:
    now = status_on(day)
    active = select(now.c.organisation_id).where(now.c.status == Status.ACTIVE)
    return Organisation.id.in_(active)


def voices_of(team: Team, day: date) -> Sequence[Person]:
    """Return who speaks for a team on a day: who leads it, and the ambassador of the house."""
    lead = and_(Post.team_id == team.id, Post.role.in_(sorted(TEAM_VOICES)))
    house = and_(Post.organisation_id == team.organisation_id, Post.role.in_(sorted(HOUSE_VOICES)))
    return _people(or_(lead, house), valid_on(Post, day))


def coordinators(day: date) -> Sequence[Person]:
    """Return the coordinators of a day."""
    return _people(Post.role == Role.COORDINATOR, valid_on(Post, day))


def _people(*where: ColumnElement[bool]) -> Sequence[Person]:
    held = select(Post.person_id).where(*where)
    query = select(Person).where(Person.id.in_(held), Person.email.is_not(None))
    return db.session.scalars(query.order_by(Person.id)).all()


def pilots_of_team(team_id: int) -> Sequence[KitPilot]:
    """Return what a team tests or tested, the last in front, with the kits."""
    return db.session.scalars(
        select(KitPilot)
        .where(KitPilot.team_id == team_id)
        .options(
            joinedload(KitPilot.version).joinedload(KitVersion.kit), joinedload(KitPilot.feedback)
        )
        .order_by(KitPilot.opened_on.desc(), KitPilot.id.desc())
    ).all()


def pilots_of_organisation(organisation_id: int) -> Sequence[KitPilot]:
    """Return what the teams of an organisation test or tested, with what they found."""
    return db.session.scalars(
        select(KitPilot)
        .where(KitPilot.team.has(Team.organisation_id == organisation_id))
        .options(*WITH_ALL)
        .order_by(KitPilot.opened_on, KitPilot.id)
    ).all()


def own_pilots(actor: Actor, version_id: int) -> Sequence[KitPilot]:
    """Return the pilots of a version that are of the actor's own teams."""
    mine = within_reach(actor, P.PILOT_FILL, KitPilot) if extent(actor, P.PILOT_FILL) else false()
    return db.session.scalars(
        select(KitPilot)
        .where(KitPilot.version_id == version_id, KitPilot.state.in_(OPEN), mine)
        .options(*WITH_TEAM)
        .order_by(KitPilot.id)
    ).all()


def pilots_to_remind(day: date) -> Sequence[KitPilot]:
    """Return who tests for four weeks and has not sent what it found, nor been reminded."""
    sent = select(PilotFeedback.pilot_id).where(PilotFeedback.sent_on.is_not(None))
    newer = select(KitVersion.id).where(
        KitVersion.kit_id
        == select(KitVersion.kit_id)
        .where(KitVersion.id == KitPilot.version_id)
        .correlate(KitPilot)
        .scalar_subquery(),
        KitVersion.id > KitPilot.version_id,
    )
    return db.session.scalars(
        select(KitPilot)
        .where(
            KitPilot.state == PilotState.RUNNING,
            KitPilot.reminded_on.is_(None),
            KitPilot.settled_on <= day - REMIND_AFTER,
            KitPilot.id.not_in(sent),
            ~newer.correlate(KitPilot).exists(),
        )
        .options(*WITH_ALL)
        .order_by(KitPilot.id)
        .with_for_update(of=KitPilot)
    ).all()
