"""The public pages of kits and model, and what a team takes along."""

import json
import re

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.db import db, transaction
from portal.moi import services
from portal.moi.downloads.formats import KINDS
from portal.moi.models import DownloadFormat, KitDownload, KitPicture
from portal.moi.queries import KitCard
from portal.moi.source.folder import CONTENT
from portal.taxonomy.model import CONSTRUCTS
from tests.cast import Cast
from tests.conftest import Counter, Visitor
from tests.moi.conftest import DAY, NOW

pytestmark = pytest.mark.usefixtures("card")

PAGE = "/moi/een-klein-gebaar/"
OFFICE = "application/vnd.openxmlformats-officedocument"
FILES = {
    "kit.nl.zip": "application/zip",
    "handout.nl.pdf": "application/pdf",
    "teaching-note.nl.docx": f"{OFFICE}.wordprocessingml.document",
    "slides.en.pptx": f"{OFFICE}.presentationml.presentation",
    "kit.en.epub": "application/epub+zip",
    "scorm12.nl.zip": "application/zip",
    "kit.en.imscc": "application/vnd.ims.imsccv1p1",
}


def publish_ours() -> None:
    with transaction():
        services.publish_library(CONTENT, on=DAY, by=None)


def fetched(client: Visitor, path: str, **headers: str) -> TestResponse:
    """Return the whole answer, its file closed as a web server would."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = client.get(path, headers=named)
    assert answer.data is not None
    answer.close()
    return answer


def heading(html: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    assert found is not None
    return re.sub(r"<[^>]+>", "", found[1]).strip()


def titles(html: str) -> list[str]:
    return re.findall(r'<h2 class="what" lang="[a-z]{2}"><a [^>]*>([^<]+)</a>', html)


def test_the_library_shows_what_is_being_tested(client: Visitor) -> None:
    html = client.get("/moi/?lang=nl").text
    assert titles(html) == ["Een klein gebaar"]
    assert "wordt uitgetest" in html
    assert "1 van de 1 lespakketten" in html


def test_the_library_speaks_the_language_of_the_reader(client: Visitor) -> None:
    assert titles(client.get("/moi/?lang=en").text) == ["A small gesture"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("construct=radar", 1),
        ("construct=openness", 0),
        ("sector=disability", 1),
        ("sector=primary_care", 0),
        ("language=en", 1),
        ("construct=radar&sector=hospital&language=nl", 1),
        ("construct=radar&sector=rehabilitation", 0),
    ],
)
def test_the_library_can_be_narrowed(client: Visitor, query: str, count: int) -> None:
    assert len(titles(client.get(f"/moi/?{query}").text)) == count


@pytest.mark.parametrize("query", ["construct=nothing", "sector=bakery", "language=fr"])
def test_a_wish_that_does_not_exist_is_told(client: Visitor, query: str) -> None:
    page = client.get(f"/moi/?{query}")
    assert (page.status_code, titles(page.text)) == (400, [])
    assert 'id="error-summary"' in page.text


def test_a_kit_has_all_that_the_law_asks(client: Visitor) -> None:
    html = client.get(f"{PAGE}?lang=nl").text
    assert heading(html) == "Een klein gebaar"
    for words in (
        "Zie één kans per dienst.",
        "5 tot 35 minuten",
        "2 tot 8 deelnemers",
        "nog geen team",
        "Je ziet een kans.",
        'role="img" aria-labelledby="raam-svg-title"',
        "Een raam staat open. Erop staat “raam open”.",
        "2 opdrachten, samen 25 minuten",
        "Kijk tien minuten rond.",
        "Versie 1.10.0, 3 oktober 2022",
        "Het proefteam (2022). Een klein gebaar (MOI-901, versie 1.10.0).",
        '<link rel="alternate" hreflang="en"',
        '<a rel="license" href="https://creativecommons.org/licenses/by-nc-sa/4.0/">',
        '<a href="/model#radar">Mangomomentradar</a>',
    ):
        assert words in html
    assert "Niemand krijgt punten" not in html


def test_a_kit_is_shown_in_the_language_asked_for(client: Visitor) -> None:
    html = client.get(f"{PAGE}?lang=en").text
    assert heading(html) == "A small gesture"
    assert '<article lang="en">' in html


def test_a_language_that_is_not_there_gives_the_readers_own(client: Visitor) -> None:
    client.get("/moi/?lang=en")
    assert '<article lang="en">' in client.get(f"{PAGE}?lang=fr").text


def test_a_machine_can_read_the_kit(client: Visitor) -> None:
    html = client.get(f"{PAGE}?lang=nl").text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    assert (data["@type"], data["name"]) == ("LearningResource", "Een klein gebaar")
    assert (data["timeRequired"], data["inLanguage"]) == ("PT35M", "nl")
    assert data["license"] == "https://creativecommons.org/licenses/by-nc-sa/4.0/"
    assert data["audience"]["audienceType"] == "Iedereen in het team"
    assert data["isBasedOn"]["@id"] == "https://doi.org/10.1136/bmjopen-2019-034543"
    assert [one["url"] for one in data["about"]] == [
        "http://localhost/model#timing",
        "http://localhost/model#radar",
    ]
    assert data["version"] == "1.10.0"
    assert data["image"] == f"http://localhost{PAGE}cover.nl.png"
    assert "professional development" in data["educationalUse"]


def test_no_id_stands_twice_on_a_page(client: Visitor) -> None:
    publish_ours()
    for slug in ("de-vraag-van-vandaag", "radar-aan", "eerst-veilig-dan-bijzonder"):
        for path in (f"/moi/{slug}/", f"/moi/{slug}/teaching-note"):
            ids = re.findall(r'\sid="([^"]+)"', client.get(path).text)
            assert [one for one in set(ids) if ids.count(one) > 1] == [], path


def test_the_teaching_note_has_its_own_page(client: Visitor) -> None:
    html = client.get(f"{PAGE}teaching-note?lang=nl").text
    assert heading(html) == "Handleiding: Een klein gebaar"
    assert '<h3 id="variant-5">Vijf minuten</h3>' in html
    assert "Niemand krijgt punten" in html
    assert "Kijk tien minuten rond." not in html


@pytest.mark.parametrize(
    "path",
    [
        "/moi/bestaat-niet/",
        "/moi/bestaat-niet/kit.nl.zip",
        f"{PAGE}kit.fr.zip",
        f"{PAGE}handout.de.pdf",
        f"{PAGE}kit.nl.pdf",
        f"{PAGE}slides.nl.zip",
        f"{PAGE}visuals/raam.png",
        f"{PAGE}cover.fr.svg",
        "/moi/bestaat-niet/cover.nl.svg",
        "/moi/bestaat-niet/versions/",
        "/moi/bestaat-niet/versions/1.10.0/",
        f"{PAGE}versions/9.9.9/",
        f"{PAGE}versions/9.9.9/visuals/raam.png",
    ],
)
def test_what_is_not_there_is_not_found(client: Visitor, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", FILES)
def test_downloads_have_type_name_and_can_be_asked_again(client: Visitor, name: str) -> None:
    first = fetched(client, PAGE + name)
    assert first.status_code == 200
    assert first.content_type == FILES[name]
    assert "filename=een-klein-gebaar-1.10.0" in first.headers["Content-Disposition"]
    assert first.headers["Content-Disposition"].startswith("attachment")
    assert "no-cache" in first.headers["Cache-Control"]
    again = fetched(client, PAGE + name, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    part = fetched(client, PAGE + name, Range="bytes=0-3")
    assert (part.status_code, part.data) == (206, first.data[:4])


def test_a_download_without_sign_in_is_not_kept(client: Visitor) -> None:
    html = client.get(f"{PAGE}?lang=nl").text
    assert f'<a class="button wide" href="{PAGE}kit.nl.zip">' in html
    assert fetched(client, f"{PAGE}kit.nl.zip").data.startswith(b"PK")
    assert db.session.scalars(select(KitDownload)).all() == []


@pytest.mark.parametrize("wanted", list(DownloadFormat))
def test_a_teams_download_is_kept_without_the_person(
    client: Visitor, cast: Cast, wanted: DownloadFormat
) -> None:
    client.sign_in(cast.member)
    answer = client.submit(
        f"{PAGE}downloads", {"format": wanted.value, "language": "en"}, at=f"{PAGE}?lang=en"
    )
    kind = KINDS[wanted]
    assert (answer.status_code, answer.location) == (303, f"{PAGE}{kind.stem}.en.{kind.suffix}")
    assert fetched(client, answer.location).status_code == 200
    (kept,) = db.session.scalars(select(KitDownload)).all()
    assert (kept.team_id, kept.format, kept.lang) == (cast.home.team_ids[0], wanted, "en")
    assert kept.downloaded_on == NOW
    assert not any("person" in column.name for column in KitDownload.__table__.columns)


@pytest.mark.parametrize("data", [{"format": "exe"}, {"language": "fr"}, {"format": ""}])
def test_a_download_that_does_not_exist_is_not_kept(
    client: Visitor, cast: Cast, data: dict[str, object]
) -> None:
    client.sign_in(cast.member)
    whole = {"format": "kit", "language": "nl", **data}
    assert client.submit(f"{PAGE}downloads", whole, at=PAGE).status_code == 400
    assert db.session.scalars(select(KitDownload)).all() == []


@pytest.mark.parametrize("role", ["ambassador", "coordinator", "stranger"])
def test_who_has_no_team_keeps_nothing(client: Visitor, cast: Cast, role: str) -> None:
    client.sign_in(cast.everyone[role])
    assert f'action="{PAGE}downloads"' not in client.get(PAGE).text
    data = {"csrf_token": client.token("/sign-out"), "format": "kit", "language": "nl"}
    assert client.post(f"{PAGE}downloads", data=data).status_code == 404


def test_the_kits_of_a_team_are_one_step_from_its_page(client: Visitor, cast: Cast) -> None:
    kits = f"/teams/{cast.home.team_ids[0]}/kits"
    client.sign_in(cast.member)
    link = f'href="{PAGE}"'
    before = client.get(kits).text.count(link)  # the kit that comes next is suggested there too
    client.submit(f"{PAGE}downloads", {"format": "kit", "language": "nl"}, at=PAGE)
    assert client.get(kits).text.count(link) == before + 1
    assert f'href="{kits}"' in client.get(f"/teams/{cast.home.team_ids[0]}/").text


def test_only_the_coordinator_sees_how_many_teams_took_it(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.member)
    client.submit(f"{PAGE}downloads", {"format": "kit", "language": "nl"}, at=PAGE)
    words = "Meegenomen door 1 van de 6 teams."
    assert words not in client.get(f"{PAGE}?lang=nl").text
    client.sign_in(cast.coordinator)
    assert words in client.get(f"{PAGE}?lang=nl").text


def test_the_model_has_every_construct_and_the_kits_that_serve_it(client: Visitor) -> None:
    html = client.get("/model?lang=nl").text
    ids = re.findall(r'<dt id="([a-z_]+)">', html)
    assert ids == list(CONSTRUCTS)
    assert html.count(f'<a href="{PAGE}" lang="nl">Een klein gebaar</a>') == 2
    assert "doi.org/10.1136/bmjopen-2019-034543" in html
    assert "style=" not in html


def test_each_part_of_the_drawing_leads_to_its_meaning(client: Visitor) -> None:
    html = client.get("/model?lang=nl").text
    for css in ("wide", "narrow"):
        drawing = html.split(f'<svg class="{css}"')[1].split("</svg>")[0]
        led_to = re.findall(r'<a href="#([a-z_]+)"', drawing)
        assert sorted(led_to) == sorted(CONSTRUCTS)
        assert "<title>Mangomomentradar: 1 lespakket</title>" in drawing
        assert "<title>Zelfzorg: nog geen lespakket</title>" in drawing
        assert drawing.count('<circle class="count"') == 2


@pytest.mark.parametrize("path", ["/moi/", "/model"])
def test_lists_take_as_many_statements_for_one_kit_as_for_four(
    client: Visitor, cast: Cast, count_statements: Counter, path: str
) -> None:
    client.sign_in(cast.coordinator)
    with count_statements() as one:
        client.get(path)
    publish_ours()
    with count_statements() as four:
        client.get(path)
    assert len(four) == len(one) <= 8


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}teaching-note", f"{PAGE}versions/"])
def test_a_page_takes_few_statements(
    client: Visitor, cast: Cast, count_statements: Counter, path: str
) -> None:
    client.sign_in(cast.coordinator)
    with count_statements() as statements:
        client.get(path)
    assert len(statements) <= 8


def test_a_photo_is_sent_as_what_it_is(client: Visitor, card: KitCard) -> None:
    with transaction():
        db.session.add(KitPicture(version_id=card.version.id, name="gang.png", content=b"PNG"))
    answer = client.get(f"{PAGE}visuals/gang.png")
    assert (answer.data, answer.content_type) == (b"PNG", "image/png")
    assert client.get(f"{PAGE}visuals/raam.svg").status_code == 404
