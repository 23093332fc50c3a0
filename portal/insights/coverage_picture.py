"""Where the bars of the map stand: for each construct three lanes, in units of a drawing 640 wide.

Each lane has its own measure: the longest bar of needs and of kits is as long as a lane allows,
and the bar of teams fills a frame that stands for all counted teams. Figures stand beside each bar.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Final

from portal.charts.layout import LETTERS_A_LINE, LINE, WIDTH, Part, Text
from portal.insights.coverage import Coverage, Line
from portal.taxonomy.model import Level
from portal.taxonomy.model import Part as ModelPart

BAR: Final = 26
GAP: Final = 16
NEEDS_AT, KITS_AT, TEAMS_AT = 0, 214, 428
LONGEST: Final = 104  # of a bar of needs or kits; its figures come after
FRAME: Final = 80  # of all counted teams
BESIDE: Final = 10
LEAST: Final = 4
HEADING: Final = LINE + 10


@dataclass(frozen=True, kw_only=True)
class Lane:
    """One lane of a construct: its bar in parts, and the figures after it."""

    parts: Sequence[Part]
    figures: str
    figures_at: float


@dataclass(frozen=True, kw_only=True)
class Row:
    """One construct: the lines of its name, and its three lanes at ``y``."""

    name: Sequence[Text]
    y: int
    needs: Lane
    kits: Lane
    teams: Lane
    is_gap: bool

    @property
    def figures_y(self) -> int:
        """Return the baseline of the figures, in the middle of the bar for the largest letters."""
        return self.y + BAR - 4


@dataclass(frozen=True, kw_only=True)
class Group:
    """The constructs of one level under a heading; no heading where a part has one level."""

    level: Level
    heading_y: int | None
    rows: Sequence[Row]


@dataclass(frozen=True, kw_only=True)
class PartPicture:
    """One part of the model as a picture."""

    part: ModelPart
    groups: Sequence[Group]
    height: int
    width: int = WIDTH
    bar: int = BAR
    frame: int = FRAME
    kits_at: int = KITS_AT
    teams_at: int = TEAMS_AT


def draw_coverage(coverage: Coverage) -> Sequence[PartPicture]:
    """Lay out a picture for each part of the model, in the order of the model, on one measure."""
    needs = max((line.needs for line in coverage.lines), default=0)
    kits = max((line.kits for line in coverage.lines), default=0)
    pen = _Pen(most_needs=needs, most_kits=kits, teams=coverage.teams)
    return [pen.draw(part, coverage.of(part)) for part in ModelPart]


@dataclass(frozen=True, kw_only=True)
class _Pen:
    """Draws every part with the same measure, so that parts can be laid side by side."""

    most_needs: int
    most_kits: int
    teams: int

    def draw(self, part: ModelPart, lines: Sequence[Line]) -> PartPicture:
        levels = list(dict.fromkeys(line.construct.level for line in lines))
        groups, top = [], LINE + 6  # under the names of the lanes
        for level in levels:
            heading_y = top + LINE - 4 if len(levels) > 1 else None
            top += HEADING if heading_y else 0
            here = [line for line in lines if line.construct.level is level]
            rows = list(self._rows(here, top))
            top = rows[-1].y + BAR + GAP
            groups.append(Group(level=level, heading_y=heading_y, rows=rows))
        return PartPicture(part=part, groups=groups, height=top)

    def _rows(self, lines: Sequence[Line], top: int) -> Iterator[Row]:
        for line in lines:
            names = wrap(str(line.construct.label), LETTERS_A_LINE)
            y = top + LINE * len(names)
            yield Row(
                name=[
                    Text(words=words, y=top + LINE * place + LINE - 9)
                    for place, words in enumerate(names)
                ],
                y=y,
                needs=_lane(NEEDS_AT, self.most_needs, (line.open, "c4"), (line.answered, "c0")),
                kits=_lane(
                    KITS_AT, self.most_kits, (line.tested, "c1"), (line.kits - line.tested, "c3")
                ),
                teams=self._teams(line),
                is_gap=line.is_gap,
            )
            top = y + BAR + GAP

    def _teams(self, line: Line) -> Lane:
        width = max(FRAME * line.using / self.teams, LEAST) if self.teams and line.using else 0
        return Lane(
            parts=[Part(css="c2", x=TEAMS_AT, width=round(width, 1))] if width else [],
            figures=f"{line.using}/{self.teams}",
            figures_at=TEAMS_AT + FRAME + BESIDE,
        )


def _lane(left: int, most: int, *counts: tuple[int, str]) -> Lane:
    """Lay the counts of a lane end to end; only those that count are told in figures."""
    parts, x = [], float(left)
    shown = [(count, css) for count, css in counts if count]
    for count, css in shown:
        width = max(LONGEST * count / most, LEAST)
        parts.append(Part(css=css, x=round(x, 1), width=round(width, 1)))
        x += width
    figures = " + ".join(str(count) for count, _ in shown) or "0"
    return Lane(parts=parts, figures=figures, figures_at=round(x + (BESIDE if shown else 0), 1))
