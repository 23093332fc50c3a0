"""Bars are in proportion, and no words run over one another."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.charts.layout import (
    BAR,
    BETWEEN_PARTS,
    LETTERS_A_LINE,
    LINE,
    WIDTH,
    Row,
    Series,
    draw,
    draw_answers,
    sum_in_figures,
)

WAVES: list[Series] = [{"label": "wave 1", "css": "c1"}, {"label": "wave 2", "css": "c2"}]

counts = st.integers(min_value=0, max_value=3000)
rows = st.lists(
    st.builds(
        lambda label, first, second: Row(label=label, parts=[first, second]),
        st.text("abc de", max_size=120),
        counts,
        counts,
    ),
    max_size=12,
)


def test_longest_bar_fills_the_width_and_others_are_in_proportion() -> None:
    drawing = draw(
        [{"label": "Hospitals", "parts": [9, 3]}, {"label": "Centres", "parts": [2, 1]}], WAVES
    )
    first, second = drawing.bars
    assert [(part.css, part.x, part.width) for part in first.parts] == [
        ("c1", 0, 478.5),
        ("c2", 480.5, 159.5),
    ]
    assert second.parts[-1].x + second.parts[-1].width == pytest.approx(160)


def test_figures_stand_beside_a_short_label_and_under_a_long_one() -> None:
    drawing = draw(
        [
            {"label": "Hospitals", "parts": [9, 3]},
            {"label": "There was enough room to bring in the needs of my team", "parts": [1, 2]},
        ],
        WAVES,
    )
    short, long = drawing.bars
    assert short.figures.y == short.label[0].y
    assert short.figures.words == "9 + 3 = 12"
    assert [line.words for line in long.label] == [
        "There was enough room to bring in the needs",
        "of my team",
    ]
    assert long.figures.y == long.label[-1].y + LINE


def test_an_empty_part_leaves_no_gap() -> None:
    (bar,) = draw([{"label": "x", "parts": [0, 4]}], WAVES).bars
    assert [(part.css, part.x, part.width) for part in bar.parts] == [("c2", 0, 640)]


def test_share_fills_every_bar() -> None:
    drawing = draw(
        [{"label": "a", "parts": [1, 1]}, {"label": "b", "parts": [30, 10]}], WAVES, share=True
    )
    assert [bar.parts[-1].x + bar.parts[-1].width for bar in drawing.bars] == [640, 640]


def test_a_row_with_a_count_too_few_is_refused() -> None:
    with pytest.raises(ValueError, match="'x' needs 2 counts"):
        draw([{"label": "x", "parts": [1]}], WAVES)


def test_no_rows_make_an_empty_drawing() -> None:
    drawing = draw([], WAVES)
    assert (drawing.bars, drawing.height) == ([], 0)


def test_a_single_part_needs_no_sum() -> None:
    assert sum_in_figures([7]) == "7"


def test_answers_fill_the_bar_in_their_order() -> None:
    parts = draw_answers({"yes": 34, "maybe": 6, "no": 9, "none": 41})
    assert [part.css for part in parts] == ["c3", "c1", "c4", "c0"]
    assert parts[-1].x + parts[-1].width == pytest.approx(WIDTH, abs=0.2)
    assert draw_answers({}) == []


@given(rows)
def test_nothing_leaves_the_drawing_or_overlaps(rows: list[Row]) -> None:
    drawing = draw(rows, WAVES)
    floor = 0
    for bar in drawing.bars:
        baselines = sorted({line.y for line in bar.label} | {bar.figures.y})
        assert baselines[0] - floor >= LINE - 9
        assert all(after - before >= LINE for before, after in itertools.pairwise(baselines))
        assert baselines[-1] < bar.y
        assert all(len(line.words) <= LETTERS_A_LINE for line in bar.label)
        ends = [(part.x, part.x + part.width) for part in bar.parts]
        assert all(end <= WIDTH + 0.2 for _, end in ends)
        assert all(
            start - end >= BETWEEN_PARTS - 0.2 for (_, end), (start, _) in itertools.pairwise(ends)
        )
        assert all(part.width >= 1 for part in bar.parts)
        floor = bar.y + BAR
    assert drawing.height == floor
