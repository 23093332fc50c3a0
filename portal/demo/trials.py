"""The trial rounds of the practice network: one that is over, and one that somebody began with.

A trial round asks under names, so that the project team hears which words make people stumble. The
answers are made up, like everything here, and the pages say so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from portal.db import db
from portal.network.models import Person
from portal.network.queries import current_posts
from portal.policy.table import Role
from portal.questionnaires.filling.drafts import save_draft
from portal.questionnaires.filling.services import Submission, submit
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.instruments.versions import find_version, load_version
from portal.questionnaires.kinds import Length
from portal.questionnaires.trials.models import TrialRound
from portal.questionnaires.trials.services import Plan, Remark, add_remark, end_round, plan_round

PAST: Final = (date(2022, 1, 20), date(2022, 2, 3))
ANSWERED_ON: Final = date(2022, 1, 27)
STAFF_TOLD_ON: Final = date(2022, 10, 31)
OPEN_FOR: Final = timedelta(days=14)
TRIED_IT: Final = ("ambassador.04", "ambassador.06", "ambassador.09", "ambassador.14")
TO_TRY_IT: Final = ("ambassador.05", "ambassador.08", "ambassador.12", "ambassador.20")
BEGAN: Final = TO_TRY_IT[0]


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody remarked, and at which question; at none it is about the whole."""

    words: str
    about: str | None = None


ANSWERS: Final[Mapping[str, Sequence[str]]] = {
    "P05": ("4", "3", "4", "no_occasion"),
    "P08": ("4", "4", "2", "3"),
    "P13a": ("4", "3", "4", "3"),
    "P13b": ("3", "3", "2", "4"),
    "P13c": ("3", "4", "3", "2"),
    "P13d": ("2", "3", "no_occasion", "3"),
    "P14": ("3", "na", "4", "3"),
    "P15": ("0", "0", "0", "0"),
}
REMARKS: Final = (
    Said(words="Wat we de vorige keer afspraken, weet ik niet meer. Kan dat erbij?", about="P05"),
    Said(words="Gaat dit over mijn team of over heel de organisatie?", about="P08"),
    Said(words="Vlot in te vullen op de telefoon. Vier minuten klopt."),
)
BEGUN: Final = {"PF1a": ["4"], "PF1b": ["3"], "PF2a": ["4"]}


def fill_trials(*, today: date) -> None:
    """Close a round about the evaluation; leave one about culture open, with a form half filled."""
    by = current_posts(Role.COORDINATOR, today)[0].person_id
    _past_round(by)
    if today >= STAFF_TOLD_ON:
        _open_round(today, by)


def _past_round(by: int) -> None:
    opens_on, closes_on = PAST
    people = [_person(key) for key in TRIED_IT]
    version = _version("process-evaluation", 2)
    purpose = "Welke woorden zijn onduidelijk in de nieuwe versie?"
    round_ = plan_round(
        Plan(
            version=version,
            purpose=purpose,
            length=Length.SHORT,
            opens_on=opens_on,
            closes_on=closes_on,
            people=people,
            simulated=True,
        ),
        on=opens_on,
        by=by,
    )
    for place, person_id in enumerate(people):
        given = {code: [said[place]] for code, said in ANSWERS.items()}
        submission = Submission(
            submit_key=f"demo/trial/{person_id}", given=given, lang="nl", person_id=person_id
        )
        submit(round_.campaign_id, submission, on=ANSWERED_ON)
    _remark(round_, version, people)
    end_round(round_.campaign_id, on=closes_on, by=by)


def _remark(round_: TrialRound, version: InstrumentVersion, people: Sequence[int]) -> None:
    items = load_version(version).item_ids
    for person_id, said in zip(people, REMARKS, strict=False):
        remark = Remark(
            body=said.words, lang="nl", item_id=items[said.about] if said.about else None
        )
        add_remark(round_.campaign_id, person_id, remark, on=ANSWERED_ON)


def _open_round(today: date, by: int) -> None:
    round_ = plan_round(
        Plan(
            version=_version("culture", 1),
            purpose="Lees je elke uitspraak zoals wij ze bedoelen? Zeg gerust waar je struikelt.",
            length=Length.FULL,
            opens_on=today,
            closes_on=today + OPEN_FOR,
            people=[_person(key) for key in TO_TRY_IT],
            staff_informed_on=STAFF_TOLD_ON,
            simulated=True,
        ),
        on=today,
        by=by,
    )
    save_draft(round_.campaign_id, _person(BEGAN), BEGUN, page=1, saves=0, on=today)


def _version(slug: str, number: int) -> InstrumentVersion:
    version = find_version(slug, number)
    if version is None:
        raise LookupError(f"{slug} {number} is not published yet")
    return version


def _person(key: str) -> int:
    return db.session.scalars(select(Person.id).where(Person.email == f"{key}@demo.example")).one()
