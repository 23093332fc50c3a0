"""How words are compared, cut and marked: pure rules."""

from string import printable
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from portal.search.rules import (
    LONGEST_EXCERPT,
    LONGEST_WORD,
    MOST_WORDS,
    asked,
    excerpt,
    marked,
    stems,
    terms_of,
    words_of,
)

STORY: Final = "Een gewone dag. We luisterden naar een bewoner op de gang! Nadien koffie."


def test_words_lose_case_accents_signs_and_a_possessive_s() -> None:
    assert list(words_of("Café “Ter_Beke”, MOI’s & 's morgens!")) == [
        "cafe",
        "ter",
        "beke",
        "moi",
        "morgens",
    ]
    assert [len(word) for word in words_of("x" * 500)] == [LONGEST_WORD]


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("ziekenhuizen", "ziekenhuis"),
        ("afdelingen", "afdeling"),
        ("woonzorgcentra", "woonzorgcentrum"),
        ("gebaren", "gebaar"),
        ("organisaties", "organisatie"),
        ("ambassadeurs", "ambassadeur"),
        ("luisteren", "luister"),
        ("keukens", "keuken"),
    ],
)
def test_dutch_forms_have_a_stem_in_common(many: str, one: str) -> None:
    assert {many, *stems(many, "nl")} & {one, *stems(one, "nl")}


def test_names_in_no_language_are_not_stemmed() -> None:
    assert terms_of({"": "Janssens"}) == {"janssens"}
    assert terms_of({"nl": "gebaren"}) == {"gebaren", "baar", "gebar"}


def test_only_the_last_word_may_be_half_typed_and_figures_are_whole() -> None:
    assert [term.begins for term in asked("de linde zwa")] == [False, False, True]
    assert [term.begins for term in asked("team 1")] == [False, False]
    assert [term.begins for term in asked("z")] == [False]


def test_single_letters_give_way_and_too_many_words_are_left() -> None:
    assert [term.ways[0] for term in asked("a team b 3")] == ["team", "3"]
    assert [term.ways[0] for term in asked("a")] == ["a"]
    assert len(asked(" ".join(f"woord{n}" for n in range(30)))) == MOST_WORDS
    assert asked("-- '' \0 ()") == ()


def test_what_was_asked_is_marked_in_the_words_as_they_stand() -> None:
    assert marked("Afdeling Één & <b>co</b>", asked("afdelingen een")) == (
        "<mark>Afdeling</mark> <mark>Één</mark> &amp; &lt;b&gt;co&lt;/b&gt;"
    )
    assert marked("<script>", asked("script")) == "&lt;<mark>script</mark>&gt;"


def test_an_excerpt_is_the_sentence_that_answers_most() -> None:
    assert excerpt(STORY, asked("bewoners gang")) == "We luisterden naar een bewoner op de gang!"
    assert excerpt(STORY, asked("koffie")) == "Nadien koffie."
    assert excerpt(STORY, asked("thee")) == ""


def test_a_long_sentence_is_cut_around_the_word() -> None:
    found = excerpt(f"{'woord ' * 200}bewoner {'slot ' * 200}", asked("bewoner"))
    assert "bewoner" in found
    assert (found[:2], found[-2:]) == ("… ", " …")
    assert len(found) <= LONGEST_EXCERPT + 4


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=printable + "éïß’“”<&İıǅ½﷽", max_size=80), st.text(max_size=80))
def test_marking_keeps_every_sign_and_lets_none_become_markup(text: str, question: str) -> None:
    shown = marked(text, asked(question))
    assert shown.replace("<mark>", "").replace("</mark>", "") == str(escape(text))
    assert excerpt(text, asked(question)).strip("… ") in text
