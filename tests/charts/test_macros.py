"""The pictures as they stand in a page: named, described, in words, with their table."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask import Flask, render_template_string

from portal.app import create_app
from portal.config import Settings

BARS = """{% from "charts/bars.html" import stacked_bars, answer_bar %}
{{ stacked_bars("p", "Organisations & waves", "Hospitals 9 + 3.", rows, series, first="Sector") }}
{{ answer_bar("a", "Who comes", {"yes": 34, "maybe": 6, "no": 9, "none": 41}) }}"""
SERIES = [{"label": "wave 1", "css": "c1"}, {"label": "wave 2", "css": "c2"}]
ROWS = [
    {"label": "Hospitals <b>", "parts": [9, 3], "href": "/organisations/?sector=hospital&x=1"},
    {"label": "Rehabilitation centres", "parts": [0, 0]},
]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An app whose database nobody asks."""
    url = f"sqlite:///{tmp_path / 'x.sqlite'}"
    settings = Settings(secret_key="k" * 40, database_url=url, default_locale="en")
    app = create_app(settings)
    with app.test_request_context():
        yield app


@pytest.fixture
def figures(app: Flask) -> list[ET.Element]:
    assert app
    html = render_template_string(BARS, rows=ROWS, series=SERIES)
    return list(ET.fromstring(f"<main>{html}</main>"))  # noqa: S314 -- our own words


def classes(figure: ET.Element, css: str) -> list[ET.Element]:
    return [one for one in figure.iter() if css in (one.get("class") or "").split()]


def words(element: ET.Element) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def test_a_picture_is_an_image_with_title_and_description(figures: list[ET.Element]) -> None:
    (picture,) = classes(figures[0], "bars")
    assert (picture.get("role"), picture.get("aria-labelledby")) == ("img", "p-title p-desc")
    named = {one.get("id"): words(one) for one in picture}
    assert named["p-title"] == "Organisations & waves"
    assert named["p-desc"] == "Hospitals 9 + 3."


def test_figures_are_written_on_the_picture(figures: list[ET.Element]) -> None:
    texts = [words(one) for one in figures[0].iter("text")]
    assert texts == ["Hospitals <b>", "9 + 3 = 12", "Rehabilitation centres", "0 + 0 = 0"]
    bars = [one for one in figures[0].iter("rect") if one.get("x") is not None]
    assert [one.get("class") for one in bars] == ["c1", "c2"]


def test_a_legend_says_in_words_what_a_colour_is(figures: list[ET.Element]) -> None:
    (legend,) = classes(figures[0], "legend")
    assert [words(one) for one in legend] == ["wave 1", "wave 2"]


def test_behind_the_picture_stands_a_table_with_the_links(figures: list[ET.Element]) -> None:
    table = next(figures[0].iter("table"))
    assert words(next(table.iter("caption"))) == "Organisations & waves"
    rows = [[words(cell) for cell in row] for row in table.iter("tr")]
    assert rows == [
        ["Sector", "wave 1", "wave 2", "Total"],
        ["Hospitals <b>", "9", "3", "12"],
        ["Rehabilitation centres", "0", "0", "0"],
    ]
    assert [link.get("href") for link in table.iter("a")] == ["/organisations/?sector=hospital&x=1"]
    assert [cell.get("scope") for cell in table.iter("th")] == ["col"] * 4 + ["row"] * 2


def test_answers_are_told_in_words_too(figures: list[ET.Element]) -> None:
    (picture,) = classes(figures[1], "bar-of-answers")
    assert picture.get("aria-labelledby") == "a-title a-words"
    told = next(one for one in figures[1].iter("p") if one.get("id") == "a-words")
    assert words(told) == "34 yes · 6 maybe · 9 no · 41 no answer yet"


def test_nothing_carries_a_style_of_its_own(figures: list[ET.Element]) -> None:
    assert [one.tag for figure in figures for one in figure.iter() if one.get("style")] == []
