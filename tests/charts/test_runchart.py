"""Run charts: every figure in its place, gaps left open, breaks where nothing is compared."""

import pytest
from flask import Flask, render_template_string

from portal.charts.runchart import MOST_LABELS, Reading, draw_run

THREE = [Reading(label="9", value=0), Reading(label="10", value=4), Reading(label="11", value=2)]


def test_figures_stand_in_order_and_in_height() -> None:
    run = draw_run(THREE, 0, 4)
    assert [dot.x for dot in run.dots] == sorted(dot.x for dot in run.dots)
    low, high, middle = (dot.y for dot in run.dots)
    assert low > middle > high
    assert low == run.steps[0].y
    assert high == run.steps[-1].y
    assert len(run.lines) == 1
    assert run.breaks == []


def test_a_gap_parts_the_line() -> None:
    readings = [*THREE[:2], Reading(label="x"), *THREE]
    run = draw_run(readings, 0, 4)
    assert len(run.dots) == 5
    assert [len(line.split()) for line in run.lines] == [2, 3]


def test_figures_that_may_not_be_compared_are_parted_by_a_mark() -> None:
    readings = [*THREE, Reading(label="12", value=3, broken=True), Reading(label="13", value=3)]
    run = draw_run(readings, 0, 4)
    assert [len(line.split()) for line in run.lines] == [3, 2]
    (mark,) = run.breaks
    assert run.dots[2].x < mark < run.dots[3].x


def test_one_figure_is_a_dot_without_a_line_and_none_is_an_empty_chart() -> None:
    assert draw_run(THREE[:1], 0, 4).lines == []
    assert draw_run([], 0, 4).dots == []


def test_of_many_names_few_are_written_and_always_the_last() -> None:
    run = draw_run([Reading(label=str(n), value=1) for n in range(1, 42)], 0, 4)
    assert len(run.names) <= MOST_LABELS
    assert run.names[-1].words == "41"


@pytest.mark.parametrize("value", [-0.5, 4.5])
def test_a_figure_beside_its_scale_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="beside its scale"):
        draw_run([Reading(label="9", value=value)], 0, 4)


def test_a_scale_without_steps_is_refused() -> None:
    with pytest.raises(ValueError, match="two ends"):
        draw_run(THREE, 4, 4)


def test_the_picture_has_a_name_a_description_and_its_table(app: Flask) -> None:
    with app.test_request_context():
        page = render_template_string(
            '{% from "charts/run.html" import run_chart %}'
            '{{ run_chart("u", "Nuttig <b>", "Elk punt", known, 0, 4, heads, rows) }}',
            known=THREE,
            heads=["Moment", "Mediaan"],
            rows=[("9", "0"), ("10", "4"), ("11", "2")],
        )
    assert '<title id="u-title">Nuttig &lt;b&gt;</title>' in page
    assert '<desc id="u-desc">Elk punt</desc>' in page
    assert page.count("<circle") == 3
    assert page.count("<polyline") == 1
    assert '<th scope="row">10</th><td class="n">4</td>' in page
    assert "style=" not in page
