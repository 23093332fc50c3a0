"""What holds on the day of a meeting: marks, the hours of checking in, guests, attestations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Self

from portal.accounts.rules import Limit
from portal.meetings.models import TOOK_PLACE, MeetingState, Presence
from portal.rules import N_, RuleBroken

OPENS_BEFORE: Final = timedelta(minutes=45)
CLOSES_AFTER: Final = timedelta(minutes=30)
NAMES_KEPT: Final = timedelta(days=365)
CODE_TRIES: Final = Limit(
    free=60, first_wait=timedelta(minutes=1), longest_wait=timedelta(minutes=30)
)
THERE: Final = frozenset({Presence.ON_SITE, Presence.ONLINE})
MOST_GUESTS: Final = 500
_PARTS: Final = ("by_deputy", "came_late", "left_early")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """How one expected person was there; without a presence nobody filled it in yet."""

    presence: Presence | None = None
    by_deputy: bool = False
    came_late: bool = False
    left_early: bool = False

    @property
    def is_there(self) -> bool:
        """Tell whether this counts as present: the person, or a colleague instead."""
        return self.presence in THERE

    def written(self) -> str:
        """Return the mark as one word, for a form that remembers what it showed."""
        ticks = [part for part in _PARTS if getattr(self, part)]
        return " ".join([self.presence.value if self.presence else "-", *ticks])

    @classmethod
    def read(cls, written: str) -> Self:
        """Return the mark behind such a word; what is none is the empty mark."""
        first, *ticks = written.split() or ["-"]
        known = {presence.value: presence for presence in Presence}
        return cls.of(known.get(first), {part: part in ticks for part in _PARTS})

    @classmethod
    def of(cls, presence: Presence | None, ticks: Mapping[str, bool]) -> Self:
        """Return a mark whose ticks count only for who was there."""
        there = presence in THERE
        return cls(presence=presence, **{part: there and bool(ticks.get(part)) for part in _PARTS})


NOT_MARKED: Final = Mark()


@dataclass(frozen=True)
class Change:
    """What a page showed of somebody's mark, and what the reader made of it."""

    shown: Mark
    wanted: Mark


def is_conflict(change: Change, kept: Mark) -> bool:
    """Tell whether somebody else marked the person otherwise after the page was shown."""
    return kept not in {change.shown, change.wanted}


def check_guests(count: int, *, named: int) -> None:
    """Refuse fewer guests than there are on the list by name."""
    if count < named:
        raise RuleBroken(
            N_("There are %(named)s guests with a name. Take names away before you count fewer."),
            named=named,
        )


def window_of(day: date, starts: time, ends: time) -> tuple[datetime, datetime]:
    """Return from when until when people check themselves in, on the clock of the meeting."""
    opens = datetime.combine(day, starts) - OPENS_BEFORE
    return opens, datetime.combine(day, ends) + CLOSES_AFTER


def check_may_check_in(
    state: MeetingState, window: tuple[datetime, datetime], *, local_now: datetime
) -> None:
    """Refuse to check in at what does not take place, too early, and when it is long over."""
    if state not in TOOK_PLACE | {MeetingState.INVITED} or state is MeetingState.LOCKED:
        raise RuleBroken(N_("Nobody checks in at this meeting."))
    opens, closes = window
    if local_now < opens:
        raise RuleBroken(
            N_("Checking in opens at %(hour)s, on the day of the meeting."),
            hour=f"{opens:%H:%M}",
        )
    if local_now > closes:
        raise RuleBroken(
            N_("Checking in is over. Were you there? Tell the project team, they can add you.")
        )


def check_may_have_code(state: MeetingState) -> None:
    """Refuse a code for a meeting to which nobody is invited, and for one that is locked."""
    if state in {MeetingState.DRAFT, MeetingState.CANCELLED, MeetingState.LOCKED}:
        raise RuleBroken(N_("Nobody checks in at this meeting."))


def check_may_have_slip(*, given: int, at_the_door: int) -> None:
    """Refuse more one-time codes at the door than people came who have no form of their own."""
    if given >= at_the_door:
        raise RuleBroken(N_("All codes are handed out. Ask the person who leads the meeting."))


def check_may_attest(*, was_there: bool) -> None:
    """Refuse to attest what nobody filled in."""
    if not was_there:
        raise RuleBroken(N_("There is no attendance to attest yet."))


def forget_before(today: date) -> date:
    """Return the day before which the names of guests are forgotten: a year ago."""
    return today - NAMES_KEPT
