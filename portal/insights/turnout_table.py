"""The turnout as tables to take along; each figure has what it is counted over beside it."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext

from portal.insights.turnout import Counts
from portal.meetings.models import Meeting
from portal.meetings.words import title_of
from portal.network.models import Organisation
from portal.tables.files import Cell, Column, Kind, Table
from portal.taxonomy.sectors import Sector, sector_label, setting_label


def organisations_table(lines: Sequence[tuple[Organisation, Counts]]) -> Table:
    """Return one row an organisation, by name."""
    columns = [
        Column(key="organisation", label=gettext("Organisation")),
        Column(key="sector", label=gettext("Sector")),
        *_meetings(),
    ]
    rows = [
        {"organisation": place.name, "sector": sector_label(place.sector), **_of(counts)}
        for place, counts in lines
    ]
    return _table("turnout", columns, rows)


def sectors_table(lines: Sequence[tuple[Sector, Counts]]) -> Table:
    """Return one row a sector, in the order of the taxonomy."""
    columns = [Column(key="sector", label=gettext("Sector")), *_meetings()]
    rows = [{"sector": setting_label(sector), **_of(counts)} for sector, counts in lines]
    return _table("turnout-sectors", columns, rows)


def meetings_table(lines: Sequence[tuple[Meeting, Counts]], *, name: str) -> Table:
    """Return one row a meeting that took place, in the order of time."""
    columns = [
        Column(key="meeting", label=gettext("Meeting")),
        Column(key="date", label=gettext("Date"), kind=Kind.DATE),
    ]
    rows = [
        {"meeting": title_of(meeting), "date": meeting.local_date, **_of(counts)}
        for meeting, counts in lines
    ]
    return _table(name, columns, rows)


def _table(name: str, columns: list[Column], rows: Sequence[Mapping[str, Cell]]) -> Table:
    counts = {
        "answered": gettext("Answered"),
        "invited": gettext("Of how many invited"),
        "present": gettext("Was there"),
        "marked": gettext("Filled in for how many"),
        "expected": gettext("Of how many expected"),
    }
    numbers = [Column(key=key, label=label, kind=Kind.NUMBER) for key, label in counts.items()]
    return Table(name=name, columns=[*columns, *numbers], rows=rows)


def _meetings() -> list[Column]:
    return [
        Column(key="there", label=gettext("Meetings with somebody there"), kind=Kind.NUMBER),
        Column(key="held", label=gettext("Of how many meetings"), kind=Kind.NUMBER),
    ]


def _of(counts: Counts) -> dict[str, Cell]:
    names = ("answered", "invited", "present", "marked", "expected", "there", "held")
    return {name: getattr(counts, name) for name in names}
