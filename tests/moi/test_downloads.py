"""What people take along: whole, self-contained, and the same bytes each time."""

import json
import re
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from threading import Event
from zipfile import ZipFile

import pytest
from flask import Flask, current_app

from portal.config import settings_of
from portal.moi import queries
from portal.moi.downloads import told
from portal.moi.downloads.archive import kit_zip
from portal.moi.downloads.batch import ensure_batch
from portal.moi.downloads.documents import handout_pdf, teaching_note_pdf
from portal.moi.downloads.formats import KINDS
from portal.moi.downloads.offline import start_page, teaching_note_page
from portal.moi.downloads.store import BUILDER, artefact, ensure_built
from portal.moi.downloads.telling import address_of, mark_of
from portal.moi.jobs import build_missing_files
from portal.moi.models import DownloadFormat
from portal.moi.queries import KitCard, KitContents
from tests.conftest import Visitor
from tests.moi.conftest import NOW

ROOT = "een-klein-gebaar-1.10.0-nl"


class References(HTMLParser):
    """Collects everything a browser would fetch, and every place a link goes to."""

    def __init__(self, html: str) -> None:
        """Read a page."""
        super().__init__()
        self.fetched: list[str] = []
        self.targets: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in {"src", "srcset", "data", "poster"} or (tag == "link" and name == "href"):
                self.fetched.append(value or "")
            elif name == "href":
                self.targets.append(value or "")
            elif name == "id":
                self.ids.append(value or "")


@pytest.fixture
def unzipped(contents: KitContents) -> dict[str, bytes]:
    with ZipFile(BytesIO(kit_zip(contents))) as archive:
        assert archive.testzip() is None
        return {info.filename: archive.read(info) for info in archive.infolist()}


def test_the_zip_holds_all_there_is_under_one_folder(unzipped: dict[str, bytes]) -> None:
    assert list(unzipped) == [
        f"{ROOT}/START-HIER.html",
        f"{ROOT}/deelnemersblad.pdf",
        f"{ROOT}/handleiding.pdf",
        f"{ROOT}/handleiding.docx",
        f"{ROOT}/presentatie.pptx",
        f"{ROOT}/presentatie.pdf",
        f"{ROOT}/handleiding.html",
        f"{ROOT}/visuals/raam.svg",
        f"{ROOT}/LICENCE.txt",
        f"{ROOT}/CHANGELOG.md",
        f"{ROOT}/moi.json",
    ]
    told_by_machine = json.loads(unzipped[f"{ROOT}/moi.json"])
    assert (told_by_machine["id"], told_by_machine["version"]) == ("MOI-901", "1.10.0")
    licence = unzipped[f"{ROOT}/LICENCE.txt"].decode()
    assert "CC BY-NC-SA 4.0\nhttps://creativecommons.org/licenses/by-nc-sa/4.0/" in licence
    assert "10.1136/bmjopen-2019-034543" in licence


def test_names_in_the_zip_follow_the_language(card: KitCard) -> None:
    english = kit_zip(queries.contents_of(card, "en", pictures=True))
    with ZipFile(BytesIO(english)) as archive:
        names = {Path(name).name for name in archive.namelist()}
    assert {"START-HERE.html", "handout.pdf", "teaching-note.pdf"} < names


@pytest.mark.parametrize("page", [start_page, teaching_note_page])
def test_a_page_in_the_zip_needs_nothing_from_elsewhere(
    contents: KitContents, page: object
) -> None:
    assert callable(page)
    html = page(contents)
    found = References(html)
    assert found.fetched == []
    assert {"script", "link", "iframe", "object"} & set(found.tags) == set()
    assert re.findall(r"@import|url\((?!#)", html) == []
    inside = [to[1:] for to in found.targets if to.startswith("#")]
    assert set(inside) <= set(found.ids)
    assert len(found.ids) == len(set(found.ids))
    assert [to for to in found.targets if not to.startswith(("#", "https://"))] == []


def test_the_start_page_is_whole_and_keeps_the_teaching_note_apart(contents: KitContents) -> None:
    html = start_page(contents)
    assert html.startswith('<!doctype html>\n<html lang="nl">')
    for words in ("Een klein gebaar", "Je ziet een kans.", "Kijk tien minuten rond.", "<svg"):
        assert words in html
    assert "Niemand krijgt punten" not in html
    assert "Niemand krijgt punten" in teaching_note_page(contents)


def test_words_around_the_text_are_in_its_language(card: KitCard) -> None:
    english = queries.contents_of(card, "en", pictures=True)
    dutch = queries.contents_of(card, "nl", pictures=True)
    assert "What you learn" in start_page(english)
    assert "Wat je leert" in start_page(dutch)


@pytest.mark.parametrize("wanted", list(DownloadFormat))
def test_the_same_version_gives_the_same_bytes(
    contents: KitContents, wanted: DownloadFormat
) -> None:
    assert KINDS[wanted].build(contents) == KINDS[wanted].build(contents)


def test_pdfs_are_tagged_and_have_pages_of_their_own(contents: KitContents) -> None:
    for pdf in (handout_pdf(contents), teaching_note_pdf(contents)):
        assert pdf.startswith(b"%PDF-1.7")
        assert b"/MarkInfo" in pdf
    assert len(re.findall(rb"/Type/Page\b", handout_pdf(contents))) == 3


