"""The Flemish school holidays from carnival 2019 up to the summer of 2028, as published.

Source: the calendar of school holidays of the Flemish Ministry of Education and Training,
onderwijs.vlaanderen.be ("Schoolvakanties"), which applies the order of the Flemish Government of
17 April 1991. First and last day are both holidays; the days around Ascension are one too. Autumn
2020 ended a week later than planned: the Consultation Committee of 30 October 2020 extended it to
15 November.
"""

from datetime import date
from typing import Final, NamedTuple


class SchoolHoliday(NamedTuple):
    """One school holiday, from its first up to and including its last day."""

    first: date
    last: date


SCHOOL_HOLIDAYS: Final[tuple[SchoolHoliday, ...]] = tuple(
    SchoolHoliday(date.fromisoformat(first), date.fromisoformat(last))
    for first, last in (
        ("2019-03-04", "2019-03-10"),
        ("2019-04-08", "2019-04-22"),
        ("2019-05-30", "2019-06-02"),
        ("2019-07-01", "2019-08-31"),
        ("2019-10-28", "2019-11-03"),
        ("2019-12-23", "2020-01-05"),
        ("2020-02-24", "2020-03-01"),
        ("2020-04-06", "2020-04-19"),
        ("2020-05-21", "2020-05-24"),
        ("2020-07-01", "2020-08-31"),
        ("2020-11-02", "2020-11-15"),
        ("2020-12-21", "2021-01-03"),
        ("2021-02-15", "2021-02-21"),
        ("2021-04-05", "2021-04-18"),
        ("2021-05-13", "2021-05-16"),
        ("2021-07-01", "2021-08-31"),
        ("2021-11-01", "2021-11-07"),
        ("2021-12-27", "2022-01-09"),
        ("2022-02-28", "2022-03-06"),
        ("2022-04-04", "2022-04-18"),
        ("2022-05-26", "2022-05-29"),
        ("2022-07-01", "2022-08-31"),
        ("2022-10-31", "2022-11-06"),
        ("2022-12-26", "2023-01-08"),
        ("2023-02-20", "2023-02-26"),
        ("2023-04-03", "2023-04-16"),
        ("2023-05-18", "2023-05-21"),
        ("2023-07-01", "2023-08-31"),
        ("2023-10-30", "2023-11-05"),
        ("2023-12-25", "2024-01-07"),
        ("2024-02-12", "2024-02-18"),
        ("2024-04-01", "2024-04-14"),
        ("2024-05-09", "2024-05-12"),
        ("2024-07-01", "2024-08-31"),
        ("2024-10-28", "2024-11-03"),
        ("2024-12-23", "2025-01-05"),
        ("2025-03-03", "2025-03-09"),
        ("2025-04-07", "2025-04-21"),
        ("2025-05-29", "2025-06-01"),
        ("2025-07-01", "2025-08-31"),
        ("2025-10-27", "2025-11-02"),
        ("2025-12-22", "2026-01-04"),
        ("2026-02-16", "2026-02-22"),
        ("2026-04-06", "2026-04-19"),
        ("2026-05-14", "2026-05-17"),
        ("2026-07-01", "2026-08-31"),
        ("2026-11-02", "2026-11-08"),
        ("2026-12-21", "2027-01-03"),
        ("2027-02-08", "2027-02-14"),
        ("2027-03-29", "2027-04-11"),
        ("2027-05-06", "2027-05-09"),
        ("2027-07-01", "2027-08-31"),
        ("2027-11-01", "2027-11-07"),
        ("2027-12-27", "2028-01-09"),
        ("2028-02-28", "2028-03-05"),
        ("2028-04-03", "2028-04-17"),
        ("2028-05-25", "2028-05-28"),
        ("2028-07-01", "2028-08-31"),
    )
)
KNOWN_FROM: Final = SCHOOL_HOLIDAYS[0].first
KNOWN_UNTIL: Final = SCHOOL_HOLIDAYS[-1].last


def find_school_holiday(day: date) -> SchoolHoliday | None:
    """Return the Flemish school holiday that ``day`` falls in, or nothing."""
    return next((one for one in SCHOOL_HOLIDAYS if one.first <= day <= one.last), None)


def school_holidays_between(first: date, last: date) -> tuple[SchoolHoliday, ...]:
    """Return the school holidays of which a day lies between these, also those that run over."""
    return tuple(one for one in SCHOOL_HOLIDAYS if one.first <= last and one.last >= first)


def is_covered(day: date) -> bool:
    """Tell whether the table says anything about ``day``, so that "no holiday" means something."""
    return KNOWN_FROM <= day <= KNOWN_UNTIL
