"""The culture measurements of the practice network: two released, a third one being prepared.

All answers are made up by ``simulated``, where the seed and the effect stand; every page and file
says so. They are written in bulk, as nobody gave them; all acts around them go by the services.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import insert, select

from portal.culture import services
from portal.culture.models import MeasuredOrganisation, Measurement
from portal.culture.validation import services as services_of_validation
from portal.culture.validation.models import StepState, Validation
from portal.culture.validation.rules import StepPlan
from portal.db import db
from portal.demo.simulated import SEED, Answers, Group, simulate
from portal.network.as_of import valid_on
from portal.network.models import Team
from portal.network.queries import current_posts
from portal.policy.table import Role
from portal.questionnaires.campaigns.models import Campaign, CampaignUnit
from portal.questionnaires.campaigns.response_models import Answer, Response
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.instruments.loader import INSTRUMENTS, load_instrument
from portal.questionnaires.instruments.versions import load_version
from portal.questionnaires.kinds import Missing

PUBLISHED: Final = date(2021, 9, 20)
CONTACT: Final = "het projectteam, coordinator@demo.example"
VALIDATION: Final = {
    date(2022, 9, 12): StepState.PLANNED,
    date(2022, 10, 31): StepState.UNDER_WAY,
}
EXPERTS: Final = 8
SOURCE: Final = "Verzonnen voor het oefennetwerk"
INFORMED_BEFORE: Final = timedelta(days=21)
TO_INFORM: Final = 4  # organisations that did not yet inform their staff of the third one


@dataclass(frozen=True, kw_only=True)
class Round:
    """One measurement: its number, the waves of organisations it asks, and its days."""

    number: int
    waves: Sequence[int]
    planned_on: date
    opens_on: date
    closes_on: date
    released_on: date | None = None


ROUNDS: Final = (
    Round(
        number=1,
        waves=(1,),
        planned_on=date(2021, 9, 27),
        opens_on=date(2021, 11, 8),
        closes_on=date(2021, 12, 5),
        released_on=date(2021, 12, 13),
    ),
    Round(
        number=2,
        waves=(1, 2),
        planned_on=date(2022, 8, 29),
        opens_on=date(2022, 9, 19),
        closes_on=date(2022, 10, 16),
        released_on=date(2022, 10, 24),
    ),
)
COMING: Final = Round(
    number=3,
    waves=(1, 2),
    planned_on=date(2022, 11, 7),
    opens_on=date(2023, 5, 8),
    closes_on=date(2023, 6, 4),
)


def fill_culture(*, today: date) -> None:
    """Publish the instrument, release two measurements of made-up answers, prepare a third."""
    version = import_instrument(load_instrument(INSTRUMENTS / "culture.yaml"), on=PUBLISHED)
    by = current_posts(Role.COORDINATOR, today)[0].person_id
    _begin_validation(version.id, by)
    for round_ in ROUNDS:
        measurement = _prepared(round_, by, simulated=True)
        services.open_measurement(measurement, on=round_.opens_on, by=by)
        _answer(measurement.campaign, round_.number)
        services.close_measurement(measurement, on=round_.closes_on + timedelta(days=1), by=None)
        services.release_measurement(measurement, on=round_.released_on or today, by=by)
    if today >= COMING.planned_on:
        _prepared(COMING, by, simulated=False)


def _begin_validation(version_id: int, by: int) -> None:
    """Plan the first step and leave it under way: the wording is a pilot, and stays one here."""
    for based_on, (on, state) in enumerate(VALIDATION.items()):
        plan = StepPlan(state=state, people=EXPERTS if based_on else None, source=SOURCE)
        services_of_validation.keep_step(
            version_id, Validation.CONTENT_VALIDITY, plan, based_on=based_on, by=by, on=on
        )


def _prepared(round_: Round, by: int, *, simulated: bool) -> Measurement:
    measurement = services.plan_measurement(
        services.MeasurementPlan(
            number=round_.number,
            opens_on=round_.opens_on,
            closes_on=round_.closes_on,
            contact=CONTACT,
            waves=round_.waves,
            simulated=simulated,
        ),
        on=round_.planned_on,
        by=by,
    )
    places = db.session.scalars(
        select(MeasuredOrganisation.organisation_id)
        .where(MeasuredOrganisation.campaign_id == measurement.campaign_id)
        .order_by(MeasuredOrganisation.organisation_id)
    ).all()
    ready = places if simulated else places[: len(places) - TO_INFORM]
    people = dict(_headcounts(ready, round_.planned_on))
    services.tell_headcounts(measurement, people, on=round_.planned_on, by=by)
    informed_on = round_.opens_on - INFORMED_BEFORE if simulated else round_.planned_on
    for place in ready:
        services.note_informed(measurement, place, informed_on, on=informed_on, by=by)
    return measurement


def _headcounts(organisations: Sequence[int], on: date) -> Iterator[tuple[int, int]]:
    """Yield team and how many work there; a few teams are too small to stand apart."""
    teams = db.session.scalars(
        select(Team.id)
        .where(Team.organisation_id.in_(organisations), Team.slot.is_not(None), valid_on(Team, on))
        .order_by(Team.id)
    )
    for team_id in teams:
        drawn = random.Random(f"{SEED}/people/{team_id}")  # noqa: S311 -- no secret
        yield team_id, drawn.choice((4, 6, 9, 11, 12, 14, 15, 17, 18, 20, 23, 26))


def _answer(campaign: Campaign, number: int) -> None:
    """Write what the people of each unit would answer: more than half of them do."""
    loaded = load_version(campaign.version)
    units = {
        str(unit.team_id or f"rest of {unit.organisation_id}"): unit for unit in campaign.units
    }
    groups = [_group(key, unit, number) for key, unit in units.items()]
    drawn = random.Random(f"{SEED}/{number}/keys")  # noqa: S311 -- no secret
    responses: list[dict[str, object]] = []
    answers: list[dict[str, object]] = []
    for group, given in simulate(loaded.definition, groups, measurement=number):
        key = drawn.randbytes(16)
        responses.append(_response(campaign, units[group.key], key))
        answers.extend(_rows(campaign, loaded.item_ids, key, given))
    db.session.execute(insert(Response).execution_options(render_nulls=True), responses)
    db.session.execute(insert(Answer).execution_options(render_nulls=True), answers)


def _group(key: str, unit: CampaignUnit, number: int) -> Group:
    drawn = random.Random(f"{SEED}/{number}/turnout/{key}")  # noqa: S311 -- no secret
    share = drawn.uniform(0.5, 0.9)
    return Group(
        key=key, organisation=str(unit.organisation_id), answers=round(share * unit.headcount)
    )


def _response(campaign: Campaign, unit: CampaignUnit, key: bytes) -> dict[str, object]:
    return {
        "id": key,
        "campaign_id": campaign.id,
        "version_id": campaign.version_id,
        "unit_id": unit.id,
        "lang": "nl",
    }


def _rows(
    campaign: Campaign, item_ids: Mapping[str, int], key: bytes, given: Answers
) -> Iterator[dict[str, object]]:
    for code, said in given.items():
        is_missing = isinstance(said, Missing)
        yield {
            "response_id": key,
            "item_id": item_ids[code],
            "option_ord": 0,
            "version_id": campaign.version_id,
            "value": None if is_missing else said,
            "missing": said if is_missing else None,
        }
