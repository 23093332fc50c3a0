"""Where each point of a run chart stands: one figure a meeting, in units of a drawing 640 wide.

A gap is a gap: the line stops where there is no figure, and where figures may not be compared with
those before. Nothing is drawn between them, and nothing says that a line goes up or down.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from portal.charts.layout import LINE, WIDTH

LEFT: Final = 44
RIGHT: Final = 24
TOP: Final = 34
STEP: Final = 34  # height of one step of the scale: the largest letters stand between two lines
MOST_LABELS: Final = 10
DOT: Final = 6


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One place on the line: what it is called in short, and its figure, or nothing for a gap.

    ``broken``: what comes from here on is not compared with what came before.
    """

    label: str
    value: float | None = None
    broken: bool = False


@dataclass(frozen=True, kw_only=True)
class Dot:
    """A figure in its place."""

    x: float
    y: float
    value: float


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Words in their place: a step of the scale, or the name of a reading."""

    x: float
    y: float
    words: str


@dataclass(frozen=True, kw_only=True)
class Run:
    """A whole run chart: its dots, the lines between neighbours, breaks, steps and names."""

    dots: Sequence[Dot]
    lines: Sequence[str]
    breaks: Sequence[float]
    steps: Sequence[Mark]
    names: Sequence[Mark]
    height: int
    width: int = WIDTH
    left: int = LEFT
    right: int = WIDTH - RIGHT
    dot: int = DOT


def draw_run(readings: Sequence[Reading], lo: int, hi: int) -> Run:
    """Lay out readings from left to right on a scale from ``lo`` to ``hi``.

    Raises ``ValueError`` for a scale without steps, and for a figure that lies beside it.
    """
    if hi <= lo:
        raise ValueError("A scale has two ends")
    if any(one.value is not None and not lo <= one.value <= hi for one in readings):
        raise ValueError("A figure lies beside its scale")
    bottom = TOP + STEP * (hi - lo)
    places = [_across(number, len(readings)) for number in range(len(readings))]
    return Run(
        dots=[
            Dot(x=x, y=_up(one.value, lo, bottom), value=one.value)
            for x, one in zip(places, readings, strict=True)
            if one.value is not None
        ],
        lines=list(_lines(readings, places, lo, bottom)),
        breaks=[
            round(x - _between(len(readings)) / 2, 1)
            for x, one in zip(places, readings, strict=True)
            if one.broken
        ],
        steps=[Mark(x=0, y=_up(step, lo, bottom), words=str(step)) for step in range(lo, hi + 1)],
        names=list(_names(readings, places, bottom + LINE)),
        height=bottom + LINE + 10,
    )


def _between(count: int) -> float:
    return (WIDTH - LEFT - RIGHT) / max(count, 1)


def _across(number: int, count: int) -> float:
    return round(LEFT + _between(count) * (number + 0.5), 1)


def _up(value: float, lo: int, bottom: int) -> float:
    return round(bottom - STEP * (value - lo), 1)


def _lines(
    readings: Sequence[Reading], places: Sequence[float], lo: int, bottom: int
) -> Iterator[str]:
    """Yield the points of each line: neighbours with figures that may be compared."""
    stretch = 0
    placed = []
    for x, one in zip(places, readings, strict=True):
        stretch += one.value is None or one.broken
        if one.value is not None:
            placed.append((stretch, f"{x},{_up(one.value, lo, bottom)}"))
    for _, together in groupby(placed, key=lambda pair: pair[0]):
        points = [point for _, point in together]
        if len(points) > 1:
            yield " ".join(points)


def _names(readings: Sequence[Reading], places: Sequence[float], y: int) -> Iterator[Mark]:
    """Yield the names under the line; of many only some, and always the last."""
    every = -(-len(readings) // MOST_LABELS) if readings else 1
    last = len(readings) - 1
    for number, (x, one) in enumerate(zip(places, readings, strict=True)):
        if (last - number) % every == 0:
            yield Mark(x=x, y=y, words=one.label)
