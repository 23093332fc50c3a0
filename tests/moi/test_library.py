"""The library: what narrows it, in which order it stands, and that thousands cost no more."""

import csv
import re
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from portal.db import Model, db, transaction
from portal.moi import services
from portal.moi.lint.library import check_kit
from portal.moi.models import (
    ActKind,
    FacetKind,
    Kit,
    KitFacet,
    KitLength,
)
from portal.moi.queries import KitCard
from portal.moi.source.folder import CONTENT
from tests.cast import Cast
from tests.conftest import Counter, Visitor
from tests.moi.conftest import DAY, NOW, replace

OURS = ("radar-aan", "op-een-kier", "kringen-in-het-water")
MANY = 2_000


@pytest.fixture
def shelf(app: Flask) -> list[str]:
    """Three kits of ours, in the order of their numbers."""
    assert app
    with transaction():
        for slug in OURS:
            services.publish_library(CONTENT, on=DAY, by=None, slug=slug)
    return ["Op een kier", "Radar aan", "Kringen in het water"]


def titles(html: str) -> list[str]:
    return re.findall(r'<h2 class="what" lang="[a-z]{2}"><a [^>]*>([^<]+)</a>', html)


def facets(version_id: int) -> set[tuple[str, str]]:
    rows = db.session.scalars(select(KitFacet).where(KitFacet.version_id == version_id))
    return {(row.kind.value, row.value) for row in rows}


def test_a_version_is_published_with_what_the_library_must_know(card: KitCard) -> None:
    assert facets(card.version.id) == {
        ("construct", "radar"),
        ("construct", "timing"),
        ("sector", "hospital"),
        ("sector", "disability"),
        ("language", "nl"),
        ("language", "en"),
        ("slides", "nl"),
        ("slides", "en"),
        ("cover", "nl"),
        ("cover", "en"),
    }
    length = db.session.get_one(KitLength, card.version.id)
    assert (length.shortest, length.longest) == (5, 35)


def test_what_was_published_before_is_read_by_the_migration(app: Flask, card: KitCard) -> None:
    version_id, known = card.version.id, facets(card.version.id)
    db.session.remove()
    db.engine.dispose()
    migrations = str(Path(app.root_path).parent / "migrations")
    flask_migrate.downgrade(directory=migrations, revision="0015")
    flask_migrate.upgrade(directory=migrations)
    assert facets(version_id) == known
    length = db.session.get_one(KitLength, version_id)
    assert (length.shortest, length.longest) == (5, 35)


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (KitFacet(kind=FacetKind.SECTOR, value=""), "facet_has_value"),
        (KitFacet(kind=FacetKind.SECTOR, value="hospital"), "kit_facet"),
    ],
)
def test_the_database_refuses_a_facet_that_says_nothing_or_twice(
    card: KitCard, row: KitFacet, rule: str
) -> None:
    values = {"version_id": card.version.id, "kind": row.kind, "value": row.value}
    with pytest.raises(IntegrityError, match=rule), transaction():
        db.session.execute(insert(KitFacet), [values])


@pytest.mark.parametrize(("shortest", "longest"), [(0, 10), (20, 10)])
def test_the_database_refuses_a_length_out_of_order(
    card: KitCard, shortest: int, longest: int
) -> None:
    values = {"id": card.version.id + 1, "shortest": shortest, "longest": longest}
    with pytest.raises(DBAPIError, match="length_is_in_order"), transaction():
        db.session.execute(text("INSERT INTO kit_length VALUES (:id, :shortest, :longest)"), values)


FOUND = {
    "": [0, 1, 2],
    "construct=timing": [0, 1],
    "construct=joy_in_work": [2],
    "construct=timing&q=nadia": [1],
    "sector=disability": [0, 1, 2],
    "minutes=5": [0, 1, 2],
    "language=en&format=slides": [0, 1, 2],
    "stage=pilot": [0, 1, 2],
    "stage=published": [],
    "q=kruiswoordraadsels": [1],
    "q=kier&sort=title": [0],
    "q=...": [0, 1, 2],
    "q=%00": [0, 1, 2],
    "q=zonderantwoord": [],
    "sort=title": [2, 0, 1],
    "sort=newest": [0, 1, 2],
    "sort=shortest": [0, 1, 2],
    "page=1": [0, 1, 2],
}


