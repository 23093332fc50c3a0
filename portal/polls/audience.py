"""Who is asked: the same rules by which people are invited to a meeting."""

from collections.abc import Sequence
from datetime import date

from portal.meetings.choosing import Rule
from portal.meetings.roster import Participant, Roster, roster_on
from portal.polls.queries import asked_persons
from portal.web.paging import PAGE_SIZE, Page, offset


def still_to_ask(rule: Rule, day: date, *, poll_id: int) -> Roster:
    """Return the roster of a day under a rule, without those who were asked already."""
    roster, known = roster_on(day, rule), asked_persons(poll_id)
    return Roster(
        participants=tuple(one for one in roster.participants if one.person.id not in known),
        unreachable=roster.unreachable,
        paused=roster.paused,
    )


def names_page(roster: Roster, number: int) -> Page[Participant]:
    """Return one page of the names of a roster."""
    people: Sequence[Participant] = roster.participants
    first = offset(number)
    return Page(rows=people[first : first + PAGE_SIZE], number=number, total=len(people))
