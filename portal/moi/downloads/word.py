"""The teaching note as a Word document, for who wants to make the session their own."""

from flask_babel import force_locale, gettext

from portal.documents.tree import Node, Nodes
from portal.documents.word import render_docx
from portal.documents.word_package import Facts
from portal.moi.downloads import parts
from portal.moi.queries import KitContents


def teaching_note_docx(contents: KitContents) -> bytes:
    """Return the teaching note to edit, with the parts and the order of the printed one."""
    with force_locale(contents.lang):
        kind = gettext("Teaching note")
        facts = Facts(
            title=f"{contents.words['title']}: {kind}",
            lang=contents.lang,
            authors=", ".join(contents.moi["authors"]),
        )
        return render_docx(
            _written(contents, kind),
            facts,
            footer=parts.imprint(contents),
            pictures=contents.pictures,
        )


def _written(contents: KitContents, kind: str) -> Nodes:
    return [
        {"kind": "soft", "body": [{"kind": "strong", "body": [parts.text(kind)]}]},
        parts.heading(1, contents.words["title"]),
        {"kind": "soft", "body": [parts.text(contents.words["summary"])]},
        {"kind": "par", "body": _facts(contents)},
        *parts.note_body(contents),
        {"kind": "rule"},
        {"kind": "small", "body": parts.colophon(contents)},
    ]


def _facts(contents: KitContents) -> Nodes:
    """Return each fact on a line of its own."""
    found: Nodes = []
    for label, value in parts.note_facts(contents):
        strong: Node = {"kind": "strong", "body": [parts.text(value)]}
        found += [{"kind": "break"}, parts.text(f"{label}: "), strong]
    return found[1:]
