"""When an evaluation may open and be answered, and what deserves a talk."""

from datetime import date, timedelta

import pytest

from portal.evaluation import rules
from portal.evaluation.rules import Concern
from portal.meetings.models import MeetingState
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.results.suppression import ItemResult, Results
from portal.rules import RuleBroken

DAY = date(2022, 11, 10)


def test_it_usually_stays_open_for_ten_days_and_reminds_three_days_before() -> None:
    closes_on = rules.usual_closing(DAY)
    assert (closes_on, rules.reminds_on(closes_on)) == (date(2022, 11, 20), date(2022, 11, 17))


@pytest.mark.parametrize("after", [0, 60])
def test_it_opens_from_the_day_itself_while_people_remember(after: int) -> None:
    today = DAY + timedelta(days=after)
    rules.check_may_open(MeetingState.HELD, DAY, exists=False, today=today)


@pytest.mark.parametrize(
    ("state", "exists", "after", "reason"),
    [
        (MeetingState.HELD, True, 0, "already"),
        (MeetingState.CANCELLED, False, 0, "people came to"),
        (MeetingState.DRAFT, False, 0, "people came to"),
        (MeetingState.INVITED, False, -1, "at the earliest"),
        (MeetingState.HELD, False, 61, "too long ago"),
    ],
)
def test_it_does_not_open_twice_too_early_too_late_or_for_nothing(
    *, state: MeetingState, exists: bool, after: int, reason: str
) -> None:
    with pytest.raises(RuleBroken, match=reason):
        rules.check_may_open(state, DAY, exists=exists, today=DAY + timedelta(days=after))


def test_feedback_is_answered_when_it_can_be_read() -> None:
    rules.check_may_reply(Campaign(released_on=DAY))
    with pytest.raises(RuleBroken, match="First the process evaluation closes"):
        rules.check_may_reply(Campaign(released_on=None))


def _concerns(*items: ItemResult) -> list[Concern]:
    return list(rules.concerns(Results(responses=20, invited=30, items=items)))


def _useful(low: int, answered: int = 20) -> ItemResult:
    counts = {"0": low, "1": 0, "2": answered - low, "3": 0, "4": 0}
    return ItemResult(code="P13b", answered=answered, counts=counts)


def test_a_quarter_of_low_use_is_a_sign() -> None:
    assert _concerns(_useful(4)) == []
    sign = Concern(code="P13b", kind="of little use", count=5, answered=20)
    assert _concerns(_useful(5)) == [sign]


@pytest.mark.parametrize(("median", "is_sign"), [(3.0, True), (3.5, False), (None, False)])
def test_a_median_of_neutral_or_lower_is_a_sign(*, median: float | None, is_sign: bool) -> None:
    for code in ("P05", "P07"):
        item = ItemResult(code=code, answered=20, median=median)
        assert bool(_concerns(item)) is is_sign
    assert _concerns(ItemResult(code="P08", answered=20, median=1.0)) == []


def test_one_unwanted_effect_is_a_sign() -> None:
    some = ItemResult(code="P15", answered=20, counts={"0": 19, "1": 1})
    none = ItemResult(code="P15", answered=20, counts={"0": 18, "1": 0})
    assert [one.kind for one in _concerns(some)] == ["unwanted effect"]
    assert _concerns(none) == []
