"""The pages of an import: who may come, what they see, what is written and what is not."""

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.audit.models import AuditEvent
from portal.config import settings_of
from portal.db import db, transaction
from portal.network.importing.files import read_file
from portal.network.importing.keeping import FOLDER
from portal.network.models import Organisation
from tests.cast import START, Cast
from tests.conftest import Counter, Visitor
from tests.network.grown import grow
from tests.network.importing.sheets import book, organisation, post, team

IMPORT = "/organisations/import"
CLOSED = (
    IMPORT,
    f"{IMPORT}/template.xlsx",
    f"{IMPORT}/teams.csv",
    "/organisations/roster.xlsx",
    f"{IMPORT}/{'0' * 32}/",
)
FILE = book(
    organisations=[organisation("Kliniek Één")],
    teams=[team("Kliniek Één", 1, "Dagziekenhuis")],
    people=[post("Kliniek Één", "Ambassadeur", "An Peeters", "an@een.example")],
)


def sent(client: Visitor, content: bytes, name: str = "gegevens.xlsx") -> str:
    """Send a file, and return the address of the preview."""
    answer = client.submit(f"{IMPORT}?lang=nl", {"file": (BytesIO(content), name)})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def agreed(client: Visitor, address: str) -> tuple[int, str]:
    """Agree to what the preview shows; return status and page."""
    page = client.get(address)
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]{64})"', page.text)
    assert seen
    answer = client.submit(address, {"seen": seen[1]})
    return answer.status_code, answer.text


def names() -> set[str]:
    return set(db.session.scalars(select(Organisation.name)))


def waiting(app: Flask) -> list[Path]:
    return list((settings_of(app).files / FOLDER).glob("*.json"))


@pytest.fixture(autouse=True)
def _nothing_waits(app: Flask) -> None:
    for path in waiting(app):
        path.unlink()


@pytest.mark.parametrize("path", CLOSED)
def test_others_find_nothing_here(client: Visitor, cast: Cast, path: str) -> None:
    for who in (cast.stranger, cast.ambassador, cast.neighbour, cast.lead, cast.researcher):
        assert client.sign_in(who).get(path).status_code == 404


def test_a_file_is_shown_as_differences_then_written(
    app: Flask, client: Visitor, cast: Cast
) -> None:
    address = sent(client.sign_in(cast.coordinator), FILE)
    page = client.get(address)
    assert page.status_code == 200
    assert "Kliniek Één" in page.text
    assert "Dagziekenhuis, Kliniek Één" in page.text
    assert "An Peeters" in page.text
    assert "Kliniek Één" not in names()
    assert agreed(client, address)[0] == 303
    assert "Kliniek Één" in names()
    assert client.get(address).status_code == 404
    assert waiting(app) == []
    again = client.get(sent(client, FILE))
    assert "Er hoeft niets te veranderen." in again.text
    assert "Bewaar dit in het portaal" not in again.text


def test_what_waits_is_for_one_person(client: Visitor, cast: Cast) -> None:
    address = sent(client.sign_in(cast.coordinator), FILE)
    for who in (cast.administrator, cast.ambassador, cast.stranger):
        client.sign_in(who)
        assert client.get(address).status_code == 404
        assert client.get(f"{address}differences.csv").status_code == 404


def test_what_waits_too_long_is_gone(app: Flask, client: Visitor, cast: Cast) -> None:
    address = sent(client.sign_in(cast.coordinator), FILE)
    (path,) = waiting(app)
    path.write_text(re.sub(r'"until":"\d{4}', '"until":"2001', path.read_text()))
    assert client.get(address).status_code == 404
    path.write_text("{}")
    assert client.get(address).status_code == 404


def test_the_roster_that_moved_on_is_shown_anew(client: Visitor, cast: Cast) -> None:
    """Two people at once: what the other wrote meanwhile changes what the file would do."""
    row = organisation(cast.home.name, sector="Woonzorgcentrum", status="Actief", since=START)
    address = sent(client.sign_in(cast.coordinator), book(organisations=[row]))
    before = client.get(address).text
    assert "Sector: Ziekenhuis → Woonzorgcentrum" in before
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]{64})"', before)
    assert seen
    with transaction():
        home = db.session.get_one(Organisation, cast.home.organisation_id)
        home.name = "De Echte Linde"
        home.sector = home.sector.REHABILITATION
    row[0] = "De Echte Linde"
    answer = client.submit(address, {"seen": seen[1]})
    assert answer.status_code == 409
    assert "Iemand wijzigde de gegevens intussen" in answer.text
    assert "De Echte Linde" in names()


