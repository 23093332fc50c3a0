"""Where one of each thing that the roster's pages change is found in the practice network."""

from sqlalchemy import select

from portal.db import db
from portal.network.models import Cause, Exemption, OrganisationStatus, Post, Team, Wave


def roster_places() -> dict[str, str]:
    """Return a status, an exemption with its organisation, posts, a follower team and a wave."""
    exemption = db.session.scalars(
        select(Exemption).where(Exemption.cause == Cause.DECISION).order_by(Exemption.id)
    ).first()
    status = db.session.scalars(select(OrganisationStatus)).first()
    post = db.session.scalars(select(Post).where(Post.organisation_id.is_not(None))).first()
    network_post = db.session.scalars(select(Post).where(Post.organisation_id.is_(None))).first()
    follower = db.session.scalars(select(Team).where(Team.slot.is_(None))).first()
    wave = db.session.scalars(select(Wave)).first()
    assert exemption
    assert status
    assert post
    assert network_post
    assert follower
    assert wave
    return {
        "exempt": exemption.organisation.slug,
        "exemption": str(exemption.id),
        "lived": status.organisation.slug,
        "status": str(status.id),
        "post": str(post.id),
        "network_post": str(network_post.id),
        "follower": str(follower.id),
        "wave": str(wave.id),
    }
