"""Codes of teams: typed in any way, sealed, found by a hash that the key alone can make."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.cards import codes
from portal.config import Settings


def test_a_code_has_forty_bits_and_no_look_alikes() -> None:
    made = {codes.new_code() for _ in range(200)}
    assert len(made) == 200
    assert {len(code) for code in made} == {8}
    assert set("".join(made)) <= set(codes.ALPHABET)
    assert not set("ILOU") & set(codes.ALPHABET)
    assert len(codes.ALPHABET) ** codes.LENGTH == 2**40


@pytest.mark.parametrize(
    "typed", ["0123-4ABC", "o123 4abc", " 0123–4ABC ", "OI23 4abc", "0l234a-b-c"]
)
def test_however_it_is_typed_it_is_the_same_code(typed: str) -> None:
    assert codes.read_code(typed) == "01234ABC"


@pytest.mark.parametrize("typed", ["", "1234", "0123-4ABCD", "U1234ABC", "0123 4AB*", "ÀÉ234ABC"])
def test_what_can_be_no_code_is_none(typed: str) -> None:
    assert codes.read_code(typed) == ""


@given(st.text())
def test_nothing_that_is_typed_breaks_it(typed: str) -> None:
    assert codes.read_code(typed) in {"", codes.read_code(codes.read_code(typed))}


def test_it_is_shown_in_two_groups() -> None:
    assert codes.shown("01234ABC") == "0123-4ABC"
    assert codes.read_code(codes.shown("01234ABC")) == "01234ABC"


def test_who_has_the_database_alone_has_no_code(app: Flask) -> None:
    sealed, known = codes.seal("01234ABC"), codes.hash_code("01234ABC")
    assert "01234ABC" not in sealed
    assert codes.unseal(sealed) == "01234ABC"
    before: Settings = app.extensions["settings"]
    app.extensions["settings"] = Settings(secret_key="k" * 40)
    try:
        assert codes.unseal(sealed) == ""
        assert codes.hash_code("01234ABC") != known
    finally:
        app.extensions["settings"] = before
