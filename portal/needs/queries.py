"""Needs, read: one with all that hangs on it, those of a place, and what other rooms count."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from portal.db import db
from portal.meetings.models import TOOK_PLACE, Meeting, MeetingState
from portal.moi.models import KitVersion
from portal.needs import rules
from portal.needs.listing import ANSWERED, NeedLine, lines_of, lines_where, open_by_support
from portal.needs.models import Need, NeedStep, NeedSupport, State
from portal.needs.standing import constructs_on, shares_on, standing_on
from portal.network.as_of import valid_on
from portal.network.models import Organisation, Team
from portal.policy.decide import Actor, extent, within_reach
from portal.policy.table import Permission

__all__ = ["NeedLine", "open_by_support"]  # beside what stands here: the other rooms read both
MOST_MEETINGS: Final = 8
WITH_EVERYTHING: Final[tuple[ExecutableOption, ...]] = (
    joinedload(Need.team),
    joinedload(Need.organisation),
    joinedload(Need.meeting),
    joinedload(Need.told_by),
    selectinload(Need.serves),
)


@dataclass(frozen=True, kw_only=True)
class NeedCounts:
    """Of one construct: needs without and with an answer, and the teams that share an open one."""

    open: int
    answered: int
    teams: int


def find_need(need_id: int) -> Need | None:
    """Return one need, or nothing."""
    return db.session.get(Need, need_id)


def is_need(need_id: int) -> ColumnElement[bool]:
    """Return the clause that finds one need by its id."""
    return Need.id == need_id


def counts_by_construct(as_of: date) -> Mapping[str, NeedCounts]:
    """Return the counts of each construct that a need is about on that day, by its key."""
    standing = standing_on(as_of)
    about, shares = constructs_on(standing), shares_on(as_of, standing)
    answered, root = standing.c.kind.in_(ANSWERED), standing.c.need_id
    waits = or_(standing.c.kind.is_(None), ~answered)
    found = db.session.execute(
        select(
            about.c.construct,
            func.count(case((waits, root)).distinct()),
            func.count(case((answered, root)).distinct()),
            func.count(case((and_(waits, shares.c.counts), shares.c.team_id)).distinct()),
        )
        .join(standing, standing.c.need_id == about.c.root_id)
        .outerjoin(shares, shares.c.root_id == about.c.root_id)
        .group_by(about.c.construct)
    )
    return {
        key: NeedCounts(open=waiting, answered=done, teams=teams)
        for key, waiting, done, teams in found
    }


def alike(
    text: str, as_of: date, *, but: int | None = None, states: Collection[State] = ()
) -> Sequence[NeedLine]:
    """Return the few needs that sound most like ``text``: those merged speak for the one they are.

    ``but`` is left out; ``states`` narrows it, nothing is all.
    """
    standing = standing_on(as_of)
    known = db.session.execute(
        select(standing.c.root_id, Need.words)
        .join(standing, standing.c.need_id == Need.id)
        .where(standing.c.root_id != (but or 0))
        .order_by(Need.id)
    )
    near = lines_of(rules.most_alike(text, ((key, words) for key, words in known)), as_of)
    return [line for line in near if not states or line.state in states]


def told_at(meeting_id: int, as_of: date) -> Sequence[NeedLine]:
    """Return the needs that were heard at a meeting."""
    return lines_where(as_of, Need.meeting_id == meeting_id)


def needs_of_team(team: Team, as_of: date) -> Sequence[NeedLine]:
    """Return the needs that a team told or shares, each under the one it was merged into."""
    standing = standing_on(as_of)
    theirs = (
        select(standing.c.root_id)
        .join(NeedSupport, NeedSupport.need_id == standing.c.need_id)
        .where(_is_of(team))
    )
    return lines_where(as_of, Need.id.in_(theirs))


def needs_of_organisation(organisation_id: int, as_of: date) -> Sequence[NeedLine]:
    """Return the needs that were told for an organisation, or that one of its teams shares."""
    standing = standing_on(as_of)
    theirs = (
        select(standing.c.root_id)
        .join(NeedSupport, NeedSupport.need_id == standing.c.need_id)
        .join(Team, Team.id == NeedSupport.team_id)
        .where(Team.organisation_id == organisation_id)
    )
    told = Need.organisation_id == organisation_id
    return lines_where(as_of, or_(told, Need.id.in_(theirs)))


def answered_with(kit_id: int, as_of: date) -> Sequence[NeedLine]:
    """Return the needs whose answer on that day is this kit."""
    return lines_where(as_of, NeedStep.kit_id == kit_id)


def merged_into(need_id: int) -> Sequence[Need]:
    """Return what is merged into a need now, the oldest first."""
    last = select(func.max(NeedStep.id)).group_by(NeedStep.need_id)
    found = (
        select(Need)
        .join(NeedStep, NeedStep.need_id == Need.id)
        .where(NeedStep.id.in_(last), NeedStep.into_id == need_id)
        .order_by(Need.id)
        .options(*WITH_EVERYTHING)
    )
    return db.session.scalars(found).all()


def supports_of(need_ids: Collection[int]) -> Sequence[NeedSupport]:
    """Return who said that these needs are theirs, the first one first, each with its place."""
    return db.session.scalars(
        select(NeedSupport)
        .where(NeedSupport.need_id.in_(need_ids))
        .order_by(NeedSupport.said_on, NeedSupport.id)
        .options(joinedload(NeedSupport.team).joinedload(Team.organisation))
    ).all()


def supports_of_team(need_id: int, team: Team) -> Sequence[NeedSupport]:
    """Return what a team said of a need and of all that is merged into it: usually once."""
    last = select(func.max(NeedStep.id)).group_by(NeedStep.need_id)
    merged = select(NeedStep.need_id).where(NeedStep.id.in_(last), NeedStep.into_id == need_id)
    here = or_(NeedSupport.need_id == need_id, NeedSupport.need_id.in_(merged))
    found = select(NeedSupport).where(here, _is_of(team)).order_by(NeedSupport.id)
    return db.session.scalars(found).all()


def is_shared_by_others(need: Need) -> bool:
    """Tell whether a team other than the one that told it shares a need."""
    others = select(NeedSupport.id).where(NeedSupport.need_id == need.id)
    if need.team_id is not None:
        others = others.where(NeedSupport.team_id != need.team_id)
    return db.session.scalar(others.limit(1)) is not None


def steps_of(need_id: int) -> Sequence[NeedStep]:
    """Return each step of a need and each merger into it, day by day, with who took it."""
    return db.session.scalars(
        select(NeedStep)
        .where(or_(NeedStep.need_id == need_id, NeedStep.into_id == need_id))
        .order_by(NeedStep.happened_on, NeedStep.id)
        .options(
            joinedload(NeedStep.by),
            joinedload(NeedStep.kit),
            joinedload(NeedStep.into),
            joinedload(NeedStep.need),
        )
    ).all()


def newest_versions(kit_ids: Collection[int | None]) -> Mapping[int, KitVersion]:
    """Return the newest version of kits, by the kit's id: it holds the title."""
    wanted = {kit_id for kit_id in kit_ids if kit_id}
    if not wanted:
        return {}
    newest = select(func.max(KitVersion.id)).group_by(KitVersion.kit_id)
    found = select(KitVersion).where(KitVersion.id.in_(newest), KitVersion.kit_id.in_(wanted))
    versions = db.session.scalars(found.options(joinedload(KitVersion.kit)))
    return {version.kit_id: version for version in versions}


