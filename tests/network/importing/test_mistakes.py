"""One file with each kind of mistake: all are told by row and column, and nothing changes."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.db import Model, db
from portal.network.importing.checking import check_file
from portal.network.importing.problems import FileRefused
from tests.cast import Cast
from tests.conftest import TODAY, Visitor
from tests.network.importing.sheets import (
    ORGANISATIONS,
    TEAMS,
    Formula,
    Rows,
    book,
    csv_of,
    organisation,
    post,
    team,
    workbook,
)

LINDE, MAAN, STER = "Ziekenhuis De Linde", "Kliniek Maanlicht", "Woonzorgcentrum De Ster"
FULL = "De Verzonnen Linde"  # of the cast: three teams, an ambassador and a contact already

FILE = book(
    organisations=[
        organisation(LINDE),
        organisation(MAAN, sector="zh", province="Henegouwen"),
        organisation(STER, status="Slapend", since="gisteren"),
        organisation(LINDE),
        organisation("Kliniek Ver", wave=7),
        organisation("Kliniek Pauze", status="Pauzeert"),
        organisation("Kliniek Klaar", status="Afgerond"),
        organisation(None),
        organisation("Kliniek Som", province=Formula("=A1")),
        organisation("Kliniek Adres", slug="Niet Zo"),
        organisation(FULL, status="Kandidaat", since=date(2022, 3, 1)),
    ],
    teams=[
        team(LINDE, 4, "Vierde plaats"),
        team(FULL, 3, "Vierde team", start=date(2019, 5, 1)),
        team(LINDE, 1, "Omgekeerd", end=date(2021, 1, 1)),
        team("Nergens", 1, "Verdwaald"),
        team(LINDE, 2, "Eerste"),
        team(LINDE, 2, "Tweede"),
        team(LINDE, "drie", "Geen getal"),
        team(LINDE, 3, "Zonder context", care_context=None),
        team(FULL, 1, "Team 1 home", start=date(2019, 11, 1), care_context="Oncologisch",
             end=date(2022, 12, 1)),
    ],
    people=[
        post(LINDE, "Ambassadeur", "An Peeters", "an@linde.example"),
        post(LINDE, "Ambassadeur", "Bo Claes", "bo@linde.example"),
        post(LINDE, "Contactpersoon", "Chris Aerts", "an@linde.example"),
        post(LINDE, "Medewerker", "Dirk Baert", "dirk@linde.example"),
        post(LINDE, "Medewerker", "Eef Cools", "eef@linde.example", team="Bestaat niet"),
        post(LINDE, "Directeur", "Fien Nijs", "fien@linde.example"),
        post(LINDE, "Coördinator", "Geert Moons", "geert@linde.example"),
        post(LINDE, "HR-contactpersoon", "Hanne Roels", "hanne.linde.example"),
        post(LINDE, "HR-contactpersoon", "Inge Thys", None),
        post(LINDE, "HR-contactpersoon", "Jan Segers", "jan@linde.example", team="Eerste"),
        post(LINDE, "Waarnemend ambassadeur", "Kris Smets", "kris@linde.example"),
        post(None, "Ambassadeur", "Leen Desmet", "leen@linde.example"),
        post(LINDE, "HR-contactpersoon", "Mia Buyse", "mia@linde.example"),
        post(LINDE, "HR-contactpersoon", "Mia Buyse", "mia@linde.example"),
    ],
)  # fmt: skip


def counts() -> dict[str, int | None]:
    """Return how many rows each table has."""
    tables = Model.metadata.sorted_tables
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) for table in tables
    }


def told(data: bytes) -> list[tuple[str, int, str, str]]:
    problems = check_file(data, today=TODAY).problems
    return [(one.sheet, one.row, one.column, str(one.refused)) for one in problems]


EXPECTED = [
    ("Organisaties", 3, "C", "We do not know “zh”. Choose from: Ziekenhuis, "),
    ("Organisaties", 3, "D", "We do not know “Henegouwen”. Choose from: Antwerpen, "),
    ("Organisaties", 4, "F", "We do not know “Slapend”. Choose from: Kandidaat, "),
    ("Organisaties", 4, "G", "“gisteren” is no day. Write it like 15/11/2022 or 2022-11-15."),
    ("Organisaties", 5, "A", "This is in row 2 already. Keep one of the two."),
    ("Organisaties", 6, "E", "There is no wave 7. The next one to start is 2."),
    ("Organisaties", 7, "H", "Give the reason."),
    ("Organisaties", 8, "F", "An organisation cannot enter the network in a last status."),
    ("Organisaties", 9, "A", "This cell is empty. Fill it in."),
    ("Organisaties", 10, "D", "This is a formula. Put its result in the cell."),
    ("Organisaties", 11, "B", "Use small letters, numbers and hyphens, or leave this empty."),
    ("Organisaties", 12, "F", "This step is not possible from the status it has now."),
    ("Teams", 2, "B", "A fourth team is one too many: add it as a follower team."),
    ("Teams", 3, "B", "There is a team in this place already: replace it in one step."),
    ("Teams", 4, "H", "The end must come after the start."),
    ("Teams", 5, "A", "We know no organisation “Nergens”. Write its name as on the first sheet."),
    ("Teams", 7, "B", "There is a team in this place already: replace it in one step."),
    ("Teams", 8, "B", "“drie” is no whole number."),
    ("Teams", 9, "E", "This cell is empty. Fill it in."),
    (
        "Teams",
        10,
        "H",
        "No team replaces this one. End it on its own page, which asks for the reason.",
    ),
    ("Mensen", 3, "C", "There is an ambassador then: one organisation has one. Hand over."),
    ("Mensen", 4, "E", "Row 2 gives this address to An Peeters. Two people cannot share one."),
    ("Mensen", 5, "B", "This role is held in a team. Write the name of the team."),
    ("Mensen", 6, "B", "“Ziekenhuis De Linde” has no team “Bestaat niet”. "),
    ("Mensen", 7, "C", "We do not know “Directeur”. Choose from: Ambassadeur, "),
    ("Mensen", 8, "C", "We do not know “Coördinator”. Choose from: Ambassadeur, "),
    ("Mensen", 9, "E", "This is not a mail address."),
    ("Mensen", 10, "E", "Write the address: the portal finds people by it."),
    ("Mensen", 11, "B", "This role has no team. Leave this cell empty."),
    ("Mensen", 12, "C", "An acting ambassador has a last day: then the ambassador is back."),
    ("Mensen", 13, "A", "This cell is empty. Fill it in."),
    ("Mensen", 15, "C", "This is in row 14 already. Keep one of the two."),
]


def test_every_mistake_is_told_by_row_and_column(app: Flask, cast: Cast) -> None:
    assert app
    assert cast
    found = told(FILE)
    assert [one[:3] for one in found] == [one[:3] for one in EXPECTED]
    assert [
        one for one, wanted in zip(found, EXPECTED, strict=True) if not one[3].startswith(wanted[3])
    ] == []


def test_the_command_tells_them_all_and_changes_nothing(
    app: Flask, cast: Cast, tmp_path: Path
) -> None:
    assert cast
    file, before = tmp_path / "roster.xlsx", counts()
    file.write_bytes(FILE)
    told_ = app.test_cli_runner().invoke(args=["roster", "import", str(file)])
    assert told_.exit_code == 1
    lines = told_.output.splitlines()
    assert len(lines) == len(EXPECTED) + 1
    assert lines[0].startswith("Organisaties, rij 3, kolom “Sector” (C): We kennen “zh” niet.")
    assert lines[-1] == f"Error: {len(EXPECTED)} dingen te verbeteren. Er is niets bewaard."
    db.session.rollback()
    assert counts() == before


def test_the_page_shows_them_all_and_changes_nothing(
    app: Flask, client: Visitor, cast: Cast
) -> None:
    assert app
    client.sign_in(cast.coordinator)
    before = counts()
    page = client.submit(
        "/organisations/import?lang=nl", {"file": (BytesIO(FILE), "gegevens.xlsx")}
    )
    assert page.status_code == 400
    assert "<title>Fout:" in page.text
    assert f"{len(EXPECTED)} dingen te verbeteren in dit bestand" in page.text
    assert page.text.count("<tr>") == len(EXPECTED) + 1
    assert counts() == before


def heads(**changed: Rows) -> bytes:
    return workbook({"Organisaties": [ORGANISATIONS], "Teams": [TEAMS], **changed})


SHAPES: dict[str, tuple[bytes, list[tuple[str, int, str, str]]]] = {
    "a column is missing": (
        workbook({"Teams": [TEAMS[:4], ("Linde", 1, "A", "team")]}),
        [
            ("Teams", 1, "", "The column “Soort team” is missing."),
            ("Teams", 1, "", "The column “Vanaf” is missing."),
        ],
    ),
    "a column is not ours": (
        workbook({"Organisaties": [(*ORGANISATIONS, "Bedden"), (*organisation(LINDE), 300)]}),
        [("Organisaties", 1, "I", "We do not know the column “Bedden”. This sheet can have: ")],
    ),
    "a heading is merged": (
        workbook({"Organisaties": [(*ORGANISATIONS, None), (*organisation(LINDE), "x")]}),
        [("Organisaties", 1, "I", "This column has no heading. Are cells merged there? ")],
    ),
    "a column is twice": (
        workbook({"Organisaties": [(*ORGANISATIONS, "Naam"), (*organisation(LINDE), "x")]}),
        [("Organisaties", 1, "I", "The column “Naam” is there twice.")],
    ),
    "wrong letters": (
        csv_of([ORGANISATIONS, organisation("Kliniek Één")], encoding="cp1252"),
        [("Organisaties", 2, "A", "“Kliniek Één” is not written in UTF-8. ")],
    ),
    "a sheet is twice": (
        workbook(
            {"Teams": [TEAMS, team(FULL, None, "Volgers")], "Blad2": [TEAMS, team(FULL, None, "x")]}
        ),
        [("Blad2", 0, "", "This sheet is twice in the file.")],
    ),
}


@pytest.mark.parametrize("what", SHAPES)
def test_what_is_wrong_with_the_shape_is_told(app: Flask, cast: Cast, what: str) -> None:
    assert app
    assert cast
    data, expected = SHAPES[what]
    found = told(data)
    assert [one[:3] for one in found] == [one[:3] for one in expected]
    assert all(one[3].startswith(wanted[3]) for one, wanted in zip(found, expected, strict=True))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (heads(), "There are headings in this file, but no rows below."),
        (csv_of([TEAMS]), "There are headings in this file, but no rows below."),
        (workbook({"Blad1": [("Merk", "Kleur"), ("Fiets", "rood")]}), "No sheet has the headings"),
        (b"zomaar een zin\r\nen nog een", "No sheet has the headings"),
    ],
    ids=["only headings", "only headings in CSV", "another table", "a letter"],
)
def test_a_file_without_a_roster_is_refused(app: Flask, data: bytes, why: str) -> None:
    assert app
    with pytest.raises(FileRefused) as refused:
        check_file(data, today=TODAY)
    assert str(refused.value.reason).startswith(why)
