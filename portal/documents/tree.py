"""Sanitised HTML as a tree of plain nodes that the typst templates can draw.

Nodes are JSON-ready mappings with a ``kind``. Text travels as data and never as markup, so that
no character needs escaping and no content can become a command.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import isqrt
from typing import Final

from lxml import html as lxml_html
from lxml.html import HtmlElement

Node = dict[str, object]
Nodes = list[Node]

HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
BLOCKS: Final = frozenset(
    {*HEADINGS, "p", "ul", "ol", "table", "div", "section", "figure", "blockquote", "hr", "pre"}
)
EMPHASIS: Final = {"strong": "strong", "b": "strong", "em": "emph", "i": "emph", "cite": "emph"}
TO_FILL_IN: Final = "…"
NARROWEST, WIDEST = 9, 28
OUTSIDE: Final = ("http://", "https://", "mailto:")


def to_nodes(html: str, *, shift: int = 0) -> Nodes:
    """Return the blocks of an HTML fragment, its headings moved ``shift`` levels down."""
    if not html.strip():
        return []
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    notes = {item.get("id", ""): item for item in root.iterfind(".//div[@class='footnote']//li")}
    return _Reader(shift=shift, notes=notes).flow(root)


@dataclass(frozen=True, kw_only=True)
class _Reader:
    """Reads one fragment; knows its footnotes and how far its headings move."""

    shift: int
    notes: Mapping[str, HtmlElement]

    def flow(self, element: HtmlElement) -> Nodes:
        """Return the children as blocks; loose inline content becomes a paragraph."""
        blocks: Nodes = []
        loose: Nodes = []
        for piece in _pieces(element):
            if isinstance(piece, str) or piece.tag not in BLOCKS:
                loose += self._inline(piece)
                continue
            blocks += _paragraph(loose)
            loose = []
            blocks += self._block(piece)
        return blocks + _paragraph(loose)

    def _block(self, element: HtmlElement) -> Nodes:
        if element.tag in HEADINGS:
            level = max(1, HEADINGS[element.tag] + self.shift)
            return [{"kind": "heading", "level": level, "body": self._inlines(element)}]
        read = _BLOCK_READERS.get(str(element.tag), _Reader.flow)
        return read(self, element)

    def paragraph(self, element: HtmlElement) -> Nodes:
        """Return the paragraph, or nothing when it is empty."""
        return _paragraph(self._inlines(element))

    def bullets(self, element: HtmlElement) -> Nodes:
        """Return a list whose items are blocks themselves."""
        items = [self.flow(item) for item in element.iterchildren("li")]
        return [{"kind": "list", "ordered": element.tag == "ol", "items": items}]

    def table(self, element: HtmlElement) -> Nodes:
        """Return a table with the share of each column in the width.

        Cells are ``{align, blank, length, body}``, blank where one is to write.
        """
        rows = [self._row(row) for row in element.iter("tr") if row.getparent().tag != "thead"]
        head = [self._row(row) for row in element.iterfind("./thead/tr")]
        widths = [_share(column) for column in zip_longest(*head, *rows)]
        return [{"kind": "table", "widths": widths, "head": head, "rows": rows}]

    def _row(self, row: HtmlElement) -> Nodes:
        return [self._cell(cell) for cell in row.iterchildren("td", "th")]

    def _cell(self, cell: HtmlElement) -> Node:
        blank = str(cell.text_content()).strip() == TO_FILL_IN
        body = [] if blank else self._inlines(cell)
        length = len(str(cell.text_content()).strip())
        return {"align": _alignment(cell), "blank": blank, "length": length, "body": body}

    def division(self, element: HtmlElement) -> Nodes:
        """Return what a div holds: a note, a list of footnotes (told elsewhere), or a flow."""
        classes = (element.get("class") or "").split()
        if "footnote" in classes:
            return []
        if "admonition" not in classes:
            return self.flow(element)
        title = element.find("./p[@class='admonition-title']")
        heading = self._inlines(title) if title is not None else []
        body = [node for child in element if child is not title for node in self._block(child)]
        tone = next((name for name in classes if name != "admonition"), "note")
        return [{"kind": "note", "tone": tone, "title": heading, "body": body}]

    def figure(self, element: HtmlElement) -> Nodes:
        """Return the picture that a figure names, with its caption as a paragraph."""
        name = element.get("data-visual")
        if name is None:
            return self.flow(element)
        alt = element.get("data-alt") or ""
        return [{"kind": "picture", "name": name, "alt": alt}]

    def quote(self, element: HtmlElement) -> Nodes:
        """Return a block quotation."""
        return [{"kind": "quote", "body": self.flow(element)}]

    def line(self, _element: HtmlElement) -> Nodes:
        """Return a thematic break."""
        return [{"kind": "rule"}]

    def code(self, element: HtmlElement) -> Nodes:
        """Return preformatted text as it stands."""
        return [{"kind": "pre", "text": str(element.text_content()).rstrip("\n")}]

    def _inlines(self, element: HtmlElement) -> Nodes:
        return [node for piece in _pieces(element) for node in self._inline(piece)]

    def _inline(self, piece: "str | HtmlElement") -> Nodes:
        if isinstance(piece, str):
            return [{"kind": "text", "text": " ".join(f"|{piece}|".split())[1:-1]}]
        if piece.tag in EMPHASIS:
            return [{"kind": EMPHASIS[piece.tag], "body": self._inlines(piece)}]
        if piece.tag == "code":
            return [{"kind": "code", "text": str(piece.text_content())}]
        if piece.tag == "br":
            return [{"kind": "break"}]
        return self._link(piece) if piece.tag == "a" else self._inlines(piece)

    def _link(self, element: HtmlElement) -> Nodes:
        target = element.get("href") or ""
        classes = (element.get("class") or "").split()
        if "footnote-backref" in classes:
            return []
        if "footnote-ref" in classes and target.removeprefix("#") in self.notes:
            note = self.notes[target.removeprefix("#")]
            return [{"kind": "footnote", "body": _joined(self.flow(note))}]
        if target.startswith(OUTSIDE):
            return [{"kind": "link", "to": target, "body": self._inlines(element)}]
        return self._inlines(element)


_BLOCK_READERS: Mapping[str, Callable[[_Reader, HtmlElement], Nodes]] = {
    "p": _Reader.paragraph,
    "ul": _Reader.bullets,
    "ol": _Reader.bullets,
    "table": _Reader.table,
    "div": _Reader.division,
    "figure": _Reader.figure,
    "blockquote": _Reader.quote,
    "hr": _Reader.line,
    "pre": _Reader.code,
}


def _pieces(element: HtmlElement) -> Iterator["str | HtmlElement"]:
    """Yield text and child elements in reading order."""
    if element.text:
        yield element.text
    for child in element:
        if isinstance(child.tag, str):
            yield child
        if child.tail:
            yield child.tail


def _paragraph(inlines: Sequence[Node]) -> Nodes:
    blank = all(node["kind"] == "text" and not str(node["text"]).strip() for node in inlines)
    return [] if blank else [{"kind": "par", "body": list(inlines)}]


def _share(column: Sequence[Node | None]) -> int:
    """Return how wide a column is to be beside the others: by its longest cell, room to write."""
    cells = [cell for cell in column if cell is not None]
    if any(cell["blank"] for cell in cells):
        return WIDEST
    longest = max(int(str(cell["length"])) for cell in cells)
    return min(WIDEST, max(NARROWEST, isqrt(longest * 10)))


def _joined(blocks: Nodes) -> Nodes:
    """Return the content of paragraphs as one run of text."""
    pars = [block["body"] for block in blocks if block["kind"] == "par"]
    return [node for body in pars if isinstance(body, list) for node in body]


def _alignment(cell: HtmlElement) -> str:
    classes = (cell.get("class") or "").split()
    return next((side for side in ("center", "right") if f"align-{side}" in classes), "left")
