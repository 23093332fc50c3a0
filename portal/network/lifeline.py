"""The history of an organisation as a picture: a band for its status, each place, each holder.

Days lie from left to right. A band is empty where nothing or nobody was; the words above it name
what follows what, so that no colour has to be told apart and a phone shows it legibly.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from textwrap import wrap
from typing import Final

from flask_babel import format_date, gettext

from portal.charts.layout import BAR, BETWEEN_PARTS, GAP, LETTERS_A_LINE, LINE, WIDTH, Text
from portal.network.labels import role_label, status_label
from portal.network.models import Post, Status, Team
from portal.network.queries import Chapter
from portal.network.rules import SLOTS
from portal.policy.table import Role
from portal.taxonomy.sectors import CareContext

AHEAD: Final = timedelta(days=60)  # room to the right of the last day that is known
YEAR_WIDTH: Final = 90
HOLDERS: Final = (Role.AMBASSADOR, Role.ACTING_AMBASSADOR, Role.PRIMARY_CONTACT)
COLOURS: Final = {
    Status.ACTIVE: "c3",
    Status.SUSTAINING: "c3",
    Status.COMPLETED: "c3",
    Status.PAUSED: "c0",
    Status.DECLINED: "c4",
    Status.WITHDRAWN: "c4",
}


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Something that lasts from a day until another, or still does; ``x`` and ``width`` draw it."""

    label: str
    since: date
    until: date | None
    css: str
    x: float = 0
    width: float = 0


@dataclass(frozen=True, kw_only=True)
class Band:
    """One row: its name, what is in it in order of days, and where its words and bar stand."""

    name: str
    stretches: Sequence[Stretch]
    lines: Sequence[Text]
    y: int


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A first of January."""

    year: int
    x: float


@dataclass(frozen=True, kw_only=True)
class Life:
    """The whole picture, in units of a drawing 640 wide, with the same in one text."""

    bands: Sequence[Band]
    ticks: Sequence[Tick]
    now: float
    height: int
    desc: str
    width: int = WIDTH
    bar: int = BAR


@dataclass(frozen=True)
class _Scale:
    """From days to the width of the drawing."""

    first: date
    last: date

    def x(self, day: date) -> float:
        """Return where a day lies, inside the drawing."""
        share = (day - self.first).days / (self.last - self.first).days
        return round(WIDTH * min(max(share, 0), 1), 1)


def life_of(
    name: str,
    chapters: Sequence[Chapter],
    teams: Sequence[Team],
    posts: Sequence[Post],
    *,
    today: date,
) -> Life:
    """Lay out the life of an organisation up to today, or further when more is planned."""
    rows = [
        (gettext("Status"), _statuses(chapters)),
        *((gettext("Place %(number)s", number=slot), _teams(teams, slot)) for slot in SLOTS),
        *((role_label(role), _holders(posts, role)) for role in HOLDERS),
    ]
    shown = [(label, found) for label, found in rows if found]
    scale = _scale([one for _label, found in shown for one in found], today)
    bands: list[Band] = []
    top = LINE
    for label, found in shown:
        band = _band(label, found, scale, top)
        bands.append(band)
        top = band.y + BAR + GAP
    return Life(
        bands=bands,
        ticks=_ticks(scale),
        now=scale.x(today),
        height=top,
        desc=f"{name}. " + " ".join(f"{band.name}: {_told(band.stretches)}." for band in bands),
    )


def _statuses(chapters: Iterable[Chapter]) -> Sequence[Stretch]:
    return [
        Stretch(
            label=status_label(one.status),
            since=one.since,
            until=one.until,
            css=COLOURS.get(one.status, "c1"),
        )
        for one in chapters
        if one.status
    ]


def _teams(teams: Iterable[Team], slot: int) -> Sequence[Stretch]:
    return [
        Stretch(
            label=team.name,
            since=team.valid_from,
            until=team.valid_to,
            css="c4" if team.care_context is CareContext.ONCOLOGY else "c1",
        )
        for team in teams
        if team.slot == slot
    ]


def _holders(posts: Iterable[Post], role: Role) -> Sequence[Stretch]:
    css = "c1" if role is Role.ACTING_AMBASSADOR else "c2"
    return [
        Stretch(label=post.person.name, since=post.valid_from, until=post.valid_to, css=css)
        for post in posts
        if post.role is role
    ]


def _scale(stretches: Sequence[Stretch], today: date) -> _Scale:
    days = [one.since for one in stretches] + [one.until for one in stretches if one.until]
    return _Scale(first=min([*days, today]), last=max([*days, today]) + AHEAD)


def _band(label: str, stretches: Sequence[Stretch], scale: _Scale, top: int) -> Band:
    words = f"{label}: {_names(stretches)}"
    lines = [
        Text(words=line, y=top + LINE * number + LINE - 9)
        for number, line in enumerate(wrap(words, LETTERS_A_LINE))
    ]
    return Band(
        name=label,
        lines=lines,
        y=top + LINE * len(lines),
        stretches=[_placed(one, scale) for one in stretches],
    )


def _placed(one: Stretch, scale: _Scale) -> Stretch:
    x = scale.x(one.since)
    end = scale.x(one.until) - BETWEEN_PARTS if one.until else float(WIDTH)
    return Stretch(
        label=one.label,
        since=one.since,
        until=one.until,
        css=one.css,
        x=x,
        width=round(max(end - x, BETWEEN_PARTS), 1),
    )


def _names(stretches: Sequence[Stretch]) -> str:
    """Name what follows what; a name that comes twice in a row is said once."""
    names: list[str] = []
    for one in stretches:
        if not names or names[-1] != one.label:
            names.append(one.label)
    return " → ".join(names)


def _told(stretches: Sequence[Stretch]) -> str:
    return ", ".join(
        gettext("%(name)s from %(start)s", name=one.label, start=_day(one.since))
        if one.until is None
        else gettext(
            "%(name)s from %(start)s until %(end)s",
            name=one.label,
            start=_day(one.since),
            end=_day(one.until),
        )
        for one in stretches
    )


def _ticks(scale: _Scale) -> Sequence[Tick]:
    """Return the years that fit beside each other, counted from the first."""
    years = [
        Tick(year=year, x=scale.x(date(year, 1, 1)))
        for year in range(scale.first.year + 1, scale.last.year + 1)
    ]
    shown: list[Tick] = []
    for tick in years:
        if tick.x <= WIDTH - YEAR_WIDTH / 2 and (not shown or tick.x - shown[-1].x >= YEAR_WIDTH):
            shown.append(tick)
    return shown


def _day(day: date) -> str:
    return str(format_date(day, "d MMMM y"))
