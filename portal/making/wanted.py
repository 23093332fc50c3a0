"""The needs and the kit from which a proposal begins, so that nobody types them again."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import select

from portal.clock import today
from portal.db import db
from portal.moi.models import Kit
from portal.moi.queries import find_kit
from portal.needs.models import Need
from portal.needs.queries import open_by_support

MOST_OFFERED: Final = 12
LARGEST_KEY: Final = 9


def needs_of(keys: Sequence[str]) -> Sequence[Need]:
    """Return the needs with these ids as they stand in an address; what is no id is left out."""
    ids = sorted({int(key) for key in keys if key.isdecimal() and len(key) <= LARGEST_KEY})
    query = select(Need).where(Need.id.in_(ids)).order_by(Need.id)
    return db.session.scalars(query).all() if ids else []


def offered(first: Sequence[Need], day: date) -> Sequence[Need]:
    """Return these needs, and after them those that most teams share."""
    most = [line.need for line in open_by_support(day, most=MOST_OFFERED)]
    known = {need.id: need for need in (*first, *most)}
    return list(known.values())


def begun_from(need: Need | None, kit: Kit | None) -> dict[str, object]:
    """Return what a proposal can begin with: what the need says, or what the kit is about."""
    begun: dict[str, object] = {}
    card = find_kit(kit.slug, today()) if kit else None
    if card is not None:
        moi = card.version.moi
        begun |= {
            "title": card.version.words(moi["source_language"])["title"],
            "constructs": list(moi["constructs"]),
            "sectors": list(moi["settings"]),
            "lang": moi["source_language"],
        }
    if need is not None:
        begun |= {
            "needs": [str(need.id)],
            "why": need.words,
            "constructs": [one.construct for one in need.serves],
        }
    return begun
