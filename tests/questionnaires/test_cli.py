"""The commands of an operator: begin, check, publish and exchange instruments."""

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.db import db
from portal.questionnaires.instruments import cli
from portal.questionnaires.instruments.loader import INSTRUMENTS, load_instrument, parse
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.instruments.versions import find_published

REAL = INSTRUMENTS / "process-evaluation.yaml"
OURS = "culture 1\nprocess-evaluation 1\nprocess-evaluation 2\n"


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["instruments", *arguments])
    return done.exit_code, done.output


def _versions() -> int | None:
    return db.session.scalar(select(func.count()).select_from(InstrumentVersion))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of instruments of its own, empty."""
    monkeypatch.setattr(cli, "INSTRUMENTS", tmp_path)
    return tmp_path


def test_publishing_twice_is_publishing_once_older_numbers_first(app: Flask) -> None:
    for _ in range(2):
        assert run(app, "publish") == (0, OURS)
    assert _versions() == 3
    newest = find_published("process-evaluation")
    assert newest is not None
    assert newest.comparable_with is not None
    assert (newest.number, newest.comparable_with.number) == (2, 1)


def test_our_own_files_are_fine(app: Flask) -> None:
    assert run(app, "check") == (0, "3 instrument files, 0 errors\n")
    assert run(app, "check", "--json") == (0, "[]\n")


def test_a_broken_file_never_reaches_the_database(app: Flask, folder: Path) -> None:
    words = REAL.read_text(encoding="utf-8")
    (folder / "process-evaluation.yaml").write_text(words, encoding="utf-8")
    broken = words.replace("slug: process-evaluation", "slug: broken", 1)
    broken = broken.replace("kind: process", "kind: proces", 1)
    (folder / "broken.yaml").write_text(broken, encoding="utf-8")
    for command in ("check", "publish"):
        status, said = run(app, command)
        fault = "broken.yaml:4: I05 kind cannot be proces — choose process or culture"
        assert (status, fault in said) == (1, True)
    assert _versions() == 0


def test_another_program_reads_the_faults_as_data(app: Flask, folder: Path) -> None:
    words = REAL.read_text(encoding="utf-8").replace("kind: process", "kind: proces", 1)
    (folder / "process-evaluation.yaml").write_text(words, encoding="utf-8")
    status, said = run(app, "check", "--json")
    assert (status, json.loads(said)) == (
        1,
        [
            {
                "file": "process-evaluation.yaml",
                "line": 4,
                "code": "I05",
                "message": "kind cannot be proces",
                "hint": "choose process or culture",
                "path": ["kind"],
                "error": True,
            }
        ],
    )


def test_other_words_under_the_same_number_are_refused(app: Flask, folder: Path) -> None:
    words = REAL.read_text(encoding="utf-8")
    path = folder / "process-evaluation.yaml"
    path.write_text(words, encoding="utf-8")
    assert run(app, "publish") == (0, "process-evaluation 1\n")
    path.write_text(words.replace("Of no use", "Useless", 1), encoding="utf-8")
    status, said = run(app, "check")
    assert (status, "process-evaluation.yaml:5: I28 number 1 was published" in said) == (1, True)
    status, said = run(app, "publish")
    assert (status, "Geef het bestand een nieuw nummer." in said) == (1, True)


def test_one_refusal_publishes_nothing(app: Flask, folder: Path) -> None:
    words = REAL.read_text(encoding="utf-8")
    (folder / "process-evaluation.yaml").write_text(words, encoding="utf-8")
    run(app, "publish")
    other = words.replace("slug: process-evaluation", "slug: another", 1)
    (folder / "another.yaml").write_text(other, encoding="utf-8")
    changed = words.replace("Of no use", "Useless", 1)
    (folder / "process-evaluation.yaml").write_text(changed, encoding="utf-8")
    assert run(app, "publish")[0] == 1
    assert _versions() == 1


def test_what_is_exported_is_imported_elsewhere_as_it_was(app: Flask, tmp_path: Path) -> None:
    run(app, "publish")
    for slug, number in (("culture", []), ("process-evaluation", ["1"])):
        status, said = run(app, "export", slug, *number)
        assert status == 0
        assert parse(said, "x") == load_instrument(INSTRUMENTS / f"{slug}.yaml")
        (tmp_path / "came-by-mail.yaml").write_text(said, encoding="utf-8")
        status, told = run(app, "import", str(tmp_path / "came-by-mail.yaml"))
        assert (status, told) == (0, f"{slug} 1\n")
    assert _versions() == 3


def test_importing_says_what_is_wrong_and_keeps_nothing(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(REAL.read_text(encoding="utf-8").replace("number: 1", "number: 0", 1))
    status, said = run(app, "import", str(path))
    assert (status, "mine.yaml:5: I05 number must be at least 1" in said) == (1, True)
    assert run(app, "import", str(INSTRUMENTS / "process-evaluation.2.yaml"))[0] == 1
    assert _versions() == 0


def test_a_version_that_is_not_there_is_not_exported(app: Flask) -> None:
    for arguments in (["culture"], ["culture", "7"]):
        assert run(app, "export", *arguments) == (1, "Error: there is no such version\n")


def test_what_is_begun_can_be_published_as_it_is(app: Flask, folder: Path) -> None:
    status, said = run(app, "new", "night-shift")
    assert (status, said.partition(";")[0]) == (0, "night-shift.yaml is made")
    assert run(app, "check") == (0, "1 instrument files, 0 errors\n")
    assert load_instrument(folder / "night-shift.yaml").slug == "night-shift"
    assert run(app, "new", "night-shift") == (1, "Error: night-shift.yaml is there already\n")


@pytest.mark.parametrize("slug", ["Night", "../night", "night shift", "nächt"])
def test_a_name_that_is_no_slug_begins_nothing(app: Flask, folder: Path, slug: str) -> None:
    assert run(app, "new", slug)[0] == 1
    assert list(folder.iterdir()) == []


def test_a_file_from_anywhere_is_checked_by_itself(app: Flask, folder: Path) -> None:
    words = REAL.read_text(encoding="utf-8")
    right, wrong = folder / "by-mail.yaml", folder / "other.yaml"
    right.write_text(words, encoding="utf-8")
    wrong.write_text(words.replace("kind: process", "kind: proces", 1), encoding="utf-8")
    assert run(app, "check", str(right)) == (0, "1 instrument files, 0 errors\n")
    fault = "other.yaml:4: I05 kind cannot be proces — choose process or culture\n"
    assert run(app, "check", str(right), str(wrong)) == (
        1,
        f"{fault}2 instrument files, 1 errors\n",
    )


def test_a_number_that_is_left_out_is_told_beside_what_is_published(
    app: Flask, folder: Path
) -> None:
    words = REAL.read_text(encoding="utf-8")
    (folder / "process-evaluation.yaml").write_text(words, encoding="utf-8")
    run(app, "publish")
    newer = words.replace("number: 1", "number: 3", 1)
    (folder / "process-evaluation.3.yaml").write_text(newer, encoding="utf-8")
    status, said = run(app, "check")
    told = "I30 there is no version 2 before this one — give it number 2"
    assert (status, told in said) == (1, True)
