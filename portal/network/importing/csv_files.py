"""Text files: which letters they are written in, what stands between the cells, and the cells."""

import csv
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import islice
from typing import Final

from portal.network.importing.problems import FileRefused
from portal.network.importing.raw import MOST_COLUMNS, MOST_ROWS, Cell, RawRow, RawSheet
from portal.rules import N_, RuleBroken
from portal.tables.files import FORMULA_STARTS

SEPARATORS: Final = (";", ",", "\t")
OTHER_SEPARATORS: Final = ("|", "^", "~")
READABLE: Final = bytes([*b"\t\n\r\f", *range(32, 256)])


def looks_like_text(data: bytes) -> bool:
    """Tell whether these bytes may be letters: no programs, pictures or documents."""
    return not data.translate(None, READABLE)


def is_utf16(data: bytes) -> bool:
    """Tell whether a file is what Excel calls Unicode text."""
    return data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))


def read_csv(data: bytes) -> RawSheet:
    """Return the rows of a text file; cells in letters that are not UTF-8 hold that reason."""
    try:
        words, is_utf8 = data.decode("utf-8-sig"), True
    except UnicodeDecodeError:
        words, is_utf8 = data.decode("cp1252", errors="replace"), False
    rows = [
        RawRow(at=at, cells=[_cell(cell, is_utf8=is_utf8) for cell in cells])
        for at, cells in _records(words)
    ]
    return RawSheet(title="", rows=[row for row in rows if not row.is_empty])


def _records(words: str) -> Iterator[tuple[int, Sequence[str]]]:
    reader = csv.reader(StringIO(words, newline=""), delimiter=_separator(words))
    try:
        for at, cells in enumerate(islice(reader, MOST_ROWS + 2), start=1):
            yield at, cells[:MOST_COLUMNS]
    except csv.Error as error:
        raise FileRefused(
            RuleBroken(
                N_("Line %(line)s cannot be read. Is a quotation mark missing there?"),
                line=reader.line_num,
            )
        ) from error


def _separator(words: str) -> str:
    """Return what stands between the cells of the first line that is not empty."""
    line = next((line for line in words.splitlines() if line.strip()), "")
    best = max(SEPARATORS, key=line.count)
    if line.count(best):
        return best
    if any(sign in line for sign in OTHER_SEPARATORS):
        raise FileRefused(
            RuleBroken(N_("Separate the columns by a semicolon, a comma or a tab, please."))
        )
    return best


def _cell(words: str, *, is_utf8: bool) -> Cell:
    """Return the words of a cell, without the sign that keeps our own files from being formulas."""
    kept = " ".join(words.replace("\0", "").split())
    if not is_utf8 and not kept.isascii():
        return RuleBroken(
            N_("“%(words)s” is not written in UTF-8. Save the file as “CSV UTF-8” or as XLSX."),
            words=kept,
        )
    if kept.startswith("="):
        return RuleBroken(N_("This is a formula. Put its result in the cell."))
    return kept[1:] if kept.startswith("'") and kept[1:].startswith(FORMULA_STARTS) else kept
