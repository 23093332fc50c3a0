"""The words of a kit: which are read, which are to avoid, and which are spelt as we know them."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from flask import Flask

from portal.moi import cli
from portal.moi.lint import spelling
from portal.moi.lint.library import check_kit
from portal.moi.lint.reading import passages
from portal.moi.lint.spelling import (
    OWN_WORDS,
    Misspelt,
    NoDictionary,
    check_spelling,
    hunspell,
    own_words,
)
from portal.moi.lint.terms import terms
from portal.moi.source.folder import read_kit
from tests.moi.conftest import GOOD, replace

INTRO, LIST, DRAWING = "intro.nl.md", "visuals/visuals.yaml", "visuals/raam.svg"


def avoided(folder: Path) -> list[str]:
    found = check_kit(folder).findings
    return [f"{f.file}:{f.line} {f.message} — {f.hint}" for f in found if f.code == "G01"]


def test_everything_that_is_read_is_read_once_with_its_line() -> None:
    told = {(p.file, p.key, p.lang): p.lines for p in passages(read_kit(GOOD)[0])}
    assert told["moi.yaml", "audience.nl", "nl"][0][0] == 10
    assert told["intro.nl.md", "title", "nl"] == [(2, "Een klein gebaar")]
    assert told[LIST, "raam.svg.alt.en", "en"] == [(4, "An open window.")]
    assert told[DRAWING, "words", "nl"] == [(6, "raam open")]


def test_a_word_to_avoid_comes_with_the_word_to_use(folder: Path) -> None:
    replace(INTRO, "niet lang", "in een\nRusthuis niet lang")(folder)
    assert avoided(folder) == [
        (
            "intro.nl.md:11 “Rusthuis” is a word to avoid: the Flemish word of today"
            " — use woonzorgcentrum"
        )
    ]


@pytest.mark.parametrize(
    "words",
    [
        "“in een rusthuis” niet lang",
        "“in een\nrusthuis” niet lang",
        "in een Mangomoment niet lang",
        "in de rusthuisstraat niet lang",
        "in een e-unit niet lang",
        "*niet*{.unit} lang",
    ],
    ids=["quoted", "quoted over lines", "capital", "part of a word", "hyphen", "attribute"],
)
def test_what_is_no_word_to_avoid(folder: Path, words: str) -> None:
    replace(INTRO, "niet lang", words)(folder)
    assert avoided(folder) == []


def test_a_word_is_avoided_in_its_own_language_only(folder: Path) -> None:
    before = (folder / "intro.en.md").read_text(encoding="utf-8")
    added = f"{before}\nA unit of twelve, in a nursing  home.\n"
    (folder / "intro.en.md").write_text(added, encoding="utf-8")
    line = added.count("\n")
    assert avoided(folder) == [
        (
            f"intro.en.md:{line} “nursing home” is a word to avoid: the network's own word"
            " — use residential care centre"
        )
    ]


def test_each_word_to_avoid_is_found_in_every_form_it_has() -> None:
    for lang, told in terms().items():
        missed = [
            form for term, pattern in told for form in term.avoid if not pattern.fullmatch(form)
        ]
        assert (lang, missed) == (lang, [])


class Dictionary:
    """Knows every word but those it was made with."""

    def __init__(self, **unknown: str) -> None:
        self.unknown = unknown
        self.asked: list[str] = []

    def __call__(self, lang: str, words: Iterable[str]) -> Misspelt:
        asked = list(words)
        self.asked += [f"{lang} {word}" for word in asked]
        return {word: self.unknown[word] for word in asked if word in self.unknown}


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list of own words per language, to fill."""
    lists = tmp_path_factory.mktemp("spelling")
    for lang in ("nl", "en"):
        (lists / f"{lang}.txt").write_text("# Our own words.\n", encoding="utf-8")
    monkeypatch.setattr(spelling, "OWN_WORDS", lists)
    return lists