def teams_to_tell_for(actor: Actor, as_of: date) -> Sequence[Team]:
    """Return the teams for which somebody tells needs; none for who tells for any team."""
    if extent(actor, Permission.NEED_TELL).network:
        return []
    return db.session.scalars(
        select(Team)
        .join(Team.organisation)
        .where(within_reach(actor, Permission.NEED_TELL, Team), valid_on(Team, as_of))
        .order_by(Organisation.search_name, Team.slot.is_(None), Team.slot, Team.id)
        .options(contains_eager(Team.organisation))
    ).all()


def houses_to_tell_for(actor: Actor) -> Sequence[Organisation]:
    """Return the organisations for which somebody may tell a need, beside their teams."""
    theirs = extent(actor, Permission.NEED_TELL).organisations
    if not theirs:
        return []
    found = select(Organisation).where(Organisation.id.in_(theirs)).order_by(Organisation.name)
    return db.session.scalars(found).all()


def recent_meetings(as_of: date, *, also: int = 0) -> Sequence[Meeting]:
    """Return the last meetings that people were invited to, the newest first, and one asked for."""
    known = Meeting.state.in_([MeetingState.INVITED, *TOOK_PLACE])
    asked = Meeting.id == also
    return db.session.scalars(
        select(Meeting)
        .where(known, or_(Meeting.local_date <= as_of, asked))
        .order_by(case((asked, 0), else_=1), Meeting.local_date.desc(), Meeting.id.desc())
        .limit(MOST_MEETINGS)
    ).all()


def is_team_of(team_id: int, as_of: date) -> ColumnElement[bool]:
    """Return the clause that finds one team, if it exists on that day."""
    return and_(Team.id == team_id, valid_on(Team, as_of))


def is_house(organisation_id: int) -> ColumnElement[bool]:
    """Return the clause that finds one organisation by its id."""
    return Organisation.id == organisation_id


def told_by(person_id: int) -> Sequence[Need]:
    """Return what a person told, the oldest first."""
    return db.session.scalars(
        select(Need).where(Need.told_by_id == person_id).order_by(Need.told_on, Need.id)
    ).all()


def shared_by(person_id: int) -> Sequence[NeedSupport]:
    """Return where a person said that a need is their team's too, the oldest first."""
    return db.session.scalars(
        select(NeedSupport)
        .where(NeedSupport.said_by_id == person_id)
        .order_by(NeedSupport.said_on, NeedSupport.id)
        .options(joinedload(NeedSupport.need), joinedload(NeedSupport.team))
    ).all()


def _is_of(team: Team) -> ColumnElement[bool]:
    """Return the clause that finds what a team said, also before it was counted."""
    return NeedSupport.team_id.in_([key for key in (team.id, team.continues_id) if key])
