"""Reads of what is in the making: the list, one draft with its people, what is said about it."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.db import db
from portal.making.models import Draft, DraftNeed, DraftTeam, Step
from portal.making.rules import OPEN
from portal.moi.models import Kit

_MADE = (Step.DRAFT, Step.PILOT)


def find_draft(draft_id: int) -> Draft | None:
    """Return a kit in the making, if it is there."""
    return db.session.get(Draft, draft_id)


def find_draft_by_form(form_key: str) -> Draft | None:
    """Return what one sent form proposed, if it came in before."""
    return db.session.scalar(select(Draft).where(Draft.form_key == form_key))


def find_open_draft(kit_id: int) -> Draft | None:
    """Return the next version of a kit that is being made now, if there is one."""
    return db.session.scalar(select(Draft).where(Draft.kit_id == kit_id, Draft.step.in_(OPEN)))


def author_teams_of(kit_id: int) -> frozenset[int]:
    """Return the teams that wrote the kit, or write its next version: they do not try it out."""
    query = (
        select(DraftTeam.team_id)
        .join(Draft, Draft.id == DraftTeam.draft_id)
        .where(Draft.kit_id == kit_id, Draft.step.in_(_MADE))
    )
    return frozenset(db.session.scalars(query))


def needs_of_kit(kit_id: int) -> Sequence[int]:
    """Return the needs that the kit was made for, the first told first."""
    query = (
        select(DraftNeed.need_id)
        .join(Draft, Draft.id == DraftNeed.draft_id)
        .where(Draft.kit_id == kit_id, Draft.step.in_(_MADE))
        .distinct()
        .order_by(DraftNeed.need_id)
    )
    return db.session.scalars(query).all()


def names_taken(draft: Draft) -> frozenset[str]:
    """Return the slugs and numbers of the other kits, and of the other drafts that are open."""
    kits = select(Kit.slug, Kit.moi_id).where(Kit.id != (draft.kit_id or 0))
    drafts = select(Draft.slug, Draft.moi_id).where(
        Draft.id != draft.id, Draft.step.in_(OPEN), Draft.slug.is_not(None)
    )
    rows = db.session.execute(kits.union_all(drafts))
    return frozenset(name for row in rows for name in row)


def find_kit(slug: str) -> Kit | None:
    """Return the kit of this address, whatever its life."""
    return db.session.scalar(select(Kit).where(Kit.slug == slug))
