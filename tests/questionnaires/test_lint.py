"""Each kind of mistake in an instrument file is told with file, line, code and hint.

The files in ``instruments_wrong`` hold one kind of mistake each; the lines where it must be told
end on its code.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from flask_babel import force_locale
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.questionnaires.instruments.lint.faults import TITLES, WARNINGS, Fault
from portal.questionnaires.instruments.lint.library import (
    LARGEST,
    Known,
    check_data,
    check_file,
    check_library,
    check_source,
)
from portal.questionnaires.instruments.lint.tree import MOST_VALUES
from portal.questionnaires.instruments.loader import INSTRUMENTS
from portal.web.words import phrased
from tests.phrases import same_in_dutch
from tests.questionnaires.instruments import small

WRONG = Path(__file__).parent / "instruments_wrong"
FILES = sorted(WRONG.glob("*.yaml"))
FOLDERS = sorted(path for path in WRONG.iterdir() if path.is_dir())
PUBLISHED: Mapping[str, Known] = {
    "I28": {"wrong": {1: "0" * 64}},
    "I30": {},
    "I30-late": {"wrong": {1: "0" * 64, 3: "0" * 64}},
}
RIGHT = (INSTRUMENTS / "process-evaluation.yaml").read_text(encoding="utf-8")


def _marked(path: Path) -> set[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    marks = [(n, re.search(r"# (I[0-9]{2})$", line)) for n, line in enumerate(lines, start=1)]
    return {f"{path.name}:{number} {mark[1]}" for number, mark in marks if mark}


def _told(faults: Sequence[Fault]) -> set[str]:
    return {f"{fault.file}:{fault.line} {fault.code}" for fault in faults}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_mistake_is_told_where_it_stands_and_nothing_else_is(path: Path) -> None:
    checked = check_file(path)
    assert _marked(path)
    assert _told(checked.faults) == _marked(path)
    assert {fault.code for fault in checked.faults} == {path.stem[:3]}
    assert checked.is_sound == (path.stem[:3] in WARNINGS)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_files_that_do_not_go_together_are_told(folder: Path) -> None:
    checked = check_library(folder, known=PUBLISHED.get(folder.name))
    marked = set().union(*(_marked(path) for path in folder.iterdir()))
    assert marked
    assert _told([fault for one in checked for fault in one.faults]) == marked


def test_every_code_has_a_file_that_shows_it() -> None:
    assert {path.name[:3] for path in [*FILES, *FOLDERS]} == set(TITLES)


def test_a_fault_says_file_line_code_message_and_hint() -> None:
    (fault,) = check_file(WRONG / "I08-scale.yaml").faults
    assert str(fault) == (
        "I08-scale.yaml:26: I08 Q2 names the scale yes-on, which is not here — did you mean yes-no?"
    )
    assert fault.path == ("sections", 0, "items", 1, "scale")


def test_no_fault_speaks_the_language_of_the_program() -> None:
    folders = [one for folder in FOLDERS for one in check_library(folder)]
    faults = [fault for one in [*map(check_file, FILES), *folders] for fault in one.faults]
    inner = re.compile(r"pydantic|Input should|Extra inputs|type=|validat(ion|or)|ctx|None|\{'")
    assert len(faults) > len(FILES)
    assert [str(fault) for fault in faults if inner.search(str(fault))] == []
    assert all(str(fault.message) and str(fault.hint) for fault in faults)


@pytest.mark.usefixtures("app")
def test_every_fault_is_told_in_dutch_as_well() -> None:
    folders = [one for folder in FOLDERS for one in check_library(folder)]
    faults = [fault for one in [*map(check_file, FILES), *folders] for fault in one.faults]
    told = [said for fault in faults for said in (fault.message, fault.hint)]
    assert len(set(told)) > len(FILES)
    assert same_in_dutch(told) == {"%(one)s", "%(code)s"}


@pytest.mark.usefixtures("app")
def test_a_fault_reads_as_a_sentence_in_dutch() -> None:
    (fault,) = check_file(WRONG / "I08-scale.yaml").faults
    with force_locale("nl"):
        assert (phrased(fault.message), phrased(fault.hint)) == (
            "Q2 noemt de schaal yes-on, maar die bestaat hier niet",
            "bedoel je yes-no?",
        )


def test_several_mistakes_are_told_at_once() -> None:
    source = (
        RIGHT.replace("kind: process", "kind: proces", 1)
        .replace("scale: usefulness", "scale: usefullness", 1)
        .replace("          en: Which groups have you not reached yet?\n", "", 1)
        .replace("show_if: {item: P15, any_of: [1]}", "show_if: {item: P15, any_of: [3]}", 1)
        .replace("maturity: pilot\n", "maturity: pilot\nmaturity: pilot\n", 1)
    )
    told = [fault.code for fault in check_source(source, "many.yaml").faults]
    assert sorted(told) == ["I03", "I05", "I06", "I08", "I11"]


def test_our_own_files_have_nothing_to_mend() -> None:
    checked = check_library(INSTRUMENTS)
    assert [str(fault) for one in checked for fault in one.faults] == []
    assert [one.name for one in checked] == [
        "culture.yaml",
        "process-evaluation.yaml",
        "process-evaluation.2.yaml",
    ]


def test_data_without_a_file_are_checked_by_the_same_rules() -> None:
    data = small()
    data["sections"][0]["items"][0]["scale"] = "four"
    (fault, *others) = check_data(data, "a draft").faults
    assert others == []
    assert (fault.code, fault.path) == ("I08", ("sections", 0, "items", 0, "scale"))
    assert check_data(small(), "a draft").is_sound


@pytest.mark.parametrize(
    "junk",
    [
        b"\xff\xfe\0",
        b"{",
        b"",
        b"- a\n- b",
        b"a: *x",
        b"\t: x",
        b"slug: [a",
        b"a: &a [*a]",
        b"a: " + b"[" * 5_000,
        b"a: {" * 50 + b"}" * 50,
        b"a: [" + b"0, " * (MOST_VALUES + 1) + b"0]",
        b"a: x\n" + b"#" * LARGEST,
    ],
    ids=range(12),
)
def test_junk_is_no_traceback(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "junk.yaml"
    path.write_bytes(junk)
    checked = check_file(path)
    assert not checked.is_sound
    assert {fault.code for fault in checked.faults} & {"I01", "I04"}


LINES = RIGHT.splitlines(keepends=True)


@given(st.data())
@settings(max_examples=30)  # each reads the whole process evaluation
def test_a_file_that_was_cut_or_mixed_up_is_told_and_never_breaks_the_check(
    data: st.DataObject,
) -> None:
    place = data.draw(st.integers(0, len(LINES) - 1))
    other = data.draw(st.integers(0, len(LINES) - 1))
    change = data.draw(st.sampled_from(["leave out", "double", "swap", "cut"]))
    lines = list(LINES)
    if change == "leave out":
        del lines[place]
    elif change == "double":
        lines.insert(place, lines[place])
    elif change == "swap":
        lines[place], lines[other] = lines[other], lines[place]
    else:
        lines[place] = lines[place][: data.draw(st.integers(0, len(lines[place])))] + "\n"
    checked = check_source("".join(lines), "mixed.yaml")
    assert checked.is_sound or checked.faults
