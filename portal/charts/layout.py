"""Where each bar, label and figure of a picture stands, in units of a drawing 640 wide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import NotRequired, TypedDict

WIDTH = 640
BAR = 30
LINE = 34  # holds the largest letters that the stylesheet sets, those of a phone
GAP = 14
BETWEEN_PARTS = 2
LEAST = 2  # a part that counts one among thousands is seen all the same
LETTER = 14.5  # width of one of those letters, on average
LETTERS_A_LINE = int(WIDTH / LETTER)


class Row(TypedDict):
    """One bar: its label, one count for each series, and where the label leads, if anywhere."""

    label: str
    parts: Sequence[int]
    href: NotRequired[str]


class Series(TypedDict):
    """What one colour stands for; ``css`` is a class of the stylesheet, ``c0`` to ``c4``."""

    label: str
    css: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """One coloured stretch of a bar."""

    css: str
    x: float
    width: float


@dataclass(frozen=True, kw_only=True)
class Text:
    """One line of words; its baseline is at ``y``."""

    words: str
    y: int


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar with the lines of its label above it; ``figures`` end at the right edge."""

    label: Sequence[Text]
    figures: Text
    y: int
    parts: Sequence[Part]


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """All bars of a picture, and how high it is."""

    bars: Sequence[Bar]
    height: int
    width: int = WIDTH
    bar: int = BAR


def sum_in_figures(parts: Sequence[int]) -> str:
    """Write the counts of a bar and what they add up to: ``9 + 3 = 12``."""
    if len(parts) == 1:
        return str(parts[0])
    return f"{' + '.join(str(part) for part in parts)} = {sum(parts)}"


def draw(rows: Sequence[Row], series: Sequence[Series], *, share: bool = False) -> Drawing:
    """Lay out stacked bars: the longest fills the width, or each does when ``share`` is asked.

    Raises ``ValueError`` when a row has not one count for each series, or a count below zero.
    """
    for row in rows:
        if len(row["parts"]) != len(series) or any(part < 0 for part in row["parts"]):
            raise ValueError(f"{row['label']!r} needs {len(series)} counts, none below zero")
    longest = max((sum(row["parts"]) for row in rows), default=0)
    bars = []
    top = 0
    for row in rows:
        whole = sum(row["parts"]) if share else longest
        bar = _bar(row, [one["css"] for one in series], whole=whole, top=top)
        bars.append(bar)
        top = bar.y + BAR + GAP
    return Drawing(bars=bars, height=max(top - GAP, 0))


def _bar(row: Row, colours: Sequence[str], *, whole: int, top: int) -> Bar:
    figures = sum_in_figures(row["parts"])
    lines = wrap(row["label"], LETTERS_A_LINE) or [""]
    beside = len(lines) == 1 and len(lines[0]) + len(figures) + 2 <= LETTERS_A_LINE
    baselines = [top + LINE * number + LINE - 9 for number in range(len(lines) + 1)]
    return Bar(
        label=[Text(words=words, y=y) for words, y in zip(lines, baselines, strict=False)],
        figures=Text(words=figures, y=baselines[len(lines) - 1 if beside else len(lines)]),
        y=top + LINE * (len(lines) + (0 if beside else 1)),
        parts=_parts(row["parts"], colours, whole),
    )


def _parts(counts: Sequence[int], colours: Sequence[str], whole: int) -> Sequence[Part]:
    """Share the width in proportion; gaps are taken from it first, and the least stays visible."""
    shown = [(count, css) for count, css in zip(counts, colours, strict=True) if count]
    if not shown:
        return []
    gaps = BETWEEN_PARTS * (len(shown) - 1)
    reach = max(WIDTH * sum(counts) / whole - gaps, len(shown) * LEAST)
    wished = [max(reach * count / sum(counts), LEAST) for count, _ in shown]
    parts = []
    x = 0.0
    for width, (_, css) in zip(wished, shown, strict=True):
        fitting = width * reach / sum(wished)
        parts.append(Part(css=css, x=round(x, 1), width=round(fitting, 1)))
        x += fitting + BETWEEN_PARTS
    return parts


ANSWERS = ("yes", "maybe", "no", "none")
ANSWER_COLOURS: Mapping[str, str] = {"yes": "c3", "maybe": "c1", "no": "c4", "none": "c0"}


def draw_answers(counts: Mapping[str, int]) -> Sequence[Part]:
    """Lay out one full bar of answers in their fixed order; no parts when nobody was asked."""
    ordered = [counts.get(answer, 0) for answer in ANSWERS]
    return _parts(ordered, [ANSWER_COLOURS[answer] for answer in ANSWERS], sum(ordered))
