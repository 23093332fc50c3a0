"""What one cell can mean, and what it cannot."""

from datetime import date

import pytest

from portal.network.importing.cells import choice_of, day_of, number_of, text_of
from portal.network.importing.raw import Cell
from portal.rules import RuleBroken

SECTORS = {"ziekenhuis": "hospital", "hospital": "hospital"}


@pytest.mark.parametrize(
    "cell",
    ["2022-01-10", "10/1/2022", "10/01/2022", "10-1-2022", "10.01.2022", "2022-01-10 00:00:00"],
)
def test_a_day_is_read_however_people_here_write_it(cell: str) -> None:
    assert day_of(cell) == date(2022, 1, 10)


def test_a_real_day_is_taken_as_it_is_and_nothing_is_none() -> None:
    assert day_of(date(2022, 1, 10)) == date(2022, 1, 10)
    assert day_of("") is day_of(None) is None


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("gisteren", "“gisteren” is no day."),
        ("10/1/22", "“10/1/22” is no day."),
        ("2022-01-10 13:30:00", "“2022-01-10 13:30:00” is no day."),
        (44571, "“44571” is no day."),
        ("31/02/2022", "31/02/2022 is not in the calendar."),
        ("13/25/2022", "13/25/2022 is not in the calendar."),
        ("1/1/1822", "Choose a day from 2019 to 2100."),
        (date(1900, 1, 1), "Choose a day from 2019 to 2100."),
    ],
)
def test_what_is_no_day_is_refused_with_its_words(cell: Cell, why: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        day_of(cell)
    assert str(refused.value).startswith(why)


def test_a_number_may_be_written_as_text_or_with_a_point() -> None:
    assert [number_of(cell) for cell in ("2", 2, 2.0, "", None)] == [2, 2, 2, None, None]


@pytest.mark.parametrize("cell", ["twee", "-1", 1.5, "²", "1000", "9" * 5000])
def test_what_is_no_whole_number_is_refused(cell: Cell) -> None:
    with pytest.raises(RuleBroken):
        number_of(cell)


def test_a_choice_is_found_whatever_its_case() -> None:
    names = {"hospital": "Ziekenhuis"}
    assert choice_of("ZIEKENHUIS", SECTORS, names) == "hospital"
    assert choice_of(None, SECTORS, names) == ""
    with pytest.raises(RuleBroken) as refused:
        choice_of("zh", SECTORS, names)
    assert str(refused.value) == "We do not know “zh”. Choose from: Ziekenhuis."


def test_a_cell_that_is_refused_stays_refused() -> None:
    reason = RuleBroken("This is a formula.")
    for read in (text_of, day_of, number_of):
        with pytest.raises(RuleBroken) as refused:
            read(reason)
        assert refused.value is reason


def test_text_has_an_end() -> None:
    assert text_of("x" * 1000) == "x" * 1000
    with pytest.raises(RuleBroken):
        text_of("x" * 1001)
