"""Reading a form: nothing unknown gets in, nothing typed gets lost."""

import pytest

from portal.questionnaires.filling.answers import (
    AnswerRow,
    Given,
    answer_rows,
    find_problems,
    is_shown,
    read,
    still_open,
    texts,
)
from portal.questionnaires.kinds import Length, Missing
from tests.questionnaires.instruments import small_definition

SMALL = small_definition()
ITEMS = list(SMALL.items.values())


def _messages(given: Given) -> list[tuple[str, str]]:
    problems = find_problems(SMALL, ITEMS, given, lang="en")
    return [(problem.code, problem.message % problem.params) for problem in problems]


def test_blank_answers_are_no_answers_and_other_fields_are_left_alone() -> None:
    posted = {"Q1": ["", "2"], "Q3": [" \r\n "], "csrf_token": ["x"], "ADMIN": ["1"]}
    assert read(ITEMS, posted) == {"Q1": ["2"]}


def test_text_keeps_its_lines_and_loses_what_no_database_takes() -> None:
    posted = {"Q3": ["  one\r\ntwo\x00\ud800\rthree "]}
    assert read(ITEMS, posted) == {"Q3": ["one\ntwo\nthree"]}


def test_only_answers_of_the_scale_are_taken() -> None:
    assert _messages({"Q1": ["4"]}) == [("Q1", "Choose one of the answers.")]
    assert _messages({"Q1": ["skipped"]}) == [("Q1", "Choose one of the answers.")]
    assert _messages({"Q1": ["1", "2"]}) == [("Q1", "Choose one of the answers.")]
    assert _messages({"Q1": ["na"], "Q2": ["1", "2"]}) == []


def test_none_and_something_do_not_go_together() -> None:
    expected = [("Q2", "Choose “none” or other answers, not both.")]
    assert _messages({"Q2": ["1", "3"]}) == expected


def test_a_long_text_is_counted_politely() -> None:
    assert _messages({"Q3": ["x" * 2000]}) == []
    message = "This answer has 2001 characters. Make it 2000 or shorter."
    assert _messages({"Q3": ["x" * 2001]}) == [("Q3", message)]


@pytest.mark.parametrize(
    ("given", "shown"), [({}, False), ({"Q2": ["2"]}, False), ({"Q2": ["1", "2"]}, True)]
)
def test_a_condition_is_decided_on_the_server(given: Given, shown: bool) -> None:  # noqa: FBT001
    assert is_shown(SMALL, SMALL.items["Q2n"], given) is shown


def test_soft_questions_wait_and_others_do_not() -> None:
    assert [item.code for item in still_open(SMALL, ITEMS, {})] == ["Q1"]
    assert still_open(SMALL, ITEMS, {"Q1": ["na"]}) == []


def test_every_choice_leaves_a_row_and_every_reason_is_its_own() -> None:
    given = {"Q1": ["na"], "Q2": ["1", "2"]}
    assert list(answer_rows(SMALL, Length.FULL, given)) == [
        AnswerRow(code="Q1", missing=Missing.NA),
        AnswerRow(code="Q2", option_ord=1, value=1),
        AnswerRow(code="Q2", option_ord=2, value=2),
        AnswerRow(code="Q2n", missing=Missing.SKIPPED),
    ]


def test_an_answer_to_a_question_that_was_not_shown_is_not_kept() -> None:
    rows = list(answer_rows(SMALL, Length.FULL, {"Q2": ["3"], "Q2n": ["2"]}))
    assert rows[-1] == AnswerRow(code="Q2n", missing=Missing.NOT_SHOWN)


def test_the_short_version_keeps_rows_of_its_own_questions_only() -> None:
    rows = answer_rows(SMALL, Length.SHORT, {"Q1": ["3"], "Q2": ["1"]})
    assert list(rows) == [AnswerRow(code="Q1", value=3)]


def test_text_leaves_no_row_beside_the_choices() -> None:
    given = {"Q3": ["Thank you"]}
    assert "Q3" not in {row.code for row in answer_rows(SMALL, Length.FULL, given)}
    assert list(texts(SMALL, Length.FULL, given)) == [("Q3", "Thank you")]
