"""Where each part of the model stands in the picture of scores: three columns, as in the article.

Units are pixels at the size for which it is drawn. Each construct has its name and under it a lane
from the lowest to the highest answer, with the mean as a bar and its interval as a line.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Final

from portal.culture.scores import Score
from portal.moi.model_map import CSS
from portal.taxonomy.model import (
    Construct,
    Level,
    Part,
    constructs_in,
    level_label,
    levels_of,
    part_label,
)

COLUMN: Final = 330
GAP: Final = 15
ARROW: Final = 34
HEAD: Final = 58
LINE: Final = 18
LETTERS: Final = 38
LANE: Final = 12
LANE_WIDTH: Final = 236
EDGE: Final = 16
UNDER: Final = 14
MOMENT: Final = 56


@dataclass(frozen=True, kw_only=True)
class Row:
    """A construct: the lines of its name, its score, and where its lane lies."""

    construct: Construct
    score: Score | None
    lines: Sequence[str]
    x: int
    y: int

    @property
    def lane_y(self) -> int:
        """Return where the lane begins, under the name."""
        return self.y + LINE * len(self.lines) + 4

    @property
    def bottom(self) -> int:
        """Return where the next construct begins."""
        return self.lane_y + LANE + UNDER

    def at(self, value: float | None) -> float:
        """Return how far from the left of the lane a value lies."""
        share = self.score.share(value) if self.score and value is not None else 0
        return round(LANE_WIDTH * share, 1)


@dataclass(frozen=True, kw_only=True)
class Box:
    """A part of the model, or one level of it, with its constructs."""

    css: str
    over: str
    title: str
    x: int
    y: int
    height: int
    rows: Sequence[Row]
    width: int = COLUMN

    @property
    def bottom(self) -> int:
        """Return where the box ends."""
        return self.y + self.height

    @property
    def middle(self) -> int:
        """Return the middle of its width."""
        return self.x + self.width // 2


@dataclass(frozen=True, kw_only=True)
class Picture:
    """All of the model with its scores: boxes, the moment, and the ways between them."""

    width: int
    height: int
    boxes: Sequence[Box]
    moment_y: int
    middle: int
    arrows: Sequence[str]
    moment: Construct
    lane: int = LANE
    lane_width: int = LANE_WIDTH
    moment_height: int = MOMENT


def draw_scores(scores: Mapping[str, Score]) -> Picture:
    """Lay out the model filled with the scores of one place, by key of the element."""
    before = list(_columns(Part.PRECONDITION, 2, scores))
    catalysts = list(_columns(Part.CATALYST, before[0].bottom + ARROW, scores))
    middle, gather = before[1].middle, catalysts[0].bottom + GAP
    moment_y = gather + ARROW
    spread = moment_y + MOMENT + GAP
    impact = list(_columns(Part.IMPACT, spread + ARROW, scores))
    again = impact[0].bottom + GAP
    result = list(_columns(Part.RESULT, again + ARROW, scores, shift=(COLUMN + GAP) // 2))
    (moment,) = constructs_in(Part.MOMENT)
    return Picture(
        width=before[-1].x + COLUMN + 2,
        height=result[0].bottom + 2,
        boxes=[*before, *catalysts, *impact, *result],
        moment=moment,
        moment_y=moment_y,
        middle=middle,
        arrows=[
            *(_down(box.middle, box.bottom, box.bottom + ARROW) for box in before),
            *(f"M{box.middle} {box.bottom}V{gather}H{middle}" for box in catalysts),
            _down(middle, gather, moment_y),
            f"M{middle} {moment_y + MOMENT}V{spread}",
            f"M{impact[0].middle} {spread}H{impact[-1].middle}",
            *(_down(box.middle, spread, box.y) for box in impact),
            *(f"M{box.middle} {box.bottom}V{again}H{middle}" for box in impact),
            f"M{result[0].middle} {again}H{result[-1].middle}",
            *(_down(box.middle, again, box.y) for box in result),
        ],
    )


def _columns(part: Part, y: int, scores: Mapping[str, Score], *, shift: int = 0) -> Iterator[Box]:
    """Yield a box for each level, side by side and equally high."""
    levels = levels_of(part)
    height = max(_box(part, level, (0, y), scores).height for level in levels)
    for place, level in enumerate(levels):
        x = 2 + shift + place * (COLUMN + GAP)
        yield _box(part, level, (x, y), scores, at_least=height)


def _box(
    part: Part,
    level: Level,
    corner: tuple[int, int],
    scores: Mapping[str, Score],
    *,
    at_least: int = 0,
) -> Box:
    x, y = corner
    rows: list[Row] = []
    for construct in constructs_in(part, level):
        rows.append(
            Row(
                construct=construct,
                score=scores.get(construct.key),
                lines=wrap(str(construct.label), LETTERS),
                x=x + EDGE,
                y=rows[-1].bottom if rows else y + HEAD,
            )
        )
    return Box(
        css=CSS[part],
        over=part_label(part),
        title=level_label(level),
        x=x,
        y=y,
        height=max(rows[-1].bottom - y, at_least),
        rows=rows,
    )


def _down(x: int, start: int, end: int) -> str:
    return f"M{x} {start}V{end - 2}m-6 -8l6 8l6 -8"
