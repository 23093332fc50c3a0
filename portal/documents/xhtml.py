"""Sanitised HTML as XHTML: the strict form that e-books want."""

import re
from typing import Final, cast

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

XHTML: Final = "http://www.w3.org/1999/xhtml"
DRAWING: Final = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
PLACE: Final = "data-drawing"
HEADINGS: Final = tuple(f"h{level}" for level in range(1, 7))

Element = etree._Element  # noqa: SLF001 -- lxml has no public name for it
Elements = list[Element]


def to_xhtml(html: str, *, shift: int = 0) -> Elements:
    """Return the elements of an HTML fragment, its headings moved ``shift`` levels down.

    Drawings keep the case of their names, which a parser of HTML would lose.
    """
    drawings: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        drawings.append(match[0])
        return f'<span {PLACE}="{len(drawings) - 1}"></span>'

    root = lxml_html.fragment_fromstring(DRAWING.sub(put_aside, html), create_parent="div")
    for heading in list(root.iter(*HEADINGS)):
        heading.tag = f"h{max(1, int(heading.tag[1]) + shift)}"
    _move_to_namespace(root)
    for place in list(root.iterfind(f".//{{{XHTML}}}span[@{PLACE}]")):
        _put_back(place, drawings[int(str(place.get(PLACE)))])
    return list(root)


def element(name: str, *content: str | Element, **attributes: str) -> Element:
    """Return an XHTML element with text and elements in it, in their order."""
    made = etree.Element(f"{{{XHTML}}}{name}", attributes, nsmap=namespaces(XHTML))
    for piece in content:
        if not isinstance(piece, str):
            made.append(piece)
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + piece
        else:
            made.text = (made.text or "") + piece
    return made


def namespaces(default: str, **others: str) -> dict[str, str]:
    """Return namespaces by prefix, with the one that needs none."""
    return cast("dict[str, str]", {None: default, **others})  # lxml takes None, its stubs do not


def _move_to_namespace(root: HtmlElement) -> None:
    for one in root.iter(etree.Element):
        one.tag = f"{{{XHTML}}}{one.tag}"


def _put_back(place: Element, drawing: str) -> None:
    svg = etree.fromstring(drawing)
    svg.tail = place.tail
    parent = place.getparent()
    if parent is not None:
        parent.replace(place, svg)
