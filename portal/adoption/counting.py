"""How many of the counted teams used which kit: counts with their denominator."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, distinct, func, or_, select

from portal.adoption.models import KitUse
from portal.db import db
from portal.moi.queries import kits_by_construct
from portal.network.as_of import status_on, valid_on
from portal.network.models import Organisation, Team
from portal.network.rules import IN_DENOMINATOR


def counted_teams(as_of: date) -> int:
    """Return of how many teams every count is: those of active and sustaining organisations."""
    return db.session.scalar(counted(as_of).with_only_columns(func.count(Team.id))) or 0


def teams_using_by_construct(as_of: date) -> Mapping[str, int]:
    """Return how many counted teams used a public kit that serves each construct, by its key.

    A construct that no public kit serves is left out. Three statements, whatever the network.
    """
    kits = {
        key: [card.version.kit_id for card in cards]
        for key, cards in kits_by_construct(as_of).items()
    }
    if not kits:
        return {}
    found = db.session.execute(
        counted(as_of)
        .join(KitUse, used_by_team(as_of))
        .with_only_columns(*(_teams_with(kit_ids) for kit_ids in kits.values()))
    ).one()
    return dict(zip(kits, found, strict=True))


def counted(as_of: date) -> Select[Any]:
    """Return the counted teams of a day, joined to their organisation."""
    now = status_on(as_of)
    return (
        select(Team)
        .join(Organisation, Organisation.id == Team.organisation_id)
        .join(now, now.c.organisation_id == Team.organisation_id)
        .where(now.c.status.in_(IN_DENOMINATOR), Team.slot.is_not(None), valid_on(Team, as_of))
    )


def used_by_team(as_of: date) -> ColumnElement[bool]:
    """Return the clause that lays beside a team what it used until a day, also as a follower."""
    same = or_(KitUse.team_id == Team.id, KitUse.team_id == Team.continues_id)
    return and_(same, told(), KitUse.used_on <= as_of)


def told() -> ColumnElement[bool]:
    """Return the clause that leaves out what was taken back."""
    return KitUse.taken_back_on.is_(None)


def _teams_with(kit_ids: Sequence[int]) -> ColumnElement[int]:
    return func.count(distinct(case((KitUse.kit_id.in_(kit_ids), Team.id))))