def told_of(folder: Path, dictionary: Dictionary) -> list[str]:
    return [f"{slug}/{f}" for slug, f in check_spelling([read_kit(folder)[0]], dictionary)]


def test_a_misspelt_word_is_told_where_it_stands_with_what_it_may_be(
    folder: Path, own: Path
) -> None:
    replace(INTRO, "niet lang", "neit lang")(folder)
    assert own.is_dir()
    assert told_of(folder, Dictionary(neit="niet")) == [
        (
            "een-klein-gebaar/intro.nl.md:10: W01 text: “neit” is in no dictionary — "
            "is it “niet”? if it is right, add neit to content/spelling/nl.txt"
        )
    ]


def test_an_own_word_is_right_in_its_language_and_with_an_ending_of_possession(
    folder: Path, own: Path
) -> None:
    replace(INTRO, "niet lang", "Nele’s neit")(folder)
    (own / "nl.txt").write_text("Nele  # made up\nneit\n", encoding="utf-8")
    unknown = {"Nele": "", "Nele's": "", "neit": ""}
    assert told_of(folder, Dictionary(**unknown)) == []


def test_an_own_word_that_nobody_needs_is_told(folder: Path, own: Path) -> None:
    (own / "en.txt").write_text("# Why\nwindow\nnowhere\n", encoding="utf-8")
    told = told_of(folder, Dictionary())
    assert [line.partition(" — ")[0] for line in told] == [
        "../spelling/en.txt:3: W02 word: “nowhere” is in the dictionary, or in no kit",
        "../spelling/en.txt:2: W02 word: “window” is in the dictionary, or in no kit",
    ]


def test_our_own_words_are_sorted_and_stand_there_once() -> None:
    for lang in ("nl", "en"):
        lines = (OWN_WORDS / f"{lang}.txt").read_text(encoding="utf-8").splitlines()
        words = [line.partition("#")[0].strip() for line in lines if not line.startswith("#")]
        assert words == sorted(own_words(lang))


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What stands in for Hunspell: it knows no word that begins with an x."""
    script = tmp_path / "hunspell"
    script.write_text(
        "#!/bin/sh\n"
        'test "$2" = nl || exit 1\n'
        "echo Hello\n"
        "while read -r word; do case $word in ^xa*) echo '& xa 2 1: aa, ab';;"
        " ^x*) echo '# x 1';; *) echo '*';; esac; echo; done\n",
        encoding="utf-8",
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    return script


def test_hunspell_is_asked_word_by_word(program: Path) -> None:
    assert program.exists()
    assert hunspell("nl", ["huis", "xa", "x", "tuin"]) == {"xa": "aa", "x": ""}


def test_a_dictionary_that_is_missing_is_said(program: Path) -> None:
    assert program.exists()
    with pytest.raises(NoDictionary, match="hunspell has no dictionary en_GB on this machine"):
        hunspell("en", ["house"])


@pytest.mark.parametrize(("args", "code"), [((), 1), (("--if-hunspell-is-here",), 0)])
def test_a_machine_without_hunspell_is_told_what_to_install(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], code: int
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    result = app.test_cli_runner().invoke(args=["content", "spelling", *args])
    assert result.exit_code == code
    assert result.output == (
        "spelling not checked: hunspell is not on this machine — "
        "apt-get install hunspell hunspell-nl hunspell-en-gb\n"
    )


def test_the_command_fails_on_a_misspelt_word(
    app: Flask, folder: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert own.is_dir()
    monkeypatch.setattr(cli, "CONTENT", folder.parent)
    run = app.test_cli_runner().invoke
    monkeypatch.setattr(cli, "hunspell", Dictionary())
    good = run(args=["content", "spelling"])
    assert (good.exit_code, good.output) == (0, "1 kits, 0 words to look at\n")
    monkeypatch.setattr(cli, "hunspell", Dictionary(lang="land"))
    bad = run(args=["content", "spelling"])
    assert bad.exit_code == 1
    assert bad.output.endswith("1 kits, 2 words to look at\n")
