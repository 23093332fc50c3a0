"""Measurements for tests: planned, prepared, opened, answered by code, closed and released."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import select

from portal.culture import services
from portal.culture.models import Measurement
from portal.culture.queries import find_measurement
from portal.db import db, transaction
from portal.questionnaires.campaigns.codes import hash_code
from portal.questionnaires.campaigns.models import CampaignUnit
from portal.questionnaires.filling.services import Submission, submit
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.instruments.loader import INSTRUMENTS, load_instrument
from tests.cast import Cast
from tests.databases import SECRET

CULTURE = load_instrument(INSTRUMENTS / "culture.yaml")
OPENS = date(2022, 9, 5)
CLOSES = date(2022, 9, 25)
RELEASED = date(2022, 10, 3)
INFORMED = date(2022, 8, 29)
CONTACT = "Mieke Verzonnen, mieke@demo.example"


def plan(
    cast: Cast, *, number: int = 1, opens: date = OPENS, closes: date = CLOSES, **other: object
) -> int:
    """Plan a measurement of both organisations of the cast; return the campaign's id."""
    with transaction():
        import_instrument(CULTURE, on=date(2022, 8, 1))
        wanted = services.MeasurementPlan(
            number=number,
            opens_on=opens,
            closes_on=closes,
            contact=CONTACT,
            organisation_ids=[cast.home.organisation_id, cast.away.organisation_id],
            **other,  # type: ignore[arg-type]
        )
        by = cast.coordinator.person_id
        return services.plan_measurement(wanted, on=min(opens, INFORMED), by=by).campaign_id


def get(number: int = 1) -> Measurement:
    found = find_measurement(number)
    assert found is not None
    return found


def prepare(cast: Cast, people: Mapping[int, int], *, number: int = 1) -> None:
    """Say how many work in each team, and that staff of both organisations was informed."""
    by = cast.coordinator.person_id
    with transaction():
        measurement = get(number)
        services.tell_headcounts(measurement, people, on=INFORMED, by=by)
        for home in (cast.home, cast.away):
            services.note_informed(measurement, home.organisation_id, INFORMED, on=INFORMED, by=by)


def usual(cast: Cast) -> dict[int, int]:
    """Return twelve people in every team of the cast."""
    return dict.fromkeys((*cast.home.team_ids, *cast.away.team_ids), 12)


def open_(cast: Cast, *, number: int = 1, on: date = OPENS) -> None:
    with transaction():
        services.open_measurement(get(number), on=on, by=cast.coordinator.person_id)


def unit_of(team_id: int | None, *, number: int = 1) -> CampaignUnit:
    found = db.session.scalar(
        select(CampaignUnit).where(
            CampaignUnit.campaign_id == get(number).campaign_id, CampaignUnit.team_id == team_id
        )
    )
    assert found is not None
    return found


def print_for(cast: Cast, unit_id: int, count: int, *, number: int = 1) -> Sequence[str]:
    with transaction():
        return services.print_codes(
            get(number),
            db.session.get_one(CampaignUnit, unit_id),
            count,
            seed=secrets.token_hex(16),
            secret=SECRET,
            on=OPENS,
            by=cast.coordinator.person_id,
        )


def answer(cast: Cast, unit_id: int, values: Sequence[int], *, number: int = 1) -> None:
    """Let as many people as there are values answer from a unit, each the same to everything."""
    campaign_id = get(number).campaign_id
    for value, code in zip(
        values, print_for(cast, unit_id, len(values), number=number), strict=True
    ):
        given = {item: [str(value)] for item in CULTURE.items}
        with transaction():
            submission = Submission(
                submit_key=secrets.token_hex(16),
                given=given,
                lang="nl",
                code_hash=hash_code(code, secret=SECRET),
            )
            submit(campaign_id, submission, on=OPENS)


def finish(cast: Cast, *, number: int = 1, closed: date = CLOSES, on: date = RELEASED) -> None:
    by = cast.coordinator.person_id
    with transaction():
        services.close_measurement(get(number), on=closed + timedelta(days=1), by=by)
        services.release_measurement(get(number), on=on, by=by)


VALUES = (1, 2, 3, 3, 4, 4, 4, 5, 5, 5)


def whole(cast: Cast, *, number: int = 1, on: date = RELEASED) -> None:
    """Run a whole measurement: ten answers of the twelve people in each team."""
    plan(cast, number=number)
    prepare(cast, usual(cast), number=number)
    open_(cast, number=number)
    for team_id in usual(cast):
        answer(cast, unit_of(team_id, number=number).id, VALUES, number=number)
    finish(cast, number=number, on=on)
