"""Every version of a kit and every dated step in its life, as far as the public may know."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy import func, select

from portal.db import db
from portal.moi.models import ActKind, KitAct, KitText, KitVersion, TextPart
from portal.moi.queries import KitCard

_SECTION: Final = re.compile(r"<h[2-6][^>]*>\s*(\S+).*?</h[2-6]>", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Edition:
    """One published version: its number, its day, and as HTML what changed."""

    number: str
    published_on: date
    changes: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """What happened in the life of a kit on a day; a pilot tells how many teams, never which."""

    on: date
    kind: ActKind
    teams: int
    number: str | None
    reason: str


def editions_of(card: KitCard, as_of: date) -> Sequence[Edition]:
    """Return the versions published until that day, the newest first: two statements."""
    rows = db.session.execute(
        select(KitVersion.number, KitVersion.published_on)
        .where(KitVersion.kit_id == card.version.kit_id, KitVersion.published_on <= as_of)
        .order_by(KitVersion.id.desc())
    )
    changes = _changes(card.version)
    return [
        Edition(number=number, published_on=day, changes=changes.get(number, ""))
        for number, day in rows
    ]


def steps_of(card: KitCard, as_of: date) -> Sequence[Step]:
    """Return the steps until that day, the last first; pilots of one day stand together."""
    together = (KitAct.happened_on, KitAct.kind, KitVersion.number)
    rows = db.session.execute(
        select(*together, func.count(KitAct.team_id.distinct()), func.max(KitAct.note))
        .outerjoin(KitVersion, KitVersion.id == KitAct.version_id)
        .where(KitAct.kit_id == card.version.kit_id, KitAct.happened_on <= as_of)
        .group_by(*together)
        .order_by(KitAct.happened_on.desc(), func.max(KitAct.id).desc())
    )
    return [
        Step(
            on=day,
            kind=kind,
            number=number,
            teams=teams,
            reason=note if kind is ActKind.RETIRED else "",
        )
        for day, kind, number, teams, note in rows
    ]


def find_edition(card: KitCard, number: str, as_of: date) -> KitCard | None:
    """Return the kit as it was under an earlier number, or nothing where there is none."""
    if number == card.version.number:
        return card
    version = db.session.scalar(
        select(KitVersion).where(
            KitVersion.kit_id == card.version.kit_id,
            KitVersion.number == number,
            KitVersion.published_on <= as_of,
        )
    )
    return replace(card, version=version) if version else None


def _changes(version: KitVersion) -> Mapping[str, str]:
    """Return by number what the list of changes says of it, from the newest list there is."""
    html = db.session.scalar(
        select(KitText.html).filter_by(version_id=version.id, part=TextPart.CHANGELOG)
    )
    parts = _SECTION.split(html or "")
    return dict(zip(parts[1::2], parts[2::2], strict=True))
