"""How our Word documents look: styles and lists of our own, an A4 sheet, a footer with numbers."""

from pathlib import Path
from typing import Final, cast

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm
from docx.text.paragraph import Paragraph

PARTS: Final = Path(__file__).parent / "word_parts"
NOTE: Final = "Note"
NOTE_TITLE: Final = "Note Title"
SOFT: Final = "Soft"
SMALL: Final = "Small"
TABLE: Final = "Ruled Table"
TABLE_HEADING: Final = "Table Heading"
TABLE_TEXT: Final = "Table Text"
PREFORMATTED: Final = "Preformatted"
WRITING_LINE: Final = "Writing Line"
LINK: Final = "Hyperlink"
CODE: Final = "Code"
TEXT_WIDTH: Final = 170  # millimetres: A4 without its margins
LOCALES: Final = {"nl": "nl-BE", "en": "en-GB", "fr": "fr-BE"}  # what Word spells by
WORD_2013: Final = "15"  # older than this and Word shows "compatibility mode"
BULLETS, NUMBERS = "0", "1"
STEP: Final = Mm(7)
MARGIN: Final = Mm(6)  # of a box or a quotation


def dress(document: WordDocument, lang: str, footer: str) -> None:
    """Give a new document our styles, its language, an A4 sheet and a footer."""
    locale = LOCALES.get(lang, lang)
    styles = document.styles.element
    styles[:] = list(parse_xml((PARTS / "styles.xml").read_bytes()))
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:val"), locale)
    settings = document.settings.element
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), locale)
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), WORD_2013)
    _cut_sheet(document)
    _write_footer(document, footer)


class Numbering:
    """Hands out the lists of one document; each counts by itself."""

    def __init__(self, document: WordDocument) -> None:
        """Replace the lists of the empty document by ours."""
        self._element = document.part.numbering_part.element
        self._element[:] = list(parse_xml((PARTS / "numbering.xml").read_bytes()))
        self._count = 0

    def start(self, depth: int, *, ordered: bool) -> int:
        """Return the number of a new list at a depth."""
        self._count += 1
        kind = _element("w:abstractNumId", val=NUMBERS if ordered else BULLETS)
        restart = _element("w:lvlOverride", ilvl=depth - 1)
        restart.append(_element("w:startOverride", val=1))
        entry = _element("w:num", numId=self._count)
        entry.extend([kind, restart])
        self._element.append(entry)
        return self._count

    def number(self, paragraph: Paragraph, number: int, depth: int) -> None:
        """Make a paragraph an item of a list."""
        mark = _element("w:numPr")
        mark.extend([_element("w:ilvl", val=depth - 1), _element("w:numId", val=number)])
        paragraph._p.get_or_add_pPr()._insert_numPr(mark)  # type: ignore[attr-defined]  # noqa: SLF001
        self.indent(paragraph, depth)
        paragraph.paragraph_format.first_line_indent = -STEP

    def indent(self, paragraph: Paragraph, depth: int) -> None:
        """Set a paragraph below the words of its item."""
        style = paragraph.style.name if paragraph.style else ""
        inside = MARGIN if style in {NOTE, "Quote"} else 0
        paragraph.paragraph_format.left_indent = Mm(0) + inside + STEP * depth


def _cut_sheet(document: WordDocument) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = Mm(20)
    section.bottom_margin, section.footer_distance = Mm(22), Mm(11)


def _write_footer(document: WordDocument, words: str) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = "Footer"
    paragraph.add_run(f"{words}\t")
    _field(paragraph, "PAGE")
    paragraph.add_run(" / ")
    _field(paragraph, "NUMPAGES")


def _field(paragraph: Paragraph, name: str) -> None:
    """Write a number that Word works out."""
    field = _element("w:fldSimple", instr=name)
    run = OxmlElement("w:r")
    shown = OxmlElement("w:t")
    shown.text = "1"
    run.append(shown)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001  # the library has no fields


def _element(name: str, **attributes: object) -> BaseOxmlElement:
    element = cast(BaseOxmlElement, OxmlElement(name))
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), str(value))
    return element
