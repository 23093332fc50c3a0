"""A version is kept once, never changes, and a broken folder never reaches the database."""

import re
from base64 import b64encode
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.moi import queries, services
from portal.moi.downloads.offline import start_page
from portal.moi.lint.library import check_kit
from portal.moi.models import (
    ActKind,
    DownloadFormat,
    Kit,
    KitAct,
    KitDownload,
    KitPicture,
    KitText,
    KitVersion,
    TextPart,
)
from portal.moi.queries import KitCard
from portal.moi.rules import NEXT_ACTS, PUBLIC_STAGES, check_may_act, newest_number
from portal.rules import RuleBroken
from tests.cast import Cast
from tests.conftest import Visitor
from tests.moi.conftest import DAY, GOOD, NOW, Spoil, replace

CHANGED = replace("intro.nl.md", "niet lang", "heel even")


def numbered(number: str) -> Spoil:
    """Return a way to give the good kit another number, with its place in the changelog."""

    def spoil(folder: Path) -> None:
        replace("moi.yaml", "version: 1.10.0", f"version: {number}")(folder)
        replace("CHANGELOG.md", "## 1.10.0", f"## {number}")(folder)

    return spoil


def publish(folder: Path, on: date = DAY) -> int:
    with transaction():
        return services.publish_kit(check_kit(folder), on=on, by=None).id


def act(card: KitCard, kind: ActKind, *, team_id: int | None = None, note: str = "") -> None:
    with transaction():
        kit = db.session.get_one(Kit, card.version.kit_id)
        services.add_act(kit, kind, on=NOW, by=None, team_id=team_id, note=note)


def keep(card: KitCard, teams: tuple[int, ...], *, lang: str = "nl", on: date = DAY) -> None:
    with transaction():
        version = db.session.get_one(KitVersion, card.version.id)
        services.keep_download(version, team_ids=teams, wanted=DownloadFormat.KIT, lang=lang, on=on)


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_publishing_keeps_manifest_texts_and_pictures(card: KitCard) -> None:
    version = card.version
    assert (card.slug, card.moi_id, version.number) == ("een-klein-gebaar", "MOI-901", "1.10.0")
    assert re.fullmatch(r"[0-9a-f]{64}", version.content_sha256)
    assert version.words("en")["title"] == "A small gesture"
    assert version.words("fr")["title"] == "Een klein gebaar"
    kept = db.session.execute(
        select(KitText.lang, KitText.part, KitText.position, KitText.title).order_by(KitText.id)
    ).all()
    assert [tuple(row) for row in kept] == [
        ("nl", TextPart.ASSIGNMENT, 1, "Kijken"),
        ("nl", TextPart.ASSIGNMENT, 2, "Doen"),
        ("nl", TextPart.INTRO, 0, "Een klein gebaar"),
        ("nl", TextPart.TEACHING_NOTE, 0, "Handleiding"),
        ("en", TextPart.ASSIGNMENT, 1, "Looking"),
        ("en", TextPart.ASSIGNMENT, 2, "Doing"),
        ("en", TextPart.INTRO, 0, "A small gesture"),
        ("en", TextPart.TEACHING_NOTE, 0, "Teaching note"),
        ("en", TextPart.SLIDES, 0, "Slides"),
        ("nl", TextPart.SLIDES, 0, "Presentatie"),
        ("nl", TextPart.CHANGELOG, 0, "CHANGELOG"),
    ]
    assert queries.find_picture(version, "raam.svg") == (GOOD / "visuals/raam.svg").read_bytes()


def test_a_first_version_ships_as_a_pilot(card: KitCard) -> None:
    assert (card.stage, card.tested_by, card.is_public) == (ActKind.PILOT, 0, True)


def test_publishing_twice_is_one_version(app: Flask, folder: Path) -> None:
    assert app
    assert publish(folder) == publish(folder, on=NOW)
    counted = {model: count(model) for model in (Kit, KitVersion, KitAct, KitPicture)}
    assert counted == {Kit: 1, KitVersion: 1, KitAct: 1, KitPicture: 1}
    assert db.session.scalars(select(AuditEvent.event)).all() == ["kit_published"]


def test_changed_content_under_a_known_number_is_refused(app: Flask, folder: Path) -> None:
    assert app
    publish(folder)
    CHANGED(folder)
    with pytest.raises(RuleBroken, match=r"K04 version: .* 1\.10\.0 is already published"):
        publish(folder)
    assert count(KitVersion) == 1


def test_changed_content_under_a_new_number_is_a_new_version(app: Flask, folder: Path) -> None:
    assert app
    publish(folder)
    CHANGED(folder)
    numbered("1.11.0")(folder)
    publish(folder, on=NOW)
    before, after = queries.find_kit(GOOD.name, DAY), queries.find_kit(GOOD.name, NOW)
    assert before is not None
    assert after is not None
    assert (before.version.number, after.version.number) == ("1.10.0", "1.11.0")
    assert after.version.manifest["outdated"] == ["en"]


def test_a_number_that_goes_back_is_refused(app: Flask, folder: Path) -> None:
    assert app
    publish(folder)
    numbered("1.9.9")(folder)
    with pytest.raises(RuleBroken, match=r"1\.9\.9 comes before 1\.10\.0"):
        publish(folder)


def test_another_kit_with_the_same_moi_number_is_refused(app: Flask, folder: Path) -> None:
    assert app
    publish(folder)
    other = folder.rename(folder.parent / "iets-anders")
    replace("moi.yaml", "slug: een-klein-gebaar", "slug: iets-anders")(other)
    with pytest.raises(RuleBroken, match="was published before as een-klein-gebaar, MOI-901"):
        publish(other)