def test_filters_combine_and_words_are_found_in_every_form(
    client: Visitor, shelf: list[str]
) -> None:
    found = {query: titles(client.get(f"/moi/?lang=nl&{query}").text) for query in FOUND}
    assert found == {query: [shelf[one] for one in places] for query, places in FOUND.items()}


@pytest.mark.parametrize(
    "query",
    [
        "minutes=7",
        "format=exe",
        "stage=draft",
        "sort=rank",
        "page=0",
        f"q={'w' * 101}",
        "construct=mangomoment",
    ],
)
def test_a_wish_that_cannot_be_is_told_and_kept(client: Visitor, card: KitCard, query: str) -> None:
    assert card
    page = client.get(f"/moi/?{query}&sector=hospital")
    assert (page.status_code, titles(page.text)) == (400, [])
    assert '<option selected value="hospital">' in page.text
    assert client.get(f"/moi.csv?{query}").status_code == 400


def test_each_filter_can_be_taken_away_by_itself(client: Visitor, card: KitCard) -> None:
    assert card
    html = client.get("/moi/?q=radar&minutes=15&construct=timing&sort=title&lang=nl").text
    chosen = html.split('class="chosen"')[1].split("</ul>")[0]
    assert re.findall(r'class="tag" href="([^"]+)"', chosen) == [
        "/moi/?minutes=15&amp;construct=timing&amp;sort=title&amp;lang=nl",
        "/moi/?q=radar&amp;construct=timing&amp;sort=title&amp;lang=nl",
        "/moi/?q=radar&amp;minutes=15&amp;sort=title&amp;lang=nl",
    ]
    assert "Wij hebben: 15 minuten" in chosen


def test_without_results_there_is_a_way_out(client: Visitor, card: KitCard) -> None:
    assert card
    html = client.get("/moi/?q=zonderantwoord&lang=nl").text
    assert "Nog geen lespakket past bij dit alles samen." in html
    assert "0 van de 1 lespakketten" in html
    assert '<a href="/moi/">Toon alle lespakketten</a>' in html


def test_a_quarter_of_an_hour_names_what_fits_in_it(client: Visitor, card: KitCard) -> None:
    assert card
    assert "Past in" not in client.get("/moi/?lang=nl").text
    quarter = re.sub(r"<[^>]+>", "", client.get("/moi/?minutes=15&lang=nl").text)
    assert "Past in 15 minuten: Kijken (10), Doen (15)." in " ".join(quarter.split())
    five = client.get("/moi/?minutes=5&lang=en").text
    assert "In 5 minutes: the short form in the teaching note." in five


def test_a_retired_kit_leaves_the_list(client: Visitor, card: KitCard) -> None:
    assert titles(client.get("/moi/?q=gebaren&lang=nl").text) == ["Een klein gebaar"]
    with transaction():
        kit = db.session.get_one(Kit, card.version.kit_id)
        services.add_act(kit, ActKind.RETIRED, on=NOW, by=None, note="Er is een betere.")
    assert titles(client.get("/moi/?lang=nl").text) == []
    assert titles(client.get("/moi/?q=gebaren&lang=nl").text) == []


def test_the_newest_version_alone_is_listed(client: Visitor, card: KitCard, folder: Path) -> None:
    replace("moi.yaml", "version: 1.10.0", "version: 2.0.0")(folder)
    replace("moi.yaml", "constructs: [radar, timing]", "constructs: [radar]")(folder)
    replace("CHANGELOG.md", "## 1.10.0", "## 2.0.0")(folder)
    assert titles(client.get("/moi/?construct=timing&lang=nl").text) == ["Een klein gebaar"]
    with transaction():
        services.publish_kit(check_kit(folder), on=NOW, by=None)
    assert titles(client.get("/moi/?construct=timing&lang=nl").text) == []
    assert titles(client.get("/moi/?construct=radar&lang=nl").text) == ["Een klein gebaar"]
    assert card.version.number == "1.10.0"


