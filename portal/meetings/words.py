"""How meetings and their states are called, in the language of the reader."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from babel.dates import format_date
from flask_babel import get_locale, gettext

from portal.meetings.calendar_law import Reason
from portal.meetings.models import (
    Answer,
    BlockKind,
    Meeting,
    MeetingKind,
    MeetingState,
    Presence,
)
from portal.meetings.series import Bucket
from portal.policy.table import Role
from portal.rules import N_

TITLES: Final[Mapping[MeetingKind, str]] = {
    MeetingKind.REFLECTION: N_("Reflection moment %(number)s"),
    MeetingKind.WORKSHOP: N_("Workshop %(number)s"),
    MeetingKind.NETWORK_EVENT: N_("Network meeting %(number)s"),
}
LABELS: Final[Mapping[StrEnum, str]] = {
    MeetingKind.REFLECTION: N_("Reflection moment"),
    MeetingKind.WORKSHOP: N_("Workshop"),
    MeetingKind.NETWORK_EVENT: N_("Network meeting"),
    MeetingState.DRAFT: N_("draft"),
    MeetingState.INVITED: N_("invited"),
    MeetingState.HELD: N_("held"),
    MeetingState.MINUTES_APPROVED: N_("minutes approved"),
    MeetingState.LOCKED: N_("minutes locked"),
    MeetingState.CANCELLED: N_("cancelled"),
    BlockKind.INTERVISION: N_("Intervision"),
    BlockKind.INSPIRATION: N_("Inspiration"),
    BlockKind.DEVELOPMENT: N_("Development"),
    BlockKind.PROCESS_EVALUATION: N_("Process evaluation"),
    BlockKind.WELCOME: N_("Welcome"),
    BlockKind.THEME: N_("The theme"),
    BlockKind.TOGETHER: N_("Working together"),
    BlockKind.TAKE_ALONG: N_("What we take along"),
    BlockKind.PROGRAMME: N_("Programme"),
    BlockKind.MEETING_EACH_OTHER: N_("Meeting each other"),
    BlockKind.CLOSING: N_("Closing"),
    Answer.YES: N_("Yes"),
    Answer.MAYBE: N_("Maybe"),
    Answer.NO: N_("No"),
    Presence.ON_SITE: N_("On site"),
    Presence.ONLINE: N_("Online"),
    Presence.EXCUSED: N_("Excused"),
    Presence.ABSENT: N_("Absent"),
    Role.AMBASSADOR: N_("Ambassadors"),
    Role.ACTING_AMBASSADOR: N_("Acting ambassadors"),
    Role.PRIMARY_CONTACT: N_("Contact persons"),
    Role.TEAM_LEAD: N_("Team leads"),
    Role.TEAM_MEMBER: N_("Team members"),
    Role.SPONSOR: N_("Sponsors"),
    Role.HR_CONTACT: N_("Contacts for personnel"),
    Role.COMMUNICATION_CONTACT: N_("Contacts for communication"),
    Role.BOARD_READER: N_("Members of the board"),
}


def title_of(meeting: Meeting) -> str:
    """Return the name of a meeting: the one it was given, or Reflection moment 14."""
    return meeting.title or str(gettext(TITLES[meeting.kind], number=meeting.number))


def label_of(value: StrEnum) -> str:
    """Return what a kind, state, block, answer, presence or invited role is called."""
    return str(gettext(LABELS[value]))


def months_of(bucket: Bucket) -> str:
    """Return the two months of a bucket with their year: January and February 2023."""
    lang = str(get_locale())
    first, last = (format_date(day, "MMMM", locale=lang) for day in (bucket.first, bucket.last))
    both = gettext("%(first)s and %(last)s", first=first, last=f"{last} {bucket.last.year}")
    return f"{both[0].upper()}{both[1:]}"


def sentence_of(reason: Reason) -> str:
    """Return a reason behind a proposal as a sentence."""
    return str(gettext(reason.message, weeks=reason.weeks))
