"""``flask content``: tells what is wrong line by line, and publishes all or nothing."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from portal.db import db
from portal.moi import cli
from portal.moi.lint.library import check_kit, check_library
from portal.moi.models import KitVersion
from portal.moi.source.folder import TEXT_NAME
from portal.moi.source.new_kit import SKELETON
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


def test_check_tells_a_published_number_with_other_content(app: Flask, library: Path) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=["content", "publish"])
    assert runner.invoke(args=["content", "check"]).output == "1 kits, 0 errors\n"
    replace("CHANGELOG.md", "Eerste versie", "De eerste versie")(library)
    result = runner.invoke(args=["content", "check"])
    assert result.exit_code == 1
    finding, count = result.output.splitlines()
    where, hint = finding.split(" — ")
    assert where == (
        "een-klein-gebaar/moi.yaml:4: K04 version: 1.10.0 was published with other content"
    )
    assert hint == "give the change a new number, here and on top of CHANGELOG.md"
    assert count == "1 kits, 1 errors"


@pytest.mark.parametrize("answer", ["behind", "gone"])
def test_check_goes_on_without_a_database(
    app: Flask, library: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    def is_at_head(_: str) -> bool:
        if answer == "gone":
            raise OperationalError("SELECT", {}, Exception("no such table"))
        return False

    monkeypatch.setattr(cli, "is_at_head", is_at_head)
    result = app.test_cli_runner().invoke(args=["content", "check"])
    assert (result.exit_code, result.output) == (
        0,
        "K04 not checked: no database\n1 kits, 0 errors\n",
    )
    assert library.exists()


def begun(app: Flask, *args: str) -> Result:
    return app.test_cli_runner().invoke(args=["content", "new", *args])


def test_new_makes_every_file_in_both_languages(app: Flask, library: Path) -> None:
    result = begun(app, "nieuwe-kit")
    assert result.exit_code == 0
    assert result.output.startswith("nieuwe-kit is made; ")
    made = library.parent / "nieuwe-kit"
    names = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    texts = {name for name in names if TEXT_NAME.fullmatch(name)}
    stems = ("intro", "assignments/01-opdracht", "teaching-note", "slides")
    assert texts == {f"{stem}.{lang}.md" for stem in stems for lang in ("nl", "en")}
    assert names - texts == {
        "moi.yaml",
        "CHANGELOG.md",
        "visuals/visuals.yaml",
        "visuals/tekening.svg",
    }
    assert "id: MOI-902\nslug: nieuwe-kit\n" in (made / "moi.yaml").read_text()


def test_a_new_kit_only_waits_for_what_must_be_filled_in(app: Flask, library: Path) -> None:
    begun(app, "nieuwe-kit")
    found = check_kit(library.parent / "nieuwe-kit").findings
    told = {(f.code, f.file, f.key) for f in found}
    texts = {path.relative_to(SKELETON).as_posix() for path in SKELETON.rglob("*.md")}
    assert told == {
        ("K07", "moi.yaml", "constructs"),
        *(
            ("K10", f"intro.{lang}.md", key)
            for lang in ("nl", "en")
            for key in ("summary", "objectives")
        ),
        *(("M02", text, "!--") for text in texts - {"CHANGELOG.md"}),
    }


def test_new_takes_the_id_it_is_given(app: Flask, library: Path) -> None:
    assert begun(app, "nieuwe-kit", "--id", "MOI-014").exit_code == 0
    assert begun(app, "derde-kit").exit_code == 0
    ids = [one.kit.manifest.id for one in check_library(library.parent) if one.kit.manifest]
    assert ids == ["MOI-902", "MOI-901", "MOI-014"]


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        ((GOOD.name,), "een-klein-gebaar is there already"),
        (("Nieuwe Kit",), "Nieuwe Kit is no name for a kit"),
        (("../weg",), "../weg is no name for a kit"),
        (("kit", "--id", "14"), "14 is no id: write it as MOI-013"),
        (("kit", "--id", "MOI-901"), "MOI-901 is the id of another kit"),
    ],
)
def test_new_refuses(app: Flask, library: Path, args: tuple[str, ...], reason: str) -> None:
    before = sorted(library.parent.iterdir())
    result = begun(app, *args)
    assert result.exit_code == 1
    assert reason in result.output
    assert sorted(library.parent.iterdir()) == before


def test_an_empty_library_begins_at_one(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "CONTENT", tmp_path / "leeg")
    assert begun(app, "eerste-kit").exit_code == 0
    assert "id: MOI-001\n" in (tmp_path / "leeg" / "eerste-kit" / "moi.yaml").read_text()
