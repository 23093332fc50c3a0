"""Whom a published kit suits: teams of active organisations in its sectors, and their voices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select

from portal.db import db
from portal.moi.models import KitVersion
from portal.network.as_of import status_on, valid_on
from portal.network.models import Organisation, Person, Post, Status, Team
from portal.stewardship.queries.pilots import HOUSE_VOICES, TEAM_VOICES


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Who hears of a kit, each person once by name, and how many teams that are."""

    people: Sequence[Person]
    teams: int
    organisations: int


def audience_of(version: KitVersion, day: date) -> Audience:
    """Return the leads of the teams that a kit suits, and their ambassadors; two statements."""
    now = status_on(day)
    houses = (
        select(Organisation.id)
        .join(now, now.c.organisation_id == Organisation.id)
        .where(now.c.status == Status.ACTIVE, Organisation.sector.in_(version.moi["settings"]))
    )
    teams = db.session.execute(
        select(Team.id, Team.organisation_id).where(
            Team.organisation_id.in_(houses), valid_on(Team, day)
        )
    ).all()
    current = select(Team.id).where(Team.organisation_id.in_(houses), valid_on(Team, day))
    lead = and_(Post.role.in_(sorted(TEAM_VOICES)), Post.team_id.in_(current))
    house = and_(Post.role.in_(sorted(HOUSE_VOICES)), Post.organisation_id.in_(houses))
    held = select(Post.person_id).where(valid_on(Post, day), or_(lead, house))
    people = db.session.scalars(
        select(Person)
        .where(Person.id.in_(held), Person.email.is_not(None))
        .order_by(Person.search_name, Person.id)
    ).all()
    return Audience(
        people=people, teams=len(teams), organisations=len({row.organisation_id for row in teams})
    )
