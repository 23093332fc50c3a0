"""The list of meetings as a table to take along."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext

from portal.meetings.queries import MeetingLine
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
