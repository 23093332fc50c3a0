"""How a period and its bands are called, in the language of the reader."""

from babel.dates import format_date
from flask_babel import get_locale, gettext, ngettext

from portal.asks.rules import MOST_MINUTES, Band, Period
from portal.charts.layout import Row


def months_of(period: Period) -> str:
    """Return the two months and their year, as inside a sentence: november–december 2022."""
    lang = str(get_locale())
    first, last = (format_date(day, "MMMM", locale=lang) for day in (period.first, period.last))
    return f"{first}–{last} {period.last.year}"


def label_of(band: Band) -> str:
    """Return what is asked of the teams in a band."""
    if band.most == 0:
        return str(gettext("Nothing"))
    if band.most is None:
        return str(gettext("More than %(most)s minutes", most=MOST_MINUTES))
    return str(gettext("%(least)s to %(most)s minutes", least=band.least, most=band.most))


def rows_of(bands: list[Band]) -> list[Row]:
    """Return the bands as the bars of a picture."""
    return [Row(label=label_of(band), parts=[band.teams]) for band in bands]


def sentence_of(bands: list[Band]) -> str:
    """Return the same in words."""
    said = (
        ngettext(
            "%(label)s: %(num)s team", "%(label)s: %(num)s teams", band.teams, label=label_of(band)
        )
        for band in bands
    )
    return f"{'; '.join(said)}."
