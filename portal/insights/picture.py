"""The network as a picture: organisations by sector, one part of the bar for each wave."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.charts.layout import Row, Series
from portal.network.listing import Summary
from portal.taxonomy.sectors import Sector, setting_label

COLOURS = ("c1", "c2", "c3", "c4")


@dataclass(frozen=True)
class Picture:
    """Bars and their legend, for ``stacked_bars``."""

    rows: Sequence[Row]
    series: Sequence[Series]


def picture_of(summary: Summary) -> Picture:
    """Return a bar for each sector, whose parts are its organisations in each wave."""
    waves = list(summary.by_wave)
    return Picture(
        rows=[
            Row(
                label=setting_label(sector),
                parts=[summary.of(sector, wave) for wave in waves],
                href=f"/organisations/?sector={sector}",
            )
            for sector in Sector
        ],
        series=[
            Series(label=_("wave %(number)s", number=wave), css=colour)
            for wave, colour in zip(waves, COLOURS, strict=False)
        ],
    )
