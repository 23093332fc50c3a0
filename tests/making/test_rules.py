"""Each rule says when it lets go and why it refuses."""

from collections.abc import Callable

import pytest

from portal.making import rules
from portal.making.models import Step
from portal.rules import RuleBroken, why_not

S = Step


@pytest.mark.parametrize(
    ("current", "wanted"),
    [
        (S.PROPOSED, S.DRAFT),
        (S.PROPOSED, S.DECLINED),
        (S.PROPOSED, S.WITHDRAWN),
        (S.DRAFT, S.PILOT),
        (S.DRAFT, S.WITHDRAWN),
        (S.DECLINED, S.PROPOSED),
        (S.WITHDRAWN, S.PROPOSED),
    ],
)
def test_these_steps_and_no_others_follow(current: Step, wanted: Step) -> None:
    assert wanted in rules.NEXT_STEPS[current]
    rules.check_may_step(current, wanted)
    assert sum(len(found) for found in rules.NEXT_STEPS.values()) == 7


def test_a_step_out_of_order_says_why_not() -> None:
    refused = {
        (S.PROPOSED, S.PILOT): "Put in as a pilot only after the coordinator has accepted",
        (S.DRAFT, S.DECLINED): "Only a proposal can be declined",
        (S.DRAFT, S.DRAFT): "Only a proposal can be accepted",
        (S.PILOT, S.WITHDRAWN): "Only what is still being made can be withdrawn",
        (S.DRAFT, S.PROPOSED): "there is nothing to propose again",
    }
    for (current, wanted), words in refused.items():
        reason = why_not(rules.check_may_step, current, wanted)
        assert reason is not None
        assert words in reason.message


def test_what_may_come_later_can_be_reached() -> None:
    assert set(rules.LATER) == set(Step)
    for current, later in rules.LATER.items():
        reached, before = set(rules.NEXT_STEPS[current]), set[Step]()
        while reached != before:
            before = set(reached)
            reached |= {step for one in before for step in rules.NEXT_STEPS[one]}
        assert later <= reached, current


@pytest.mark.parametrize(
    ("title", "why", "constructs", "teams", "words"),
    [
        (" ", "Omdat", ["timing"], [1], "Give it a title"),
        ("Een titel", "", ["timing"], [1], "Give it a title"),
        ("Een titel", "Omdat", [], [1], "at least one part of the model"),
        ("Een titel", "Omdat", ["timing"], [], "at least one team"),
    ],
)
def test_a_plan_says_enough(
    title: str, why: str, constructs: list[str], teams: list[int], words: str
) -> None:
    reason = why_not(rules.check_plan, title, why, constructs, teams)
    assert reason is not None
    assert words in reason.message
    rules.check_plan("Een titel", "Omdat", ["timing"], [1])
    rules.check_plan("Een titel", "Omdat", ["timing"], None)


@pytest.mark.parametrize(
    ("slug", "moi_id", "words"),
    [
        ("Laatste uren", "MOI-013", "small letters"),
        ("-laatste", "MOI-013", "small letters"),
        ("laatste--uren", "MOI-013", "small letters"),
        ("laatste-uren", "MOI-13", "looks like MOI-013"),
        ("laatste-uren", "13", "looks like MOI-013"),
        ("radar-aan", "MOI-013", "radar-aan is taken"),
        ("laatste-uren", "MOI-007", "MOI-007 is taken"),
    ],
)
def test_a_name_is_one_and_is_free(slug: str, moi_id: str, words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        rules.check_name(slug, moi_id, taken=["radar-aan", "MOI-007"])


def test_a_good_name_passes() -> None:
    rules.check_name("laatste-uren-2", "MOI-013", taken=["radar-aan", "MOI-007"])


def test_the_next_number_follows_the_highest_and_fills_no_gap() -> None:
    assert rules.next_moi_id([]) == "MOI-001"
    assert rules.next_moi_id(["MOI-001", "radar-aan", "MOI-012", "MOI-XII"]) == "MOI-013"


REFUSALS: list[tuple[Callable[[], None], str]] = [
    (lambda: rules.check_has_reason(" "), "Say why"),
    (lambda: rules.check_none_is_open(already=True), "already in the making"),
    (lambda: rules.check_is_open(S.PILOT), "not in the making any more"),
    (lambda: rules.check_may_write_files(S.PROPOSED), "once the coordinator has accepted"),
    (lambda: rules.check_may_write_files(S.DECLINED), "not in the making any more"),
    (
        lambda: rules.check_may_add_author(S.DRAFT, is_author=True, authors=1),
        "writes along already",
    ),
    (
        lambda: rules.check_may_add_author(S.DRAFT, is_author=False, authors=12),
        "Twelve people",
    ),
    (
        lambda: rules.check_may_add_author(S.PILOT, is_author=False, authors=1),
        "not in the making any more",
    ),
    (lambda: rules.check_may_leave(authors=1), "only author"),
    (lambda: rules.check_may_take_back(is_own=False, is_taken_back=False), "Only who wrote"),
    (lambda: rules.check_may_take_back(is_own=True, is_taken_back=True), "taken back already"),
    (lambda: rules.check_may_answer(is_answer=True, is_taken_back=False), "first comment"),
    (lambda: rules.check_may_answer(is_answer=False, is_taken_back=True), "first comment"),
    (lambda: rules.check_may_settle(is_answer=True, is_taken_back=False), "first comment"),
]


@pytest.mark.parametrize("number", range(len(REFUSALS)))
def test_a_refusal_says_why(number: int) -> None:
    check, words = REFUSALS[number]
    with pytest.raises(RuleBroken, match=words):
        check()


def test_what_may_be_passes() -> None:
    rules.check_has_reason("Er is er al een")
    rules.check_none_is_open(already=False)
    rules.check_may_write_files(S.DRAFT)
    rules.check_may_add_author(S.PROPOSED, is_author=False, authors=11)
    rules.check_may_leave(authors=2)
    rules.check_may_take_back(is_own=True, is_taken_back=False)
    rules.check_may_answer(is_answer=False, is_taken_back=False)
    rules.check_may_settle(is_answer=False, is_taken_back=False)
