"""Questions beside the scores made of them: who left one open cannot be worked out."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.results.campaign_places import Unit
from portal.questionnaires.results.item_tables import item_table
from portal.questionnaires.results.place_tables import Survey, place_tables
from portal.questionnaires.results.scores import Measure, Sheet
from portal.questionnaires.results.statistics import mean
from portal.questionnaires.results.suppression import ItemResult, Tally
from tests.questionnaires.differencing import Row, told_of_few
from tests.questionnaires.surveys import culture, item, survey

THREE = culture(*(item(f"Q{n}", "CO1") for n in (1, 2, 3)))
SENSITIVE = culture(
    item("Q1", "CO1", organisation_only=True), item("Q2", "CO1"), item("Q3", "CO1", reverse=True)
)
PATTERNS = [pattern for pattern in product((True, False), repeat=3) if any(pattern)]
UNITS = [
    Unit(key=str(n), organisation=str(n // 2), sector="hospital", headcount=60) for n in range(4)
]


def made_up(definition: Definition, sizes: Sequence[int], seed: int = 1) -> Survey:
    """Let so many people answer by each pattern of questions that got an answer."""
    chance = Random(seed)  # noqa: S311 -- nothing secret
    sheets = [
        Sheet(
            unit=str(chance.randrange(4)),
            values={
                code: chance.randint(1, 5)
                for code, there in zip(definition.items, pattern, strict=True)
                if there
            },
        )
        for pattern, size in zip(PATTERNS, sizes, strict=True)
        for _ in range(size)
    ]
    return survey(definition, UNITS, sheets)


def items_of(made: Survey) -> dict[str, ItemResult]:
    network = next(iter(place_tables(made)))
    tally = Tally(responses=len(made.sheets), invited=240, counted={}, comments={})
    return {one.code: one for one in item_table(made, tally, network).items}


def pattern_of(made: Survey, sheet: Sheet) -> str:
    return "".join(code for code in made.definition.items if code in sheet.values)


def attack(made: Survey, rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """Return each set of few people of whom the rows speak alone."""
    sizes = Counter(pattern_of(made, sheet) for sheet in made.sheets)
    columns = {
        group: [n for n, (g, _) in enumerate(_columns(made)) if g == group] for group in sizes
    }
    return list(told_of_few(rows, columns, sizes, made.k.score)) if rows else []


def _columns(made: Survey) -> list[tuple[str, str]]:
    groups = sorted({pattern_of(made, sheet) for sheet in made.sheets})
    return [(group, code) for group in groups for code in made.definition.items]


def score_rows(made: Survey) -> Iterator[Row]:
    """Yield what the score of the network says, and that of all units together if it differs."""
    (measure,) = made.measures
    if (figure := next(iter(place_tables(made))).figures[0]).mean is not None:
        assert figure.answered
        yield _score_row(made, measure.for_larger_places)
    others = measure.for_units
    enough = others is not None and len(others.scores(made.sheets)) >= made.k.score
    if measure.organisation_only and others is not None and enough:
        yield _score_row(made, others)


def _score_row(made: Survey, measure: Measure) -> Row:
    codes = [one.code for one in measure.items]
    row = []
    for group, code in _columns(made):
        answered = [each for each in codes if each in group]
        least = 3 * len(codes) if measure.min_answered == 1 else 2 * len(codes)
        counts = 3 * len(answered) >= least and code in answered
        row.append(Fraction(1, len(answered)) if counts else Fraction(0))
    return row


def item_rows(made: Survey, shown: Mapping[str, ItemResult]) -> Iterator[Row]:
    """Yield what each shown question says: of those who answered all of them."""
    whole = "".join(made.definition.items)
    for code, result in shown.items():
        if result.mean is not None:
            yield [Fraction((group, each) == (whole, code)) for group, each in _columns(made)]


def naive_rows(made: Survey) -> Iterator[Row]:
    """Yield what questions would say if each counted everybody who answered it."""
    for code in made.definition.items:
        yield [Fraction(code in group and each == code) for group, each in _columns(made)]


@pytest.mark.parametrize("definition", [THREE, SENSITIVE], ids=["open", "sensitive"])
@given(sizes=st.tuples(st.integers(0, 40), *[st.integers(0, 12)] * 6))
@settings(max_examples=25)
def test_questions_and_scores_together_tell_nothing_of_a_few(
    definition: Definition, sizes: tuple[int, ...]
) -> None:
    made = made_up(definition, sizes)
    assert attack(made, [*score_rows(made), *item_rows(made, items_of(made))]) == []


def test_it_would_if_each_question_counted_everybody_who_answered_it() -> None:
    made = made_up(THREE, (30, 2, 0, 0, 0, 0, 0))
    assert attack(made, [*score_rows(made), *naive_rows(made)]) == [("Q1Q2",)]


@pytest.mark.parametrize(
    ("partial", "hidden"), [(0, None), (1, "complementary"), (9, "complementary"), (10, None)]
)
def test_questions_wait_until_those_who_left_one_open_are_nobody_or_enough(
    partial: int, hidden: str | None
) -> None:
    shown = items_of(made_up(THREE, (30, partial, 0, 0, 0, 0, 0)))
    assert {one.hidden for one in shown.values()} == {hidden}
    assert {one.answered for one in shown.values()} == {None if hidden else 30}


def test_where_units_see_fewer_questions_larger_places_count_who_answered_all() -> None:
    few_left_open_what_units_see = (30, 6, 6, 0, 0, 0, 0)
    few_left_open_what_they_do_not_see = (30, 0, 0, 0, 6, 0, 0)
    made = made_up(SENSITIVE, few_left_open_what_units_see)
    assert next(iter(place_tables(made))).figures[0].answered == 30
    assert {one.hidden for one in items_of(made).values()} == {None}
    made = made_up(SENSITIVE, few_left_open_what_they_do_not_see)
    assert next(iter(place_tables(made))).figures[0].answered == 30
    assert {one.hidden for one in items_of(made).values()} == {"complementary"}


def test_the_two_scores_would_differ_by_a_few_if_both_counted_two_thirds() -> None:
    """Two people answered what units do not see; ten more answered the rest."""
    made = made_up(SENSITIVE, (2, 0, 0, 0, 10, 0, 0))
    (measure,) = made.measures
    assert measure.for_units is not None
    naive = [_score_row(made, measure), _score_row(made, measure.for_units)]
    assert attack(made, naive) == [("Q1Q2Q3",)]
    assert next(iter(place_tables(made))).figures[0].mean is None


def test_questions_say_what_was_answered_also_where_a_score_turns_it_round() -> None:
    made = made_up(SENSITIVE, (30, 0, 0, 0, 0, 0, 0))
    for code, result in items_of(made).items():
        assert result.mean == round(mean([sheet.values[code] for sheet in made.sheets]), 6)
        assert sum((result.counts or {}).values()) == 30


def test_a_question_that_all_answered_alike_hides_those_of_its_construct() -> None:
    made = made_up(THREE, (30, 0, 0, 0, 0, 0, 0))
    alike = [Sheet(unit=s.unit, values={**s.values, "Q2": 3}) for s in made.sheets]
    shown = items_of(survey(THREE, UNITS, alike))
    assert {one.hidden for one in shown.values()} == {"complementary"}
    assert {one.mean for one in shown.values()} == {None}


@pytest.mark.parametrize(("n", "hidden"), [(0, "few"), (9, "few"), (10, None)])
def test_questions_wait_for_ten(n: int, hidden: str | None) -> None:
    shown = items_of(made_up(THREE, (n, 0, 0, 0, 0, 0, 0), seed=4))
    assert {one.hidden for one in shown.values()} == {hidden}
