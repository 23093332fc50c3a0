"""``flask roster``: what an operator types, and what comes back."""

from pathlib import Path

from flask import Flask
from sqlalchemy import select

from portal.db import db
from portal.network.models import Organisation
from tests.cast import Cast
from tests.network.importing.sheets import book, organisation, team


def run(app: Flask, *args: str) -> tuple[int, str]:
    db.session.rollback()
    told = app.test_cli_runner().invoke(args=["roster", *args])
    return told.exit_code, told.output


def names() -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(select(Organisation.name)))


def test_a_dry_run_tells_and_writes_nothing(app: Flask, cast: Cast, tmp_path: Path) -> None:
    assert cast
    file = tmp_path / "roster.xlsx"
    file.write_bytes(book([organisation("Kliniek Één")], [team("Kliniek Één", 1, "Keuken")]))
    code, told = run(app, "import", str(file), "--dry-run")
    assert code == 0
    assert (
        told.splitlines()[0]
        == "Organisaties: 1 nieuw, 0 gewijzigd, 0 gelijk, 2 niet in het bestand"
    )
    assert told.splitlines()[-1] == "Er is niets bewaard."
    assert "Kliniek Één" not in names()
    assert run(app, "import", str(file))[1].splitlines()[-1] == "Bewaard."
    assert "Kliniek Één" in names()
    code, told = run(app, "import", str(file))
    assert told.splitlines()[:2] == [
        "Organisaties: 0 nieuw, 0 gewijzigd, 1 gelijk, 2 niet in het bestand",
        "Teams: 0 nieuw, 0 gewijzigd, 1 gelijk, 6 niet in het bestand",
    ]


def test_what_cannot_be_read_is_said(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "roster.xlsx"
    file.write_bytes(b"MZ\x90\x00")
    code, told = run(app, "import", str(file))
    assert (code, told) == (
        1,
        "Error: Dit is geen CSV en geen Excelbestand, wat de naam ook zegt.\n",
    )


def test_what_is_written_out_can_be_brought_in(app: Flask, cast: Cast, tmp_path: Path) -> None:
    assert cast
    file = tmp_path / "roster.xlsx"
    assert run(app, "export", str(file))[0] == 0
    code, told = run(app, "import", str(file))
    assert code == 0
    assert [line.split(",")[0] for line in told.splitlines()[:3]] == [
        "Organisaties: 0 nieuw",
        "Teams: 0 nieuw",
        "Mensen: 0 nieuw",
    ]
    template = tmp_path / "template.xlsx"
    assert run(app, "template", str(template))[0] == 0
    assert run(app, "import", str(template))[1].startswith("Error: Er staan kolomtitels")
