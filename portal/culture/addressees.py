"""Who hears of a measurement: ambassadors of the organisations it asks, leads of its teams."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, select

from portal.culture.models import Headcount
from portal.db import db
from portal.network.as_of import valid_on
from portal.network.models import Organisation, Person, Post, Team
from portal.policy.table import Role
from portal.questionnaires.campaigns.models import CampaignUnit

_WHO: Final = (Person.id, Person.name, Person.email, Person.locale)


@dataclass(frozen=True)
class Addressee:
    """Whom a letter goes to, the organisation or unit it is about, and where its page lies."""

    person_id: int
    name: str
    email: str
    locale: str
    place_id: int
    slug: str


def ambassadors_of(campaign_id: int, on: date, *, with_apart: bool = False) -> Sequence[Addressee]:
    """Return who speaks for each organisation that a campaign asks, on a day.

    Of an organisation that stands apart as a whole there is only something to tell while codes are
    printed: it has no count and no result.
    """
    units = select(CampaignUnit.organisation_id).where(CampaignUnit.campaign_id == campaign_id)
    apart = (
        select(Team.organisation_id)
        .join(Headcount, Headcount.team_id == Team.id)
        .where(Headcount.campaign_id == campaign_id, Headcount.apart)
    )
    return _addressees(
        select(*_WHO, Post.organisation_id, Organisation.slug)
        .join(Post, Post.person_id == Person.id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(
            Post.role.in_([Role.AMBASSADOR, Role.ACTING_AMBASSADOR]),
            Post.organisation_id.in_(units.union(apart) if with_apart else units),
            valid_on(Post, on),
        )
    )


def leads_of(campaign_id: int, on: date) -> Sequence[Addressee]:
    """Return who leads the teams that stand as a unit of their own in a campaign, on a day."""
    return _addressees(
        select(*_WHO, CampaignUnit.id, Organisation.slug)
        .join(Post, Post.person_id == Person.id)
        .join(CampaignUnit, CampaignUnit.team_id == Post.team_id)
        .join(Organisation, Organisation.id == CampaignUnit.organisation_id)
        .where(
            Post.role == Role.TEAM_LEAD,
            CampaignUnit.campaign_id == campaign_id,
            valid_on(Post, on),
        )
    )


def _addressees(query: Select[*tuple[Any, ...]]) -> Sequence[Addressee]:
    rows = db.session.execute(query.where(Person.email.is_not(None)).order_by(Person.id))
    return [Addressee(*row) for row in rows]
