"""The pure rules of the roster."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.network import rules
from portal.network.models import Rule, Status, folded
from portal.network.rules import Interval, Shape
from portal.policy.table import NETWORK_ROLES, TEAM_ROLES, Role
from portal.rules import RuleBroken, why_not
from portal.taxonomy.sectors import CareContext

ONCOLOGY, OTHER = CareContext.ONCOLOGY, CareContext.NON_ONCOLOGY
DAY = date(2022, 11, 15)
WHOLE = Shape(teams=[ONCOLOGY, OTHER, OTHER], ambassadors=1, primary_contacts=1)

days = st.dates(min_value=date(2019, 1, 1), max_value=date(2030, 12, 31))


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    start = draw(days)
    length = draw(st.none() | st.integers(min_value=1, max_value=900))
    return Interval(start=start, end=None if length is None else start + timedelta(days=length))


@given(intervals(), intervals(), days)
def test_two_intervals_meet_exactly_when_a_day_is_in_both(
    one: Interval, other: Interval, day: date
) -> None:
    assert one.meets(other) == other.meets(one)
    assert one.meets(other) == (one.holds(other.start) or other.holds(one.start))
    if one.holds(day) and other.holds(day):
        assert one.meets(other)


@given(intervals(), days)
def test_an_interval_holds_its_start_and_not_its_end(period: Interval, day: date) -> None:
    assert period.holds(period.start)
    if period.end is not None:
        assert not period.holds(period.end)
        assert not period.meets(Interval(start=period.end))
    assert period.holds(day) == period.meets(Interval(start=day, end=day + timedelta(days=1)))


@given(intervals(), days)
def test_ending_leaves_a_shorter_interval_or_is_refused(period: Interval, on: date) -> None:
    refused = why_not(rules.check_may_end, period, on)
    may = period.start < on and (period.end is None or on < period.end)
    assert (refused is None) == may


@given(st.lists(intervals(), max_size=6), intervals())
def test_a_single_holder_is_never_joined_by_a_second(held: list[Interval], new: Interval) -> None:
    for role in (Role.AMBASSADOR, Role.PRIMARY_CONTACT, Role.TEAM_LEAD):
        refused = why_not(rules.check_may_hold, role, new, held)
        assert (refused is not None) == any(new.meets(period) for period in held)


def test_an_empty_interval_is_refused() -> None:
    with pytest.raises(RuleBroken, match="end must come after"):
        rules.check_interval(Interval(start=DAY, end=DAY))


@pytest.mark.parametrize("day", [date(2018, 12, 31), date(2101, 1, 1)])
def test_an_implausible_day_is_refused(day: date) -> None:
    with pytest.raises(RuleBroken, match="from 2019 to 2100"):
        rules.check_plausible(day)
    rules.check_plausible(date(2019, 1, 1))
    rules.check_plausible(date(2100, 12, 31))


ALLOWED = {
    ("candidate", "accepted"),
    ("candidate", "declined"),
    ("candidate", "withdrawn"),
    ("accepted", "onboarding"),
    ("accepted", "withdrawn"),
    ("onboarding", "active"),
    ("onboarding", "withdrawn"),
    ("active", "paused"),
    ("active", "sustaining"),
    ("active", "withdrawn"),
    ("paused", "active"),
    ("paused", "sustaining"),
    ("paused", "withdrawn"),
    ("sustaining", "completed"),
    ("sustaining", "withdrawn"),
}


@pytest.mark.parametrize("current", Status)
@pytest.mark.parametrize("wanted", Status)
def test_only_these_steps_are_possible(current: Status, wanted: Status) -> None:
    refused = why_not(rules.check_may_become, current, wanted, "because")
    assert (refused is None) == ((current.value, wanted.value) in ALLOWED)


@pytest.mark.parametrize("wanted", [Status.PAUSED, Status.WITHDRAWN])
def test_stopping_wants_a_reason(wanted: Status) -> None:
    with pytest.raises(RuleBroken, match="Give the reason"):
        rules.check_may_become(Status.ACTIVE, wanted, "  ")


def test_nobody_enters_at_the_end() -> None:
    refused = {status for status in Status if why_not(rules.check_may_enter, status, "because")}
    assert refused == {Status.COMPLETED, Status.DECLINED, Status.WITHDRAWN}


def test_a_status_starts_after_the_day_of_the_last() -> None:
    with pytest.raises(RuleBroken, match="after the day of the last"):
        rules.check_after(DAY, DAY)
    rules.check_after(DAY, DAY + timedelta(days=1))


def test_who_counts_and_who_is_in_the_denominator() -> None:
    assert {status.value for status in rules.COUNTED} == {
        "onboarding",
        "active",
        "paused",
        "sustaining",
    }
    assert {status.value for status in rules.IN_DENOMINATOR} == {"active", "sustaining"}


@pytest.mark.parametrize(
    ("shape", "broken"),
    [
        (WHOLE, set()),
        (Shape(teams=[ONCOLOGY, OTHER], ambassadors=1, primary_contacts=1), {"three_teams"}),
        (
            Shape(teams=[ONCOLOGY] * 2 + [OTHER] * 2, ambassadors=1, primary_contacts=1),
            {"three_teams"},
        ),
        (Shape(teams=[OTHER] * 3, ambassadors=1, primary_contacts=1), {"oncology_team"}),
        (Shape(teams=[ONCOLOGY] * 3, ambassadors=1, primary_contacts=1), {"non_oncology_team"}),
        (
            Shape(teams=[ONCOLOGY, ONCOLOGY, OTHER], ambassadors=2, primary_contacts=0),
            {"one_ambassador", "one_primary_contact"},
        ),
    ],
)
def test_what_an_active_organisation_lacks_is_named(shape: Shape, broken: set[str]) -> None:
    assert {rule.value for rule in rules.broken_rules(shape)} == broken
    assert (why_not(rules.check_active_shape, shape) is None) == (not broken)
    exempt = [Rule(key) for key in broken]
    assert why_not(rules.check_active_shape, shape, exempt) is None


def test_a_fourth_team_is_refused_with_the_way_out() -> None:
    with pytest.raises(RuleBroken, match="follower team"):
        rules.check_may_add_team(4, Interval(start=DAY), [])
    rules.check_may_add_team(None, Interval(start=DAY), [Interval(start=DAY)])


def test_a_place_holds_one_team_at_a_time() -> None:
    before = Interval(start=date(2019, 11, 1), end=DAY)
    rules.check_may_add_team(1, Interval(start=DAY), [before])
    with pytest.raises(RuleBroken, match="replace it in one step"):
        rules.check_may_add_team(1, Interval(start=DAY - timedelta(days=1)), [before])


@pytest.mark.parametrize("role", Role)
def test_each_role_has_one_kind_of_place(role: Role) -> None:
    places = {
        (organisation, team)
        for organisation in (False, True)
        for team in (False, True)
        if not why_not(rules.check_place, role, in_organisation=organisation, in_team=team)
    }
    assert places == {(role not in NETWORK_ROLES, role in TEAM_ROLES)}


def test_a_hand_over_needs_somebody_to_take_over_from() -> None:
    gone = Interval(start=date(2020, 1, 1), end=date(2021, 1, 1))
    for current in (None, gone):
        with pytest.raises(RuleBroken, match="no ambassador to take over from"):
            rules.check_may_hand_over(current, DAY, to_same_person=False)
    with pytest.raises(RuleBroken, match="is the ambassador already"):
        rules.check_may_hand_over(Interval(start=DAY), DAY, to_same_person=True)
    rules.check_may_hand_over(gone, date(2021, 1, 1), to_same_person=False)


def test_a_post_lies_within_the_days_of_its_team() -> None:
    team = Interval(start=DAY, end=DAY + timedelta(days=10))
    rules.check_within(team, team)
    for period in (
        Interval(start=DAY - timedelta(days=1), end=DAY + timedelta(days=2)),
        Interval(start=DAY),
        Interval(start=DAY, end=DAY + timedelta(days=11)),
    ):
        with pytest.raises(RuleBroken, match="does not exist on all of these days"):
            rules.check_within(period, team)


@pytest.mark.parametrize("email", ["", "a", "@b.c", "a@b", "a b@c.d", "a@c.d\nx"])
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(RuleBroken, match="not a mail address"):
        rules.check_address(email)


@pytest.mark.parametrize(
    ("written", "typed"),
    [("WZC Café ÉÉN", "wzc cafe een"), ("Zoë", "zoe"), ("Straße", "STRASSE"), ("Ｗ３", "w3")],
)
def test_a_search_folds_case_and_accents(written: str, typed: str) -> None:
    assert folded(written) == folded(typed)


@given(words=st.text())
def test_folding_the_quick_way_leaves_out_what_folding_sign_by_sign_does(words: str) -> None:
    parts = unicodedata.normalize("NFKD", words.casefold())
    assert folded(words) == "".join(one for one in parts if not unicodedata.combining(one))
