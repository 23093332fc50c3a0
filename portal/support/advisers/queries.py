"""Advisers, read: of one organisation for its page, of a reader's own for a form."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.policy.decide import Actor, within_reach
from portal.policy.table import Permission
from portal.support.advisers.models import Adviser, AdviserKind


def advisers_of(organisation_id: int) -> Mapping[AdviserKind, Adviser]:
    """Return the advisers of an organisation by kind; one that nobody gave is missing."""
    theirs = select(Adviser).where(Adviser.organisation_id == organisation_id)
    found = db.session.scalars(theirs.options(joinedload(Adviser.kept_by)))
    return {one.kind: one for one in found}


def advisers_of_reader(actor: Actor) -> Sequence[Adviser]:
    """Return the advisers of the organisations where somebody has a post, in one statement.

    Not those of every organisation for who sees them all: they are shown to be called.
    """
    held = {post.organisation_id for post in actor.posts if post.organisation_id is not None}
    return _of_organisations(actor, held) if held else ()


def _of_organisations(actor: Actor, organisations: Collection[int]) -> Sequence[Adviser]:
    return db.session.scalars(
        select(Adviser)
        .where(
            Adviser.organisation_id.in_(sorted(organisations)),
            within_reach(actor, Permission.ADVISERS_READ, Adviser),
        )
        .order_by(Adviser.organisation_id, Adviser.kind)
        .options(joinedload(Adviser.organisation))
    ).all()
