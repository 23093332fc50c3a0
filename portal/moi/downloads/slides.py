"""The slides of a kit: a PowerPoint to change and to speak from, and a PDF to show or hand out."""

from collections.abc import Iterator

from flask_babel import force_locale, gettext
from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from portal.documents.deck import DeckContents, Slide, render_deck
from portal.documents.pdf import render_pdf
from portal.documents.tree import HEADINGS, Node, Nodes, to_nodes
from portal.moi.downloads import told
from portal.moi.queries import KitContents
from portal.taxonomy.model import CITATION


def slides_pptx(contents: KitContents) -> bytes:
    """Return the slides as PowerPoint, with what the speaker says in the notes."""
    with force_locale(contents.lang):
        deck = DeckContents(
            title=contents.words["title"],
            summary=contents.words["summary"],
            imprint=_imprint(contents),
            authors=contents.moi["authors"],
            lang=contents.lang,
            slides=list(_slides(contents)),
            colophon=_colophon(contents),
            pictures=contents.pictures,
        )
        return render_deck(deck)


def slides_pdf(contents: KitContents) -> bytes:
    """Return the slides as PDF, one a page, without the notes."""
    title = contents.words["title"]
    with force_locale(contents.lang):
        data = {
            "heading": title,
            "summary": contents.words["summary"],
            "imprint": _imprint(contents),
            "authors": contents.moi["authors"],
            "slides": [{"title": slide.title, "body": slide.body} for slide in _slides(contents)],
            "colophon": _colophon(contents),
        }
    return render_pdf("slides", data, lang=contents.lang, title=title, pictures=contents.pictures)


def _slides(contents: KitContents) -> Iterator[Slide]:
    """Yield the slides; the notes stand apart from what is shown."""
    if contents.slides is None:
        return
    root = lxml_html.fragment_fromstring(contents.slides.html, create_parent="div")
    for section in root.iterfind("./section"):
        title, notes = _title_of(section), section.find("./aside")
        shown = [child for child in section if child is not title and child is not notes]
        yield Slide(
            title="" if title is None else " ".join(str(title.text_content()).split()),
            body=_nodes(shown),
            notes=[] if notes is None else _nodes(list(notes)),
        )


def _title_of(section: HtmlElement) -> HtmlElement | None:
    return next((child for child in section if child.tag in HEADINGS), None)


def _nodes(elements: list[HtmlElement]) -> Nodes:
    return to_nodes(
        "".join(etree.tostring(child, encoding="unicode", method="html") for child in elements)
    )


def _imprint(contents: KitContents) -> str:
    return f"{contents.moi_id} · {told.version_text(contents)}"


def _colophon(contents: KitContents) -> Nodes:
    """Return under what licence the slides go out, how to cite them, and what they are based on."""
    licence = told.licence_of(contents)
    link: Node = {"kind": "link", "to": licence.url, "body": [_text(licence.name)]}
    based_on = gettext("Based on the Mangomoment model: %(source)s", source=CITATION)
    return [
        {"kind": "par", "body": [_text(gettext("Licence:") + " "), link]},
        {"kind": "par", "body": [_text(told.citation_of(contents) + " " + based_on)]},
    ]


def _text(words: str) -> Node:
    return {"kind": "text", "text": words}