def test_a_broken_folder_never_reaches_the_database(app: Flask, folder: Path) -> None:
    assert app
    replace("intro.nl.md", "raam.svg", "deur.svg")(folder)
    with pytest.raises(RuleBroken, match="has 1 errors"):
        publish(folder)
    (folder / "moi.yaml").unlink()
    with pytest.raises(RuleBroken, match="has 2 errors"):
        publish(folder)
    assert [count(model) for model in (Kit, KitVersion, KitText, KitAct)] == [0, 0, 0, 0]


def test_a_library_with_one_broken_kit_publishes_none(app: Flask, folder: Path) -> None:
    assert app
    (folder.parent / "zonder").mkdir()
    with pytest.raises(RuleBroken), transaction():
        services.publish_library(folder.parent, on=DAY, by=None)
    assert count(Kit) == 0


def test_an_empty_library_shows_the_way_and_no_error(client: Visitor) -> None:
    html = client.get("/moi/?lang=en").text
    assert "The first lesson kits are still being written." in html
    assert 'href="/model"' in html.split('class="empty"')[1].split("</div>")[0]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kit_version SET number = '9.9.9'",
        "DELETE FROM kit_version",
        "UPDATE kit_text SET html = 'x'",
        "DELETE FROM kit_text",
        "UPDATE kit_picture SET name = 'x'",
        "DELETE FROM kit_picture",
        "UPDATE kit_facet SET value = 'x'",
        "DELETE FROM kit_facet",
        "UPDATE kit_length SET longest = 600",
        "DELETE FROM kit_length",
        "UPDATE kit SET slug = 'iets-anders'",
    ],
)
def test_the_database_refuses_to_change_a_version(card: KitCard, statement: str) -> None:
    assert card
    with pytest.raises(DBAPIError, match="never_changes"), transaction():
        db.session.execute(text(statement))


def test_only_a_pilot_names_a_team(card: KitCard, cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="only_a_pilot_names_a_team"):
        act(card, ActKind.VALIDATED, team_id=cast.home.team_ids[0])


def test_a_pilot_counts_each_team_once(card: KitCard, cast: Cast) -> None:
    for team in (*cast.home.team_ids[:2], cast.home.team_ids[0]):
        act(card, ActKind.PILOT, team_id=team)
    found = queries.find_kit(card.slug, NOW)
    assert found is not None
    assert found.tested_by == 2


def test_a_retired_kit_leaves_the_library_and_says_why(card: KitCard) -> None:
    act(card, ActKind.RETIRED, note="Er is een betere.")
    assert [one.slug for one in queries.library(DAY)] == [card.slug]
    assert queries.library(NOW) == []
    found = queries.find_kit(card.slug, NOW)
    assert found is not None
    assert found.retired_because == "Er is een betere."


def test_retiring_wants_a_reason(card: KitCard) -> None:
    with pytest.raises(IntegrityError, match="retiring_has_reason"):
        act(card, ActKind.RETIRED)


@pytest.mark.parametrize("current", [None, *ActKind])
@pytest.mark.parametrize("wanted", list(ActKind))
def test_a_life_goes_step_by_step(current: ActKind | None, wanted: ActKind) -> None:
    if wanted in NEXT_ACTS[current]:
        check_may_act(current, wanted)
    else:
        with pytest.raises(RuleBroken):
            check_may_act(current, wanted)


def test_nothing_is_public_before_its_pilot() -> None:
    assert {ActKind.PROPOSED, ActKind.DRAFT, ActKind.RETIRED} == set(ActKind) - PUBLIC_STAGES


def test_numbers_sort_as_numbers() -> None:
    assert newest_number(["1.9.0", "1.10.0", "0.99.9"]) == "1.10.0"
    assert newest_number([]) is None


def test_a_download_is_kept_once_a_day_for_each_team(card: KitCard, cast: Cast) -> None:
    teams = cast.home.team_ids[:2]
    for day in (DAY, DAY, NOW):
        keep(card, teams, on=day)
    assert count(KitDownload) == 4
    assert queries.adoption_of(card, NOW) == (2, 6)
    taken = queries.taken_along_by(teams[0], NOW)
    assert [(one.slug, one.last_on) for one in taken] == [(card.slug, NOW)]
    assert queries.taken_along_by(teams[0], DAY)[0].last_on == DAY
    assert queries.taken_along_by(cast.away.team_ids[0], NOW) == []


def test_a_download_in_a_language_that_is_not_there_is_refused(card: KitCard, cast: Cast) -> None:
    with pytest.raises(RuleBroken, match="does not exist in that language"):
        keep(card, cast.home.team_ids, lang="fr")


def test_a_photo_is_kept_and_its_words_are_escaped(app: Flask, folder: Path) -> None:
    assert app
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (1600).to_bytes(4, "big") + (900).to_bytes(4, "big")
    (folder / "visuals" / "gang.png").write_bytes(head)
    listed = folder / "visuals" / "visuals.yaml"
    told = "gang.png:\n  alt: {nl: 'Een \"<gang>\".', en: A corridor.}\n"
    listed.write_text(f"{listed.read_text()}{told}  credit: Wij\n  licence: CC0-1.0\n")
    replace("intro.nl.md", "## Waarover", "![](visuals/gang.png)\n\n## Waarover")(folder)
    publish(folder)
    intro = db.session.scalars(select(KitText.html).filter_by(lang="nl", part=TextPart.INTRO)).one()
    assert '<img src="visuals/gang.png" alt="Een &quot;&lt;gang&gt;&quot;.">' in intro
    card = queries.find_kit(GOOD.name, NOW)
    assert card is not None
    page = start_page(queries.contents_of(card, "nl", pictures=True))
    assert f'src="data:image/png;base64,{b64encode(head).decode()}"' in page
