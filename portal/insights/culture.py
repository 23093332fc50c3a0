"""Culture on the map of the model: what the newest measurement says of the network."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, case, select

from portal.culture import queries
from portal.culture.models import MeasuredOrganisation
from portal.culture.reading import NETWORK, definition_of
from portal.culture.scores import Score, scores_of
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.results.shapes import LEAST_TO_BENCHMARK
from portal.questionnaires.results.snapshots import places_of

AHEAD: Final = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class CultureOn:
    """What the newest measurement says of the network, by element of the model."""

    number: int
    responses: int | None
    organisations: int
    simulated: bool
    scores: Mapping[str, Score]

    def of(self, element: str) -> Score | None:
        """Return the score of an element where it is shown."""
        score = self.scores.get(element)
        return score if score is not None and score.shown is not None else None


def culture_on(day: date) -> CultureOn | None:
    """Read the network of the newest measurement of a day; nothing under five organisations."""
    measurement = queries.latest_released(day)
    if measurement is None:
        return None
    place = places_of(measurement.campaign_id, [NETWORK.code]).get(NETWORK.code)
    if place is None or place.hidden or place.organisations < LEAST_TO_BENCHMARK:
        return None
    return CultureOn(
        number=measurement.number,
        responses=place.responses,
        organisations=place.organisations,
        simulated=measurement.campaign.simulated,
        scores=scores_of(definition_of(measurement), place, place),
    )


def next_step(day: date) -> ColumnElement[str | None]:
    """Return which step of a measurement waits for the coordinator: release, open or prepare."""
    unready = select(MeasuredOrganisation.campaign_id).where(
        MeasuredOrganisation.campaign_id == Campaign.id, MeasuredOrganisation.informed_on.is_(None)
    )
    planned = Campaign.opened_on.is_(None)
    return case(
        (and_(Campaign.closed_on.is_not(None), Campaign.released_on.is_(None)), "release"),
        (and_(planned, Campaign.opens_on <= day), "open"),
        (and_(planned, Campaign.opens_on <= day + AHEAD, unready.exists()), "prepare"),
    )
