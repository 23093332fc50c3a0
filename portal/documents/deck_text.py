"""Nodes as text on a slide: paragraphs, real lists, and the size in which they fit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any, Final, cast

from lxml import etree
from lxml.builder import ElementMaker
from pptx.dml.color import RGBColor
from pptx.text.text import TextFrame, _Paragraph, _Run
from pptx.util import Emu, Pt

DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
A: Final = ElementMaker(namespace=DRAWING, nsmap={"a": DRAWING})
LOCALES: Final[Mapping[str, str]] = {"nl": "nl-BE", "en": "en-GB", "fr": "fr-BE"}
SIZES: Final = (32, 28, 26, 24, 22, 20, 18, 16, 14)
SMALLEST: Final = 12
LETTER: Final = 0.52  # the width of an average letter of Arial, of its size
LINE, GAP = 1.2, 0.45  # the height of a line, and the room under a paragraph, of the size
INDENT: Final = 0.9  # of the size, for each level of a list


@dataclass(frozen=True, kw_only=True)
class Span:
    """A few words in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    to: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A paragraph: in a list of some depth, or outside it."""

    spans: Sequence[Span]
    level: int = 0
    mark: str = ""

    @property
    def length(self) -> int:
        """Return the number of characters."""
        return sum(len(span.text) for span in self.spans)


def spans_of(nodes: Sequence[Mapping[str, Any]], style: Span | None = None) -> Iterator[Span]:
    """Yield the words of inline nodes; a footnote stands between brackets, where it is called."""
    style = style or Span(text="")
    for node in nodes:
        match node["kind"]:
            case "text" | "code":
                yield replace(style, text=node["text"])
            case "break":
                yield replace(style, text="\v")
            case "strong":
                yield from spans_of(node["body"], replace(style, bold=True))
            case "emph":
                yield from spans_of(node["body"], replace(style, italic=True))
            case "link":
                yield from spans_of(node["body"], replace(style, to=node["to"]))
            case "footnote":
                yield replace(style, text=" (")
                yield from spans_of(node["body"], style)
                yield replace(style, text=")")


def lines_of(nodes: Sequence[Mapping[str, Any]], level: int = 0) -> Iterator[Line]:
    """Yield the paragraphs of blocks; pictures and tables are no paragraphs."""
    bold = Span(text="", bold=True)
    for node in nodes:
        match node["kind"]:
            case "par" | "soft":
                yield Line(spans=list(spans_of(node["body"])), level=level)
            case "heading":
                yield Line(spans=list(spans_of(node["body"], bold)), level=level)
            case "list":
                yield from _items(node, level + 1)
            case "note":
                yield Line(spans=list(spans_of(node["title"], bold)), level=level)
                yield from lines_of(node["body"], level)
            case "quote":
                yield from (_slanted(line) for line in lines_of(node["body"], level))
            case "pre":
                yield Line(spans=[Span(text=node["text"].replace("\n", "\v"))], level=level)


def _slanted(line: Line) -> Line:
    return replace(line, spans=[replace(span, italic=True) for span in line.spans])


def _items(node: Mapping[str, Any], level: int) -> Iterator[Line]:
    mark = "number" if node["ordered"] else "bullet"
    for item in node["items"]:
        for place, line in enumerate(lines_of(item, level)):
            yield line if place or line.mark else replace(line, mark=mark)


def height_of(lines: Sequence[Line], size: float, width: int) -> int:
    """Return about how high the lines stand in that size and width."""
    points = 0.0
    for line in lines:
        room = Emu(width).pt - line.level * INDENT * size
        rows = max(1, ceil(line.length * LETTER * size / max(room, size)))
        rows += sum(span.text.count("\v") for span in line.spans)
        points += rows * LINE * size + GAP * size
    return Pt(points)


def size_for(lines: Sequence[Line], width: int, height: int) -> int:
    """Return the largest size in which the lines fit that room."""
    fitting = (size for size in SIZES if height_of(lines, size, width) <= height)
    return next(fitting, SMALLEST)


def write(
    frame: TextFrame,
    lines: Sequence[Line],
    *,
    lang: str,
    size: float | None = None,
    colour: RGBColor | None = None,
) -> None:
    """Fill a text frame with the lines, each run in its language."""
    frame.word_wrap = True
    for place, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else cast("Any", frame).add_paragraph()
        if size is not None:
            _shape(paragraph, line, size)
        for span in line.spans:
            run = _add_run(paragraph, span, lang)
            if size is not None:
                run.font.size = Pt(size)
            if colour is not None:
                run.font.color.rgb = colour


def _shape(paragraph: _Paragraph, line: Line, size: float) -> None:
    """Make a paragraph an item of a list, or plain; the placeholder's own bullet goes."""
    paragraph.space_before, paragraph.space_after = Pt(0), Pt(GAP * size)
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 (lists have no public interface)
    step = int(Pt(INDENT * size))
    properties.set("marL", str(step * line.level))
    properties.set("indent", str(-step if line.mark else 0))
    if line.level > 1:
        properties.set("lvl", str(line.level - 1))
    properties.append(_mark(line.mark))


def _mark(mark: str) -> etree._Element:
    marks: dict[str, etree._Element] = {
        "bullet": A.buChar(char="•"),
        "number": A.buAutoNum(type="arabicPeriod"),
    }
    plain: etree._Element = A.buNone()
    return marks.get(mark, plain)


def _add_run(paragraph: _Paragraph, span: Span, lang: str) -> _Run:
    run = paragraph.add_run()
    run.text = span.text
    run.font.bold = span.bold or None
    run.font.italic = span.italic or None
    if span.to:
        run.hyperlink.address = span.to
    run._r.get_or_add_rPr().set("lang", LOCALES.get(lang, lang))  # noqa: SLF001
    return run
