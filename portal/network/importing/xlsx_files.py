"""Excel files: looked at before they are opened, then read cell by cell, without formulas."""

import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812 -- an exception, whatever its letters

from openpyxl import load_workbook

from portal.network.importing.problems import FileRefused
from portal.network.importing.raw import MOST_COLUMNS, MOST_ROWS, Cell, RawRow, RawSheet
from portal.rules import N_, RuleBroken

ZIP: Final = b"PK\x03\x04"
OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
WORKBOOK: Final = "xl/workbook.xml"
MOST_ENTRIES: Final = 500
MOST_BYTES: Final = 120 * 1024 * 1024
SMALL: Final = 1024 * 1024
MOST_RATIO: Final = 150
WIDEST: Final = 1000  # columns: a stray cell at the far end would fill each row up to it
DEFINITIONS: Final = (b"<!DOCTYPE", b"<!ENTITY")
HEAD: Final = 4096
ENCRYPTED: Final = 0x1
UNREADABLE: Final = (
    BadZipFile, ParseError, SyntaxError, ZlibError, KeyError, ValueError, TypeError,
    AttributeError, IndexError, EOFError, OSError, NotImplementedError,
)  # fmt: skip  # what openpyxl raises on a file that only looks like one


def _damaged() -> FileRefused:
    return FileRefused(
        RuleBroken(N_("This is not a sound Excel file. Open it in Excel and save it as XLSX."))
    )


def check_package(data: bytes) -> None:
    """Refuse, before anything is unpacked, a package that is no workbook or far too large."""
    try:
        with ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            if WORKBOOK not in package.namelist():
                raise FileRefused(
                    RuleBroken(N_("This is a package of files, not an Excel file with sheets."))
                )
            _check_size(entries)
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    _check_head(package, entry)
    except UNREADABLE as error:
        raise _damaged() from error


def _check_size(entries: Sequence[ZipInfo]) -> None:
    whole = sum(entry.file_size for entry in entries)
    swollen = any(
        entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    locked = any(entry.flag_bits & ENCRYPTED for entry in entries)
    if len(entries) > MOST_ENTRIES or whole > MOST_BYTES or swollen or locked:
        raise FileRefused(
            RuleBroken(N_("This file is packed in a way that we do not open. Save it anew."))
        )


def _check_head(package: ZipFile, entry: ZipInfo) -> None:
    """Refuse definitions in XML: no workbook needs them, and they can make a file explode."""
    with package.open(entry) as content:
        head = content.read(HEAD)
    if any(word in head.upper() for word in DEFINITIONS):
        raise _damaged()


def read_xlsx(data: bytes) -> Sequence[RawSheet]:
    """Return the sheets of a workbook in which something stands."""
    check_package(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about looks that openpyxl does not know
            book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
            sheets = [
                RawSheet(title=sheet.title, rows=list(_rows(sheet))) for sheet in book.worksheets
            ]
            book.close()
    except UNREADABLE as error:
        raise _damaged() from error
    return [sheet for sheet in sheets if sheet.rows]


def _rows(sheet: Any) -> Iterator[RawRow]:  # noqa: ANN401 -- openpyxl's read-only sheet has no type
    sheet.reset_dimensions()  # what a file says of its own size may be wrong
    for at, cells in enumerate(sheet.iter_rows(), start=1):
        if len(cells) > WIDEST:
            raise _damaged()
        row = RawRow(at=at, cells=[_cell(cell) for cell in cells[:MOST_COLUMNS]])
        if not row.is_empty:
            yield row
        if at > MOST_ROWS:
            return


def _cell(cell: Any) -> Cell:  # noqa: ANN401 -- cells of three classes without a common one
    value, kind = cell.value, cell.data_type
    if value is None:
        return None
    if kind == "f":
        return RuleBroken(N_("This is a formula. Put its result in the cell."))
    if kind == "e":
        return RuleBroken(N_("Excel shows an error in this cell. Write what belongs there."))
    return _plain(value)


def _plain(value: object) -> Cell:
    """Return a value as text, number or day; a day with a time in it is no day."""
    if isinstance(value, datetime):
        return value.date() if value.time() == time.min else value.isoformat(" ")
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float | date):
        return value
    return " ".join(str(value).replace("\0", "").split())
