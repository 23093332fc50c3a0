"""An instrument file that is wrong says where, as an editor can jump to it."""

from pathlib import Path

import pytest

from portal.questionnaires.loader import INSTRUMENTS, InstrumentBroken, load_instrument

REAL = (INSTRUMENTS / "process-evaluation.yaml").read_text(encoding="utf-8")


def _line_of(text: str, needle: str) -> int:
    return text[: text.index(needle)].count("\n") + 1


def _broken(tmp_path: Path, old: str, new: str) -> str:
    assert old in REAL
    path = tmp_path / "instrument.yaml"
    path.write_text(REAL.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InstrumentBroken) as caught:
        load_instrument(path)
    return str(caught.value).replace(str(path), "FILE")


def test_a_wrong_word_is_named_with_its_line(tmp_path: Path) -> None:
    fault = _broken(tmp_path, "type: agreement", "type: agrement")
    line = _line_of(REAL, "type: agreement")
    assert fault.startswith(f"FILE:{line}: sections.1.items.3.type: Input should be 'agreement'")


def test_every_fault_gets_a_line_of_its_own(tmp_path: Path) -> None:
    fault = _broken(tmp_path, "kind: process\nnumber: 1", "kind: proces\nnumber: one")
    lines = [row.split(": ")[:2] for row in fault.splitlines()]
    first = _line_of(REAL, "kind: process")
    assert lines == [[f"FILE:{first}", "kind"], [f"FILE:{first + 1}", "number"]]


def test_yaml_that_does_not_parse_says_where(tmp_path: Path) -> None:
    fault = _broken(tmp_path, "languages: [nl, en]", "languages: [nl, en")
    assert fault.startswith(f"FILE:{_line_of(REAL, 'minutes: {')}: ")


def test_no_and_yes_stay_words() -> None:
    """YAML reads a bare no as false; here every scalar is text."""
    options = (
        load_instrument(INSTRUMENTS / "process-evaluation.yaml").scale_by_code["no-yes"].options
    )
    assert [option.text["en"] for option in options] == ["No", "Yes"]
