"""Polls, and who marked what, as tables to take along."""

from collections.abc import Sequence

from flask_babel import gettext

from portal.polls.models import Asked, Poll
from portal.polls.queries import PollLine
from portal.polls.words import mark_words, option_words, state_words
from portal.tables.files import Cell, Column, Kind, Table


def polls_table(lines: Sequence[PollLine]) -> Table:
    """Return one row a poll, with how many of the asked people marked."""
    return Table(
        name="polls",
        columns=[
            Column(key="title", label=gettext("Poll")),
            Column(key="state", label=gettext("Status")),
            Column(key="closes_on", label=gettext("Mark until"), kind=Kind.DATE),
            Column(key="days", label=gettext("Proposed days"), kind=Kind.NUMBER),
            Column(key="marked", label=gettext("Marked"), kind=Kind.NUMBER),
            Column(key="asked", label=gettext("Of how many asked"), kind=Kind.NUMBER),
        ],
        rows=[
            {
                "title": line.poll.title,
                "state": state_words(line.poll.state),
                "closes_on": line.poll.closes_on,
                "days": len(line.poll.options),
                "marked": line.marked,
                "asked": line.asked,
            }
            for line in lines
        ],
    )


def marks_table(poll: Poll, people: Sequence[Asked]) -> Table:
    """Return one row for each who was asked, with a column for each day."""
    return Table(
        name=f"poll-{poll.id}",
        columns=[
            Column(key="name", label=gettext("Name")),
            Column(key="organisation", label=gettext("Organisation")),
            *(Column(key=f"day_{one.id}", label=option_words(one)) for one in poll.options),
            Column(key="comment", label=gettext("What they say")),
        ],
        rows=[_row(poll, one) for one in people],
    )


def _row(poll: Poll, one: Asked) -> dict[str, Cell]:
    said = {mark.option_id: mark_words(mark.mark) for mark in one.marks}
    return {
        "name": one.person.name,
        "organisation": one.organisation.name,
        **{f"day_{option.id}": said.get(option.id, "") for option in poll.options},
        "comment": one.comment,
    }
