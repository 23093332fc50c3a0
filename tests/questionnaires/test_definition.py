"""What a definition promises before it may become a version."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from portal.questionnaires.instruments.definition import Definition, minutes_asked
from portal.questionnaires.kinds import ItemType, Length
from tests.questionnaires.instruments import (
    CONSTRUCTS,
    MEASURED,
    PROCESS_EVALUATION,
    small,
    small_culture,
    small_definition,
    words,
)

LAW = [f"P{n:02}" for n in range(1, 17) if n != 13] + ["P13a", "P13b", "P13c", "P13d"]


def test_the_process_evaluation_holds_every_item_of_the_law_and_its_follow_ups() -> None:
    codes = set(PROCESS_EVALUATION.items)
    assert codes - set(LAW) == {"P06r", "P15n", "P15i"}
    assert set(LAW) <= codes


def test_the_short_version_is_one_page_of_the_five_core_questions() -> None:
    (page,) = PROCESS_EVALUATION.pages(Length.SHORT)
    expected = ["P13a", "P13b", "P13c", "P13d", "P05", "P08", "P14", "P16"]
    assert [item.code for item in page.items] == expected


def test_the_full_version_has_four_parts() -> None:
    assert len(PROCESS_EVALUATION.pages(Length.FULL)) == 4


def test_scales_follow_the_law() -> None:
    def keys(code: str) -> list[str]:
        scale = PROCESS_EVALUATION.scale_of(PROCESS_EVALUATION.items[code])
        return [option.key for option in scale.options]

    assert keys("P08") == ["1", "2", "3", "4", "5", "na"]
    assert keys("P05") == ["1", "2", "3", "4", "5", "na", "no_occasion"]
    assert keys("P13a") == ["0", "1", "2", "3", "4", "no_occasion"]
    assert keys("P09") == ["-2", "-1", "0", "1", "2"]
    assert keys("P15") == ["0", "1"]


def test_information_is_shown_and_never_asked() -> None:
    asked = {item.code for item in PROCESS_EVALUATION.asked(Length.FULL)}
    assert PROCESS_EVALUATION.items["P15i"].type is ItemType.INFORMATION
    assert set(PROCESS_EVALUATION.items) - asked == {"P15i"}


def test_answering_is_counted_in_minutes() -> None:
    minutes = [minutes_asked(PROCESS_EVALUATION, length) for length in (Length.SHORT, Length.FULL)]
    assert minutes == [1, 4]


def test_a_form_whose_items_are_all_core_is_as_long_when_it_is_short() -> None:
    definition = small_culture()
    every = [{**item, "core": True} for item in MEASURED]
    sections = [{"title": words("All"), "items": every}]
    data = definition.model_dump() | {"sections": sections}
    whole = Definition.model_validate(data)
    assert whole.pages(Length.SHORT) == whole.pages(Length.FULL)
    assert [len(page.items) for page in definition.pages(Length.SHORT)] == [2]


def test_a_part_of_the_items_may_be_written_as_a_fraction() -> None:
    constructs = [{**CONSTRUCTS[1], "parent": None, "min_answered": "2/3"}, CONSTRUCTS[2]]
    data = small_culture().model_dump() | {"constructs": [CONSTRUCTS[0], *constructs]}
    assert Definition.model_validate(data).constructs[1].min_answered == 2 / 3


def test_the_items_of_a_construct_are_found_in_the_order_of_the_form() -> None:
    assert [item.code for item in small_culture().items_of("G2")] == ["G2a", "G2b"]
    assert small_culture().items_of("G") == []


def test_the_hash_follows_the_content_and_nothing_else() -> None:
    same = Definition.model_validate(dict(reversed(small().items())))
    other = Definition.model_validate(small(minutes={"short": 1, "full": 3}))
    assert same.content_sha256 == small_definition().content_sha256
    assert other.content_sha256 != small_definition().content_sha256


def _edit(change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    data = small()
    change(data)
    return data


def _item(data: dict[str, Any], place: int) -> dict[str, Any]:
    item: dict[str, Any] = data["sections"][0]["items"][place]
    return item


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda d: _item(d, 1).update(code="Q1"), "the item code Q1 is used twice"),
        (
            lambda d: _item(d, 0).update(scale="other"),
            "Q1 names the scale other, which is not here",
        ),
        (lambda d: _item(d, 0).update(scale=None), "Q1 is a choice without a scale"),
        (lambda d: _item(d, 0)["text"].pop("nl"), "Q1 has no text in nl"),
        (lambda d: _item(d, 2)["show_if"].update(item="Q3"), "no earlier choice"),
        (lambda d: _item(d, 2)["show_if"].update(any_of=[9]), "a value that Q2 does not have"),
        (lambda d: _item(d, 2).update(core=True), "Q2n is core but depends on Q2"),
        (lambda d: _item(d, 1).update(typo=1), "Extra inputs"),
        (lambda d: _item(d, 0).update(measures="X"), "there is no construct X"),
        (lambda d: _item(d, 0).update(reverse=True), "Q1 has nothing to turn round"),
        (lambda d: d.update(languages=["nl", "english"]), "string_pattern_mismatch"),
        (lambda d: d["scales"][0].update(hi=4), "the values of three are not 1 to 4"),
        (lambda d: d["scales"][1]["options"][1].update(value=1), "the same value or reason: 1"),
        (
            lambda d: d["scales"][1]["options"][1].update(missing="na"),
            "either a value or a missing reason",
        ),
        (
            lambda d: d["scales"][0]["options"][3].update(missing="skipped"),
            "nobody can choose the reason skipped",
        ),
    ],
)
def test_a_faulty_definition_is_refused_with_its_reason(
    change: Callable[[dict[str, Any]], None], reason: str
) -> None:
    with pytest.raises(ValidationError, match=reason):
        Definition.model_validate(_edit(change))
