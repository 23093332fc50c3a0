"""What can be done to a draft as pure functions: nothing is lost, and what is read is what was."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.questionnaires.builder import editing
from portal.questionnaires.builder.difference import How, difference, pieces_of
from portal.questionnaires.builder.editing import Direction
from portal.questionnaires.builder.parts import GENERAL, Part, PartKind, as_it_is
from portal.questionnaires.builder.sketch import (
    Sketch,
    SketchItem,
    SketchSection,
    data_of,
    declared,
    sketch_of,
)
from portal.questionnaires.instruments.definition import Definition
from tests.questionnaires.instruments import PROCESS_EVALUATION, small, words

BASE = sketch_of(small())
CODES = [item.code for item in BASE.items]
ITEM, SECTION, SCALE = PartKind.ITEM, PartKind.SECTION, PartKind.SCALE
moves = st.tuples(st.sampled_from(CODES), st.sampled_from(Direction))


def part(kind: PartKind, name: str) -> Part:
    return Part(kind=kind, name=name)


@pytest.mark.parametrize("definition", [PROCESS_EVALUATION, Definition.model_validate(small())])
def test_a_version_read_into_a_draft_and_out_again_is_the_same(definition: Definition) -> None:
    sketch = sketch_of(definition.model_dump(mode="json"))
    assert Definition.model_validate(data_of(sketch)) == definition
    assert sketch_of(data_of(sketch)) == sketch


@given(st.lists(moves, max_size=30))
def test_an_item_that_moves_is_never_lost(steps: list[tuple[str, Direction]]) -> None:
    sketch = BASE
    for code, direction in steps:
        sketch = editing.move(part(ITEM, code), direction)(sketch)
    assert sorted(item.code for item in sketch.items) == sorted(CODES)
    assert {item.code: item for item in sketch.items} == {item.code: item for item in BASE.items}


@given(st.sampled_from(CODES), st.sampled_from(Direction))
def test_a_move_and_its_reverse_change_nothing(code: str, direction: Direction) -> None:
    there = editing.move(part(ITEM, code), direction)(BASE)
    if there != BASE:
        back = Direction.UP if direction is Direction.DOWN else Direction.DOWN
        assert editing.move(part(ITEM, code), back)(there) == BASE


@pytest.mark.parametrize(
    ("kind", "names"),
    [(ITEM, CODES), (SECTION, ["1", "2"]), (SCALE, ["three", "pick"])],
)
def test_what_was_taken_out_comes_back_where_it_stood(kind: PartKind, names: list[str]) -> None:
    for name in names:
        without, removed = editing.take_out(BASE, part(kind, name))
        assert removed is not None
        assert without != BASE
        assert editing.put_back(without, removed) == BASE


@pytest.mark.parametrize("kind", [SECTION, ITEM, SCALE, PartKind.CONSTRUCT, PartKind.GENERAL])
def test_what_is_not_there_is_not_taken_out(kind: PartKind) -> None:
    assert editing.take_out(BASE, part(kind, "99")) == (BASE, None)
    assert editing.move(part(kind, "99"), Direction.UP)(BASE) == BASE


def test_a_new_code_is_followed_by_what_depends_on_it() -> None:
    item = BASE.item("Q2")
    assert item is not None
    renamed = item.model_copy(update={"code": "Q9"})
    after = editing.put_item("Q2", renamed, section=0)(BASE)
    follower = after.item("Q2n")
    assert follower is not None
    assert follower.show_if is not None
    assert follower.show_if.item == "Q9"
    assert [one.code for one in after.items] == ["Q1", "Q9", "Q2n", "Q3"]


def test_a_new_code_of_a_scale_is_followed_by_its_items() -> None:
    scale = BASE.scale("three")
    assert scale is not None
    after = editing.put_scale("three", scale.model_copy(update={"code": "levels"}))(BASE)
    assert [item.scale for item in after.items] == ["levels", "pick", "levels", ""]


def test_an_item_goes_to_the_end_of_another_section() -> None:
    item = BASE.item("Q1")
    assert item is not None
    after = editing.put_item("Q1", item, section=1)(BASE)
    assert [[one.code for one in section.items] for section in after.sections] == [
        ["Q2", "Q2n"],
        ["Q3", "Q1"],
    ]


def test_only_an_earlier_choice_of_the_section_can_be_a_condition() -> None:
    def before(code: str | None, section: int) -> list[str]:
        return [one.code for one in editing.choices_before(BASE, code, section=section)]

    assert before("Q2n", 0) == ["Q1", "Q2"]
    assert before("Q1", 0) == []
    assert before(None, 0) == ["Q1", "Q2", "Q2n"]
    assert before(None, 1) == []
    assert before(None, 7) == []


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["title", "sections", "items", "scales", "options", "text", "code", "lo"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(anything)
def test_whatever_a_file_holds_becomes_a_draft(data: Any) -> None:
    sketch = sketch_of(data)
    assert sketch_of(data_of(sketch)) == sketch
    assert all(item.code for item in sketch.items)


def test_two_who_change_different_parts_never_meet() -> None:
    before = {name: as_it_is(BASE, part(ITEM, name)) for name in CODES}
    one = BASE.item("Q1")
    assert one is not None
    after = editing.put_item("Q1", one.model_copy(update={"text": words("other")}), section=0)(BASE)
    assert [code for code in CODES if as_it_is(after, part(ITEM, code)) != before[code]] == ["Q1"]
    assert as_it_is(after, GENERAL) == as_it_is(BASE, GENERAL)
    assert as_it_is(BASE, part(SECTION, "9")) is None


def test_only_the_words_of_declared_languages_are_published() -> None:
    assert declared(BASE) == BASE
    only = declared(BASE.model_copy(update={"languages": ("nl",)}))
    assert only.title == {"nl": "Small (nl)"}
    assert only.scales[0].options[0].text == {"nl": "level 1 (nl)"}
    assert only.items[0].text == {"nl": "one (nl)"}


def test_the_difference_of_equal_drafts_is_empty() -> None:
    assert difference(BASE, BASE).is_empty


def test_the_difference_names_what_came_went_changed_and_moved() -> None:
    edits = [
        editing.add_item(SketchItem(code="Q4", type="long_text", text=words("four")), section=1),
        lambda sketch: editing.take_out(sketch, part(ITEM, "Q2n"))[0],
        editing.put_item(
            "Q1",
            SketchItem(
                code="Q1",
                type="single",
                scale="three",
                required="soft",
                core=True,
                text={"en": "one more", "nl": "one (nl)"},
            ),
            section=0,
        ),
        editing.move(part(ITEM, "Q2"), Direction.UP),
        editing.put_section(2, SketchSection(title=words("Last"))),
    ]
    after: Sketch = BASE
    for edit in edits:
        after = edit(after)
    found = difference(BASE, after)
    assert [item.code for item in found.added] == ["Q4"]
    assert [item.code for item in found.removed] == ["Q2n"]
    assert [change.code for change in found.changed] == ["Q1"]
    assert found.changed[0].settings == {"type": ("agreement", "single")}
    assert [(text.field, text.lang) for text in found.changed[0].words] == [("text", "en")]
    assert len(found.moved) == 1
    assert [(text.field, text.lang) for text in found.sections] == [
        ("title 2", "en"),
        ("title 2", "nl"),
    ]


def test_an_item_in_another_section_has_moved_also_where_the_order_is_the_same() -> None:
    after = editing.move(part(ITEM, "Q2n"), Direction.DOWN)(BASE)
    assert [item.code for item in after.items] == CODES
    assert difference(BASE, after).moved == ["Q2n"]


@given(st.text(max_size=40), st.text(max_size=40))
def test_marked_words_give_both_texts_back(before: str, after: str) -> None:
    pieces = pieces_of(before, after)

    def text(*which: How) -> list[str]:
        return " ".join(piece.words for piece in pieces if piece.how in which).split()

    assert text(How.SAME, How.DROPPED) == before.split()
    assert text(How.SAME, How.NEW) == after.split()
