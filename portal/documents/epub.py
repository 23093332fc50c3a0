"""EPUB 3: an e-book that opens on any reader, without script, the same bytes for the same book."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePath
from typing import Final

from lxml import etree

from portal.documents.xhtml import XHTML, Element, Elements, element, namespaces
from portal.documents.zipped import zipped

STYLES: Final = Path(__file__).with_name("epub.css")
SVG: Final = "http://www.w3.org/2000/svg"
OPF: Final = "http://www.idpf.org/2007/opf"
DC: Final = "http://purl.org/dc/elements/1.1/"
OPS: Final = "http://www.idpf.org/2007/ops"
CONTAINER: Final = "urn:oasis:names:tc:opendocument:xmlns:container"
XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
TYPES: Final = {".png": "image/png", ".jpg": "image/jpeg", ".svg": "image/svg+xml"}
ROLES: Final = {kind: f"doc-{kind}" for kind in ("introduction", "chapter", "appendix", "colophon")}


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A page of an e-book; ``kind`` is its EPUB type: titlepage, chapter, colophon."""

    name: str
    kind: str
    title: str
    body: Elements

    @property
    def is_drawn(self) -> bool:
        """Tell whether there is an SVG in the page itself."""
        return any(True for block in self.body for _ in block.iter(f"{{{SVG}}}svg"))

    def all(self, tag: str) -> Iterator[Element]:
        """Yield the XHTML elements of one name."""
        for block in self.body:
            yield from block.iter(f"{{{XHTML}}}{tag}")


@dataclass(frozen=True, kw_only=True)
class Book:
    """Everything an e-book says of itself, and its chapters in reading order."""

    identifier: str
    lang: str
    title: str
    description: str
    authors: Sequence[str]
    subjects: Sequence[str]
    rights: str
    published_on: date
    contents_title: str
    accessibility: str
    chapters: Sequence[Chapter]
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def pictures_used(self) -> Sequence[str]:
        """Return the paths of the pictures that stand beside the chapters, each once."""
        images = (image for chapter in self.chapters for image in chapter.all("img"))
        return sorted({str(image.get("src")) for image in images})


def epub(book: Book) -> bytes:
    """Return the e-book; an image in it stands in ``pictures`` by the name of its file."""
    return zipped(_files(book), bare="mimetype")


def _files(book: Book) -> Iterator[tuple[str, bytes]]:
    yield "mimetype", b"application/epub+zip"  # first and bare: readers look for it there
    yield "META-INF/container.xml", _container()
    yield "EPUB/package.opf", _package(book)
    yield "EPUB/nav.xhtml", _navigation(book)
    yield "EPUB/book.css", STYLES.read_bytes()
    for chapter in book.chapters:
        yield f"EPUB/{chapter.name}.xhtml", _chapter(book, chapter)
    for path in book.pictures_used:
        yield f"EPUB/{path}", book.pictures[PurePath(path).name]


def _container() -> bytes:
    root = etree.Element(
        f"{{{CONTAINER}}}container", {"version": "1.0"}, nsmap=namespaces(CONTAINER)
    )
    files = etree.SubElement(root, f"{{{CONTAINER}}}rootfiles")
    package = {"full-path": "EPUB/package.opf", "media-type": "application/oebps-package+xml"}
    etree.SubElement(files, f"{{{CONTAINER}}}rootfile", package)
    return _written(root)


def _package(book: Book) -> bytes:
    attributes = {"version": "3.0", "unique-identifier": "book-id", XML_LANG: book.lang}
    root = etree.Element(f"{{{OPF}}}package", attributes, nsmap=namespaces(OPF, dc=DC))
    metadata = etree.SubElement(root, f"{{{OPF}}}metadata")
    for name, text in _told(book):
        entry = etree.SubElement(metadata, f"{{{DC}}}{name}")
        entry.text = text
        if name == "identifier":
            entry.set("id", "book-id")
    for name, text in _told_to_machines(book):
        etree.SubElement(metadata, f"{{{OPF}}}meta", {"property": name}).text = text
    manifest = etree.SubElement(root, f"{{{OPF}}}manifest")
    for item in _items(book):
        etree.SubElement(manifest, f"{{{OPF}}}item", item)
    spine = etree.SubElement(root, f"{{{OPF}}}spine")
    for chapter in book.chapters:
        etree.SubElement(spine, f"{{{OPF}}}itemref", {"idref": chapter.name})
    return _written(root)


