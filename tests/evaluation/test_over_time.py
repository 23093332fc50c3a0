"""Evaluations beside each other: same question, comparable versions, counts with how many of."""

import re
from datetime import date, timedelta

import pytest

from portal.evaluation.rules import proposed_form
from portal.evaluation.trends import roots_of
from portal.questionnaires.kinds import Length
from tests.cast import Cast
from tests.conftest import TODAY, Counter, Visitor
from tests.evaluation.evaluations import (
    DAY,
    OTHERS,
    address,
    close,
    let_answer,
    make_meeting,
    open_for,
)

PAGE, PAPER, FILE = "/evaluation/over-time", "/evaluation/summary", "/evaluation/over-time.csv"
EARLIER = DAY - timedelta(days=63)


def evaluated(cast: Cast, number: int, day: date, answers: int = OTHERS) -> int:
    meeting_id = make_meeting(cast, day=day, number=number)
    open_for(cast, meeting_id, simulated=True)
    let_answer(meeting_id, answers)
    close(meeting_id)
    return meeting_id


@pytest.fixture
def two(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Two closed evaluations with made-up answers, the first of a meeting two months before."""
    monkeypatch.setattr("tests.evaluation.evaluations.DAY", EARLIER)
    return evaluated(cast, 12, DAY - timedelta(days=40)), evaluated(cast, 13, DAY)


def test_strangers_get_nothing(client: Visitor, cast: Cast) -> None:
    for member in (cast.stranger, cast.board_reader, cast.administrator):
        client.sign_in(member)
        assert {client.get(path).status_code for path in (PAGE, PAPER, FILE)} == {404}


def test_without_results_the_page_says_what_comes(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.ambassador)
    for path in (PAGE, PAPER):
        assert "Er zijn nog geen resultaten" in client.get(path).text


def test_a_question_asked_twice_stands_beside_itself(
    client: Visitor, cast: Cast, two: tuple[int, int]
) -> None:
    page = client.sign_in(cast.ambassador).get(PAGE).text
    bars = page.split("Vraag per vraag")[1]
    assert bars.index("Reflectiemoment 13") < bars.index("Reflectiemoment 12")
    assert page.count("3 + 3 + 3 + 3 + 2 = 14") == 4  # P08 and P13a, at both meetings
    assert "Verzonnen antwoorden." in page
    assert page.count("<polyline") == 1
    assert "Om over te praten" not in page
    for meeting_id in two:
        assert f'href="{address(meeting_id)}"' in page


def test_signs_are_for_who_manages(client: Visitor, cast: Cast, two: tuple[int, int]) -> None:
    assert two
    sign = "6 van de 14 antwoorden zeggen: niet of weinig nuttig."
    assert sign not in client.sign_in(cast.ambassador).get(PAGE).text
    assert sign in client.sign_in(cast.coordinator).get(PAGE).text


def test_too_few_answers_leave_a_gap_and_no_figure(client: Visitor, cast: Cast) -> None:
    evaluated(cast, 12, DAY - timedelta(days=40), answers=6)
    evaluated(cast, 13, DAY)
    page = client.sign_in(cast.ambassador).get(PAGE).text
    assert "<polyline" not in page
    assert "3 + 3 + 3 + 3 + 2 = 14" not in page
    assert "Zodra een vraag op twee bijeenkomsten gesteld is" in page


def test_the_paper_counts_who_answered_and_draws_nothing(
    client: Visitor, cast: Cast, two: tuple[int, int]
) -> None:
    assert two
    page = client.sign_in(cast.ambassador).get(PAPER).text
    assert "<polyline" not in page
    assert 'class="bars"' not in page
    assert "3 van 14" in page
    assert "%" not in page.split('id="rates"')[1].split("</table>")[0]  # eighteen were invited


def test_the_file_holds_counts_and_says_what_is_made_up(
    client: Visitor, cast: Cast, two: tuple[int, int]
) -> None:
    assert two
    rows = client.sign_in(cast.ambassador).get(FILE).get_data().decode("utf-8-sig").splitlines()
    of_one = [row for row in rows if row.startswith("P13a;")]
    assert len(of_one) == 2 * 5
    assert {row.split(";")[-1] for row in of_one} == {"ja"}
    assert "voorstel" not in "".join(rows)


def test_results_lead_to_those_before_and_after(
    client: Visitor, cast: Cast, two: tuple[int, int]
) -> None:
    first, second = two
    client.sign_in(cast.ambassador)
    assert "Erna: Reflectiemoment 13" in client.get(address(first)).text
    page = client.get(address(second)).text
    assert "Ervoor: Reflectiemoment 12" in page
    assert "Erna:" not in page


def test_pages_are_read_from_snapshots_in_few_statements(
    client: Visitor, cast: Cast, two: tuple[int, int], count_statements: Counter
) -> None:
    assert two
    client.sign_in(cast.coordinator)
    for path in (PAGE, PAPER, FILE):
        client.get(path)
        with count_statements() as statements:
            client.get(path)
        assert len(statements) <= 10, statements
        assert not any(" answer " in one or " response " in one for one in statements)


@pytest.mark.parametrize(
    ("last", "length"),
    [
        (None, Length.FULL),
        (TODAY - timedelta(days=175), Length.FULL),
        (TODAY - timedelta(days=174), Length.SHORT),
        (TODAY, Length.SHORT),
    ],
)
def test_the_full_form_is_proposed_twice_a_year(last: date | None, length: Length) -> None:
    proposal = proposed_form(last, TODAY)
    assert proposal.length is length
    assert proposal.reason


def test_opening_proposes_a_form_and_says_why(client: Visitor, cast: Cast, meeting_id: int) -> None:
    page = client.sign_in(cast.coordinator).get(f"{address(meeting_id)}open").text
    assert "De lange vragenlijst is nog niet gebruikt." in page
    assert re.search(r'<input[^>]*checked[^>]*value="full"', page)


def test_versions_compare_through_each_other() -> None:
    assert roots_of({1: None, 2: 1, 3: 2, 4: None}) == {1: 1, 2: 1, 3: 1, 4: 4}
