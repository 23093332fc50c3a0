"""What kind of file it is, judged by its bytes; what none of ours is, is refused in words."""

import zlib
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from portal.network.importing.files import LARGEST_FILE, read_file
from portal.network.importing.problems import FileRefused
from portal.network.importing.raw import RawSheet, letter
from portal.rules import RuleBroken
from tests.network.importing.sheets import Formula, Rows, csv_of, workbook

ROWS: Rows = [("Naam", "Sinds"), ("Één & ander", date(2022, 1, 10))]


def cells(sheet: RawSheet) -> list[list[object]]:
    return [list(row.cells) for row in sheet.rows]


def refusal(data: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        read_file(data)
    return str(caught.value.reason)


def package(entries: dict[str, bytes]) -> bytes:
    paper = BytesIO()
    with ZipFile(paper, "w", ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return paper.getvalue()


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_csv_is_read_with_any_usual_separator(delimiter: str, encoding: str) -> None:
    (sheet,) = read_file(csv_of(ROWS, delimiter=delimiter, encoding=encoding))
    assert cells(sheet) == [["Naam", "Sinds"], ["Één & ander", "10/1/2022"]]


def test_xlsx_gives_text_numbers_and_days() -> None:
    (sheet,) = read_file(workbook({"Blad1": [*ROWS, ("x", 3), (None, 2.5)]}))
    assert sheet.title == "Blad1"
    assert cells(sheet) == [
        ["Naam", "Sinds"],
        ["Één & ander", date(2022, 1, 10)],
        ["x", 3],
        [None, 2.5],
    ]


def test_rows_keep_the_numbers_that_a_spreadsheet_shows() -> None:
    (from_csv,) = read_file(b"Naam;Sinds\r\n\r\nA;B\r\n")
    (from_xlsx,) = read_file(workbook({"x": [("Naam",), (), (), ("A",)]}))
    assert [row.at for row in from_csv.rows] == [1, 3]
    assert [row.at for row in from_xlsx.rows] == [1, 4]


def test_sheets_without_a_word_are_left_out() -> None:
    assert [one.title for one in read_file(workbook({"leeg": [], "vol": [("a",)]}))] == ["vol"]


def test_a_formula_is_refused_in_its_cell() -> None:
    (sheet,) = read_file(workbook({"x": [("Naam",), (Formula("=1+1"),)]}))
    (from_csv,) = read_file(b"Naam;Sector\r\n=1+1;x\r\n")
    for found in (sheet.rows[1].cells[0], from_csv.rows[1].cells[0]):
        assert str(found) == "This is a formula. Put its result in the cell."


def test_the_sign_that_keeps_our_own_csv_safe_goes() -> None:
    (sheet,) = read_file(b"Naam;x\r\n'=Team;'t Huis\r\n")
    assert cells(sheet)[1] == ["=Team", "'t Huis"]


def test_letters_that_are_not_utf_8_are_refused_in_their_cells() -> None:
    (sheet,) = read_file(csv_of([("Naam", "x"), ("Één", "gewoon")], encoding="cp1252"))
    bad, good = sheet.rows[1].cells
    assert isinstance(bad, RuleBroken)
    assert str(bad).startswith("“Één” is not written in UTF-8.")
    assert good == "gewoon"


WRONG = {
    "nothing": (b"", "This file is empty."),
    "blanks": (b" \r\n ", "This file is empty."),
    "utf-16": ("Naam;Sector\r\n".encode("utf-16"), "This file is written in UTF-16."),
    "program": (b"MZ\x90\x00\x03\x00\x00\x00", "This is no CSV and no Excel file"),
    "pdf": (b"%PDF-1.7\n\x00\x01\x02", "This is no CSV and no Excel file"),
    "old excel": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "This is an old Excel file or has a password.",
    ),
    "bars": (b"Naam|Sector\r\nx|y\r\n", "Separate the columns by"),
    "half a zip": (b"PK\x03\x04 not really", "This is not a sound Excel file."),
    "other zip": (package({"readme.txt": b"hello"}), "This is a package of files"),
    "broken xml": (package({"xl/workbook.xml": b"<nothing"}), "This is not a sound Excel file."),
    "entities": (
        package({"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'}),
        "This is not a sound Excel file.",
    ),
    "zip bomb": (
        package({"xl/workbook.xml": b"<x/>", "xl/big.xml": bytes(5_000_000)}),
        "This file is packed in a way that we do not open.",
    ),
    "600 entries": (
        package({"xl/workbook.xml": b"<x/>"} | {f"xl/{n}.bin": b"" for n in range(600)}),
        "This file is packed in a way that we do not open.",
    ),
    "11 MB": (b"x;y\r\n" * (LARGEST_FILE // 5 + 1), "This file is larger than 10 MB."),
    "open quote": (b'Naam;Sector\r\n"' + b"x" * 200_000, "Line "),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_roster_is_refused_in_words(what: str) -> None:
    data, why = WRONG[what]
    assert refusal(data).startswith(why)


def test_a_workbook_whose_sheets_are_broken_is_refused() -> None:
    whole = bytearray(workbook({"x": [("Naam",), ("A",)]}))
    place = whole.index(b"xl/worksheets/sheet1.xml") + 30
    whole[place : place + 20] = zlib.compress(b"nonsense")[:20].ljust(20, b"\0")
    assert refusal(bytes(whole)).startswith("This is not a sound Excel file.")


def test_columns_have_the_letters_of_a_spreadsheet() -> None:
    assert [letter(place) for place in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip
