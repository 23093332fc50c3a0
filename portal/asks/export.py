"""What is asked of whom as a table to take along."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext

from portal.asks.queries import OrganisationLine
from portal.asks.rules import Period
from portal.tables.files import Cell, Column, Kind, Table


def asks_table(lines: Sequence[OrganisationLine], period: Period) -> Table:
    """Return one row for each ask of each place, by organisation."""
    return Table(
        name="asks",
        on=period.first,
        columns=[
            Column(key="from", label=gettext("From"), kind=Kind.DATE),
            Column(key="until", label=gettext("Up to and including"), kind=Kind.DATE),
            Column(key="organisation", label=gettext("Organisation")),
            Column(key="place", label=gettext("Of whom")),
            Column(key="what", label=gettext("What for")),
            Column(key="on", label=gettext("Day"), kind=Kind.DATE),
            Column(key="minutes", label=gettext("Minutes"), kind=Kind.NUMBER),
            Column(key="people", label=gettext("People"), kind=Kind.NUMBER),
        ],
        rows=_rows(lines, period),
    )


def _rows(lines: Sequence[OrganisationLine], period: Period) -> Iterator[dict[str, Cell]]:
    whole = gettext("Ambassador and contact persons")
    for line in lines:
        for place in line.places:
            for ask, people in place.asked:
                yield {
                    "from": period.first,
                    "until": period.last,
                    "organisation": line.name,
                    "place": place.name or whole,
                    "what": ask.what,
                    "on": ask.on,
                    "minutes": ask.minutes,
                    "people": people,
                }
