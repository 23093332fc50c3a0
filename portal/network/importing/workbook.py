"""An Excel file in the shape that can be read back: empty as a template, or with the roster."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any, Final

from flask_babel import gettext
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from portal.network.importing.shape import (
    COLUMNS,
    LISTED_KEYS,
    PLACES,
    Column,
    Kind,
    Sheet,
    options_of,
    title_of,
)
from portal.tables import files as tables
from portal.tables.files import MADE_AT, Table

Cell = str | int | date | None
Rows = Mapping[Sheet, Iterable[Mapping[str, Cell]]]
PREPARED_ROWS: Final = 5000
LONGEST_MESSAGE: Final = 255  # Excel shows no more beside a cell
EXAMPLES: Final[Mapping[Sheet, Mapping[str, str]]] = {
    Sheet.ORGANISATIONS: {
        "name": "Woonzorgcentrum De Verzonnen Linde",
        "wave": "2",
        "since": "2022-01-10",
    },
    Sheet.TEAMS: {
        "organisation": "Woonzorgcentrum De Verzonnen Linde",
        "place": "1",
        "name": "Leefgroep Kersentuin",
        "own_word": "leefgroep",
        "care_context_reason": "Zorgt voor bewoners met kanker.",
        "start": "2022-01-10",
    },
    Sheet.PEOPLE: {
        "organisation": "Woonzorgcentrum De Verzonnen Linde",
        "name": "Hilde Vermeulen",
        "email": "hilde.vermeulen@wzc.example",
        "start": "2022-01-10",
    },
}


def make_template() -> bytes:
    """Return the template, in the language of the reader."""
    return make_workbook({})


def make_workbook(rows: Rows) -> bytes:
    """Return a workbook with these rows by sheet, and behind them what each column means."""
    paper = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(paper, options) as book:
        book.set_properties({"created": MADE_AT})
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheets = {sheet: book.add_worksheet(title_of(sheet)) for sheet in Sheet}
        explained = book.add_worksheet(gettext("Explanation"))
        lists = book.add_worksheet(gettext("Lists"))
        sources = _write_lists(lists)
        for sheet, paper_sheet in sheets.items():
            _write_sheet(paper_sheet, COLUMNS[sheet], rows.get(sheet, ()), (bold, day))
            _offer(paper_sheet, COLUMNS[sheet], sources)
        _explain(explained, bold)
    return paper.getvalue()


def _write_sheet(
    sheet: Worksheet,
    columns: Sequence[Column],
    rows: Iterable[Mapping[str, Cell]],
    formats: tuple[Any, Any],
) -> None:
    bold, day = formats
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width, day if column.kind is Kind.DAY else None)
        sheet.write_string(0, place, str(column.label), bold)
    sheet.freeze_panes(1, 1)
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            _write_cell(sheet, (number, place), row[column.key], day)


def _write_cell(sheet: Worksheet, at: tuple[int, int], value: Cell, day: Any) -> None:  # noqa: ANN401 -- xlsxwriter's formats have no type
    if isinstance(value, date):
        sheet.write_datetime(*at, value, day)
    elif isinstance(value, int):
        sheet.write_number(*at, value)
    elif value:
        sheet.write_string(*at, value)


def _write_lists(sheet: Worksheet) -> Mapping[str, str]:
    """Write what can be chosen; return where each list stands, as Excel calls it."""
    sources = {}
    for place, key in enumerate(LISTED_KEYS):
        names = list(options_of(key).values())
        sheet.write_column(0, place, names)
        letter = chr(ord("A") + place)
        sources[key] = f"='{sheet.get_name()}'!${letter}$1:${letter}${len(names)}"
    sheet.hide()
    return sources


def _offer(sheet: Worksheet, columns: Sequence[Column], sources: Mapping[str, str]) -> None:
    """Show beside each cell what to write, and offer a list where there is one."""
    for place, column in enumerate(columns):
        asked: dict[str, Any] = {
            "validate": "any",
            "input_title": str(column.label)[:32],
            "input_message": str(column.hint)[:LONGEST_MESSAGE],
        }
        if column.kind is Kind.CHOICE:
            asked |= {"validate": "list", "source": sources[column.key]}
            asked |= {"error_title": str(column.label)[:32]}
            asked |= {"error_message": gettext("Choose from the list.")}
        elif column.key == "place":
            asked |= {"validate": "list", "source": list(PLACES)}
        sheet.data_validation(1, place, PREPARED_ROWS, place, asked)


def _explain(sheet: Worksheet, bold: Any) -> None:  # noqa: ANN401 -- xlsxwriter's formats have no type
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, 2, 12)
    sheet.set_column(3, 4, 70)
    for number, line in enumerate(_lines()):
        for place, words in enumerate(line):
            sheet.write_string(number, place, words, bold if number == 0 else None)


def _lines() -> Iterator[Sequence[str]]:
    yield (
        gettext("Sheet"),
        gettext("Column"),
        gettext("Needed"),
        gettext("What to write"),
        gettext("Example"),
    )
    for sheet, columns in COLUMNS.items():
        for column in columns:
            needed = gettext("yes") if column.must else gettext("no")
            yield (
                title_of(sheet),
                str(column.label),
                needed,
                str(column.hint),
                _example(sheet, column),
            )


def _example(sheet: Sheet, column: Column) -> str:
    if column.kind is Kind.CHOICE:
        return ", ".join(options_of(column.key).values())
    return EXAMPLES[sheet].get(column.key, "")


def headings_table(sheet: Sheet) -> Table:
    """Return one sheet without rows: the headings, for those who work in CSV."""
    return Table(
        name=sheet.value,
        columns=[tables.Column(key=one.key, label=str(one.label)) for one in COLUMNS[sheet]],
        rows=[],
    )
