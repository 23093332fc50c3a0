"""What the tests of the editing pages share: the addresses at home, and what rows say."""

from datetime import date

from sqlalchemy import select

from portal.audit.models import AuditEvent
from portal.db import db
from portal.network.models import Exemption, Organisation, OrganisationStatus, Post, Team
from portal.policy.table import Role
from tests.cast import Cast

ON = date(2022, 3, 1)


def home(cast: Cast) -> Organisation:
    return db.session.get_one(Organisation, cast.home.organisation_id)


def team(cast: Cast, slot: int) -> Team:
    return db.session.get_one(Team, cast.home.team_ids[slot - 1])


def at_home(cast: Cast, rest: str = "") -> str:
    return f"/organisations/{cast.home.slug}/{rest}"


def post_of(cast: Cast, role: Role, *, away: bool = False) -> Post:
    """Return the one post of a role at home."""
    organisation_id = (cast.away if away else cast.home).organisation_id
    found = select(Post).where(Post.role == role, Post.organisation_id == organisation_id)
    return db.session.scalars(found).one()


def holders(cast: Cast, role: Role) -> list[tuple[int, date, date | None, str]]:
    """Return who held a role at home, from when to when, and why it ended."""
    found = select(Post).where(Post.role == role, Post.organisation_id == cast.home.organisation_id)
    return [
        (one.person_id, one.valid_from, one.valid_to, one.end_reason)
        for one in db.session.scalars(found.order_by(Post.valid_from))
    ]


def life(cast: Cast) -> list[tuple[str, date, str]]:
    """Return the statuses at home."""
    found = select(OrganisationStatus).where(
        OrganisationStatus.organisation_id == cast.home.organisation_id
    )
    return [
        (one.status.value, one.valid_from, one.reason)
        for one in db.session.scalars(found.order_by(OrganisationStatus.valid_from))
    ]


def exemptions(cast: Cast) -> list[tuple[str, str, date, date | None, str]]:
    """Return the exemptions at home: rule, cause, days and reason."""
    found = select(Exemption).where(Exemption.organisation_id == cast.home.organisation_id)
    return [
        (one.rule.value, one.cause.value, one.valid_from, one.valid_to, one.reason)
        for one in db.session.scalars(found.order_by(Exemption.valid_from, Exemption.rule))
    ]


def trail() -> list[tuple[str, date | None]]:
    """Return the acts in the trail with the day from which each holds."""
    lines = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    return [(line.event, line.valid_on) for line in lines]
