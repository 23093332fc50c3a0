"""The list of organisations: filters, counts, days, files, and what each reader sees of it."""

import csv
import re
from datetime import date
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from portal.db import db, transaction
from portal.network.models import Organisation, Province, Status, Wave
from portal.network.services.organisations import OrganisationFacts, add_organisation, change_status
from portal.taxonomy.sectors import Sector
from tests.cast import Cast, Member
from tests.conftest import Counter, Visitor
from tests.network.grown import grow

AWAY = "Het Houten Paard"
HOME = "De Verzonnen Linde"


def names(html: str) -> list[str]:
    """Return the organisations in the order of the list."""
    _, _, body = html.partition('id="organisations-caption"')
    return re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a></th>', body)


def add(cast: Cast, name: str, status: Status, **facts: object) -> None:
    assert cast
    with transaction():
        wave = db.session.get_one(Wave, 1)
        add_organisation(
            OrganisationFacts(
                **{
                    "name": name,
                    "sector": Sector.HOSPITAL,
                    "province": Province.ANTWERP,
                    "wave": wave,
                    **facts,
                }  # type: ignore[arg-type]
            ),
            status=status,
            on=date(2020, 1, 1),
            by=None,
        )


def pause(cast: Cast, on: date) -> None:
    with transaction():
        change_status(
            db.session.get_one(Organisation, cast.away.organisation_id),
            Status.PAUSED,
            on=on,
            reason="Verhuizing",
            by=None,
        )


def test_the_coordinator_sees_the_network_with_its_counts(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.coordinator).get("/organisations/?lang=nl")
    assert page.status_code == 200
    assert names(page.text) == [HOME, AWAY]
    assert "2 organisaties, 6 teams" in page.text
    assert "(2 oncologisch, 4 niet)" in re.sub(r"\s+", " ", page.text)


def test_candidates_and_declined_are_in_no_list_and_no_count(client: Visitor, cast: Cast) -> None:
    add(cast, "Kandidatenhuis", Status.CANDIDATE)
    client.sign_in(cast.coordinator)
    page = client.get("/organisations/?lang=en").text
    assert "Kandidatenhuis" not in page
    assert "2 organisations, 6 teams" in page
    asked = client.get("/organisations/?status=candidate").text
    assert names(asked) == ["Kandidatenhuis"]
    assert "1 organisation with this status. It is in no count." in asked
    assert "2 organisations, 6 teams" in asked


@pytest.mark.parametrize("who", ["ambassador", "member", "board_reader"])
def test_a_reader_of_one_organisation_sees_that_one(client: Visitor, cast: Cast, who: str) -> None:
    member: Member = getattr(cast, who)
    page = client.sign_in(member).get("/organisations/?lang=en").text
    assert names(page) == [HOME]
    assert "Here you see your own organisation." in page
    assert AWAY not in page
    assert "6 teams" not in page
    files = [client.get(f"/organisations.csv?{ask}").text for ask in ("", "status=active&q=paard")]
    assert all(AWAY not in file for file in files)


@pytest.mark.parametrize("who", ["stranger", "funder", "evaluator"])
def test_who_has_no_reach_does_not_find_the_list(client: Visitor, cast: Cast, who: str) -> None:
    client.sign_in(cast.everyone[who])
    for path in ("/organisations/", "/organisations.csv", f"/organisations/{cast.home.slug}/"):
        assert client.get(path).status_code == 404


def test_a_visitor_is_sent_to_sign_in_and_back(client: Visitor) -> None:
    answer = client.get("/organisations/?sector=hospital")
    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=/organisations/?sector%3Dhospital"


@pytest.mark.parametrize(
    ("ask", "found"),
    [
        ("sector=hospital", [HOME]),
        ("sector=residential_care", [AWAY]),
        ("province=limburg", [HOME, AWAY]),
        ("province=antwerp", []),
        ("wave=1", [HOME, AWAY]),
        ("status=active&sector=&wave=&province=&as_of=&q=", [HOME, AWAY]),
        ("status=paused", []),
        ("q=HOÚTEN", [AWAY]),
        ("q=paard+het", [AWAY]),
        ("q=%25", []),
        ("q=_", []),
        ("sort=sector", [HOME, AWAY]),
        ("as_of=2019-10-31", []),
        ("as_of=2019-11-01", [HOME, AWAY]),
        ("q=x%00y", []),
    ],
)
def test_filters_narrow_the_list(client: Visitor, cast: Cast, ask: str, found: list[str]) -> None:
    page = client.sign_in(cast.coordinator).get(f"/organisations/?{ask}")
    assert page.status_code == 200
    assert names(page.text) == found


def test_sorting_goes_by_the_order_of_the_network(client: Visitor, cast: Cast) -> None:
    add(cast, "Aanloop", Status.ONBOARDING, sector=Sector.PRIMARY_CARE)
    client.sign_in(cast.coordinator)
    by_name = names(client.get("/organisations/").text)
    assert by_name == ["Aanloop", HOME, AWAY]
    assert names(client.get("/organisations/?sort=sector").text) == [HOME, AWAY, "Aanloop"]
    assert names(client.get("/organisations/?sort=status").text) == by_name
    assert names(client.get("/organisations/?sort=province").text) == by_name
    assert 'aria-sort="ascending"' in client.get("/organisations/?sort=wave").text


