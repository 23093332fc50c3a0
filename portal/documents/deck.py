"""PowerPoint decks of slide nodes: real titles, lists and tables, the same bytes each time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.presentation import Presentation
from pptx.shapes.base import BaseShape
from pptx.shapes.placeholder import SlidePlaceholder
from pptx.slide import Slide as Sheet
from pptx.table import _Cell
from pptx.text.text import TextFrame
from pptx.util import Emu, Inches

from portal.documents.deck_text import (
    LOCALES,
    Line,
    Span,
    height_of,
    lines_of,
    size_for,
    spans_of,
    write,
)
from portal.documents.deck_theme import (
    SOFT,
    SUNKEN,
    TITLE,
    TITLE_AND_BODY,
    TITLE_ONLY,
    WIDE,
    new_deck,
)
from portal.documents.picture import svg_to_png
from portal.documents.tree import Nodes
from portal.documents.zipped import undated

MADE_AT: Final = datetime(2020, 1, 1)  # noqa: DTZ001 (the moment of making is no part of a deck)
GRID: Final = "{5940675A-B579-460E-94D1-54222C63F5DA}"  # PowerPoint's name for a bare grid
WIDE_PICTURE: Final = 2.2
BESIDE: Final = 0.62
TABLE_ROW: Final = Inches(0.6)


@dataclass(frozen=True, kw_only=True)
class Slide:
    """A slide: its title, what is shown, and what only the speaker sees."""

    title: str
    body: Nodes
    notes: Nodes = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class DeckContents:
    """All that a deck holds; ``colophon`` stands small at the foot of the last slide."""

    title: str
    summary: str
    imprint: str
    authors: Sequence[str]
    lang: str
    slides: Sequence[Slide]
    colophon: Nodes
    pictures: Mapping[str, bytes]


@dataclass(frozen=True)
class Room:
    """A rectangle on a slide."""

    left: int
    top: int
    width: int
    height: int

    def inside(self, width: int, height: int) -> "Room":
        """Return the largest rectangle of that shape in the middle of this one."""
        scale = min(self.width / width, self.height / height)
        wide, high = int(width * scale), int(height * scale)
        left, top = self.left + (self.width - wide) // 2, self.top + (self.height - high) // 2
        return Room(left, top, wide, high)


MARGIN: Final = Inches(0.8)
ACROSS: Final = WIDE - 2 * MARGIN
TITLE_ROOM: Final = Room(MARGIN, Inches(0.45), ACROSS, Inches(1.1))
BODY_ROOM: Final = Room(MARGIN, Inches(1.7), ACROSS, Inches(5.3))
COLOPHON_ROOM: Final = Room(MARGIN, Inches(6.4), ACROSS, Inches(0.9))
COVER_TITLE: Final = Room(MARGIN, Inches(1.5), ACROSS, Inches(1.9))
COVER_SUMMARY: Final = Room(MARGIN, Inches(3.5), Inches(10), Inches(2))
COVER_IMPRINT: Final = Room(MARGIN, Inches(6.5), ACROSS, Inches(0.5))


def render_deck(contents: DeckContents) -> bytes:
    """Return the deck as a PPTX: a cover, then the slides, all words in their language."""
    deck = new_deck()
    _describe(deck, contents)
    _cover(deck, contents)
    for place, slide in enumerate(contents.slides, start=1):
        is_last = place == len(contents.slides)
        room = BODY_ROOM
        if is_last:
            room = Room(room.left, room.top, room.width, COLOPHON_ROOM.top - room.top)
        sheet = _Sheet(deck, slide, contents, room)
        sheet.fill()
        if is_last:
            _small(sheet.sheet, lines_of(contents.colophon), COLOPHON_ROOM, contents.lang, 12)
    return _saved(deck)


def _describe(deck: Presentation, contents: DeckContents) -> None:
    core = deck.core_properties
    core.title, core.author = contents.title, ", ".join(contents.authors)
    core.language = LOCALES.get(contents.lang, contents.lang)
    core.subject = contents.summary
    core.last_modified_by, core.keywords, core.revision = core.author, "", 1
    core.created = core.modified = MADE_AT


def _cover(deck: Presentation, contents: DeckContents) -> None:
    sheet = deck.slides.add_slide(deck.slide_layouts.get_by_name(TITLE))
    title, summary = sheet.placeholders[0], sheet.placeholders[1]
    _title(title, contents.title, COVER_TITLE, contents.lang, (48, 40, 32))
    title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    _place(summary, COVER_SUMMARY)
    lines = [Line(spans=[Span(text=contents.summary)])]
    write(summary.text_frame, lines, lang=contents.lang, size=26, colour=SOFT)
    summary.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    imprint = [Line(spans=[Span(text=contents.imprint)])]
    _small(sheet, imprint, COVER_IMPRINT, contents.lang, 18)


def _title(
    shape: SlidePlaceholder,
    words: str,
    room: Room,
    lang: str,
    sizes: Sequence[int] = (36, 32, 28, 24),
) -> None:
    _place(shape, room)
    lines = [Line(spans=[Span(text=words, bold=True)])]
    fitting = (size for size in sizes if height_of(lines, size, room.width) <= room.height)
    write(shape.text_frame, lines, lang=lang, size=next(fitting, sizes[-1]))
    shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    shape.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT


def _small(sheet: Sheet, lines: Iterable[Line], room: Room, lang: str, size: int) -> None:
    box = sheet.shapes.add_textbox(*_emus(room))
    _without_margins(box.text_frame)
    write(box.text_frame, list(lines), lang=lang, size=size, colour=SOFT)


class _Sheet:
    """One slide being filled, in the order in which it will be read."""

    def __init__(
        self, deck: Presentation, slide: Slide, contents: DeckContents, room: Room
    ) -> None:
        self.slide, self.contents, self.room = slide, contents, room
        self.pictures = [node for node in slide.body if node["kind"] == "picture"]
        self.tables = [node for node in slide.body if node["kind"] == "table"]
        self.lines = list(lines_of(slide.body))
        layout = deck.slide_layouts.get_by_name(TITLE_AND_BODY if self.lines else TITLE_ONLY)
        self.sheet = deck.slides.add_slide(layout)

    def fill(self) -> None:
        """Put title, pictures, tables, words and notes in their places."""
        title = self.sheet.shapes.title
        _title(title, self.slide.title, TITLE_ROOM, self.contents.lang)
        blocks = len(self.pictures) + len(self.tables)
        rest, beside = self._divide() if blocks else (self.room, self.room)
        if self.lines:
            self._write(rest)
        shapes = [self._show(node, room) for node, room in self._rooms(beside)]
        if self.lines and shapes and self.slide.body[0]["kind"] in {"picture", "table"}:
            body = self.sheet.placeholders[1]
            shapes[-1]._element.addnext(body._element)  # noqa: SLF001 (reading order)
        if self.slide.notes:
            frame = self.sheet.notes_slide.notes_text_frame
            write(frame, list(lines_of(self.slide.notes)), lang=self.contents.lang)

    def _divide(self) -> tuple[Room, Room]:
        """Return the room for the words and the room for the rest, beside or under each other."""
        room = self.room
        if not self.lines:
            return room, room
        if len(self.pictures) == 1 and not self.tables and not self._is_wide(self.pictures[0]):
            left = int(room.width * BESIDE)
            gap = Inches(0.4)
            words = Room(room.left + left + gap, room.top, room.width - left - gap, room.height)
            return words, Room(room.left, room.top, left, room.height)
        needed = height_of(self.lines, 24, room.width)
        high = max(Inches(0.7), min(needed, room.height // 3))
        if self.slide.body[0]["kind"] in {"picture", "table"}:
            rest = Room(room.left, room.top, room.width, room.height - high)
            return Room(room.left, rest.top + rest.height, room.width, high), rest
        rest = Room(room.left, room.top + high, room.width, room.height - high)
        return Room(room.left, room.top, room.width, high), rest

    def _is_wide(self, node: Mapping[str, Any]) -> bool:
        image = self._image(node)
        shape = self.sheet.shapes.add_picture(image, 0, 0)
        is_wide: bool = shape.width / shape.height > WIDE_PICTURE
        shape._element.getparent().remove(shape._element)  # noqa: SLF001 (it was only measured)
        return is_wide

    def _rooms(self, room: Room) -> list[tuple[Mapping[str, Any], Room]]:
        """Return the pictures and tables with a room for each, side by side."""
        blocks = [node for node in self.slide.body if node["kind"] in {"picture", "table"}]
        gap = Inches(0.3)
        width = (room.width + gap) // len(blocks) - gap if blocks else 0
        lefts = (room.left + place * (width + gap) for place in range(len(blocks)))
        rooms = (Room(left, room.top, width, room.height) for left in lefts)
        return list(zip(blocks, rooms, strict=True))

    def _write(self, room: Room) -> None:
        body = self.sheet.placeholders[1]
        _place(body, room)
        _without_margins(body.text_frame)
        is_tall = room.height == self.room.height  # words alone, or beside a picture
        body.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE if is_tall else MSO_ANCHOR.TOP
        size = size_for(self.lines, room.width, room.height)
        write(body.text_frame, self.lines, lang=self.contents.lang, size=size)

    def _show(self, node: Mapping[str, Any], room: Room) -> BaseShape:
        return self._picture(node, room) if node["kind"] == "picture" else self._table(node, room)

    def _image(self, node: Mapping[str, Any]) -> BytesIO:
        name = str(node["name"])
        content = self.contents.pictures[name]
        return BytesIO(svg_to_png(content) if name.endswith(".svg") else content)

    def _picture(self, node: Mapping[str, Any], room: Room) -> BaseShape:
        shape: Any = self.sheet.shapes.add_picture(self._image(node), 0, 0)
        _place(shape, room.inside(shape.width, shape.height))
        shape._element.nvPicPr.cNvPr.set("descr", str(node["alt"]))  # noqa: SLF001 (alt text)
        drawn: BaseShape = shape
        return drawn

    def _table(self, node: Mapping[str, Any], room: Room) -> BaseShape:
        rows = [*node["head"], *node["rows"]]
        count = len(node["widths"])
        high = TABLE_ROW * len(rows)
        frame: Any = self.sheet.shapes.add_table(
            len(rows), count, *_emus(Room(room.left, room.top, room.width, high))
        )
        grid = frame.table
        grid._tbl.tblPr.find(f"{{{_DRAWING}}}tableStyleId").text = GRID  # noqa: SLF001
        grid.first_row, grid.horz_banding = bool(node["head"]), False
        for column, share in zip(grid.columns, node["widths"], strict=True):
            column.width = Emu(room.width * share // sum(node["widths"]))
        size = self._table_size(rows, [column.width for column in grid.columns], room.height)
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                self._cell(grid.cell(y, x), cell, size, is_head=y < len(node["head"]))
        drawn: BaseShape = frame
        return drawn

    def _cell(self, cell: _Cell, node: Mapping[str, Any], size: int, *, is_head: bool) -> None:
        style = Span(text="", bold=is_head)
        lines = [Line(spans=list(spans_of(node["body"], style)))]
        write(cell.text_frame, lines, lang=self.contents.lang, size=size)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        fill: Any = cell.fill  # has no types
        if is_head:
            fill.solid()
            fill.fore_color.rgb = SUNKEN
        else:
            fill.background()

    def _table_size(self, rows: Sequence[Nodes], widths: Sequence[int], height: int) -> int:
        """Return the largest size in which the rows fit under each other."""

        def high(size: int) -> int:
            return sum(max(TABLE_ROW, *self._cells(row, widths, size)) for row in rows)

        return next((size for size in (24, 22, 20, 18, 16, 14) if high(size) <= height), 12)

    @staticmethod
    def _cells(row: Sequence[Mapping[str, Any]], widths: Sequence[int], size: int) -> list[int]:
        margin = Inches(0.25)
        lines = ([Line(spans=list(spans_of(cell["body"])))] for cell in row)
        pairs = zip(lines, widths, strict=False)
        return [height_of(line, size, width - margin) + Inches(0.1) for line, width in pairs]


_DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"


def _place(shape: BaseShape, room: Room) -> None:
    """Set all four: a placeholder with only some of them set loses the others."""
    shape.left, shape.top, shape.width, shape.height = _emus(room)


def _emus(room: Room) -> tuple[Emu, Emu, Emu, Emu]:
    return Emu(room.left), Emu(room.top), Emu(room.width), Emu(room.height)


def _without_margins(frame: TextFrame) -> None:
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)


def _saved(deck: Presentation) -> bytes:
    saved = BytesIO()
    deck.save(saved)
    return undated(saved)
