"""A table as the bytes of a CSV or an XLSX file, and as an answer to a request.

CSV is written for the people who open it by a double click: a Flemish Excel reads ``;`` between
cells and a comma in decimals, and takes the file for UTF-8 only with a byte order mark. In R this
is ``read.csv2``, in pandas ``read_csv(sep=";", decimal=",")``. XLSX leaves nothing to guess.
"""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from io import BytesIO, StringIO
from typing import Final

from flask import Response
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from portal.clock import today

Cell = str | int | float | date | None
DELIMITER: Final = ";"
# What a spreadsheet may read as the start of a formula, full-width signs included.
FORMULA_STARTS: Final = tuple("=+-@\t\r\n＝＋－＠")
LONGEST_CELL: Final = 32_767  # XLSX allows no more characters, and drops what has more
WIDEST_COLUMN: Final = 60
# A file made twice from the same rows is the same file, byte for byte.
MADE_AT: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


class Kind(StrEnum):
    """How the cells of a column are written."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: the key of its value in a row, its heading, and its kind."""

    key: str
    label: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows under columns; ``name`` and ``on`` (today, if left out) become the name of the file."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Mapping[str, Cell]]
    on: date | None = None


def safe_text(words: str) -> str:
    """Return the words so that no spreadsheet takes them for a formula: with ``'`` in front."""
    return f"'{words}" if words.startswith(FORMULA_STARTS) else words


def to_csv(table: Table) -> bytes:
    """Write the table as CSV; text is made safe, numbers keep their sign, dates are ISO."""
    paper = StringIO()
    writer = csv.writer(paper, delimiter=DELIMITER, lineterminator="\r\n")
    writer.writerow([safe_text(column.label) for column in table.columns])
    for row in table.rows:
        writer.writerow([_csv_cell(column, row[column.key]) for column in table.columns])
    return paper.getvalue().encode("utf-8-sig")


def _csv_cell(column: Column, value: Cell) -> str:
    if value is None:
        return ""
    if column.kind is Kind.TEXT:
        return safe_text(str(value))
    return str(_checked(column, value)).replace(".", ",")


def _checked(column: Column, value: Cell) -> Cell:
    """Return the value if it is of the column's kind; a text among numbers would be unsafe."""
    kinds = (date,) if column.kind is Kind.DATE else (int, float)
    if not isinstance(value, kinds) or isinstance(value, datetime):
        raise TypeError(f"{column.key} holds {column.kind}, not {value!r}")
    return value


def to_xlsx(table: Table) -> bytes:
    """Write the table as XLSX: bold heading that stays in sight, text as text, dates as dates."""
    paper = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(paper, options) as book:
        book.set_properties({"created": MADE_AT})
        formats = {Kind.DATE: book.add_format({"num_format": "yyyy-mm-dd"})}
        sheet = book.add_worksheet()
        _write_heading(sheet, table.columns, book.add_format({"bold": True}))
        for number, row in enumerate(table.rows, start=1):
            for place, column in enumerate(table.columns):
                at = (number, place)
                _write_cell(sheet, at, column, row[column.key], formats.get(column.kind))
    return paper.getvalue()


def _write_heading(sheet: Worksheet, columns: Sequence[Column], bold: Format) -> None:
    for place, column in enumerate(columns):
        sheet.set_column(place, place, min(max(len(column.label) + 2, 12), WIDEST_COLUMN))
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.label, bold)
    sheet.freeze_panes(1, 0)


def _write_cell(
    sheet: Worksheet, at: tuple[int, int], column: Column, value: Cell, look: Format | None
) -> None:
    if value is None:
        return
    if column.kind is Kind.TEXT:
        sheet.write_string(*at, _cut(str(value)))
    elif column.kind is Kind.DATE:
        sheet.write_datetime(*at, _checked(column, value), look)
    else:
        sheet.write_number(*at, _checked(column, value))


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST_CELL else f"{words[: LONGEST_CELL - 1]}…"


_WRITERS: Mapping[str, tuple[Callable[[Table], bytes], str]] = {
    "csv": (to_csv, "text/csv; charset=utf-8"),
    "xlsx": (to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
FORMATS: Final = tuple(_WRITERS)


def table_response(table: Table, extension: str) -> Response:
    """Answer a request with the table as ``csv`` or ``xlsx``, to be saved as ``name-date.ext``."""
    write, media_type = _WRITERS[extension]
    name = f"{table.name}-{(table.on or today()).isoformat()}.{extension}"
    answer = Response(write(table), content_type=media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
