"""The kit that a team could take next: what is known of the team, and what it answered."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    distinct,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased, joinedload

from portal.adoption import rules
from portal.adoption.counting import counted, told
from portal.adoption.models import Answer, KitUse, NextKit
from portal.adoption.rules import Candidate, Suggestion, TeamSituation
from portal.db import db
from portal.moi.library import is_public, kits_on
from portal.moi.models import FacetKind, Kit, KitFacet, KitVersion
from portal.needs.models import NeedStep, NeedSupport, StepKind
from portal.needs.standing import constructs_on, standing_on
from portal.network.models import Organisation, Team

FITS, USED, ANSWERED, SECTOR = "fits", "used", "answered", "sector"
NEED_KIT, NEED_CONSTRUCT = "kit", "construct"
NOT_OVER: Final = NextKit.ended_on.is_(None)


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """What a team sees about its next kit: what it took, or what is suggested, or a rest.

    ``declined`` are the answers of no that hold, the last one first.
    """

    taken: NextKit | None = None
    declined: Sequence[NextKit] = ()
    suggestion: Suggestion | None = None
    version: KitVersion | None = None
    rests_until: date | None = None


def next_step_of(team: Team, as_of: date) -> NextStep:
    """Return where a team stands with its next kit: two statements until it answered one."""
    kits, situation = _known(team, as_of)
    answers = _answers(team.id) if situation.answered else []
    taken = next((one for one in answers if one.answer is Answer.ACCEPTED), None)
    declined = [one for one in answers if one.answer is Answer.DECLINED]
    rests = rules.rests_until(declined[0].answered_on if declined else None, as_of)
    if taken or rests:
        return NextStep(taken=taken, declined=declined, rests_until=rests)
    found = rules.next_kit(kits, situation)
    version = _newest(found.kit_id, as_of) if found else None
    return NextStep(declined=declined, suggestion=found, version=version)


def suggestion_for(team: Team, as_of: date) -> Suggestion | None:
    """Return the kit that suits a team best now, with its reason; one statement."""
    return rules.next_kit(*_known(team, as_of))


def may_be_suggested(as_of: date) -> ColumnElement[bool]:
    """Return the clause for teams, joined to their organisation, that have a kit to be suggested.

    It holds where ``next_step_of`` suggests one: none taken, no rest after a no, and one left.
    """
    fits, standing = aliased(KitFacet), kits_on(as_of)
    own_rows = Team.id, Team.continues_id
    used = select(KitUse.kit_id).where(KitUse.team_id.in_(own_rows), told())
    answers = select(NextKit.kit_id).where(NextKit.team_id == Team.id, NOT_OVER)
    rests = answers.where(
        or_(
            NextKit.answer == Answer.ACCEPTED,
            NextKit.answered_on > as_of - rules.REST_AFTER_NO,
        )
    )
    left = (
        select(standing.c.kit_id)
        .join(fits, fits.version_id == standing.c.version_id)
        .where(
            fits.kind == FacetKind.SECTOR,
            fits.value == type_coerce(Organisation.sector, Text),
            is_public(standing),
            standing.c.kit_id.not_in(used.correlate(Team)),
            standing.c.kit_id.not_in(answers.correlate(Team)),
        )
    )
    return and_(~rests.correlate(Team).exists(), left.correlate(Team, Organisation).exists())


def _answers(team_id: int) -> Sequence[NextKit]:
    return db.session.scalars(
        select(NextKit)
        .where(NextKit.team_id == team_id, NOT_OVER)
        .order_by(NextKit.answered_on.desc(), NextKit.id.desc())
        .options(joinedload(NextKit.kit).selectinload(Kit.versions))
    ).all()


def _newest(kit_id: int, as_of: date) -> KitVersion | None:
    return db.session.scalar(
        select(KitVersion)
        .where(KitVersion.kit_id == kit_id, KitVersion.published_on <= as_of)
        .order_by(KitVersion.id.desc())
        .limit(1)
        .options(joinedload(KitVersion.kit))
    )


def _known(team: Team, as_of: date) -> tuple[Sequence[Candidate], TeamSituation]:
    """Return the kits made for a team's sector, in order, and what it did and wants.

    All of it in one statement: this stands on the page of every team.
    """
    parts = (
        _fitting(team.organisation.sector, as_of),
        _used(team),
        _answered(team),
        *_needs(team, as_of),
        _in_sector(team, as_of),
    )
    fitting: dict[tuple[str, int], set[str]] = defaultdict(set)
    found: dict[str, dict[Any, int]] = defaultdict(dict)
    for kind, kit_id, construct, count, moi_id in db.session.execute(union_all(*parts)):
        if kind == FITS:
            fitting[moi_id, kit_id].add(construct)
        else:
            found[kind][construct if kit_id is None else kit_id] = count
    sector = team.organisation.sector
    kits = [
        Candidate(kit_id=kit_id, constructs=frozenset(about), settings=frozenset({sector}))
        for (_, kit_id), about in sorted(fitting.items())
    ]
    return kits, TeamSituation(
        sector=sector,
        used=found[USED],
        answered=found[ANSWERED],
        needs_answered_with=found[NEED_KIT],
        needed_constructs=found[NEED_CONSTRUCT],
        used_in_sector=found[SECTOR],
    )


def _fitting(sector: str, as_of: date) -> Select[*tuple[Any, ...]]:
    """Return the public kits made for a sector, a row for each construct that one serves."""
    fits, standing = aliased(KitFacet), kits_on(as_of)
    return (
        _rows(
            FITS,
            kit=standing.c.kit_id,
            construct=KitFacet.value.expression,
            moi_id=standing.c.moi_id,
        )
        .select_from(standing)
        .join(fits, fits.version_id == standing.c.version_id)
        .join(KitFacet, KitFacet.version_id == fits.version_id)
        .where(
            fits.kind == FacetKind.SECTOR,
            fits.value == sector,
            KitFacet.kind == FacetKind.CONSTRUCT,
            is_public(standing),
        )
    )


def _rows(
    kind: str,
    *,
    kit: ColumnElement[Any] | None = None,
    construct: ColumnElement[Any] | None = None,
    count: ColumnElement[Any] | None = None,
    moi_id: ColumnElement[Any] | None = None,
) -> Select[*tuple[Any, ...]]:
    return select(
        literal(kind).label("kind"),
        type_coerce(null() if kit is None else kit, Integer).label("kit_id"),
        type_coerce(null() if construct is None else construct, Text).label("construct"),
        type_coerce(literal(0) if count is None else count, Integer).label("count"),
        type_coerce(null() if moi_id is None else moi_id, Text).label("moi_id"),
    )


def _used(team: Team) -> Select[*tuple[Any, ...]]:
    mine = KitUse.team_id.in_(_rows_of(team))
    return _rows(USED, kit=KitUse.kit_id.expression).where(mine, told())


def _answered(team: Team) -> Select[*tuple[Any, ...]]:
    mine = NextKit.team_id == team.id
    return _rows(ANSWERED, kit=NextKit.kit_id.expression).where(mine, NOT_OVER)


def _needs(team: Team, as_of: date) -> Sequence[Select[*tuple[Any, ...]]]:
    """Return the kits that answer the needs of a team, and what those needs are about."""
    standing = standing_on(as_of)
    roots = (
        select(standing.c.root_id)
        .join(NeedSupport, NeedSupport.need_id == standing.c.need_id)
        .where(NeedSupport.team_id.in_(_rows_of(team)), NeedSupport.said_on <= as_of)
    )
    last = standing_on(as_of)
    kits = (
        _rows(NEED_KIT, kit=NeedStep.kit_id.expression)
        .select_from(NeedStep)
        .join(last, last.c.step_id == NeedStep.id)
        .where(NeedStep.kind == StepKind.KIT, last.c.need_id.in_(roots))
    )
    about = constructs_on(standing_on(as_of))
    constructs = _rows(NEED_CONSTRUCT, construct=about.c.construct).where(
        about.c.root_id.in_(roots)
    )
    return kits, constructs


def _in_sector(team: Team, as_of: date) -> Select[*tuple[Any, ...]]:
    """Return how many other counted teams of the same sector used each kit."""
    others = (
        counted(as_of)
        .where(Organisation.sector == team.organisation.sector, Team.id != team.id)
        .with_only_columns(Team.id)
    )
    teams = func.count(distinct(KitUse.team_id))
    return (
        _rows(SECTOR, kit=KitUse.kit_id.expression, count=teams)
        .where(KitUse.team_id.in_(others), told())
        .group_by(KitUse.kit_id)
    )


def _rows_of(team: Team) -> Sequence[int]:
    """Return the row of a team, and the one under which it followed along before."""
    return [row for row in (team.id, team.continues_id) if row is not None]
