"""A code keeps its meaning; only what was declared comparable is joined (invariant 12)."""

from typing import Any

import pytest
from flask import Flask

from portal.db import transaction
from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.instruments.loader import INSTRUMENTS, load_instrument
from portal.questionnaires.instruments.meanings import (
    changed_meanings,
    check_codes_keep_their_meaning,
    check_comparable,
    check_number,
    trend_codes,
)
from portal.questionnaires.instruments.versions import kept_versions
from portal.rules import Phrase, RuleBroken
from tests.questionnaires.campaigns import OPENS
from tests.questionnaires.instruments import CONSTRUCTS, MEASURED, small_culture, words

FIRST = small_culture()
CODES = ["G1a", "G1b", "G2a", "G2b"]


def _next(number: int = 2, comparable_with: int | None = 1, **of_g1a: Any) -> Definition:
    """Return a later version in which the first item is different."""
    items = [{**MEASURED[0], **of_g1a}, *MEASURED[1:]]
    data = small_culture(number=number, comparable_with=comparable_with).model_dump()
    return Definition.model_validate(data | {"sections": [{"title": words("All"), "items": items}]})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"type": "single"}, "another type"),
        ({"measures": "G2"}, "another construct"),
        ({"reverse": True}, "another direction"),
        ({"type": "single", "reverse": True}, "another type and another direction"),
        ({"text": words("said better")}, None),
        ({"hint": words("more"), "core": True, "required": "soft"}, None),
        ({"organisation_only": True}, None),
    ],
)
def test_what_changes_the_meaning_of_a_code(change: dict[str, Any], said: str | None) -> None:
    expected = {"G1a": Phrase(said)} if said else {}
    assert changed_meanings(_next(**change), FIRST) == expected
    assert trend_codes(_next(**change), FIRST) == (CODES[1:] if said else CODES)


def test_other_values_of_a_scale_change_all_that_use_it() -> None:
    data = small_culture(number=2, comparable_with=1).model_dump(mode="json")
    del data["scales"][0]["options"][3]
    newer = Definition.model_validate(data)
    assert changed_meanings(newer, FIRST) == dict.fromkeys(CODES, Phrase("other values"))
    assert trend_codes(newer, FIRST) == []


def test_a_construct_about_somebody_else_changes_its_items() -> None:
    constructs = [*CONSTRUCTS[:2], {**CONSTRUCTS[2], "referent": "team"}]
    data = small_culture(number=2, comparable_with=1).model_dump()
    newer = Definition.model_validate(data | {"constructs": constructs})
    said = Phrase("another construct")
    assert changed_meanings(newer, FIRST) == {"G2a": said, "G2b": said}
    assert trend_codes(newer, FIRST) == ["G1a", "G1b"]


def test_nothing_is_joined_that_was_not_declared() -> None:
    assert trend_codes(_next(comparable_with=None), FIRST) == []
    other = Definition.model_validate(FIRST.model_dump() | {"slug": "another"})
    assert trend_codes(_next(), other) == []


def test_a_line_over_three_versions_needs_each_step() -> None:
    second, third = _next(), _next(number=3, comparable_with=2)
    assert trend_codes(third, second, FIRST) == CODES
    assert trend_codes(third, FIRST) == []
    assert trend_codes(_next(number=3, comparable_with=2, reverse=True), second, FIRST) == CODES[1:]
    assert trend_codes(FIRST) == CODES
    assert trend_codes() == []


def test_a_new_item_begins_a_line_of_its_own() -> None:
    assert trend_codes(_next(code="G1c"), FIRST) == CODES[1:]
    check_codes_keep_their_meaning(_next(code="G1c"), [FIRST])


def test_a_code_that_means_something_else_is_refused_declared_or_not() -> None:
    for comparable_with in (None, 1):
        with pytest.raises(RuleBroken) as caught:
            check_codes_keep_their_meaning(
                _next(comparable_with=comparable_with, reverse=True), [FIRST]
            )
        assert caught.value.params == {"number": 1, "codes": "G1a"}


def test_a_version_compares_only_with_an_earlier_one_that_is_kept() -> None:
    check_comparable(_next(), [FIRST])
    check_comparable(_next(comparable_with=None), [])
    for kept in ([], [_next(number=3)]):
        with pytest.raises(RuleBroken, match="no earlier version"):
            check_comparable(_next(comparable_with=1), kept)


def test_a_version_that_shares_no_question_compares_with_nothing() -> None:
    data = small_culture(number=2, comparable_with=1).model_dump()
    items = [{**item, "code": f"X{place}"} for place, item in enumerate(MEASURED)]
    other = Definition.model_validate(data | {"sections": [{"title": words("A"), "items": items}]})
    with pytest.raises(RuleBroken, match="No question is the same"):
        check_comparable(other, [FIRST])


@pytest.mark.parametrize(("number", "kept"), [(1, []), (2, [1]), (4, [1, 2])])
def test_numbers_go_up(number: int, kept: list[int]) -> None:
    check_number(number, kept)


@pytest.mark.parametrize(("number", "kept"), [(1, [2]), (2, [1, 3])])
def test_a_number_that_comes_too_late_is_refused(number: int, kept: list[int]) -> None:
    with pytest.raises(RuleBroken, match="Give the new one a higher number"):
        check_number(number, kept)


@pytest.mark.parametrize(
    "refused",
    [
        _next(reverse=True),
        _next(comparable_with=None, reverse=True),
        _next(number=3, comparable_with=2),
    ],
    ids=["declared", "not declared", "not kept"],
)
def test_publishing_holds_these_rules(app: Flask, refused: Definition) -> None:
    assert app
    with transaction():
        import_instrument(FIRST, on=OPENS)
    with pytest.raises(RuleBroken), transaction():
        import_instrument(refused, on=OPENS)
    assert [version.number for version in kept_versions()] == [1]


def test_the_second_process_evaluation_goes_on_where_the_first_stopped() -> None:
    first, second = (
        load_instrument(INSTRUMENTS / name)
        for name in ("process-evaluation.yaml", "process-evaluation.2.yaml")
    )
    assert changed_meanings(second, first) == {}
    choices = [item.code for item in first.items.values() if item.type.has_options]
    assert trend_codes(second, first) == choices
    assert (first.items["P15i"].offers, second.items["P15i"].offers) == (None, "advisers")
