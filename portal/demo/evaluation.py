"""The process evaluations of the practice network: eight closed, one open, all answers made up.

What somebody answers is drawn from their number and the meeting's, so that every practice network
is the same. From one moment to the next the answers to ``GROWS`` move up by so many lots of 100, as
if what was changed helped; the others only differ by chance. Every page and file says that nobody
gave these answers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zlib import crc32

from sqlalchemy import select

from portal.db import db
from portal.evaluation import services
from portal.evaluation.models import Evaluation
from portal.evaluation.rules import usual_closing
from portal.meetings.models import Invitation, Meeting, MeetingKind
from portal.meetings.queries import expected_participants
from portal.network.queries import current_posts
from portal.policy.table import Role
from portal.questionnaires.campaigns.rules import LONGEST_OPEN
from portal.questionnaires.filling.services import Submission, submit
from portal.questionnaires.instruments.definition import Definition, Item
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.instruments.loader import INSTRUMENTS, load_instrument
from portal.questionnaires.kinds import ItemType, Length

EDITIONS: Final = {  # which file was published before which moment, and when
    5: ("process-evaluation.yaml", date(2021, 5, 17)),
    9: ("process-evaluation.2.yaml", date(2022, 1, 17)),
}
STILL_OPEN_FOR: Final = timedelta(days=5)


@dataclass(frozen=True, kw_only=True)
class Round:
    """One evaluation to make up: which moment and form, how many answer, what came of it."""

    number: int
    length: Length
    answers: int
    reply: str = ""


ROUNDS: Final = (
    Round(number=5, length=Length.FULL, answers=22),
    Round(number=6, length=Length.SHORT, answers=17),
    Round(
        number=7,
        length=Length.SHORT,
        answers=24,
        reply="Jullie misten voorbeelden uit andere sectoren. Vanaf nu brengt telkens een andere "
        "sector de inspiratie.",
    ),
    Round(
        number=8,
        length=Length.SHORT,
        answers=21,
        reply="Jullie vroegen minder mails. Uitnodiging, agenda en link komen voortaan samen.",
    ),
    Round(
        number=9,
        length=Length.SHORT,
        answers=28,
        reply="Jullie vroegen kortere presentaties. Inspiratie duurt voortaan twintig minuten, "
        "en we sturen het materiaal vooraf.\n\nEen aparte avond voor de nachtdienst lukt dit jaar "
        "niet. Wie niet kan komen, krijgt drie regels verslag en kan met een code antwoorden.",
    ),
    Round(
        number=10,
        length=Length.FULL,
        answers=37,
        reply="Jullie vonden dat afspraken vervagen tussen twee momenten. Elk verslag eindigt nu "
        "met wie wat doet tegen wanneer, en we beginnen het volgende moment daarmee.",
    ),
    Round(
        number=11,
        length=Length.SHORT,
        answers=33,
        reply="Jullie wilden horen wat elders niet lukte. In intervisie krijgt elke keer één "
        "organisatie tijd voor iets wat misliep.",
    ),
    Round(number=12, length=Length.SHORT, answers=41),
)
OPEN: Final = Round(number=13, length=Length.FULL, answers=19)

FIRST: Final = ROUNDS[0].number
GROWS: Final[Mapping[str, int]] = {"P05": 2, "P13d": 2, "P14": 4}

# For each question: up to which lot of 100 a person chooses each answer; the rest leave it open.
LOTS: Final[Mapping[str, Mapping[str, int]]] = {
    "P01": {"1": 22, "2": 51, "3": 84, "4": 92, "na": 97},
    "P03": {"0": 8, "1": 30, "2": 64, "3": 90, "4": 96},
    "P04": {"1": 71, "2": 93, "3": 100},
    "P05": {"1": 3, "2": 17, "3": 40, "4": 76, "5": 86, "na": 91, "no_occasion": 97},
    "P07": {"2": 6, "3": 22, "4": 68, "5": 92, "na": 98},
    "P08": {"1": 4, "2": 18, "3": 40, "4": 82, "5": 95, "na": 99},
    "P09": {"-2": 9, "-1": 41, "0": 72, "1": 92, "2": 97},
    "P11": {"2": 9, "3": 30, "4": 75, "5": 93, "na": 97},
    "P12": {"1": 5, "2": 21, "3": 49, "4": 83, "5": 93, "na": 98},
    "P13a": {"1": 4, "2": 15, "3": 58, "4": 95, "no_occasion": 99},
    "P13b": {"0": 3, "1": 11, "2": 34, "3": 74, "4": 94, "no_occasion": 99},
    "P13c": {"0": 4, "1": 17, "2": 47, "3": 82, "4": 92, "no_occasion": 98},
    "P13d": {"0": 9, "1": 31, "2": 63, "3": 86, "4": 92, "no_occasion": 98},
    "P14": {"1": 5, "2": 20, "3": 53, "4": 84, "5": 92, "na": 98},
    "P15": {"0": 88, "1": 97},
}
SEVERAL: Final[Mapping[str, Mapping[str, int]]] = {
    "P02": {"1": 58, "2": 44, "3": 36, "4": 30, "5": 19, "6": 23, "7": 12, "8": 27},
    "P06": {"2": 26, "3": 48, "4": 17, "5": 24, "6": 20, "7": 5},
}
NOTES: Final[Mapping[str, Sequence[str]]] = {
    "P06r": (
        "De briefing is te kort voor een hele oefening.",
        "Onze bewoners kennen het woord niet, wij zeggen ‘een klein geluk’.",
    ),
    "P10": (
        "Een hoofdverpleegkundige die het zelf voordoet, helpt meer dan een poster.",
        "Te weinig handen in de vakantie.",
        "De korte kaartjes op de koffietafel werken goed.",
        "Het helpt dat de directie ernaar vraagt.",
        "Wie in de nacht werkt, hoort er te weinig van.",
    ),
    "P15n": (
        "Sommige collega’s voelen het als nog iets dat moet.",
        "Een patiënt vroeg waarom de ene wel en de andere niet een gebaar kreeg.",
    ),
    "P16": (
        "Meer tijd om in kleine groepjes te praten.",
        "Stop met lange presentaties.",
        "Begin met een geslaagd én een mislukt voorbeeld.",
        "Blijf de lespakketten kort houden.",
        "Stuur de agenda een week vroeger.",
        "Een keer samenkomen in een woonzorgcentrum.",
        "Houd de middag online mogelijk.",
    ),
}


def fill_evaluation(*, today: date) -> None:
    """Publish the questionnaire, close eight evaluations and leave one open, by the services."""
    by = current_posts(Role.COORDINATOR, today)[0].person_id
    for round_ in ROUNDS:
        if round_.number in EDITIONS:
            definition = _published(*EDITIONS[round_.number])
        meeting = _meeting(round_.number)
        closes_on = usual_closing(meeting.local_date)
        evaluation = _asked(definition, meeting, round_, closes_on, by)
        services.close_evaluation(evaluation, on=closes_on + timedelta(days=1), by=None)
        if round_.reply:
            _reply(evaluation, round_.reply, on=closes_on + timedelta(days=9), by=by)
    last = _meeting(OPEN.number)
    closes_on = min(today + STILL_OPEN_FOR, last.local_date + LONGEST_OPEN)
    _asked(definition, last, OPEN, closes_on, by)


def _published(name: str, on: date) -> Definition:
    definition = load_instrument(INSTRUMENTS / name)
    import_instrument(definition, on=on)
    return definition


def _meeting(number: int) -> Meeting:
    return db.session.scalars(
        select(Meeting).where(Meeting.kind == MeetingKind.REFLECTION, Meeting.number == number)
    ).one()


def _asked(
    definition: Definition, meeting: Meeting, round_: Round, closes_on: date, by: int
) -> Evaluation:
    plan = services.Plan(length=round_.length, closes_on=closes_on, simulated=True)
    day = meeting.local_date
    evaluation = services.open_evaluation(meeting, plan, on=day, by=by)
    for place, person_id in enumerate(_who_answers(expected_participants(meeting), round_)):
        given = dict(_given(definition, round_, person_id)) | _notes(definition, round_, place)
        key = f"demo/{round_.number}/{person_id}"
        submission = Submission(submit_key=key, given=given, lang="nl", person_id=person_id)
        submit(evaluation.campaign_id, submission, on=day)
    return evaluation


def _who_answers(expected: Sequence[Invitation], round_: Round) -> list[int]:
    """Return who answers; in the open one no ambassador did yet, so that a visitor can try it."""
    able = [
        one.person_id for one in expected if round_ is not OPEN or one.role is not Role.AMBASSADOR
    ]
    return sorted(able, key=lambda person_id: _lot(round_.number, person_id, "who"))[
        : round_.answers
    ]


def _given(
    definition: Definition, round_: Round, person_id: int
) -> Iterator[tuple[str, list[str]]]:
    for item in definition.asked(round_.length):
        if item.type.has_options and (found := _chosen(item, round_.number, person_id)):
            yield item.code, found


def _chosen(item: Item, number: int, person_id: int) -> list[str]:
    lot = _moved(_lot(number, person_id, item.code) % 100, number, item.code)
    if item.type is ItemType.MULTIPLE:
        below = SEVERAL[item.code].items()
        return [key for key, most in below if _lot(number, person_id, item.code + key) % 100 < most]
    return next(([key] for key, most in LOTS[item.code].items() if lot < most), [])


def _moved(lot: int, number: int, code: str) -> int:
    """Move who answers a growing question up; who left it open or could not judge stays there."""
    highest = max((most for key, most in LOTS.get(code, {}).items() if key.isdigit()), default=0)
    if lot >= highest:
        return lot
    return min(lot + GROWS.get(code, 0) * (number - FIRST), highest - 1)


def _notes(definition: Definition, round_: Round, place: int) -> dict[str, list[str]]:
    """Let the first few write something each: no two the same."""
    written = {}
    for item in definition.asked(round_.length):
        if item.type.is_text and place < len(NOTES[item.code]) - round_.number % 2:
            notes = NOTES[item.code]
            written[item.code] = [notes[(place + round_.number) % len(notes)]]
    return written


def _lot(number: int, person_id: int, what: str) -> int:
    """Return a number that looks drawn, and is the same every time."""
    return crc32(f"{number}/{person_id}/{what}".encode())


def _reply(evaluation: Evaluation, body: str, *, on: date, by: int) -> None:
    services.save_reply(evaluation, body, lang="nl", version=0, on=on, by=by)
