"""What too few people said, or all said alike, is not shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.questionnaires.campaigns.pooling import groups_to_keep
from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.kinds import Length, Missing
from portal.questionnaires.results.suppression import (
    Counted,
    ItemResult,
    Note,
    Tally,
    Thresholds,
    tabulate,
)
from tests.questionnaires.instruments import small_definition

SMALL: Definition = small_definition()
K = Thresholds(score=5, comment=10)


def _results(responses: int, **counted: Counted) -> dict[str, ItemResult]:
    notes = {"Q3": [Note(lang="nl", body="meer tijd")]}
    tally = Tally(responses=responses, invited=40, counted=counted, comments=notes)
    return {item.code: item for item in tabulate(SMALL, Length.FULL, tally, K).items}


def _spread(n: int) -> Counted:
    return Counted(values={1: 1, 2: n - 2, 3: 1})


@pytest.mark.parametrize(
    ("n", "mean", "counts"),
    [
        (4, None, None),
        (5, 2.0, None),
        (9, 2.0, None),
        (10, 2.0, {"1": 1, "2": 8, "3": 1}),
    ],
)
def test_means_from_five_and_distributions_from_ten(
    n: int, mean: float | None, counts: dict[str, int] | None
) -> None:
    shown = _results(n, Q1=_spread(n))["Q1"]
    assert (shown.mean, shown.counts) == (mean, counts)
    assert (shown.deviation is None, shown.median is None) == (counts is None, counts is None)


def test_comments_from_ten_responses() -> None:
    few, enough = (_results(n)["Q3"] for n in (9, 10))
    assert (few.comments, few.hidden) == (None, "few")
    assert enough.comments == (Note(lang="nl", body="meer tijd"),)


def test_too_few_shows_nothing_not_even_how_many() -> None:
    assert _results(4, Q1=_spread(4))["Q1"] == ItemResult(code="Q1", hidden="few")


def test_answers_that_are_all_the_same_are_hidden_like_too_few_of_them() -> None:
    """Who took part would know from their own answer what all the others said."""
    same = _results(12, Q1=Counted(values={3: 12}))["Q1"]
    few = _results(12, Q1=Counted(values={2: 1, 3: 3}, missing={Missing.NA: 8}))["Q1"]
    assert same == few == ItemResult(code="Q1", hidden="few")


def test_reasons_for_no_answer_never_enter_a_figure() -> None:
    counted = Counted(values={1: 6, 3: 6}, missing={Missing.NA: 2, Missing.SKIPPED: 3})
    shown = _results(17, Q1=counted)["Q1"]
    assert (shown.answered, shown.mean) == (12, 2.0)
    assert shown.missing == {"na": 2, "skipped": 3}


def test_the_threshold_counts_answers_not_responses() -> None:
    counted = Counted(values={1: 2, 3: 2}, missing={Missing.NA: 20})
    assert _results(24, Q1=counted)["Q1"].hidden == "few"


def test_categories_have_no_mean_and_wait_for_ten() -> None:
    assert _results(9, Q2=Counted(values={1: 5, 2: 6}))["Q2"].hidden == "few"
    shown = _results(10, Q2=Counted(values={1: 5, 2: 7}))["Q2"]
    assert (shown.mean, shown.counts) == (None, {"1": 5, "2": 7, "3": 0})


@given(st.lists(st.sampled_from([1, 2, 3, None]), max_size=30))
@settings(max_examples=300)
def test_no_figure_ever_rests_on_fewer_answers_than_promised(values: list[int | None]) -> None:
    chosen = [value for value in values if value is not None]
    counted = Counted(
        values={value: chosen.count(value) for value in set(chosen)},
        missing={Missing.SKIPPED: len(values) - len(chosen)},
    )
    shown = _results(len(values), Q1=counted)["Q1"]
    assert shown.mean is None or (len(chosen) >= 5 and len(set(chosen)) > 1)
    assert shown.counts is None or len(chosen) >= 10
    assert (shown.hidden is None) == (shown.mean is not None)


def test_small_groups_stay_unnamed() -> None:
    assert groups_to_keep({"ambassador": 28, "contact": 6, "lead": 2}, 9, least=5) == {
        "ambassador",
        "contact",
    }


def test_those_left_unnamed_are_never_a_small_group_themselves() -> None:
    assert groups_to_keep({"ambassador": 28, "contact": 6, "lead": 2}, 0, least=5) == {"ambassador"}
    assert groups_to_keep({"ambassador": 28, "lead": 2}, 0, least=5) == frozenset()
    assert groups_to_keep({"ambassador": 28}, 0, least=5) == {"ambassador"}


@given(
    st.dictionaries(st.text("abcdef", min_size=1), st.integers(1, 30), max_size=6),
    st.integers(0, 12),
)
def test_naming_groups_always_leaves_none_or_enough(sizes: dict[str, int], rest: int) -> None:
    kept = groups_to_keep(sizes, rest, least=5)
    unnamed = rest + sum(size for group, size in sizes.items() if group not in kept)
    assert all(sizes[group] >= 5 for group in kept)
    assert unnamed == 0 or unnamed >= 5 or not kept
