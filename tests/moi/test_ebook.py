"""The e-book of a kit: an EPUB 3 that readers open, whole, described, the same each time."""

import dataclasses
import itertools
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest
from lxml import etree

from portal.moi import queries
from portal.moi.downloads.ebook import ebook
from portal.moi.queries import KitCard, KitContents

NAMES = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "dc": "http://purl.org/dc/elements/1.1/",
    "o": "http://www.idpf.org/2007/opf",
    "s": "http://www.w3.org/2000/svg",
    "x": "http://www.w3.org/1999/xhtml",
}
CHAPTERS = ["title", "introduction", "assignment-1", "assignment-2", "teaching-note", "colophon"]


class Opened:
    """An e-book as a reader finds it."""

    def __init__(self, book: bytes) -> None:
        """Open the ZIP and read its package."""
        self.archive = ZipFile(BytesIO(book))
        self.package = self.page("package.opf")

    def page(self, name: str) -> "etree._Element":
        """Return a file of the book, which must be XML."""
        return etree.fromstring(self.archive.read(f"EPUB/{name}"))

    def told(self, path: str) -> list[str]:
        """Return the texts that a path in the package leads to."""
        return [found.text or "" for found in self.package.iterfind(path, NAMES)]

    def meta(self, name: str) -> list[str]:
        """Return the values of a property."""
        return self.told(f"o:metadata/o:meta[@property='{name}']")


@pytest.fixture
def opened(contents: KitContents) -> Opened:
    return Opened(ebook(contents))


def test_a_reader_recognises_the_file_by_its_first_bytes(contents: KitContents) -> None:
    book = ebook(contents)
    assert book[30:58] == b"mimetypeapplication/epub+zip"
    archive = ZipFile(BytesIO(book))
    assert archive.testzip() is None
    assert archive.infolist()[0].compress_type == ZIP_STORED
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    container = etree.fromstring(archive.read("META-INF/container.xml"))
    rootfile = container.find("c:rootfiles/c:rootfile", NAMES)
    assert rootfile is not None
    assert rootfile.get("full-path") == "EPUB/package.opf"


def test_the_same_version_gives_the_same_book(contents: KitContents) -> None:
    assert ebook(contents) == ebook(contents)


def test_the_package_says_what_the_book_is(opened: Opened) -> None:
    assert opened.told("o:metadata/dc:title") == ["Een klein gebaar"]
    assert opened.told("o:metadata/dc:language") == ["nl"]
    assert opened.told("o:metadata/dc:creator") == ["Het proefteam"]
    assert opened.told("o:metadata/dc:date") == ["2022-10-03"]
    assert opened.told("o:metadata/dc:rights") == [
        "CC BY-NC-SA 4.0 (https://creativecommons.org/licenses/by-nc-sa/4.0/)"
    ]
    assert opened.meta("dcterms:modified") == ["2022-10-03T00:00:00Z"]


def test_each_content_and_language_has_its_own_identifier(
    card: KitCard, contents: KitContents
) -> None:
    english = queries.contents_of(card, "en", pictures=True)
    newer = dataclasses.replace(contents, content_sha256="0" * 64)
    found = [
        Opened(ebook(one)).told("o:metadata/dc:identifier") for one in (contents, english, newer)
    ]
    assert all(len(one) == 1 and one[0].startswith("urn:uuid:") for one in found)
    assert len({one[0] for one in found}) == 3


def test_the_package_says_what_a_reader_with_an_impairment_can_count_on(opened: Opened) -> None:
    assert opened.meta("schema:accessMode") == ["textual", "visual"]
    assert opened.meta("schema:accessibilityFeature") == [
        "tableOfContents",
        "readingOrder",
        "structuralNavigation",
        "alternativeText",
        "longDescription",
    ]
    assert len(opened.meta("schema:accessibilitySummary")) == 1


def test_manifest_and_archive_hold_the_same_files(opened: Opened) -> None:
    items = opened.package.findall("o:manifest/o:item", NAMES)
    listed = {f"EPUB/{item.get('href')}" for item in items}
    apart = {"mimetype", "META-INF/container.xml", "EPUB/package.opf"}
    assert listed == set(opened.archive.namelist()) - apart
    drawn = [item.get("id") for item in items if item.get("properties") == "svg"]
    assert [
        name
        for name in CHAPTERS
        if opened.page(f"{name}.xhtml").find(".//s:svg", NAMES) is not None
    ] == drawn
    assert drawn


def test_chapters_are_read_in_order_and_the_teaching_note_comes_last(opened: Opened) -> None:
    spine = opened.package.findall("o:spine/o:itemref", NAMES)
    assert [one.get("idref") for one in spine] == CHAPTERS
    links = opened.page("nav.xhtml").findall(".//x:nav/x:ol/x:li/x:a", NAMES)
    assert [link.get("href") for link in links] == [f"{name}.xhtml" for name in CHAPTERS]
    titles = [opened.page(f"{name}.xhtml").findtext(".//x:h1", None, NAMES) for name in CHAPTERS]
    assert [link.text for link in links] == titles


def test_drawings_stay_drawings_and_no_heading_level_is_skipped(opened: Opened) -> None:
    for name in CHAPTERS:
        page = opened.page(f"{name}.xhtml")
        assert all(svg.get("viewBox") for svg in page.iterfind(".//s:svg", NAMES))
        assert page.find(".//x:script", NAMES) is None
        levels = [
            int(str(one.tag)[-1])
            for one in page.iter(*(f"{{{NAMES['x']}}}h{n}" for n in range(1, 7)))
        ]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_a_raster_picture_travels_as_a_file(contents: KitContents) -> None:
    contents.intro.html = '<figure><img src="visuals/foto.jpg" alt="Een deur"></figure>'
    photo = dataclasses.replace(contents, pictures={**contents.pictures, "foto.jpg": b"JPEG"})
    opened = Opened(ebook(photo))
    assert opened.archive.read("EPUB/visuals/foto.jpg") == b"JPEG"
    item = opened.package.find("o:manifest/o:item[@href='visuals/foto.jpg']", NAMES)
    assert item is not None
    assert item.get("media-type") == "image/jpeg"


def test_the_colophon_says_how_to_cite_and_under_which_licence(opened: Opened) -> None:
    page = opened.page("colophon.xhtml")
    words = "".join(str(piece) for piece in page.itertext())
    assert "Een klein gebaar (MOI-901, versie 1.10.0)" in words
    assert "10.1136/bmjopen-2019-034543" in words
    link = page.find(".//x:a", NAMES)
    assert link is not None
    assert link.get("href") == "https://creativecommons.org/licenses/by-nc-sa/4.0/"
