"""Who gets a seat, who waits, and what a team may ask; strictly in the order of arrival."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Final

from portal.meetings.models import Answer, MeetingState, Way
from portal.rules import N_, RuleBroken

TO_REGISTER: Final = frozenset({MeetingState.INVITED})


def wants_seat(answer: Answer | None, way: Way | None) -> bool:
    """Tell whether an answer asks for a seat: only a yes does, and not from who joins online."""
    return answer is Answer.YES and way is not Way.ONLINE


def who_moves_up(free: int, waiting: Iterable[int]) -> Iterator[int]:
    """Yield the places in line that fit now, given how many people each is for, first come first.

    Who does not fit holds up who comes after: nobody passes.
    """
    for index, people in enumerate(waiting):
        free -= people
        if free < 0:
            return
        yield index


def gets_seat(people: int, *, free: int, waiting: int) -> bool:
    """Tell whether who arrives now sits at once: when it fits and nobody was here before."""
    return waiting == 0 and people <= free


def check_may_resize(capacity: int | None, *, taken: int, largest: int) -> None:
    """Refuse fewer seats than are taken, or than one team asks: nobody is put out, none stuck."""
    if capacity is not None and capacity < taken:
        raise RuleBroken(
            N_("%(taken)s seats are taken already, and nobody loses a seat."), taken=taken
        )
    if capacity is not None and capacity < largest:
        raise RuleBroken(
            N_("A team waits for %(largest)s seats: with fewer nobody could move up."),
            largest=largest,
        )


def check_fits_the_room(people: int, capacity: int | None) -> None:
    """Refuse a team that is larger than the room: it would wait for ever."""
    if capacity is not None and people > capacity:
        raise RuleBroken(N_("Seats in all: %(seats)s."), seats=capacity)


def check_may_register(
    state: MeetingState, day: date, starts: time, local_now: datetime, *, takes_teams: bool
) -> None:
    """Refuse a team where none is asked, before the invitations are out and after the start."""
    if not takes_teams:
        raise RuleBroken(N_("For this meeting teams do not register."))
    if state is MeetingState.CANCELLED:
        raise RuleBroken(N_("This meeting is cancelled. You do not have to register."))
    if state is MeetingState.DRAFT:
        raise RuleBroken(N_("You can register as soon as the invitations are out."))
    if state not in TO_REGISTER or local_now >= datetime.combine(day, starts):
        raise RuleBroken(N_("This meeting has started or is over. Registering is closed."))


def check_may_grow(extra: int, *, free: int, waiting: int) -> None:
    """Refuse more seats to a team that sits when they are not free, or others wait for them."""
    if extra > 0 and not gets_seat(extra, free=free, waiting=waiting):
        raise RuleBroken(
            N_("There is no room for %(extra)s more. Your team keeps the seats it has."),
            extra=extra,
        )


def check_may_close_to_teams(registered: int) -> None:
    """Refuse to take no teams any more while some are registered."""
    if registered:
        raise RuleBroken(
            N_("Teams are registered already: %(teams)s. Withdraw them first."), teams=registered
        )
