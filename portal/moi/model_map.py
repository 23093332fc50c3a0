"""Where each part of the model stands in our drawing of it: wide for a screen, narrow for a phone.

Units are pixels at the size for which a drawing is meant; what stands where is told by the article
(``portal.taxonomy.model.CITATION``), how it looks is ours.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Final

from flask_babel import gettext

from portal.taxonomy.model import (
    Construct,
    Level,
    Part,
    constructs_in,
    level_label,
    levels_of,
    part_label,
)

ROW: Final = 32  # a finger or a mouse needs 24, also where the drawing is shown smaller
LINE: Final = 18
LETTERS: Final = 35  # of a label on one line
HEAD: Final = 40
OVER: Final = 18  # for the part that a box is a level of
COLUMN: Final = 330
GAP: Final = 15
ARROW: Final = 34
MOMENT: Final = 64
CSS: Final = {
    Part.PRECONDITION: "pre",
    Part.CATALYST: "cat",
    Part.IMPACT: "imp",
    Part.RESULT: "res",
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """A construct on its line or two; ``y`` is where its place begins."""

    construct: Construct
    lines: Sequence[str]
    y: int

    @property
    def height(self) -> int:
        """Return how high the place is that leads on."""
        return ROW + LINE * (len(self.lines) - 1)


@dataclass(frozen=True, kw_only=True)
class Box:
    """A part of the model, or one level of it, with its constructs."""

    css: str
    over: str
    title: str
    x: int
    y: int
    width: int
    height: int
    rows: Sequence[Row]

    @property
    def head(self) -> int:
        """Return how high the titles are."""
        return HEAD + (OVER if self.over else 0)

    @property
    def bottom(self) -> int:
        """Return where the box ends."""
        return self.y + self.height

    @property
    def middle(self) -> int:
        """Return the middle of its width."""
        return self.x + self.width // 2


@dataclass(frozen=True, kw_only=True)
class Moment:
    """The Mangomoment itself, in the middle of it all."""

    construct: Construct
    x: int
    y: int
    width: int
    height: int = MOMENT


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """All of the model: boxes, the moment, and the ways between them."""

    css: str
    width: int
    height: int
    boxes: Sequence[Box]
    moment: Moment
    arrows: Sequence[str]


def wide() -> Drawing:
    """Return the model in three columns, as the article has it."""
    before = list(_columns(Part.PRECONDITION, 2))
    catalysts = list(_columns(Part.CATALYST, before[0].bottom + ARROW))
    middle = before[1].middle
    gather = catalysts[0].bottom + GAP
    moment = _moment(middle - 150, gather + ARROW, 300)
    spread = moment.y + MOMENT + GAP
    impact = list(_columns(Part.IMPACT, spread + ARROW))
    again = impact[0].bottom + GAP
    result = _box(Part.RESULT, None, middle - 240, again + ARROW, 480)
    return Drawing(
        css="wide",
        width=before[-1].x + COLUMN + 2,
        height=result.bottom + 2,
        boxes=[*before, *catalysts, *impact, result],
        moment=moment,
        arrows=[
            *(_down(box.middle, box.bottom, box.bottom + ARROW) for box in before),
            *(f"M{box.middle} {box.bottom}V{gather}H{middle}" for box in catalysts),
            _down(middle, gather, moment.y),
            f"M{middle} {moment.y + MOMENT}V{spread}",
            f"M{impact[0].middle} {spread}H{impact[-1].middle}",
            *(_down(box.middle, spread, box.y) for box in impact),
            *(f"M{box.middle} {box.bottom}V{again}H{middle}" for box in impact),
            _down(middle, again, result.y),
        ],
    )


def narrow() -> Drawing:
    """Return the model in one column: each precondition with its catalyst, then what follows."""
    boxes: list[Box] = []
    for level in levels_of(Part.PRECONDITION):
        boxes.append(_under(boxes, Part.PRECONDITION, level, GAP))
        boxes.append(_under(boxes, Part.CATALYST, level, ARROW))
    moment = _moment(25, boxes[-1].bottom + ARROW, COLUMN - 46)
    after = [_box(Part.IMPACT, levels_of(Part.IMPACT)[0], 2, moment.y + MOMENT + ARROW, COLUMN)]
    for level in levels_of(Part.IMPACT)[1:]:
        after.append(_under(after, Part.IMPACT, level, GAP))
    after.append(_under(after, Part.RESULT, None, ARROW))
    middle = boxes[0].middle
    return Drawing(
        css="narrow",
        width=COLUMN + 4,
        height=after[-1].bottom + 2,
        boxes=[*boxes, *after],
        moment=moment,
        arrows=[
            *(_down(middle, box.y - ARROW, box.y) for box in boxes if box.css == "cat"),
            _down(middle, boxes[-1].bottom, moment.y),
            _down(middle, moment.y + MOMENT, after[0].y),
            _down(middle, after[-2].bottom, after[-1].y),
        ],
    )


def _columns(part: Part, y: int) -> Iterator[Box]:
    """Yield a box for each level, side by side and equally high."""
    levels = levels_of(part)
    height = max(_box(part, level, 0, y, COLUMN).height for level in levels)
    for place, level in enumerate(levels):
        yield _box(part, level, 2 + place * (COLUMN + GAP), y, COLUMN, at_least=height)


def _under(boxes: Sequence[Box], part: Part, level: Level | None, gap: int) -> Box:
    return _box(part, level, 2, boxes[-1].bottom + gap if boxes else 2, COLUMN)


def _box(part: Part, level: Level | None, x: int, y: int, width: int, *, at_least: int = 0) -> Box:
    """Return a box with its rows, at least so high."""
    over, title = _titles(part, level)
    rows, at = [], y + HEAD + (OVER if over else 0)
    for construct in constructs_in(part, level):
        row = Row(construct=construct, lines=wrap(str(construct.label), LETTERS), y=at)
        rows.append(row)
        at += row.height
    height = max(at - y + GAP // 2, at_least)
    return Box(
        css=CSS[part], over=over, title=title, x=x, y=y, width=width, height=height, rows=rows
    )


def _titles(part: Part, level: Level | None) -> tuple[str, str]:
    """Return the part that a box is a level of, and its title; a catalyst is one construct."""
    if part is Part.CATALYST:
        return "", gettext("Catalyst")
    return (part_label(part), level_label(level)) if level else ("", part_label(part))


def _moment(x: int, y: int, width: int) -> Moment:
    (construct,) = constructs_in(Part.MOMENT)
    return Moment(construct=construct, x=x, y=y, width=width)


def _down(x: int, start: int, end: int) -> str:
    return f"M{x} {start}V{end - 2}m-6 -8l6 8l6 -8"