def test_agreeing_without_having_seen_is_refused(client: Visitor, cast: Cast) -> None:
    address = sent(client.sign_in(cast.coordinator), FILE)
    assert client.submit(address, {"seen": "yes"}).status_code == 400
    assert client.submit(address, {"seen": "0" * 64}).status_code == 409
    assert "Kliniek Één" not in names()


def test_a_file_can_be_thrown_away(app: Flask, client: Visitor, cast: Cast) -> None:
    address = sent(client.sign_in(cast.coordinator), FILE)
    assert client.submit(f"{address}forget", at=address).status_code == 303
    assert waiting(app) == []
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "leeg.xlsx", "Dit bestand is leeg."),
        (b"MZ\x90\x00\x03\x00", "gegevens.xlsx", "Dit is geen CSV en geen Excelbestand"),
        ("Naam;Sector".encode("utf-16"), "x.csv", "Dit bestand is geschreven in UTF-16."),
    ],
    ids=["empty", "program", "utf-16"],
)
def test_what_is_no_roster_is_said(
    client: Visitor, cast: Cast, content: bytes, name: str, said: str
) -> None:
    client.sign_in(cast.coordinator)
    page = client.submit(f"{IMPORT}?lang=nl", {"file": (BytesIO(content), name)})
    assert page.status_code == 400
    assert said in page.text


def test_no_file_at_all_is_said(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.coordinator).submit(f"{IMPORT}?lang=nl")
    assert page.status_code == 400
    assert "Kies een bestand." in page.text


def test_fifty_megabytes_are_refused_before_they_are_read(client: Visitor, cast: Cast) -> None:
    """Only the page that takes a file takes more than two megabytes, and ten at most."""
    client.sign_in(cast.coordinator)

    def answer(path: str, megabytes: int) -> int:
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
        body = head + bytes(megabytes * 1024 * 1024) + b"\r\n--x--\r\n"
        form = "multipart/form-data; boundary=x"
        with client.post(path, data=body, content_type=form) as page:
            return page.status_code

    assert answer(IMPORT, 50) == 413
    assert answer(IMPORT, 3) == 400
    assert answer("/sign-out", 3) == 413


def test_every_difference_can_be_taken_along(client: Visitor, cast: Cast) -> None:
    address = sent(client.sign_in(cast.coordinator), FILE)
    listed = client.get(f"{address}differences.csv").data.decode("utf-8-sig").splitlines()
    assert listed[0] == "Blad;Rij;Wat er gebeurt;Naam;Kolom;In het portaal;In het bestand"
    assert "Organisaties;2;nieuw;Kliniek Één;Sector;;Ziekenhuis" in listed
    assert client.get(f"{address}differences.xlsx").data.startswith(b"PK")


def test_the_template_can_be_read_back(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    sheets = read_file(client.get(f"{IMPORT}/template.xlsx?lang=nl").data)
    assert [one.title for one in sheets[:4]] == ["Organisaties", "Teams", "Mensen", "Uitleg"]
    assert sheets[0].rows[0].cells[:3] == ["Naam", "Adres in het portaal", "Sector"]
    headings = client.get(f"{IMPORT}/people.csv").data.decode("utf-8-sig")
    assert headings.startswith("Organisatie;Team;Rol;Naam;E-mailadres;Taal;Vanaf;Tot;")


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_roster_read_back_changes_nothing(client: Visitor, cast: Cast, lang: str) -> None:
    client.sign_in(cast.coordinator)
    roster = client.get(f"/organisations/roster.xlsx?lang={lang}").data
    page = client.get(sent(client, roster))
    assert "Er hoeft niets te veranderen." in page.text


def test_the_trail_keeps_who_took_the_roster(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator).get("/organisations/roster.xlsx")
    (event,) = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "roster_exported"))
    assert event.by_person_id == cast.coordinator.person_id


def test_a_long_preview_costs_as_many_statements(
    client: Visitor, cast: Cast, count_statements: Counter
) -> None:
    counts = []
    client.sign_in(cast.coordinator)
    for more in (1, 30):
        address = sent(client, FILE)
        grow(more, first=more)
        client.get(address)
        with count_statements() as seen:
            assert client.get(address).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8


def test_names_from_a_file_stay_words(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    name = "<script>alert(1)</script>"
    page = client.get(sent(client, book(organisations=[organisation(name)]), name="<b>x</b>.xlsx"))
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
    assert "<b>x" not in page.text


def test_a_day_in_the_future_is_kept_as_planned(client: Visitor, cast: Cast) -> None:
    row = organisation("Kliniek Later", since=date(2023, 3, 1))
    client.sign_in(cast.coordinator)
    assert agreed(client, sent(client, book(organisations=[row])))[0] == 303
    assert "Kliniek Later" in names()
