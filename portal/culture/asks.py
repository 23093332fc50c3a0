"""The time that measurements ask of teams, for the ask budget."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from portal.asks.asking import Ask
from portal.asks.models import AskKind
from portal.culture.models import Headcount, MeasuredOrganisation, Measurement
from portal.db import db
from portal.network.as_of import valid_on
from portal.network.models import Post, Team
from portal.questionnaires.campaigns.models import Campaign, CampaignUnit


def asks_between(*, since: date, until: date) -> Sequence[Ask]:
    """Return what the measurements that were opened on these days ask of their teams."""
    found = db.session.scalars(
        select(Measurement)
        .join(Measurement.campaign)
        .join(Campaign.version)
        .where(Campaign.opened_on.between(since, until), Campaign.simulated.is_(False))
        .options(contains_eager(Measurement.campaign).contains_eager(Campaign.version))
        .order_by(Measurement.number)
    )
    return [_ask(one, one.campaign.opened_on or since, _asked(one)) for one in found]


def asked_by(measurement: Measurement, on: date) -> Ask:
    """Return what opening a measurement on a day would ask of the teams that are ready."""
    ready = (
        select(Team.id)
        .join(Headcount, Headcount.team_id == Team.id)
        .join(MeasuredOrganisation, MeasuredOrganisation.organisation_id == Team.organisation_id)
        .where(
            Headcount.campaign_id == measurement.campaign_id,
            MeasuredOrganisation.campaign_id == measurement.campaign_id,
            MeasuredOrganisation.informed_on <= on,
        )
    )
    return _ask(measurement, on, _people_in(ready, on))


def _asked(measurement: Measurement) -> Select[int]:
    places = select(CampaignUnit.organisation_id).where(
        CampaignUnit.campaign_id == measurement.campaign_id
    )
    teams = (
        select(Team.id)
        .join(Headcount, Headcount.team_id == Team.id)
        .where(Headcount.campaign_id == measurement.campaign_id, Team.organisation_id.in_(places))
    )
    return _people_in(teams, measurement.campaign.opened_on or measurement.campaign.opens_on)


def _people_in(teams: Select[int], on: date) -> Select[int]:
    return select(Post.person_id).where(Post.team_id.in_(teams), valid_on(Post, on))


def _ask(measurement: Measurement, on: date, people: Select[int]) -> Ask:
    campaign = measurement.campaign
    return Ask(
        kind=AskKind.CULTURE,
        thing_id=measurement.campaign_id,
        what=str(gettext("Culture, measurement %(number)s", number=measurement.number)),
        minutes=campaign.version.minutes(campaign.length),
        on=on,
        href=f"/culture/{measurement.number}/",
        people=people,
    )