@pytest.mark.parametrize(
    ("ask", "words", "kept"),
    [
        ("as_of=gisteren", "Write the day like this", 'value="gisteren"'),
        ("as_of=2018-12-31", "from 2019 to 2100", 'value="2018-12-31"'),
        ("as_of=2101-01-01", "from 2019 to 2100", 'value="2101-01-01"'),
        ("as_of=2022-02-30", "Write the day like this", 'value="2022-02-30"'),
        ("sector=prison&q=linde", "Choose a sector from the list.", 'value="linde"'),
        ("wave=9", "Choose a wave from the list.", ""),
        ("province=utrecht", "Choose a province from the list.", ""),
        ("status=asleep", "Choose a status from the list.", ""),
        ("sort=password", "The list cannot be sorted so.", ""),
        ("page=0", "There is no such page.", ""),
        (f"q={'x' * 101}", "Search with fewer words.", "x" * 101),
    ],
)
def test_what_cannot_be_read_comes_back_named(
    client: Visitor, cast: Cast, ask: str, words: str, kept: str
) -> None:
    client.sign_in(cast.coordinator)
    page = client.get(f"/organisations/?lang=en&{ask}")
    assert page.status_code == 400
    assert "<title>Error: Organisations in the network" in page.text
    assert words in page.text
    assert kept in page.text
    assert HOME not in page.text
    assert client.get(f"/organisations.csv?{ask}").status_code == 400


def test_a_page_beyond_the_last_is_missing(client: Visitor, cast: Cast) -> None:
    assert client.sign_in(cast.coordinator).get("/organisations/?page=2").status_code == 404


def test_a_pause_counts_and_leaves_the_denominator(client: Visitor, cast: Cast) -> None:
    pause(cast, date(2022, 3, 1))
    client.sign_in(cast.coordinator)
    page = client.get("/organisations/?lang=en").text
    assert "2 organisations, 6 teams" in page
    assert "Percentages are taken of 1 of the 2" in page
    assert "1 organisation pauses. It counts, but in no percentage:" in page
    before = client.get("/organisations/?as_of=2022-02-28").text
    assert "Percentages are taken of 2 of the 2" in before
    assert "pauses" not in before


def test_the_picture_says_in_words_what_it_draws(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.coordinator).get("/organisations/?lang=en").text
    desc = re.findall(r'<desc id="by-sector-desc">(.*?)</desc>', page)
    assert desc[0].split("; ") == [
        "Hospitals: 1",
        "Residential care centres: 1",
        "Rehabilitation centres: 0",
        "People with disabilities: 0",
        "Primary care organisations: 0.",
    ]
    assert '<caption id="by-sector-caption">Organisations by sector and wave</caption>' in page
    assert "style=" not in page


def test_files_hold_the_list_with_its_filters(client: Visitor, cast: Cast) -> None:
    add(cast, "=1+1", Status.ONBOARDING)
    client.sign_in(cast.coordinator)
    answer = client.get("/organisations.csv?lang=nl&as_of=2022-01-01")
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=organisations-2022-01-01.csv"
    )
    rows = list(csv.reader(StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    people = (cast.ambassador.name, cast.contact.name)
    assert rows[0] == [
        "Naam",
        "Sector",
        "Provincie",
        "Golf",
        "Status",
        "Ambassadeur",
        "Contactpersoon",
        "Oncologische teams",
        "Andere teams",
    ]
    assert rows[1] == ["'=1+1", "Ziekenhuis", "Antwerpen", "1", "Start op", "", "", "0", "0"]
    assert rows[2] == [HOME, "Ziekenhuis", "Limburg", "1", "Actief", *people, "1", "2"]
    assert len(rows) == 4
    narrow = client.get("/organisations.csv?sector=residential_care").text
    assert narrow.count("\n") == 2
    assert AWAY in narrow


def test_the_workbook_keeps_numbers_and_neutralises_formulas(client: Visitor, cast: Cast) -> None:
    add(cast, "=1+1", Status.ONBOARDING)
    answer = client.sign_in(cast.coordinator).get("/organisations.xlsx?sort=name")
    sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
    cells = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert cells["=1+1"][0].data_type == "s"
    assert [(cell.value, cell.data_type) for cell in cells[HOME][7:]] == [(1, "n"), (2, "n")]


def test_the_list_costs_the_same_for_3_30_and_300_organisations(
    client: Visitor, cast: Cast, count_statements: Counter
) -> None:
    client.sign_in(cast.coordinator)
    client.get("/organisations/")
    costs = []
    for first, more in ((0, 1), (1, 27), (28, 270)):
        grow(more, first=first)
        with count_statements() as statements:
            page = client.get("/organisations/")
        assert page.status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1] == costs[2] <= 8
    assert len(names(client.get("/organisations/?page=3").text)) == 100
