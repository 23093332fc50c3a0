"""The network as a picture: organisations by sector, one part of the bar for each wave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext

from portal.charts.layout import Row, Series, sum_in_figures
from portal.network.listing import Summary
from portal.taxonomy.sectors import Sector, setting_label

COLOURS = ("c1", "c2", "c3", "c4", "c0")


@dataclass(frozen=True)
class Picture:
    """Bars and their legend for ``stacked_bars``, and the same in a sentence."""

    rows: Sequence[Row]
    series: Sequence[Series]

    @property
    def desc(self) -> str:
        """Say every bar in words and figures."""
        bars = (f"{row['label']}: {sum_in_figures(row['parts'])}" for row in self.rows)
        return "; ".join(bars) + "."


def picture_of(summary: Summary, waves: Sequence[int], day: date, *, leads: bool = True) -> Picture:
    """Return a bar for each sector; it ``leads`` to the organisations that it counts that day."""
    return Picture(
        rows=[
            _row(sector, [summary.of(sector, wave) for wave in waves], day if leads else None)
            for sector in Sector
        ],
        series=[
            Series(label=gettext("Wave %(number)s", number=wave), css=COLOURS[place % len(COLOURS)])
            for place, wave in enumerate(waves)
        ],
    )


def _row(sector: Sector, parts: Sequence[int], day: date | None) -> Row:
    row = Row(label=setting_label(sector), parts=parts)
    if day is not None:
        row["href"] = url_for("network.organisations", sector=sector, as_of=day.isoformat())
    return row
