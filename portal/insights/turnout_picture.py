"""The turnout as bars: who was there, who was not, and of whom nobody filled it in."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext

from portal.charts.layout import Row, Series
from portal.insights.turnout import Counts
from portal.meetings.models import Meeting
from portal.meetings.words import title_of
from portal.taxonomy.sectors import Sector, setting_label
from portal.web.words import number, short_day


def series() -> Sequence[Series]:
    """Return what each colour stands for."""
    return [
        {"label": gettext("was there"), "css": "c3"},
        {"label": gettext("was not there"), "css": "c1"},
        {"label": gettext("not filled in"), "css": "c0"},
    ]


def meeting_rows(lines: Iterable[tuple[Meeting, Counts]]) -> Sequence[Row]:
    """Return one bar a meeting, in the order of time, which leads to its page."""
    return [
        {
            "label": f"{title_of(meeting)}, {short_day(meeting.local_date)}",
            "parts": _parts(counts),
            "href": f"/meetings/{meeting.id}/",
        }
        for meeting, counts in lines
    ]


def sector_rows(lines: Iterable[tuple[Sector, Counts]]) -> Sequence[Row]:
    """Return one bar a sector, which leads to its own page."""
    return [
        {
            "label": setting_label(sector),
            "parts": _parts(counts),
            "href": f"/turnout?sector={sector.value}",
        }
        for sector, counts in lines
    ]


def told(counts: Counts) -> str:
    """Return a picture in a sentence, with what each figure is counted over."""
    words = gettext(
        "%(present)s of the %(expected)s expected were there; it was filled in for %(marked)s.",
        present=number(counts.present),
        expected=number(counts.expected),
        marked=number(counts.marked),
    )
    return str(words)


def _parts(counts: Counts) -> Sequence[int]:
    return [counts.present, counts.absent, counts.open]