def test_the_list_can_be_taken_along_with_the_same_filters(client: Visitor, card: KitCard) -> None:
    assert card
    answer = client.get("/moi.csv?construct=timing&sort=title&lang=nl")
    rows = list(csv.DictReader(StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert [row["Titel"] for row in rows] == ["Een klein gebaar"]
    assert rows[0]["Nummer"] == "MOI-901"
    assert rows[0]["Minuten, hoogstens"] == "35"
    assert rows[0]["Adres"] == "http://localhost/moi/een-klein-gebaar/"
    assert client.get("/moi.csv?construct=openness&lang=nl").data.count(b"\r\n") == 1
    assert "lespakketten-2022-11-15.csv" in answer.headers["Content-Disposition"]
    workbook = ZipFile(BytesIO(client.get("/moi.xlsx?q=zonderantwoord").data))
    assert "xl/worksheets/sheet1.xml" in workbook.namelist()


def fill(card: KitCard) -> None:
    """Put two thousand kits beside the good one, each with its own number and day."""
    moi = card.version.manifest
    first = card.version.id + 1
    numbers = range(first, first + MANY)
    with transaction():
        rows: dict[str, list[dict[str, object]]] = {
            "kit": [{"id": n, "moi_id": f"N-{n:05}", "slug": f"kit-{n}"} for n in numbers],
            "kit_version": [
                {
                    "id": n,
                    "kit_id": n,
                    "number": "1.0.0",
                    "content_sha256": f"{n:064}",
                    "manifest": moi,
                    "published_on": DAY - timedelta(days=n % 300),
                }
                for n in numbers
            ],
            "kit_length": [
                {"version_id": n, "shortest": 5 + n % 50, "longest": 90} for n in numbers
            ],
            "kit_facet": [
                {"version_id": n, "kind": kind, "value": value}
                for n in numbers
                for kind, value in (
                    (FacetKind.CONSTRUCT, "radar" if n % 2 else "openness"),
                    (FacetKind.SECTOR, "hospital"),
                    (FacetKind.LANGUAGE, "nl"),
                )
            ],
            "kit_act": [
                {"kit_id": n, "version_id": n, "kind": ActKind.PILOT, "happened_on": DAY}
                for n in numbers
            ],
        }
        for table, values in rows.items():
            db.session.execute(insert(Model.metadata.tables[table]), values)


def test_two_thousand_kits_ask_no_more_than_one(
    client: Visitor, cast: Cast, card: KitCard, count_statements: Counter
) -> None:
    paths = ("/moi/", "/moi/?minutes=15&construct=radar&sort=title&q=gebaar", "/model")
    client.sign_in(cast.coordinator)
    few = []
    for path in paths:
        with count_statements() as statements:
            client.get(path)
        few.append(len(statements))
    fill(card)
    for path, before in zip(paths, few, strict=True):
        with count_statements() as statements:
            assert client.get(path).status_code == 200
        assert len(statements) == before <= 8
    html = client.get("/moi/?page=2&lang=nl").text
    assert len(titles(html)) == 100
    assert "101 tot 200 van 2.001" in html
    assert "2.001 van de 2.001 lespakketten" in html
    assert len(titles(client.get("/moi/?page=21&lang=nl").text)) == 1
    assert client.get("/moi/?page=22").status_code == 404
    assert client.get("/model?lang=nl").text.count("alle 1.001</a>") == 1


def test_the_day_before_publication_shows_nothing(client: Visitor, folder: Path) -> None:
    with transaction():
        services.publish_kit(check_kit(folder), on=NOW + timedelta(days=1), by=None)
    assert date(2022, 11, 16) == NOW + timedelta(days=1)
    html = client.get("/moi/?lang=nl").text
    assert titles(html) == []
    assert "De eerste lespakketten worden nog geschreven." in html
