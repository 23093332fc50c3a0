"""The meetings of the practice network: what was held, who was there, and the one to come.

Who came and what they answered is made up from their number and the meeting's, so that every
practice network is the same. Nothing is mailed: the past is past, and for the one to come the
invitations count as delivered.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zlib import crc32

from portal.meetings import inviting, messages, services
from portal.meetings.agenda.blocks import Agenda, BlockPlan
from portal.meetings.deputies import Colleague
from portal.meetings.models import (
    Answer,
    BlockKind,
    Invitation,
    Meeting,
    MeetingKind,
    Presence,
)
from portal.meetings.queries import expected_participants
from portal.meetings.roster import Participant, roster_on
from portal.meetings.rules import Slot
from portal.meetings.services import PastMeeting, Whereabouts
from portal.network.queries import current_posts
from portal.policy.table import Role

PREPARED: Final = timedelta(weeks=5)
LIVE_FROM: Final = date(2021, 9, 1)
PROJECT_TEAM: Final = "Het projectteam"
PRESENTERS: Final = {
    BlockKind.INTERVISION: "Twee ambassadeurs, om beurten",
    BlockKind.INSPIRATION: "Een team dat het zelf probeerde",
    BlockKind.DEVELOPMENT: PROJECT_TEAM,
    BlockKind.PROCESS_EVALUATION: PROJECT_TEAM,
}
ROOM: Final = "Zaal De Verzonnen Boomgaard, Brussel"
THEMES: Final = (
    "Wat is een Mangomoment, en wat is het niet?",
    "Het Mangomomentmodel: wat maakt zo’n moment mogelijk?",
    "Zorgen voor jezelf, zodat er plaats is voor een ander.",
    "Verhalen delen zonder namen te noemen.",
    "Hoe betrek je collega’s buiten de zorg?",
)
DEPUTIES: Final = ("Griet Verzonnen", "Tom Bedacht")
LUNCH: Final = messages.Draft(
    audience=messages.Audience.ALL,
    subject="Soep en broodjes vanaf 12.30 uur",
    words=(
        "Wie ter plaatse komt, is welkom vanaf half een voor soep en broodjes.\n\n"
        "Laat je via de link weten dat je ter plaatse komt? Dan is er genoeg voor iedereen."
    ),
    lang="nl",
)
ANSWERS: Final = ((38, Answer.YES), (45, Answer.MAYBE), (55, Answer.NO))


def fill_meetings(data: Mapping[str, Any], *, today: date) -> None:
    """Record the moments before ``today`` as held and send out the first one after it."""
    moments = sorted(data["meetings"], key=lambda moment: moment["no"])
    past = [moment for moment in moments if _day(moment) < today]
    by = current_posts(Role.COORDINATOR, today)[0].person_id
    for moment in past:
        services.record_past_meeting(_held(moment), on=today, by=by)
    if len(past) < len(moments):
        _send_out(moments[len(past)], today=today, by=by)


def _held(moment: Mapping[str, Any]) -> PastMeeting:
    number, day = moment["no"], _day(moment)
    expected = roster_on(day).participants
    return PastMeeting(
        slot=_slot(moment),
        where=_where(number, day),
        agenda=_agenda(THEMES[number % len(THEMES)]),
        number=number,
        expected=expected,
        attendance=attendance_of(number, expected, live=day >= LIVE_FROM),
        guests=number % 4,
    )


def _send_out(moment: Mapping[str, Any], *, today: date, by: int) -> None:
    number, day = moment["no"], _day(moment)
    invited_on = min(today, day - PREPARED)
    meeting = services.plan_next(
        _slot(moment), _where(number, day), number=number, on=invited_on, by=by
    )
    inviting.open_invitations(meeting, roster_on(day), on=invited_on)
    _answer(meeting, roster_on(day).participants, on=today)
    _send_deputies(meeting, on=today)
    written = datetime.combine(today - timedelta(days=4), time(9, 30), tzinfo=UTC)
    many = len(roster_on(day).participants)
    messages.keep_message(meeting, LUNCH, many=many, at=written, by=by)


def _send_deputies(meeting: Meeting, *, on: date) -> None:
    """Let two colleagues go instead; without an address nobody is written to."""
    cannot = (one for one in expected_participants(meeting) if one.answer is Answer.NO)
    for invitation, name in zip(cannot, DEPUTIES, strict=False):
        colleague = Colleague(name=name, email=None, locale="nl")
        start = datetime.combine(on, time.min)
        inviting.send_deputy(Invitation.id == invitation.id, colleague, on=on, local_now=start)


def _answer(meeting: Meeting, invited: Sequence[Participant], *, on: date) -> None:
    for one in invited:
        lot = _lot(one.person.id, meeting.number)
        answer = next((answer for below, answer in ANSWERS if lot < below), None)
        if answer:
            inviting.answer_as_invited(
                meeting, one.person.id, answer, on=on, local_now=datetime.combine(on, time.min)
            )


def attendance_of(
    number: int, expected: Sequence[Participant], *, live: bool
) -> dict[int, Presence]:
    """Return how each was there, made up from their number and the meeting's."""
    marks = (
        (34, Presence.ON_SITE if live else Presence.ONLINE),
        (62, Presence.ONLINE),
        (80, Presence.EXCUSED),
        (88, Presence.ABSENT),
    )
    lots = ((one.person.id, _lot(one.person.id, number)) for one in expected)
    found = {
        person_id: next((presence for below, presence in marks if lot < below), None)
        for person_id, lot in lots
    }
    return {person_id: presence for person_id, presence in found.items() if presence}


def _lot(person_id: int, number: int) -> int:
    """Return a number below 100 that looks drawn, and is the same every time."""
    return crc32(f"{number}/{person_id}".encode()) % 100


def _slot(moment: Mapping[str, Any]) -> Slot:
    starts, _, ends = moment["local"].split(" ")[0].partition("-")
    return Slot(
        kind=MeetingKind(moment["kind"]),
        day=_day(moment),
        starts=time.fromisoformat(starts),
        ends=time.fromisoformat(ends),
        reason=moment["exception"] or "",
        holiday_accepted=True,
    )


def _where(number: int, day: date) -> Whereabouts:
    link = f"https://meet.example.org/reflectiemoment-{number}"
    return Whereabouts(join_url=link, place=ROOM if day >= LIVE_FROM else "")


def _agenda(theme: str) -> Agenda:
    said = {
        BlockKind.INTERVISION: (45, "Hoe ging het met wat jullie sinds de vorige keer probeerden?"),
        BlockKind.INSPIRATION: (30, theme),
        BlockKind.DEVELOPMENT: (30, "Welke behoeften hoorde je in je teams?"),
        BlockKind.PROCESS_EVALUATION: (10, ""),
    }
    return {
        kind: BlockPlan(words=words, minutes=minutes, presenter=PRESENTERS[kind])
        for kind, (minutes, words) in said.items()
    }


def _day(moment: Mapping[str, Any]) -> date:
    return date.fromisoformat(moment["date"])
