"""Stretches between changes say the same as asking every single day."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.network.every_day import History, Lack, kept_again, lacks, shape_on
from portal.network.models import Rule, Status
from portal.network.rules import Interval, broken_rules
from portal.taxonomy.sectors import CareContext

FIRST = date(2020, 1, 1)
SPAN = 40
FAR = FIRST + timedelta(days=400)
ONCOLOGY, OTHER = CareContext.ONCOLOGY, CareContext.NON_ONCOLOGY


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    start = draw(st.integers(0, SPAN))
    length = draw(st.one_of(st.none(), st.integers(1, SPAN)))
    return Interval(start=day(start), end=None if length is None else day(start + length))


histories = st.builds(
    History,
    statuses=st.lists(
        st.tuples(st.integers(0, SPAN).map(day), st.sampled_from([Status.ACTIVE, Status.PAUSED])),
        unique_by=lambda one: one[0],
        max_size=4,
    ).map(sorted),
    teams=st.lists(st.tuples(intervals(), st.sampled_from([ONCOLOGY, OTHER])), max_size=5),
    ambassadors=st.lists(intervals(), max_size=3),
    primary_contacts=st.lists(intervals(), max_size=3),
    exemptions=st.lists(st.tuples(st.sampled_from(list(Rule)), intervals()), max_size=3),
)


def is_active(history: History, on: date) -> bool:
    begun = [status for since, status in history.statuses if since <= on]
    return bool(begun) and begun[-1] is Status.ACTIVE


@given(histories)
def test_every_day_is_told_and_no_other(history: History) -> None:
    found = lacks(history)
    for on in [*map(day, range(-1, 2 * SPAN + 2)), FAR]:
        exempt = {rule for rule, period in history.exemptions if period.holds(on)}
        broken = broken_rules(shape_on(history, on)) - exempt if is_active(history, on) else set()
        assert {lack.rule for lack in found if lack.period.holds(on)} == broken


@given(histories)
def test_stretches_of_one_rule_neither_meet_nor_touch(history: History) -> None:
    for rule in Rule:
        own = sorted((one.period for one in lacks(history) if one.rule is rule), key=_start)
        for earlier, later in pairwise(own):
            assert earlier.end is not None
            assert earlier.end < later.start


def _start(period: Interval) -> date:
    return period.start


def test_a_replacement_today_can_break_a_rule_next_month() -> None:
    """Two oncology teams: one is replaced by another kind, the other one ends later."""
    history = History(
        statuses=[(FIRST, Status.ACTIVE)],
        teams=[
            (Interval(start=FIRST, end=day(30)), ONCOLOGY),
            (Interval(start=day(30)), OTHER),
            (Interval(start=FIRST, end=day(10)), ONCOLOGY),
            (Interval(start=day(10)), OTHER),
            (Interval(start=FIRST), OTHER),
        ],
        ambassadors=[Interval(start=FIRST)],
        primary_contacts=[Interval(start=FIRST)],
    )
    assert lacks(history) == [Lack(rule=Rule.ONCOLOGY_TEAM, period=Interval(start=day(30)))]


def test_a_lack_ends_on_the_day_of_the_next_holder() -> None:
    history = History(
        statuses=[(FIRST, Status.ACTIVE)],
        ambassadors=[Interval(start=FIRST, end=day(5)), Interval(start=day(9))],
    )
    assert kept_again(history, Rule.ONE_AMBASSADOR, day(5)) == day(9)
    assert kept_again(history, Rule.ONE_AMBASSADOR, day(4)) is None
    assert kept_again(history, Rule.THREE_TEAMS, day(5)) is None
