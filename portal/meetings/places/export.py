"""Who sits and who waits, as a table to take along."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext

from portal.meetings.models import Meeting
from portal.meetings.places.queries import PlaceLine
from portal.tables.files import Cell, Column, Kind, Table


def places_table(meeting: Meeting, lines: Sequence[PlaceLine]) -> Table:
    """Return one row for each who has a seat or waits, in the order of arrival."""
    columns = [
        Column(key="name", label=gettext("Person or team")),
        Column(key="organisation", label=gettext("Organisation")),
        Column(key="people", label=gettext("Seats"), kind=Kind.NUMBER),
        Column(key="standing", label=gettext("Standing")),
        Column(key="rank", label=gettext("Number on the waiting list"), kind=Kind.NUMBER),
    ]
    name = f"places-{meeting.local_date.isoformat()}"
    return Table(name=name, columns=columns, rows=[_row(line) for line in lines])


def _row(line: PlaceLine) -> Mapping[str, Cell]:
    return {
        "name": line.name,
        "organisation": line.organisation,
        "people": line.people,
        "standing": gettext("has a seat") if line.seated else gettext("waits"),
        "rank": line.rank or None,
    }
