"""The time that trial rounds ask of people, for the ask budget."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final, TypedDict

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from portal.asks.asking import Ask
from portal.asks.models import AskKind
from portal.db import db
from portal.network.models import Person
from portal.policy.guard import can
from portal.policy.table import P
from portal.questionnaires.campaigns.models import Campaign, CampaignInvitation
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.kinds import Length
from portal.questionnaires.trials.models import TrialRound

EVERYBODY: Final = "/asks/"


class _Same(TypedDict):
    """What an ask of a round says whether the round is kept yet or not."""

    kind: AskKind
    what: str
    minutes: int


def asks_between(*, since: date, until: date) -> Sequence[Ask]:
    """Return what the trial rounds that open on these days ask of who was chosen."""
    found = db.session.scalars(
        select(TrialRound)
        .join(TrialRound.campaign)
        .join(Campaign.version)
        .join(InstrumentVersion.instrument)
        .where(Campaign.opens_on.between(since, until), Campaign.simulated.is_(False))
        .options(
            contains_eager(TrialRound.campaign)
            .contains_eager(Campaign.version)
            .contains_eager(InstrumentVersion.instrument)
        )
        .order_by(TrialRound.campaign_id)
    )
    return [ask_of(one.campaign) for one in found]


def ask_of(campaign: Campaign) -> Ask:
    """Return what a round asks of who was chosen."""
    people = select(CampaignInvitation.person_id).where(
        CampaignInvitation.campaign_id == campaign.id
    )
    version = campaign.version
    return Ask(
        thing_id=campaign.id,
        on=campaign.opens_on,
        href=_address(campaign) if can(P.INSTRUMENT_WRITE) else EVERYBODY,
        people=people,
        **_of(version, campaign.length),
    )


def _address(campaign: Campaign) -> str:
    """Return the page of a round, which only who makes rounds can open."""
    version = campaign.version
    return f"/instruments/{version.instrument.slug}/{version.number}/trials/{campaign.id}/"


def proposed(version: InstrumentVersion, length: Length, on: date, people: Collection[int]) -> Ask:
    """Return what a round that is not kept yet would ask."""
    chosen = select(Person.id).where(Person.id.in_(people))
    return Ask(thing_id=0, on=on, href=EVERYBODY, people=chosen, **_of(version, length))


def _of(version: InstrumentVersion, length: Length) -> _Same:
    slug, number = version.instrument.slug, version.number
    return {
        "kind": AskKind.TRIAL,
        "what": str(
            gettext("Trial round of %(slug)s, version %(number)s", slug=slug, number=number)
        ),
        "minutes": version.minutes(length),
    }
