"""A phrase is English until somebody reads it, and so is what it names."""

import pytest
from flask import Flask
from flask_babel import force_locale

from portal.rules import Phrase, RuleBroken, joined
from portal.web.words import phrased, reason


def _limits(*numbers: int) -> Phrase:
    parts = [Phrase("at least %(limit)s", limit=number) for number in numbers]
    return Phrase(
        "%(what)s must be %(limits)s", what="P1", limits=joined(parts, "%(one)s and %(next)s")
    )


def test_a_phrase_is_english_as_text() -> None:
    assert str(_limits(1, 2)) == "P1 must be at least 1 and at least 2"
    assert str(Phrase("100% of it")) == "100% of it"
    assert repr(Phrase("at most %(limit)s", limit=3)) == "Phrase('at most 3')"


@pytest.mark.usefixtures("app")
def test_a_phrase_is_rendered_with_all_that_it_names() -> None:
    with force_locale("nl"):
        assert phrased(_limits(1, 2)) == "P1 moet minstens 1 en minstens 2 zijn"
    with force_locale("en"):
        assert phrased(_limits(1, 2)) == str(_limits(1, 2))


@pytest.mark.usefixtures("app")
def test_words_that_are_joined_are_never_taken_for_messages() -> None:
    with force_locale("nl"):
        assert (
            phrased(joined(["Yes", "No", "%(x)s"], "%(one)s or %(next)s")) == "Yes of No of %(x)s"
        )


def test_phrases_that_say_the_same_are_the_same_and_sort_as_they_read() -> None:
    one, other = Phrase("at least %(limit)s", limit=1), Phrase("at least 1")
    assert (one == other, len({one, other}), one == "at least 1") == (True, 1, False)
    assert sorted([Phrase("b"), Phrase("%(one)s", one="c"), Phrase("a")]) == [
        Phrase("a"),
        Phrase("b"),
        Phrase("c"),
    ]


@pytest.mark.usefixtures("app")
def test_a_rule_says_why_with_a_phrase() -> None:
    broken = RuleBroken(
        "%(what)s must be %(limits)s", what="P1", limits=Phrase("at most %(limit)s", limit=9)
    )
    assert (str(broken), broken.message) == ("P1 must be at most 9", "%(what)s must be %(limits)s")
    with force_locale("nl"):
        assert reason(broken) == "P1 moet hoogstens 9 zijn"


def test_what_is_code_stands_out_on_a_page_and_nothing_else_is_marked_up(app: Flask) -> None:
    shown = app.jinja_env.filters["phrased"](Phrase("%(what)s is `x: <b>` here", what="<i>"))
    assert shown == "&lt;i&gt; is <code>x: &lt;b&gt;</code> here"
