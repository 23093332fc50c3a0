"""``flask content``: tells what is wrong line by line, and publishes all or nothing."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.db import db
from portal.moi import cli
from portal.moi.models import KitVersion
from tests.moi.conftest import GOOD, replace


@pytest.fixture
def library(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of one good kit."""
    monkeypatch.setattr(cli, "CONTENT", folder.parent)
    return folder


def versions() -> int:
    return db.session.scalar(select(func.count(KitVersion.id))) or 0


def test_check_is_silent_about_a_good_kit(app: Flask, library: Path) -> None:
    result = app.test_cli_runner().invoke(args=["content", "check"])
    assert (result.exit_code, result.output) == (0, "1 kits, 0 errors\n")
    assert library.name == GOOD.name


def test_check_tells_the_line_and_fails(app: Flask, library: Path) -> None:
    replace("moi.yaml", "[radar", "[radarr")(library)
    result = app.test_cli_runner().invoke(args=["content", "check"])
    first, last = result.output.splitlines()
    assert result.exit_code == 1
    assert first.startswith(
        "een-klein-gebaar/moi.yaml:7: K07 constructs: radarr is not in the model — the model has: "
    )
    assert last == "1 kits, 1 errors"


def test_a_warning_does_not_fail(app: Flask, library: Path) -> None:
    replace("intro.nl.md", "niet lang", "heel even")(library)
    result = app.test_cli_runner().invoke(args=["content", "check", GOOD.name])
    assert result.exit_code == 0
    assert "L01 translation_of" in result.output


def test_a_kit_that_is_not_there_is_told_without_a_traceback(app: Flask, library: Path) -> None:
    result = app.test_cli_runner().invoke(args=["content", "check", "weg"])
    assert result.exit_code == 1
    assert "weg/moi.yaml:1: K11 file: is missing" in result.output
    assert library.exists()


def test_publish_says_what_is_kept_and_can_be_said_again(app: Flask, library: Path) -> None:
    for _ in range(2):
        result = app.test_cli_runner().invoke(args=["content", "publish"])
        assert (result.exit_code, result.output) == (0, "een-klein-gebaar 1.10.0\n")
    assert versions() == 1
    assert library.exists()


def test_publish_refuses_a_broken_kit(app: Flask, library: Path) -> None:
    (library / "intro.en.md").unlink()
    result = app.test_cli_runner().invoke(args=["content", "publish"])
    assert result.exit_code == 1
    assert "een-klein-gebaar/intro.en.md:1: K05 intro: is missing" in result.output
    assert versions() == 0


def test_publish_refuses_changed_content_under_a_known_number(app: Flask, library: Path) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=["content", "publish"])
    replace("intro.nl.md", "niet lang", "heel even")(library)
    result = runner.invoke(args=["content", "publish"])
    assert result.exit_code == 1
    assert "K04 version: the content changed" in result.output
    assert versions() == 1
