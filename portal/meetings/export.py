"""The list of meetings as a table to take along."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext

from portal.meetings.models import Meeting
from portal.meetings.queries import MeetingLine
from portal.meetings.replies import ReplyLine
from portal.meetings.words import label_of, title_of
from portal.tables.files import Cell, Column, Kind, Table


def meetings_table(lines: Sequence[MeetingLine], *, with_answers: bool) -> Table:
    """Return one row a meeting, newest first; all answers only for who plans, else those of yes."""
    columns = [
        Column(key="title", label=gettext("Meeting")),
        Column(key="date", label=gettext("Date"), kind=Kind.DATE),
        Column(key="starts", label=gettext("Starts")),
        Column(key="ends", label=gettext("Ends")),
        Column(key="state", label=gettext("Status")),
        Column(key="invited", label=gettext("Invited"), kind=Kind.NUMBER),
        Column(key="yes", label=gettext("Yes"), kind=Kind.NUMBER),
    ]
    if with_answers:
        columns += [
            Column(key="maybe", label=gettext("Maybe"), kind=Kind.NUMBER),
            Column(key="no", label=gettext("No"), kind=Kind.NUMBER),
            Column(key="unanswered", label=gettext("No answer yet"), kind=Kind.NUMBER),
        ]
    columns.append(Column(key="present", label=gettext("Present"), kind=Kind.NUMBER))
    return Table(name="meetings", columns=columns, rows=[_row(line) for line in lines])


def _row(line: MeetingLine) -> Mapping[str, Cell]:
    meeting = line.meeting
    return {
        "title": title_of(meeting),
        "date": meeting.local_date,
        "starts": meeting.starts_at.isoformat("minutes"),
        "ends": meeting.ends_at.isoformat("minutes"),
        "state": label_of(meeting.state),
        "invited": line.invited,
        "yes": line.yes,
        "maybe": line.maybe,
        "no": line.no,
        "unanswered": line.unanswered,
        "present": line.present,
    }


def answers_table(meeting: Meeting, lines: Sequence[ReplyLine]) -> Table:
    """Return one row for each invited person: what they said, how they come, who goes instead."""
    columns = [
        Column(key="name", label=gettext("Name")),
        Column(key="organisation", label=gettext("Organisation")),
        Column(key="role", label=gettext("Role")),
        Column(key="answer", label=gettext("Answer given")),
        Column(key="way", label=gettext("On site or online")),
        Column(key="deputy", label=gettext("Goes instead")),
        Column(key="waits", label=gettext("Waiting list")),
    ]
    return Table(
        name=f"answers-{meeting.id}", columns=columns, rows=[_answer(one) for one in lines]
    )


def _answer(line: ReplyLine) -> Mapping[str, Cell]:
    return {
        "name": line.name,
        "organisation": line.organisation,
        "role": label_of(line.role),
        "answer": label_of(line.answer) if line.answer else gettext("No answer yet"),
        "way": label_of(line.way) if line.way else "",
        "deputy": line.deputy or "",
        "waits": gettext("Yes") if line.waits else "",
    }
