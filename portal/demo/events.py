"""The workshop that was and the network meeting to come, with its seats all taken.

Nothing is mailed: the invitations count as delivered, and nobody gave a seat back yet.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Final

from portal.demo.meetings import ROOM, attendance_of
from portal.meetings import inviting, services
from portal.meetings.agenda.services import prefill
from portal.meetings.models import Answer, Meeting, MeetingKind, Way
from portal.meetings.places.teams import Moment, Party, register
from portal.meetings.roster import Participant, roster_on
from portal.meetings.rules import Slot
from portal.meetings.services import Details, PastMeeting, Whereabouts
from portal.minutes.models import Part
from portal.minutes.services import PastMinutes, record_past_minutes
from portal.network.queries import current_posts
from portal.policy.table import Role

WORKSHOP_ON: Final = date(2021, 9, 23)
EVENT_ON: Final = date(2022, 11, 24)
INVITED_ON: Final = date(2022, 10, 20)
RESPOND_BY: Final = date(2022, 11, 21)  # far enough: on its day the practice network mails nobody
SEATS: Final = 20
ROUTE: Final = """\
Met de trein: tien minuten te voet van station Brussel-Centraal, via de Grasmarkt.
Met de auto: ondergrondse parking om de hoek, reken op 4 euro voor een namiddag.
De zaal ligt op het gelijkvloers en is toegankelijk voor rolstoelen."""
WORKSHOP: Final = Details(
    title="Workshop: Mangomomenten zien en vertellen",
    about="Voor teamverantwoordelijken. Je oefent met korte verhalen uit je eigen team, en je gaat "
    "naar huis met een oefening voor de overdracht.",
    route=ROUTE,
)
SAID: Final = """\
We oefenden per drie met verhalen van één minuut. Wat werkt: beginnen bij de patiënt of bewoner, en
stoppen voor je het uitlegt. De oefening voor de overdracht zit bij de lespakketten."""
EVENT: Final = Details(
    title="Netwerknamiddag: wat blijft hangen?",
    about="Drie organisaties vertellen wat na een jaar nog leeft bij hun teams. Daarna wissel je "
    "uit aan tafels per sector.",
    route=ROUTE,
    capacity=SEATS,
    takes_teams=True,
    respond_by=RESPOND_BY,
)
BOTH: Final = Whereabouts(join_url="https://meet.example.org/netwerknamiddag", place=ROOM)
# In the order in which they came: how many people say this, or the team that comes with so many.
ARRIVALS: Final = ((8, Answer.YES), (4, None), (5, Answer.YES), (3, None), (3, Answer.YES))
AFTERWARDS: Final = ((4, Answer.YES, Way.ONLINE), (5, Answer.MAYBE, None), (6, Answer.NO, None))


def fill_events(*, today: date) -> None:
    """Record the workshop, and send out the network meeting while it is to come."""
    by = current_posts(Role.COORDINATOR, today)[0].person_id
    if today > WORKSHOP_ON:
        workshop = services.record_past_meeting(_workshop(), on=today, by=by)
        record_past_minutes(workshop, PastMinutes(texts={Part.GENERAL: SAID}), on=today, by=by)
    if INVITED_ON <= today < EVENT_ON:
        _answer(_sent_out(by), today)


def _workshop() -> PastMeeting:
    leads = [one for one in roster_on(WORKSHOP_ON).participants if one.role is Role.TEAM_LEAD]
    expected = leads[:16]
    return PastMeeting(
        slot=Slot(
            kind=MeetingKind.WORKSHOP, day=WORKSHOP_ON, starts=time(9, 30), ends=time(12, 30)
        ),
        where=Whereabouts(place=ROOM),
        agenda={},
        number=1,
        expected=expected,
        attendance=attendance_of(WORKSHOP_ON.year, expected, live=True),
        details=WORKSHOP,
    )


def _sent_out(by: int) -> Meeting:
    slot = Slot(
        kind=MeetingKind.NETWORK_EVENT, day=EVENT_ON, starts=time(13, 30), ends=time(16, 30)
    )
    meeting = services.plan_next(slot, BOTH, number=1, on=INVITED_ON, by=by, details=EVENT)
    prefill(meeting, on=INVITED_ON, by=by)
    roster = roster_on(EVENT_ON)
    asked = (Role.AMBASSADOR, Role.ACTING_AMBASSADOR, Role.PRIMARY_CONTACT)
    people = tuple(one for one in roster.participants if one.role in asked)
    inviting.open_invitations(meeting, replace(roster, participants=people), on=INVITED_ON)
    return meeting


def _answer(meeting: Meeting, today: date) -> None:
    people = list(_invited(meeting))
    leads = [post for post in current_posts(Role.TEAM_LEAD, today) if post.team_id][::7]
    for many, answer in ARRIVALS:
        if answer is None:
            lead = leads.pop(0)
            party = Party(people=many, way=Way.ON_SITE)
            register(meeting, lead.team_id or 0, party, _moment(today, lead.person_id))
        else:
            _say(meeting, people, many, answer, Way.ON_SITE, today)
    for many, answer, way in AFTERWARDS:
        _say(meeting, people, many, answer, way, today)


def _say(
    meeting: Meeting,
    people: list[Participant],
    many: int,
    answer: Answer,
    way: Way | None,
    today: date,
) -> None:
    for _ in range(min(many, len(people))):
        inviting.answer_as_invited(
            meeting,
            people.pop(0).person.id,
            answer,
            on=today,
            local_now=datetime.combine(today, time.min),
            way=way,
        )


def _invited(meeting: Meeting) -> Sequence[Participant]:
    asked = (Role.AMBASSADOR, Role.ACTING_AMBASSADOR, Role.PRIMARY_CONTACT)
    found = [one for one in roster_on(meeting.local_date).participants if one.role in asked]
    return sorted(found, key=lambda one: one.person.id * 7919 % 101)


def _moment(today: date, by: int) -> Moment:
    return Moment(
        on=today,
        now=datetime.combine(today, time(9), tzinfo=UTC),
        local_now=datetime.combine(today, time.min),
        by=by,
    )
