"""A Word document of the nodes of a text: real headings, lists and tables, to be edited further."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Final, cast

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.run import CT_R
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.table import _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from portal.documents.picture import svg_to_png
from portal.documents.tree import Node, Nodes
from portal.documents.word_package import Facts, packed
from portal.documents.word_styles import (
    CODE,
    LINK,
    NOTE,
    NOTE_TITLE,
    PREFORMATTED,
    SMALL,
    SOFT,
    TABLE,
    TABLE_HEADING,
    TABLE_TEXT,
    TEXT_WIDTH,
    WRITING_LINE,
    Numbering,
    dress,
)

DEEPEST_HEADING: Final = 4
PICTURE_WIDTH: Final = Mm(122)
ROOM_TO_WRITE: Final = Mm(10)
AFTER_TABLE: Final = Pt(9)
SIDES: Final = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def render_docx(
    nodes: Nodes, facts: Facts, *, footer: str, pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """Return the Word document that shows ``nodes``: the same bytes for the same input.

    Nodes are those of ``portal.documents.tree``; a picture node names one of ``pictures``. Every
    page ends with ``footer`` and its number.
    """
    document = Document()
    dress(document, facts.lang, footer)
    writer = _Writer(document, Numbering(document), pictures or {})
    writer.blocks(nodes, _Place())
    writer.finish()
    return packed(document, facts)


@dataclass(frozen=True)
class _Place:
    """Where a block stands: inside a box or quote that lends its style, and how deep in lists."""

    style: str = "Normal"
    depth: int = 0


@dataclass(frozen=True)
class _Face:
    """How a run of text looks, apart from its paragraph."""

    bold: bool | None = None
    italic: bool | None = None
    style: str | None = None


class _Writer:
    """Writes blocks one below the other; remembers whether the last one was a table."""

    def __init__(
        self, document: WordDocument, numbering: Numbering, pictures: Mapping[str, bytes]
    ) -> None:
        self._document = document
        self._numbering = numbering
        self._pictures = pictures
        self._below_table = False

    def blocks(self, nodes: Nodes, place: _Place) -> None:
        """Write blocks in their order."""
        for node in nodes:
            _BLOCKS[str(node["kind"])](self, node, place)

    def finish(self) -> None:
        """Close with a paragraph: Word wants one below a table."""
        if self._below_table:
            self._paragraph("Normal")

    def paragraph(self, node: Node, place: _Place) -> None:
        """Write a paragraph in the style of its place."""
        paragraph = self._paragraph(place.style)
        if place.depth:
            self._numbering.indent(paragraph, place.depth)
        _write_inlines(paragraph, _body(node), _Face())

    def soft(self, node: Node, _place: _Place) -> None:
        """Write a paragraph that stands back."""
        _write_inlines(self._paragraph(SOFT), _body(node), _Face())

    def small(self, node: Node, place: _Place) -> None:
        """Write blocks in small letters: what closes a document."""
        self.blocks(_body(node), replace(place, style=SMALL))

    def heading(self, node: Node, _place: _Place) -> None:
        """Write a heading that Word's navigation knows."""
        level = min(int(str(node["level"])), DEEPEST_HEADING)
        _write_inlines(self._paragraph(f"Heading {level}"), _body(node), _Face())

    def bullets(self, node: Node, place: _Place) -> None:
        """Write a list; each numbered list starts again at one."""
        depth = place.depth + 1
        number = self._numbering.start(depth, ordered=bool(node["ordered"]))
        style = "List Paragraph" if place.style == "Normal" else place.style
        inside = _Place(style, depth)
        for item in cast(list[Nodes], node["items"]):
            has_words = bool(item) and item[0]["kind"] == "par"
            paragraph = self._paragraph(style)
            self._numbering.number(paragraph, number, depth)
            _write_inlines(paragraph, _body(item[0]) if has_words else [], _Face())
            self.blocks(item[1:] if has_words else item, inside)

    def quote(self, node: Node, place: _Place) -> None:
        """Write a quotation."""
        self.blocks(_body(node), replace(place, style="Quote"))

    def note(self, node: Node, place: _Place) -> None:
        """Write a box of its own: a title if it has one, and what it says."""
        if title := cast(Nodes, node["title"]):
            _write_inlines(self._paragraph(NOTE_TITLE), title, _Face())
        self.blocks(_body(node), replace(place, style=NOTE))

    def picture(self, node: Node, _place: _Place) -> None:
        """Write a picture with the words for who does not see it."""
        name = str(node["name"])
        paragraph = self._paragraph("Normal")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        shape = paragraph.add_run().add_picture(
            BytesIO(_pixels(name, self._pictures[name])), width=PICTURE_WIDTH
        )
        described = shape._inline.docPr  # noqa: SLF001  # the library has no alt text
        described.set("descr", str(node["alt"]))
        described.set("name", name)

    def table(self, node: Node, place: _Place) -> None:
        """Write a table; its header row comes back on each page."""
        if self._below_table:
            self._paragraph(place.style)  # two tables that touch become one
        widths = cast(list[int], node["widths"])
        table = self._document.add_table(0, len(widths), TABLE)
        table.autofit = False
        sizes = [Mm(TEXT_WIDTH * width / sum(widths)) for width in widths]
        for column, size in zip(table.columns, sizes, strict=True):
            column.width = size
        for cells in cast(list[Nodes], node["head"]):
            _write_row(table.add_row(), cells, TABLE_HEADING, "w:cantSplit", "w:tblHeader")
        for cells in cast(list[Nodes], node["rows"]):
            _write_row(table.add_row(), cells, TABLE_TEXT, "w:cantSplit")
        self._below_table = True

    def rule(self, _node: Node, _place: _Place) -> None:
        """Write a thematic break."""
        self._paragraph(WRITING_LINE)

    def code(self, node: Node, _place: _Place) -> None:
        """Write text as it stands."""
        self._paragraph(PREFORMATTED).add_run(str(node["text"]))

    def page(self, _node: Node, _place: _Place) -> None:
        """Go on at a new page."""
        self._paragraph("Normal").add_run().add_break(WD_BREAK.PAGE)

    def lines(self, node: Node, _place: _Place) -> None:
        """Write lines to write on."""
        for _ in range(int(str(node["count"]))):
            self._paragraph(WRITING_LINE)

    def _paragraph(self, style: str) -> Paragraph:
        paragraph = self._document.add_paragraph(style=style)
        if self._below_table and not style.startswith("Heading"):
            paragraph.paragraph_format.space_before = AFTER_TABLE
        self._below_table = False
        return paragraph


