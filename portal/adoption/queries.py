"""What teams told about kits, read; how many teams that were stands in ``counting``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.adoption.counting import counted_teams, teams_using_by_construct, told
from portal.adoption.models import KitUse, NextKit
from portal.db import db
from portal.moi.models import FacetKind, Kit, KitFacet, KitVersion
from portal.network.as_of import valid_on
from portal.network.models import Organisation, Team
from portal.policy.decide import Actor, extent, within_reach
from portal.policy.table import Permission
from portal.taxonomy.sectors import Sector
from portal.web.paging import PAGE_SIZE, Page, offset

__all__ = ["counted_teams", "teams_using_by_construct"]

SHOWN: Final = 20
WITH_ORGANISATION: Final = (joinedload(Team.organisation),)
WITH_PLACE: Final = (
    joinedload(KitUse.team).joinedload(Team.organisation),
    joinedload(KitUse.version).joinedload(KitVersion.kit),
)


@dataclass(frozen=True, kw_only=True)
class UseFilters:
    """What the uses are narrowed to; nothing asked is everything."""

    kit: str = ""
    construct: str = ""
    sector: Sector | None = None
    since: date | None = None
    until: date | None = None

    def clauses(self) -> Sequence[ColumnElement[bool]]:
        """Return what holds for a use, beside its organisation."""
        found: list[ColumnElement[bool]] = []
        if self.sector:
            found.append(Organisation.sector == self.sector)
        if self.since:
            found.append(KitUse.used_on >= self.since)
        if self.until:
            found.append(KitUse.used_on <= self.until)
        if self.kit:
            found.append(KitUse.kit.has(Kit.slug == self.kit))
        if self.construct:
            found.append(_serves(self.construct))
        return found


def _serves(construct: str) -> ColumnElement[bool]:
    serves = (KitFacet.kind == FacetKind.CONSTRUCT, KitFacet.value == construct)
    return select(KitFacet.value).where(KitFacet.version_id == KitUse.version_id, *serves).exists()


def is_use(use_id: int) -> ColumnElement[bool]:
    """Return the clause that finds one use by its id."""
    return KitUse.id == use_id


def is_team(team_id: int) -> ColumnElement[bool]:
    """Return the clause that finds one team by its id."""
    return Team.id == team_id


def teams_to_tell_for(actor: Actor, as_of: date) -> Sequence[Team]:
    """Return the teams of a day for which somebody may tell, by their number."""
    return db.session.scalars(
        select(Team)
        .where(within_reach(actor, Permission.USE_TELL, Team), valid_on(Team, as_of))
        .order_by(Team.organisation_id, Team.slot.is_(None), Team.slot, Team.id)
        .options(joinedload(Team.organisation))
    ).all()


def find_of_day(team_id: int, kit_id: int, day: date) -> KitUse | None:
    """Return what a team told of a kit on a day, unless it took it back."""
    found = select(KitUse).filter_by(team_id=team_id, kit_id=kit_id, used_on=day)
    return db.session.scalar(found.where(told()))


def uses_of_team(team_id: int) -> Sequence[KitUse]:
    """Return what a team told, the last use first, taken back or not."""
    return db.session.scalars(_newest_first().where(KitUse.team_id == team_id)).all()


def uses_of_organisation(organisation_id: int) -> Sequence[KitUse]:
    """Return what all teams of an organisation told, the last use first."""
    here = Team.organisation_id == organisation_id
    return db.session.scalars(_newest_first().join(KitUse.team).where(here, told())).all()


def shared_words(kit_id: int) -> Sequence[KitUse]:
    """Return the last uses of a kit whose words other teams may read."""
    found = _newest_first().where(KitUse.kit_id == kit_id, told(), KitUse.shared_on.is_not(None))
    return db.session.scalars(found.limit(SHOWN)).all()


def uses_page(actor: Actor, filters: UseFilters, *, number: int) -> Page[KitUse]:
    """Return one page of what teams told within reach, and how much there is in all."""
    wanted = _within(actor, filters)
    counted = wanted.with_only_columns(func.count(KitUse.id)).order_by(None)
    rows = db.session.scalars(
        wanted.options(*_loaded()).offset(offset(number)).limit(PAGE_SIZE)
    ).all()
    return Page(rows=rows, number=number, total=db.session.scalar(counted) or 0)


def all_uses(actor: Actor, filters: UseFilters) -> Sequence[KitUse]:
    """Return all that teams told within reach and that meets the filters, for a file."""
    return db.session.scalars(_within(actor, filters).options(*_loaded())).all()


def reads_words(actor: Actor, use: KitUse) -> bool:
    """Tell whether somebody reads a use's words: of their house, of the project team, or shared."""
    where = extent(actor, Permission.USE_READ)
    near = use.team_id in where.teams or use.team.organisation_id in where.organisations
    return near or use.shared_on is not None or extent(actor, Permission.KIT_MANAGE).network


def told_by(person_id: int) -> Sequence[KitUse]:
    """Return what a person told under their own name, the oldest first."""
    return db.session.scalars(
        select(KitUse)
        .where(KitUse.told_by_id == person_id)
        .order_by(KitUse.told_on, KitUse.id)
        .options(*WITH_PLACE)
    ).all()


def answered_by(person_id: int) -> Sequence[NextKit]:
    """Return what a person answered to suggestions under their own name, the oldest first."""
    return db.session.scalars(
        select(NextKit)
        .where(NextKit.answered_by_id == person_id)
        .order_by(NextKit.answered_on, NextKit.id)
        .options(joinedload(NextKit.team), joinedload(NextKit.kit))
    ).all()


def _newest_first() -> Select[*tuple[Any, ...]]:
    return select(KitUse).order_by(KitUse.used_on.desc(), KitUse.id.desc()).options(*WITH_PLACE)


def _within(actor: Actor, filters: UseFilters) -> Select[*tuple[Any, ...]]:
    return (
        select(KitUse)
        .join(KitUse.team)
        .join(Team.organisation)
        .where(within_reach(actor, Permission.USE_READ, KitUse), told(), *filters.clauses())
        .order_by(KitUse.used_on.desc(), KitUse.id.desc())
    )


def _loaded() -> tuple[Any, ...]:
    return (
        contains_eager(KitUse.team).contains_eager(Team.organisation),
        joinedload(KitUse.version).joinedload(KitVersion.kit),
    )