def _told(book: Book) -> Iterator[tuple[str, str]]:
    """Yield what the package says in Dublin Core."""
    yield "identifier", book.identifier
    yield "title", book.title
    yield "language", book.lang
    for author in book.authors:
        yield "creator", author
    yield "description", book.description
    for subject in book.subjects:
        yield "subject", subject
    yield "date", book.published_on.isoformat()
    yield "rights", book.rights


def _told_to_machines(book: Book) -> Iterator[tuple[str, str]]:
    """Yield when it was changed, and what a reader with an impairment can count on."""
    yield "dcterms:modified", f"{book.published_on.isoformat()}T00:00:00Z"
    has_pictures = any(chapter.is_drawn for chapter in book.chapters) or book.pictures_used
    is_described = any(True for chapter in book.chapters for _ in chapter.all("details"))
    yield "schema:accessMode", "textual"
    if has_pictures:
        yield "schema:accessMode", "visual"
    yield "schema:accessModeSufficient", "textual"
    for feature in ("tableOfContents", "readingOrder", "structuralNavigation"):
        yield "schema:accessibilityFeature", feature
    if has_pictures:
        yield "schema:accessibilityFeature", "alternativeText"
    if is_described:
        yield "schema:accessibilityFeature", "longDescription"
    yield "schema:accessibilityHazard", "none"
    yield "schema:accessibilitySummary", book.accessibility


def _items(book: Book) -> Iterator[dict[str, str]]:
    """Yield the entries of the manifest."""
    page = {"media-type": "application/xhtml+xml"}
    yield {"id": "nav", "href": "nav.xhtml", **page, "properties": "nav"}
    yield {"id": "css", "href": "book.css", "media-type": "text/css"}
    for chapter in book.chapters:
        drawn = {"properties": "svg"} if chapter.is_drawn else {}
        yield {"id": chapter.name, "href": f"{chapter.name}.xhtml", **page, **drawn}
    for number, path in enumerate(book.pictures_used, start=1):
        kind = TYPES[PurePath(path).suffix]
        yield {"id": f"picture-{number}", "href": path, "media-type": kind}


def _navigation(book: Book) -> bytes:
    entries = [
        element("li", element("a", chapter.title, href=f"{chapter.name}.xhtml"))
        for chapter in book.chapters
    ]
    nav = element(
        "nav", element("h1", book.contents_title), element("ol", *entries), role="doc-toc"
    )
    nav.set(f"{{{OPS}}}type", "toc")
    return _page(book, book.contents_title, nav)


def _chapter(book: Book, chapter: Chapter) -> bytes:
    section = element("section", *chapter.body)
    section.set(f"{{{OPS}}}type", chapter.kind)
    if chapter.kind in ROLES:
        section.set("role", ROLES[chapter.kind])
        section.set("aria-label", chapter.title)
    return _page(book, chapter.title, section)


def _page(book: Book, title: str, body: Element) -> bytes:
    languages = {"lang": book.lang, XML_LANG: book.lang}
    root = etree.Element(f"{{{XHTML}}}html", languages, nsmap=namespaces(XHTML, epub=OPS))
    styles = element("link", rel="stylesheet", type="text/css", href="book.css")
    root.append(element("head", element("title", title), styles))
    root.append(element("body", body))
    etree.cleanup_namespaces(root)
    return _written(root, doctype="<!DOCTYPE html>")


def _written(root: Element, doctype: str = "") -> bytes:
    written = etree.tostring(root, encoding="unicode")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n' + (f"{doctype}\n" if doctype else "")
    return (head + str(written)).encode()
