"""Files keep what was in the list: numbers as numbers, dates as dates, text as text."""

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal.tables.files import (
    FORMULA_STARTS,
    LONGEST_CELL,
    Cell,
    Column,
    Kind,
    Table,
    safe_text,
    table_response,
    to_csv,
    to_xlsx,
)

COLUMNS = [
    Column(key="name", label="Naam"),
    Column(key="change", label="Verschil", kind=Kind.NUMBER),
    Column(key="since", label="Sinds", kind=Kind.DATE),
]
ROWS: list[dict[str, Cell]] = [
    {"name": "=HYPERLINK(“x”)", "change": -3, "since": date(2019, 11, 1)},
    {"name": "- nog niet", "change": 2.5, "since": None},
    {"name": "Café; “Zoë”\nwijk", "change": 0, "since": date(2022, 11, 15)},
]
TABLE = Table(name="organisations", columns=COLUMNS, rows=ROWS, on=date(2022, 11, 15))


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_csv_keeps_numbers_and_makes_text_safe() -> None:
    content = to_csv(TABLE)
    assert content.startswith(b"\xef\xbb\xbf")
    assert read_csv(content) == [
        ["Naam", "Verschil", "Sinds"],
        ["'=HYPERLINK(“x”)", "-3", "2019-11-01"],
        ["'- nog niet", "2,5", ""],
        ["Café; “Zoë”\nwijk", "0", "2022-11-15"],
    ]


def test_xlsx_keeps_numbers_dates_and_text() -> None:
    sheet = load_workbook(BytesIO(to_xlsx(TABLE))).worksheets[0]
    cells = [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert cells[0][:2] == [("=HYPERLINK(“x”)", "s"), (-3, "n")]
    assert cells[0][2][1] == "d"
    assert cells[1] == [("- nog niet", "s"), (2.5, "n"), (None, "n")]
    assert cells[2][0] == ("Café; “Zoë”\nwijk", "s")
    assert all(cell.font.b for cell in sheet[1])
    assert sheet.freeze_panes == "A2"


def test_the_same_rows_make_the_same_file() -> None:
    assert to_xlsx(TABLE) == to_xlsx(TABLE)


def test_a_text_among_numbers_is_refused() -> None:
    table = Table(name="x", columns=COLUMNS[1:2], rows=[{"change": "=1+1"}])
    for write in (to_csv, to_xlsx):
        with pytest.raises(TypeError, match="change holds number"):
            write(table)


def test_a_text_longer_than_a_cell_is_cut_visibly() -> None:
    table = Table(name="x", columns=COLUMNS[:1], rows=[{"name": "a" * 40_000}])
    value = load_workbook(BytesIO(to_xlsx(table))).worksheets[0]["A2"].value
    assert isinstance(value, str)
    assert (len(value), value[-1]) == (LONGEST_CELL, "…")


def test_the_answer_is_a_file_named_after_list_and_day() -> None:
    answer = table_response(TABLE, "csv")
    assert (
        answer.headers["Content-Disposition"] == "attachment; filename=organisations-2022-11-15.csv"
    )
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.data == to_csv(TABLE)


def test_an_unknown_kind_of_file_is_refused() -> None:
    with pytest.raises(KeyError):
        table_response(TABLE, "pdf")


@given(st.text())
def test_no_text_cell_starts_a_formula(words: str) -> None:
    table = Table(name="x", columns=COLUMNS[:1], rows=[{"name": words}])
    assert not safe_text(words).startswith(FORMULA_STARTS)
    assert read_csv(to_csv(table))[1:] == [[safe_text(words)]]
    assert safe_text(words) in {words, f"'{words}"}


@given(st.integers(min_value=-(2**53), max_value=2**53))
def test_every_number_comes_back(number: int) -> None:
    table = Table(name="x", columns=COLUMNS[1:2], rows=[{"change": number}])
    assert read_csv(to_csv(table))[1:] == [[str(number)]]
