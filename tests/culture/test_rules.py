"""From which day on who reads what: tested on the day itself."""

from datetime import date, timedelta

import pytest

from portal.culture.rules import Reader, is_visible, visible_from
from portal.questionnaires.results.shapes import PlaceKind

OUT = date(2022, 10, 17)
LATER = OUT + timedelta(days=14)


@pytest.mark.parametrize(
    ("place", "reader", "since"),
    [
        (PlaceKind.UNIT, Reader.TEAM, OUT),
        (PlaceKind.UNIT, Reader.ORGANISATION, LATER),
        (PlaceKind.UNIT, Reader.NETWORK, LATER),
        (PlaceKind.ORGANISATION, Reader.TEAM, LATER),
        (PlaceKind.ORGANISATION, Reader.ORGANISATION, LATER),
        (PlaceKind.ORGANISATION, Reader.NETWORK, LATER),
        (PlaceKind.SECTOR, Reader.NETWORK, LATER),
        (PlaceKind.NETWORK, Reader.TEAM, OUT),
    ],
)
def test_a_place_is_visible_from_its_day_on(place: PlaceKind, reader: Reader, since: date) -> None:
    assert visible_from(OUT, place, reader) == since
    assert is_visible(OUT, place, reader, since)
    assert not is_visible(OUT, place, reader, since - timedelta(days=1))
    assert visible_from(None, place, reader) is None
    assert not is_visible(None, place, reader, date.max)


def test_two_weeks_are_fourteen_days_also_when_the_clock_changes() -> None:
    """On 30 October 2022 the clock went back: the day stays the day."""
    assert visible_from(OUT, PlaceKind.UNIT, Reader.ORGANISATION) == date(2022, 10, 31)
