"""The commands of an operator: check the instrument files, publish their versions."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.db import db
from portal.questionnaires import cli
from portal.questionnaires.loader import INSTRUMENTS
from portal.questionnaires.models import InstrumentVersion

REAL = INSTRUMENTS / "process-evaluation.yaml"


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["instruments", *arguments])
    return done.exit_code, done.output


def test_publishing_twice_is_publishing_once(app: Flask) -> None:
    for _ in range(2):
        assert run(app, "publish") == (0, "culture 1\nprocess-evaluation 1\n")
    assert db.session.scalar(select(func.count()).select_from(InstrumentVersion)) == 2


def test_our_own_files_are_fine(app: Flask) -> None:
    assert run(app, "check") == (0, "Every instrument can be published.\n")


def test_a_broken_file_never_reaches_the_database(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = REAL.read_text(encoding="utf-8").replace("kind: process", "kind: proces", 1)
    (tmp_path / "broken.yaml").write_text(words, encoding="utf-8")
    monkeypatch.setattr(cli, "INSTRUMENTS", tmp_path)
    for command in ("check", "publish"):
        status, said = run(app, command)
        assert (status, "broken.yaml:4: kind: Input should be" in said) == (1, True)
    assert db.session.scalar(select(func.count()).select_from(InstrumentVersion)) == 0


def test_other_words_under_the_same_number_are_refused(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(app, "publish")
    words = REAL.read_text(encoding="utf-8").replace("Of no use", "Useless", 1)
    (tmp_path / "other.yaml").write_text(words, encoding="utf-8")
    monkeypatch.setattr(cli, "INSTRUMENTS", tmp_path)
    status, said = run(app, "publish")
    assert (status, "Geef het bestand een nieuw nummer." in said) == (1, True)
