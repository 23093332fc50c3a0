"""How wide the words of a drawing become in a plain fallback font."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from portal.moi.source.svg import SVG, line_of

TEXT: Final = f"{{{SVG}}}text"
TSPAN: Final = f"{{{SVG}}}tspan"
RECT: Final = f"{{{SVG}}}rect"
DEFAULT_SIZE: Final = 16.0
# Widths in em of a wide, common fallback (DejaVu Sans): a narrower font leaves room.
NARROW: Final = dict.fromkeys("iljI.,:;'’|!()[]ft ", 0.36)
WIDE: Final = dict.fromkeys("mwMW@%—…", 0.95)
CAPITAL: Final = 0.70
COMMON: Final = 0.60
BOLD: Final = 1.09


@dataclass(frozen=True, kw_only=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)


def text_width(words: str, size: float, *, bold: bool = False) -> float:
    """Return about how many units ``words`` take at a font size, in the fallback font."""
    ems = sum(
        NARROW.get(sign) or WIDE.get(sign) or (CAPITAL if sign.isupper() else COMMON)
        for sign in words
    )
    return ems * size * (BOLD if bold else 1)


def too_wide(root: etree._Element) -> Iterator[tuple[int, str, float]]:
    """Yield (line, words, units too many) for text that leaves the smallest box around it.

    A text inside a transformed group is not judged: its place is not known from its attributes.
    """
    boxes = list(_boxes(root))
    for element in root.iter(TEXT, TSPAN):
        words = " ".join((element.text or "").split())
        x, y = _number(element, "x"), _number(element, "y")
        if not words or x is None or y is None or _is_moved(element):
            continue
        around = [box for box in boxes if box.holds(x, y)]
        if around:
            left, right = _span(element, x, words)
            box = min(around, key=lambda one: one.area)
            over = max(right - box.right, box.left - left)
            if over > 1:
                yield line_of(element), words, over


def _span(element: etree._Element, x: float, words: str) -> tuple[float, float]:
    size = _units((_inherited(element, "font-size") or "").removesuffix("px")) or DEFAULT_SIZE
    weight = _inherited(element, "font-weight") or ""
    width = text_width(words, size, bold=weight in {"bold", "600", "650", "700"})
    share = {"middle": 0.5, "end": 1.0}.get(_inherited(element, "text-anchor") or "", 0.0)
    return x - width * share, x + width * (1 - share)


def _boxes(root: etree._Element) -> Iterator[_Box]:
    match [_units(part) for part in (root.get("viewBox") or "").replace(",", " ").split()]:
        case [float(left), float(top), float(width), float(height)]:
            yield _Box(left=left, top=top, right=left + width, bottom=top + height)
    for rect in root.iter(RECT):
        wide, high = _number(rect, "width"), _number(rect, "height")
        if wide and high and not _is_moved(rect):
            x, y = _number(rect, "x") or 0.0, _number(rect, "y") or 0.0
            yield _Box(left=x, top=y, right=x + wide, bottom=y + high)


def _number(element: etree._Element, name: str) -> float | None:
    return _units((_inherited(element, name) or "") if name in "xy" else element.get(name, ""))


def _units(words: str) -> float | None:
    """Return a length in units of the drawing; nothing for a word, or for another unit."""
    try:
        return float(words)
    except ValueError:
        return None


def _inherited(element: etree._Element, name: str) -> str | None:
    """Return the attribute of the element, or of the nearest one around it."""
    around: etree._Element | None = element
    while around is not None:
        if value := around.get(name):
            return str(value)
        around = around.getparent() if name not in "xy" or around.tag == TSPAN else None
    return None


def _is_moved(element: etree._Element) -> bool:
    return any(one.get("transform") for one in (element, *element.iterancestors()))
