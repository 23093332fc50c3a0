"""The e-book of a kit: all of it for a facilitator with a phone or an e-reader, offline."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from flask_babel import force_locale, gettext

from portal.documents.epub import Book, Chapter, epub
from portal.documents.xhtml import Element, Elements, element, to_xhtml
from portal.moi.downloads import told
from portal.moi.models import KitText
from portal.moi.queries import KitContents
from portal.taxonomy.model import CITATION

UP_TO_CHAPTER: Final = -2  # on the web an assignment stands under two headings, here under one


def ebook(contents: KitContents) -> bytes:
    """Return the EPUB of a version in one language, the teaching note after the assignments."""
    with force_locale(contents.lang):
        return epub(_book(contents))


def _book(contents: KitContents) -> Book:
    licence = told.licence_of(contents)
    return Book(
        identifier=uuid5(NAMESPACE_URL, f"{contents.content_sha256}.{contents.lang}").urn,
        lang=contents.lang,
        title=contents.words["title"],
        description=contents.words["summary"],
        authors=contents.moi["authors"],
        subjects=contents.words["keywords"],
        rights=f"{licence.name} ({licence.url})",
        published_on=contents.published_on,
        contents_title=gettext("Contents"),
        accessibility=gettext(
            "All text can be read aloud and enlarged. Every picture that carries meaning has "
            "a description in words. Headings and a table of contents lead the way."
        ),
        chapters=list(_chapters(contents)),
        pictures=contents.pictures,
    )


def _chapters(contents: KitContents) -> Iterator[Chapter]:
    yield _title_page(contents)
    intro = to_xhtml(contents.intro.html)
    yield _chapter("introduction", "introduction", gettext("Introduction"), intro)
    for text in contents.assignments:
        yield _assignment(text)
    yield _teaching_note(contents)
    yield _colophon(contents)


def _title_page(contents: KitContents) -> Chapter:
    title = contents.words["title"]
    facts = [*told.facts_of(contents), (gettext("Made for"), told.audience_of(contents))]
    body = [
        element("p", contents.words["summary"], **{"class": "lead"}),
        _facts(facts),
        element("h2", gettext("What you learn")),
        _bullets(contents.words["objectives"]),
        _imprint(f"{told.version_text(contents)} · {contents.moi_id}"),
    ]
    return _chapter("title", "titlepage", title, body)


def _assignment(text: KitText) -> Chapter:
    number = gettext("Assignment %(number)s", number=text.position)
    minutes = told.minutes_text(text.detail["duration"])
    lead = element("p", f"{told.form_text(text.detail['form'])}, {minutes}", **{"class": "lead"})
    return _chapter(
        f"assignment-{text.position}",
        "chapter",
        f"{number}: {text.title}",
        [lead, *to_xhtml(text.html, shift=UP_TO_CHAPTER)],
    )


def _teaching_note(contents: KitContents) -> Chapter:
    preparing = told.minutes_text(contents.teaching_note.detail["prep_time"])
    body = [_facts([(gettext("Preparation"), preparing)])]
    if materials := told.materials_of(contents):
        body += [element("h2", gettext("What you need")), _bullets(materials)]
    body += to_xhtml(contents.teaching_note.html)
    return _chapter("teaching-note", "appendix", gettext("Teaching note"), body)


def _colophon(contents: KitContents) -> Chapter:
    licence = told.licence_of(contents)
    body = [
        element("p", told.citation_of(contents)),
        element("p", gettext("Licence:") + " ", element("a", licence.name, href=licence.url)),
        element("p", gettext("Based on the Mangomoment model: %(source)s", source=CITATION)),
        _imprint(f"{told.version_text(contents)} · {contents.moi_id}"),
    ]
    return _chapter("colophon", "colophon", gettext("How to cite this MOI"), body)


def _chapter(name: str, kind: str, title: str, body: Elements) -> Chapter:
    return Chapter(name=name, kind=kind, title=title, body=[element("h1", title), *body])


def _facts(facts: Sequence[told.Fact]) -> Element:
    pairs = chain.from_iterable(
        (element("dt", label), element("dd", value)) for label, value in facts
    )
    return element("dl", *pairs)


def _bullets(items: Sequence[str]) -> Element:
    return element("ul", *(element("li", item) for item in items))


def _imprint(words: str) -> Element:
    return element("p", words, **{"class": "imprint"})
