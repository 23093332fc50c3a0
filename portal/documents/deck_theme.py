"""The bare 16:9 presentation that our decks start from: our colours, two layouts, one line."""

from typing import Final, cast

from lxml import etree
from lxml.builder import ElementMaker
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.presentation import Presentation as Deck
from pptx.util import Emu, Inches

WIDE, HIGH = Inches(13.333), Inches(7.5)
PAPER: Final = RGBColor(0xFF, 0xFC, 0xF7)  # type: ignore[no-untyped-call]
SUNKEN: Final = RGBColor(0xF6, 0xF0, 0xE6)  # type: ignore[no-untyped-call]
SOFT: Final = RGBColor(0x5E, 0x57, 0x4C)  # type: ignore[no-untyped-call]
COLOURS: Final = {
    "dk1": "23201B",
    "lt1": "FFFFFF",
    "dk2": "5E574C",
    "lt2": "F6F0E6",
    "accent1": "F7A823",
    "accent2": "2C6A3C",
    "accent3": "7B2D5E",
    "accent4": "9C4700",
    "accent5": "8D8271",
    "accent6": "AB241B",
    "hlink": "9C4700",
    "folHlink": "7C3800",
}
FONT: Final = "Arial"  # is on every computer, where a font of our own would be replaced by chance
TITLE, TITLE_AND_BODY, TITLE_ONLY = "Title Slide", "Title and Content", "Title Only"
KEPT: Final = frozenset({TITLE, TITLE_AND_BODY, TITLE_ONLY})
DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
SLIDES: Final = "http://schemas.openxmlformats.org/presentationml/2006/main"
A: Final = ElementMaker(namespace=DRAWING, nsmap={"a": DRAWING})
P: Final = ElementMaker(namespace=SLIDES, nsmap={"p": SLIDES, "a": DRAWING})


def new_deck() -> Deck:
    """Return a presentation without slides, in our colours."""
    deck = Presentation()
    _widen(deck)
    deck.slide_width, deck.slide_height = WIDE, HIGH
    for layout in list(deck.slide_layouts):
        if layout.name not in KEPT:
            deck.slide_layouts.remove(layout)
    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    _colour(theme)
    fill = deck.slide_master.background.fill
    fill.solid()
    fill.fore_color.rgb = PAPER
    deck.slide_master.shapes._spTree.append(_line())  # noqa: SLF001 (masters take no new shapes)
    return deck


def _widen(deck: Deck) -> None:
    """Stretch the places of the 4:3 template over the wider slide."""
    old_wide, old_high = cast("int", deck.slide_width), cast("int", deck.slide_height)
    for sheet in (deck.slide_master, *deck.slide_layouts):
        for shape in sheet.placeholders:
            left, top, width, height = shape.left, shape.top, shape.width, shape.height
            shape.left, shape.width = Emu(left * WIDE // old_wide), Emu(width * WIDE // old_wide)
            shape.top, shape.height = Emu(top * HIGH // old_high), Emu(height * HIGH // old_high)


def _colour(theme: Part) -> None:
    root = etree.fromstring(theme.blob)
    for scheme in root.iterfind(f".//{{{DRAWING}}}clrScheme"):
        for slot in scheme:
            slot[:] = [A.srgbClr(val=COLOURS[etree.QName(slot).localname])]
    for latin in root.iterfind(f".//{{{DRAWING}}}fontScheme/*/{{{DRAWING}}}latin"):
        latin.set("typeface", FONT)
    theme._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)  # noqa: SLF001


def _line() -> etree._Element:
    """Return the one mango line, along the top of every slide."""
    line: etree._Element = P.sp(
        P.nvSpPr(P.cNvPr(id="99", name="Line"), P.cNvSpPr(), P.nvPr(userDrawn="1")),
        P.spPr(
            A.xfrm(A.off(x="0", y="0"), A.ext(cx=str(WIDE), cy=str(Inches(0.085)))),
            A.prstGeom(A.avLst(), prst="rect"),
            A.solidFill(A.schemeClr(val="accent1")),
            A.ln(A.noFill()),
        ),
    )
    return line
