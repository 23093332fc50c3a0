"""Every version of a kit and its life, what a retired one leads to, and how a kit is shared."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from portal.db import db, transaction
from portal.moi import services
from portal.moi.lint.library import check_kit
from portal.moi.models import ActKind, Kit, KitPicture
from portal.moi.queries import KitCard
from portal.moi.showing import framed
from tests.cast import Cast
from tests.conftest import Visitor
from tests.moi.conftest import NOW, replace

pytestmark = pytest.mark.usefixtures("card")

PAGE = "/moi/een-klein-gebaar/"


def retire(card: KitCard) -> None:
    with transaction():
        kit = db.session.get_one(Kit, card.version.kit_id)
        services.add_act(kit, ActKind.RETIRED, on=NOW, by=None, note="Er is een betere.")


def test_a_retired_kit_says_why(client: Visitor, card: KitCard) -> None:
    retire(card)
    assert "Er is een betere." in client.get(PAGE).text
    assert PAGE not in client.get("/moi/").text


@pytest.mark.parametrize("named", ["een-klein-gebaar", "MOI-901"])
def test_a_retired_kit_names_the_one_that_comes_instead(
    client: Visitor, card: KitCard, folder: Path, named: str
) -> None:
    retire(card)
    better = folder.rename(folder.with_name("een-beter-gebaar"))
    replace("moi.yaml", "id: MOI-901", f"supersedes: {named}\nid: MOI-902")(better)
    replace("moi.yaml", "slug: een-klein-gebaar", "slug: een-beter-gebaar")(better)
    replace("intro.nl.md", "title: Een klein gebaar", "title: Een beter gebaar")(better)
    with transaction():
        services.publish_kit(check_kit(better), on=NOW, by=None)
    link = '<a href="/moi/een-beter-gebaar/">Een beter gebaar</a>'
    for path in (PAGE, f"{PAGE}versions/"):
        assert client.get(f"{path}?lang=nl").text.count(link) == 1, path


@pytest.fixture
def newer(card: KitCard, folder: Path) -> str:
    """A second version of the good kit, with other words; its number."""
    assert card.version.number == "1.10.0"
    replace("moi.yaml", "version: 1.10.0", "version: 2.0.0")(folder)
    replace("intro.nl.md", "niet lang", "maar even")(folder)
    log = folder / "CHANGELOG.md"
    log.write_text("## 2.0.0 — 2022-11-15\n\n- Korter gezegd.\n\n" + log.read_text())
    with transaction():
        services.publish_kit(check_kit(folder), on=NOW, by=None)
    return "2.0.0"


def test_every_version_is_told_with_its_day_and_what_changed(
    client: Visitor, cast: Cast, card: KitCard, newer: str
) -> None:
    with transaction():
        kit = db.session.get_one(Kit, card.version.kit_id)
        for team_id in cast.home.team_ids[:2]:
            services.add_act(kit, ActKind.PILOT, on=NOW, by=None, team_id=team_id)
        services.add_act(kit, ActKind.VALIDATED, on=NOW, by=None)
    html = client.get(f"{PAGE}versions/?lang=nl").text
    editions = re.findall(r'<li id="version-([\d.]+)">(.*?)</li>\n', html, re.DOTALL)
    assert [number for number, _ in editions] == [newer, "1.10.0"]
    assert "Korter gezegd." in editions[0][1]
    assert "Tweede opdracht toegevoegd." in editions[1][1]
    assert f'href="{PAGE}versions/1.10.0/"' in editions[1][1]
    life = " ".join(re.sub(r"<[^>]+>", "", html.split('id="life"')[1]).split())
    assert "Goedgekeurd 15 november 2022" in life
    assert "Uittesten Uitgetest door 2 teams. 15 november 2022" in life
    assert "Uittesten versie 1.10.0 3 oktober 2022" in life
    assert "Team 1" not in html


def test_an_earlier_version_can_be_read_and_leads_to_the_newest(
    client: Visitor, newer: str
) -> None:
    html = client.get(f"{PAGE}versions/1.10.0/?lang=nl").text
    assert "Een gebaar duurt niet lang." in html
    assert '<meta name="robots" content="noindex">' in html
    assert f"Naar de nieuwste versie, {newer}" in html
    assert f'<link rel="canonical" href="http://localhost{PAGE}?lang=nl">' in html
    assert "kit.nl.zip" not in html
    assert "Een gebaar duurt maar even." in client.get(f"{PAGE}?lang=nl").text
    now = client.get(f"{PAGE}versions/{newer}/?lang=en&slug=x")
    assert (now.status_code, now.location) == (302, f"{PAGE}?lang=en")


def test_a_translation_older_than_its_source_says_so(client: Visitor, newer: str) -> None:
    assert newer
    words = "Deze vertaling is ouder dan de brontekst."
    with client.session_transaction() as session:
        session["lang"] = "nl"
    assert words not in client.get(PAGE).text
    english = client.get(f"{PAGE}?lang=en").text
    assert "This translation is older than the source text." in english
    assert f'href="{PAGE}?lang=nl" hreflang="nl" lang="nl">Ook in het Nederlands</a>' in english
    earlier = client.get(f"{PAGE}versions/1.10.0/?lang=en").text
    assert "This translation is older than the source text." not in earlier


def test_a_photo_of_an_earlier_version_is_kept(client: Visitor, card: KitCard, newer: str) -> None:
    with transaction():
        db.session.add(KitPicture(version_id=card.version.id, name="gang.png", content=b"PNG"))
    assert client.get(f"{PAGE}versions/1.10.0/visuals/gang.png").data == b"PNG"
    assert client.get(f"{PAGE}versions/{newer}/visuals/gang.png").status_code == 404


def test_who_shares_the_address_shows_title_words_and_picture(client: Visitor) -> None:
    html = client.get(f"{PAGE}?lang=en").text
    here = f"http://localhost{PAGE}"
    for tag in (
        f'<link rel="canonical" href="{here}?lang=en">',
        f'<link rel="alternate" hreflang="nl" href="{here}?lang=nl">',
        f'<link rel="alternate" hreflang="x-default" href="{here}">',
        '<meta property="og:title" content="A small gesture">',
        '<meta property="og:description" content="See one chance a shift.">',
        '<meta property="og:locale" content="en_GB">',
        '<meta property="og:locale:alternate" content="nl_BE">',
        f'<meta property="og:image" content="{here}cover.en.png">',
    ):
        assert html.count(tag) == 1, tag


@pytest.mark.parametrize(
    ("kind", "media_type", "start"),
    [("svg", "image/svg+xml", b"<svg"), ("png", "image/png", b"\x89PNG")],
)
def test_a_kit_has_a_picture_to_show_of_itself(
    client: Visitor, kind: str, media_type: str, start: bytes
) -> None:
    answer = client.get(f"{PAGE}cover.nl.{kind}")
    assert answer.content_type.startswith(media_type)
    assert answer.data.startswith(start)
    assert f'src="{PAGE}cover.nl.svg" alt=""' in client.get("/moi/?lang=nl").text


def test_a_table_in_a_text_scrolls_in_a_frame_of_its_own(app: Flask) -> None:
    with app.test_request_context("/"), force_locale("nl"):
        html = framed("<p>a</p><table><tr><td>b</td></tr></table><p>c</p>")
    assert html == (
        '<p>a</p><div class="scroll" tabindex="0" role="group" aria-label="Tabel">'
        "<table><tr><td>b</td></tr></table></div><p>c</p>"
    )
