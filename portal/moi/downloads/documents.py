"""The PDFs of a kit: the handout for who learns, the teaching note for who leads the session."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from flask_babel import force_locale, gettext

from portal.documents.pdf import render_pdf
from portal.documents.tree import Node, Nodes, to_nodes
from portal.moi.downloads import parts, told
from portal.moi.downloads.telling import qr_drawing
from portal.moi.models import KitText
from portal.moi.queries import KitContents

LINES_TO_WRITE = 6
QR_FILE = "we-used-this.svg"


def handout_pdf(contents: KitContents) -> bytes:
    """Return the handout: introduction and assignments with room to write, no teaching note."""
    with force_locale(contents.lang):
        assignments = chain.from_iterable(_assignment(text) for text in contents.assignments)
        facts, intro = told.facts_of(contents), to_nodes(contents.intro.html)
        rest = [*assignments, *_we_used_this(contents)]
        return _printed(contents, gettext("Handout"), facts, intro, rest)


def teaching_note_pdf(contents: KitContents) -> bytes:
    """Return the teaching note, with what is needed and how long preparing takes."""
    with force_locale(contents.lang):
        facts, body = parts.note_facts(contents), parts.note_body(contents)
        return _printed(contents, gettext("Teaching note"), facts, body, [])


def _printed(
    contents: KitContents, kind: str, facts: Sequence[told.Fact], body: Nodes, rest: Nodes
) -> bytes:
    """Return the PDF: title, facts, ``body``, where it comes from, then ``rest`` on new pages."""
    title = contents.words["title"]
    data = {
        "heading": title,
        "kind": kind,
        "summary": contents.words["summary"],
        "facts": [{"label": label, "value": value} for label, value in facts],
        "body": body,
        "colophon": parts.colophon(contents),
        "rest": rest,
        "authors": contents.moi["authors"],
        "running": f"{title} · {kind}",
        "imprint": parts.imprint(contents),
    }
    return render_pdf(
        "kit", data, lang=contents.lang, title=f"{title}: {kind}", pictures=_pictures(contents)
    )


def _pictures(contents: KitContents) -> Mapping[str, bytes]:
    """Return the drawings of the kit, and the QR where one is carried."""
    address = contents.use_address
    return {**contents.pictures, **({QR_FILE: qr_drawing(address)} if address else {})}


def _we_used_this(contents: KitContents) -> Iterator[Node]:
    """Yield where to tell that the team used the kit: in words, as an address and as a QR."""
    address = contents.use_address
    if address:
        yield parts.heading(2, gettext("Did you use this with your team?"))
        said = gettext("Scan this, or go to the address. In a minute you tell how it went.")
        link: Node = {"kind": "link", "to": address, "body": [parts.text(address)]}
        yield {
            "kind": "qr",
            "name": QR_FILE,
            "alt": gettext("QR code to the page where you tell how it went"),
            "body": [
                {"kind": "par", "body": [parts.text(said)]},
                {"kind": "par", "body": [parts.text(gettext("No account is needed."))]},
                {"kind": "par", "body": [link]},
            ],
        }


def _assignment(text: KitText) -> Iterator[Node]:
    """Yield an assignment on a page of its own; one without a place to write gets lines."""
    yield {"kind": "page"}
    number = gettext("Assignment %(number)s", number=text.position)
    yield parts.heading(2, f"{number}: {text.title}")
    minutes = told.minutes_text(text.detail["duration"])
    yield {
        "kind": "soft",
        "body": [parts.text(f"{told.form_text(text.detail['form'])}, {minutes}")],
    }
    blocks = to_nodes(text.html, shift=-1)
    yield from blocks
    if not any(_is_to_fill_in(block) for block in blocks):
        yield {"kind": "lines", "count": LINES_TO_WRITE}


def _is_to_fill_in(block: Node) -> bool:
    rows = block.get("rows")
    return isinstance(rows, list) and any(cell["blank"] for row in rows for cell in row)
