"""A trial round in each stage, for the pages that show one."""

from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from portal.db import db
from portal.network.models import Person
from portal.questionnaires.filling.drafts import save_draft
from portal.questionnaires.filling.services import Submission, submit
from portal.questionnaires.instruments.versions import find_version
from portal.questionnaires.kinds import Length
from portal.questionnaires.trials import services
from portal.questionnaires.trials.models import TrialRound
from tests.journeys.networks import TODAY

Places = dict[str, str]
ASKED: Final = ("ambassador.01", "lead.01-1")
SLUG: Final = "process-evaluation"
NUMBER: Final = 2
WEEK: Final = timedelta(days=7)
PURPOSE: Final = "Welke woorden zijn onduidelijk voor wie op een afdeling werkt?"


def trial_places(*, by: int) -> Places:
    """Plan, open and close a round, and return where each is found; inside a transaction."""
    people = [_id_of(name) for name in ASKED]
    closed, opened, planned = (
        _round(people, opens_on, by=by).campaign_id
        for opens_on in (TODAY - 2 * WEEK, TODAY, TODAY + WEEK)
    )
    _say(closed, people[0], on=TODAY - WEEK)
    services.end_round(closed, on=TODAY - WEEK, by=by)
    save_draft(opened, people[0], {"P04": ["1"]}, page=1, saves=0, on=TODAY)
    return {
        "trial_closed": str(closed),
        "trial_open": str(opened),
        "trial_planned": str(planned),
    }


def _round(people: list[int], opens_on: date, *, by: int) -> TrialRound:
    version = find_version(SLUG, NUMBER)
    assert version is not None
    plan = services.Plan(
        version=version,
        purpose=PURPOSE,
        length=Length.FULL,
        opens_on=opens_on,
        closes_on=opens_on + WEEK,
        people=people,
        simulated=True,
    )
    return services.plan_round(plan, on=min(opens_on, TODAY), by=by)


def _say(campaign_id: int, person_id: int, *, on: date) -> None:
    given = {"P04": ["1"], "P16": ["Het woord netwerk lees ik op twee manieren."]}
    said = Submission(submit_key="exhibit", given=given, lang="nl", person_id=person_id)
    submit(campaign_id, said, on=on)
    remark = services.Remark(body="Gaat dit over ons team?", lang="nl")
    services.add_remark(campaign_id, person_id, remark, on=on)


def _id_of(name: str) -> int:
    return db.session.scalars(select(Person.id).where(Person.email == f"{name}@demo.example")).one()
