"""An instrument comes from a file with every mistake told, and goes back to one unchanged."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.instruments.lint.faults import WARNINGS
from portal.questionnaires.instruments.loader import (
    INSTRUMENTS,
    InstrumentBroken,
    load_instrument,
    parse,
    yaml_of,
)
from tests.questionnaires.instruments import small, small_culture, words

FILES = sorted(INSTRUMENTS.glob("*.yaml"))
REAL = (INSTRUMENTS / "process-evaluation.yaml").read_text(encoding="utf-8")


def _line_of(text: str, needle: str) -> int:
    return text[: text.index(needle)].count("\n") + 1


def test_a_file_that_is_wrong_names_each_line(tmp_path: Path) -> None:
    path = tmp_path / "instrument.yaml"
    path.write_text(REAL.replace("kind: process\nnumber: 1", "kind: proces\nnumber: one", 1))
    with pytest.raises(InstrumentBroken) as caught:
        load_instrument(path)
    first = _line_of(REAL, "kind: process")
    assert [(fault.file, fault.line) for fault in caught.value.faults] == [
        ("instrument.yaml", first),
        ("instrument.yaml", first + 1),
    ]
    assert str(caught.value).splitlines()[0] == (
        f"instrument.yaml:{first}: I05 kind cannot be proces — choose process or culture"
    )


def test_yaml_that_does_not_parse_says_where() -> None:
    with pytest.raises(InstrumentBroken) as caught:
        parse(REAL.replace("languages: [nl, en]", "languages: [nl, en", 1), "x.yaml")
    (fault,) = caught.value.faults
    assert (fault.code, fault.line) == ("I01", _line_of(REAL, "minutes: {"))


def test_what_is_only_to_look_at_keeps_nothing_from_being_read() -> None:
    source = REAL.replace("minutes: {short: 1, full: 4}", "minutes: {short: 1, full: 400}", 1)
    assert {"I24"} <= WARNINGS
    assert parse(source, "x.yaml").minutes.full == 400


def test_no_and_yes_stay_words() -> None:
    """YAML reads a bare no as false; here every scalar is text."""
    options = parse(REAL, "x").scale_by_code["no-yes"].options
    assert [option.text["en"] for option in options] == ["No", "Yes"]
    assert parse(yaml_of(parse(REAL, "x")), "y").scale_by_code["no-yes"].options == options


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_our_own_files_come_back_as_they_were(path: Path) -> None:
    definition = load_instrument(path)
    written = yaml_of(definition)
    again = parse(written, path.name)
    assert again == definition
    assert again.content_sha256 == definition.content_sha256
    assert yaml_of(again) == written


def test_what_is_written_is_pleasant_to_read() -> None:
    written = yaml_of(small_culture())
    assert written.startswith("slug: small-culture\nkind: culture\nnumber: 1\n")
    assert "\n\nscales:\n  - code: three\n    lo: 1\n    hi: 3\n    options:\n" in written
    assert "      - {value: 1, text: {nl: level 1 (nl), en: level 1}}\n" in written
    assert "min_answered: 0.5" in written
    assert written.count("min_answered") == 1
    assert max(map(len, written.splitlines())) <= 100


ODD = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(str.strip)
WORDS = st.fixed_dictionaries({"nl": ODD, "en": ODD})


@st.composite
def _definitions(draw: st.DrawFn) -> Definition:
    """Return the small culture instrument with whatever somebody may write in it."""
    data: dict[str, Any] = small_culture().model_dump(mode="json")
    data |= {"title": draw(WORDS), "change_note": draw(st.one_of(st.just(""), ODD))}
    data["constructs"][1] |= {"title": draw(WORDS), "min_answered": draw(st.floats(0.01, 1))}
    section = data["sections"][0]
    section |= {"title": draw(WORDS), "intro": draw(st.one_of(st.none(), WORDS))}
    for item in section["items"]:
        item |= {"text": draw(WORDS), "hint": draw(st.one_of(st.none(), WORDS))}
        item |= {"core": draw(st.booleans()), "maps_to": draw(st.one_of(st.none(), ODD))}
    section["items"][0]["core"] = True
    return Definition.model_validate(data)


@given(_definitions())
@settings(max_examples=25)  # each holds two dozen texts; the odd ones have a test of their own
def test_what_is_written_is_read_back_to_the_same(definition: Definition) -> None:
    assert parse(yaml_of(definition), "x.yaml") == definition


ODD_TEXTS = [
    *("a\x85b", "\u2028", "a\u2029 b", " a ", "a\n\n b\n", "\ta", "'", '"', "\\", "a: b", "a #b"),
    *("- a", "? a", "[a", "{a}", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a", "~", "null", "no"),
    *(
        "1.10",
        "=",
        "<<",
        "\x07",
        "\xa0",
        "\ufeffa",
        "😀",
        "word " * 40 + "end",
        "a\r\nb",
        "---",
        "...",
    ),
]


@pytest.mark.parametrize("odd", ODD_TEXTS, ids=range(len(ODD_TEXTS)))
def test_any_text_is_written_and_read_back(odd: str) -> None:
    said = {"nl": odd, "en": f"{odd} {odd}"}
    data = small_culture().model_dump() | {"title": said if odd.strip() else words("title")}
    definition = Definition.model_validate(data | {"change_note": odd})
    assert parse(yaml_of(definition), "x.yaml") == definition


def test_conditions_and_unnumbered_choices_are_written_too() -> None:
    definition = Definition.model_validate(small(comparable_with=None))
    assert parse(yaml_of(definition), "x.yaml") == definition
    assert "show_if:" in yaml_of(definition)
    assert "exclusive: true" in yaml_of(definition)