_BLOCKS: Final[Mapping[str, Callable[[_Writer, Node, _Place], None]]] = {
    "par": _Writer.paragraph,
    "soft": _Writer.soft,
    "small": _Writer.small,
    "heading": _Writer.heading,
    "list": _Writer.bullets,
    "quote": _Writer.quote,
    "note": _Writer.note,
    "picture": _Writer.picture,
    "table": _Writer.table,
    "rule": _Writer.rule,
    "pre": _Writer.code,
    "page": _Writer.page,
    "lines": _Writer.lines,
}


def _write_row(row: _Row, cells: Nodes, style: str, *properties: str) -> None:
    marks = row._tr.get_or_add_trPr()  # noqa: SLF001  # the library has no header rows
    for name in properties:
        marks.append(OxmlElement(name))
    for cell, node in zip(row.cells, cells, strict=False):
        paragraph = cell.paragraphs[0]
        paragraph.style = style
        paragraph.alignment = SIDES[str(node["align"])]
        _write_inlines(paragraph, _body(node), _Face())
        if node["blank"]:
            row.height = ROOM_TO_WRITE


def _write_inlines(paragraph: Paragraph, nodes: Nodes, face: _Face) -> None:
    for node in nodes:
        _write_inline(paragraph, paragraph._p, node, face)  # noqa: SLF001  # runs go in links too


def _write_inline(paragraph: Paragraph, parent: BaseOxmlElement, node: Node, face: _Face) -> None:
    """Write a piece of text under ``parent``: the paragraph itself, or a link in it."""
    inside = parent
    match node["kind"]:
        case "text":
            _add_run(paragraph, parent, face).text = str(node["text"])
        case "code":
            _add_run(paragraph, parent, replace(face, style=CODE)).text = str(node["text"])
        case "break":
            _add_run(paragraph, parent, face).add_break()
        case "footnote":
            _add_run(paragraph, parent, face).text = " ["
        case "link":
            inside = _add_link(paragraph, str(node["to"]))
    for child in _body(node):
        _write_inline(paragraph, inside, child, _face_inside(node, face))
    if node["kind"] == "footnote":
        _add_run(paragraph, parent, face).text = "]"


def _face_inside(node: Node, face: _Face) -> _Face:
    match node["kind"]:
        case "strong":
            return replace(face, bold=True)
        case "emph":
            return replace(face, italic=True)
        case "link":
            return replace(face, style=LINK)
    return face


def _add_run(paragraph: Paragraph, parent: BaseOxmlElement, face: _Face) -> Run:
    element = cast(CT_R, OxmlElement("w:r"))
    parent.append(element)
    run = Run(element, paragraph)
    run.bold, run.italic, run.style = face.bold, face.italic, face.style
    return run


def _add_link(paragraph: Paragraph, target: str) -> BaseOxmlElement:
    link = cast(BaseOxmlElement, OxmlElement("w:hyperlink"))
    key = paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link.set(qn("r:id"), key)
    paragraph._p.append(link)  # noqa: SLF001  # the library reads links but writes none
    return link


def _body(node: Node) -> Nodes:
    return cast(Nodes, node.get("body", []))


def _pixels(name: str, picture: bytes) -> bytes:
    return svg_to_png(picture) if name.endswith(".svg") else picture