def places(card: KitCard, files: Path) -> Iterator[tuple[DownloadFormat, Path, str]]:
    for lang in ("nl", "en"):
        for wanted in DownloadFormat:
            place = artefact(
                files,
                wanted,
                slug=card.slug,
                number=card.version.number,
                sha256=card.version.content_sha256,
                lang=lang,
                use_address=address_of(card.slug),
            )
            yield wanted, place.path, place.name


def test_files_have_their_own_place_and_name(card: KitCard, tmp_path: Path) -> None:
    found = list(places(card, tmp_path))
    kept = tmp_path / "moi" / card.version.content_sha256 / BUILDER
    assert [path.relative_to(kept).as_posix() for _, path, _ in found] == [
        name.format(lang=lang, mark=mark_of("http://localhost/moi/een-klein-gebaar/used"))
        for lang in ("nl", "en")
        for name in (
            "kit.{lang}.{mark}.zip",
            "handout.{lang}.{mark}.pdf",
            "teaching_note.{lang}.pdf",
            "teaching_note_word.{lang}.docx",
            "slides.{lang}.pptx",
            "slides_pdf.{lang}.pdf",
            "ebook.{lang}.epub",
            "scorm12.{lang}.zip",
            "cartridge.{lang}.imscc",
        )
    ]
    assert [name for _, _, name in found][:9] == [
        "een-klein-gebaar-1.10.0.nl.zip",
        "een-klein-gebaar-1.10.0-deelnemersblad.nl.pdf",
        "een-klein-gebaar-1.10.0-handleiding.nl.pdf",
        "een-klein-gebaar-1.10.0-handleiding.nl.docx",
        "een-klein-gebaar-1.10.0-presentatie.nl.pptx",
        "een-klein-gebaar-1.10.0-presentatie.nl.pdf",
        "een-klein-gebaar-1.10.0.nl.epub",
        "een-klein-gebaar-1.10.0-scorm12.nl.zip",
        "een-klein-gebaar-1.10.0.nl.imscc",
    ]


def test_two_askers_build_a_file_once(contents: KitContents, tmp_path: Path) -> None:
    made = []
    place = artefact(
        tmp_path, DownloadFormat.HANDOUT, slug="x", number="1", sha256="0" * 64, lang="nl"
    )

    def slowly() -> KitContents:
        made.append(1)
        return contents

    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001

    def ask() -> None:
        with app.app_context():
            ensure_built(place, DownloadFormat.HANDOUT, slowly)

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert made == [1]
    assert place.path.read_bytes().startswith(b"%PDF")
    assert place.size == place.path.stat().st_size


def test_the_job_builds_what_is_missing_and_nothing_twice(app: Flask, card: KitCard) -> None:
    kept = settings_of(app).files / "moi" / card.version.content_sha256
    for path in kept.parent.rglob("*.*"):
        path.unlink()
    assert build_missing_files(Event()) == 18 + 2  # and all kits of each language in one
    assert build_missing_files(Event()) == 0
    next((kept / BUILDER).glob("kit.nl.*.zip")).unlink()
    assert build_missing_files(Event()) == 1


def test_the_job_stops_when_it_is_told(app: Flask, card: KitCard) -> None:
    kept = settings_of(app).files / "moi" / card.version.content_sha256
    for path in kept.rglob("*.*"):
        path.unlink()
    stop = Event()
    stop.set()
    assert build_missing_files(stop) == 0


def test_facts_are_said_as_people_say_them(contents: KitContents) -> None:
    assert told.facts_of(contents) == [
        ("Duur", "5 tot 35 minuten"),
        ("Groep", "2 tot 8 deelnemers"),
    ]
    assert [told.duration_text(5, 5), told.group_text(2, 2)] == ["5 minuten", "2 deelnemers"]
    assert [told.minutes_text(1), told.size_text(1_830_000), told.size_text(43_210)] == [
        "1 minuut",
        "1,8 MB",
        "43 kB",
    ]
    assert told.citation_of(contents) == (
        "Het proefteam (2022). Een klein gebaar (MOI-901, versie 1.10.0). "
        "Mangomoment Online Inspiratiemodule. CC BY-NC-SA 4.0."
    )
    assert contents.published_on < NOW


def test_all_kits_of_a_language_go_in_one_zip(app: Flask, client: Visitor, card: KitCard) -> None:
    files = settings_of(app).files
    for path in (files / "moi").rglob("*.*"):
        path.unlink()
    waiting = client.get("/moi/kits.nl.zip?lang=nl")
    assert waiting.status_code == 202
    assert "0 van de 1" in waiting.text
    assert ensure_batch(files, [card], "nl") is False
    single = client.get(f"/moi/{card.slug}/kit.nl.zip")
    assert ensure_batch(files, [card], "nl") is True
    whole = client.get("/moi/kits.nl.zip")
    assert (whole.status_code, whole.mimetype) == (200, "application/zip")
    with ZipFile(BytesIO(whole.data)) as batch, ZipFile(BytesIO(single.data)) as one:
        assert {name: batch.read(name) for name in batch.namelist()} == {
            name: one.read(name) for name in one.namelist()
        }
    single.close()
    whole.close()
