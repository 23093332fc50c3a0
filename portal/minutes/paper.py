"""The minutes as PDF/UA: drawn from the very words of the page, so that the two never differ."""

from typing import Any

from flask import render_template
from flask_babel import get_locale, gettext

from portal.documents.pdf import render_pdf
from portal.documents.tree import Nodes, to_nodes
from portal.meetings.words import title_of
from portal.minutes.presence import Present
from portal.minutes.queries import Written

TOP = 1  # the level of the title


def pdf_of(minutes: Written, present: Present, *, with_names: bool) -> bytes:
    """Return the minutes as a PDF in the reader's language; ``with_names`` of organisations."""
    known = {"minutes": minutes, "present": present, "with_names": with_names}
    body = to_nodes(render_template("minutes/paper.html", **known))
    title = gettext("%(title)s: minutes", title=title_of(minutes.meeting))
    data = {
        "heading": title,
        "body": in_steps(body),
        "authors": [gettext("Mangomoment network")],
        "running": title,
        "imprint": gettext("Mangomoment network"),
    }
    return render_pdf("minutes", data, lang=str(get_locale()), title=title)


def in_steps(nodes: Nodes) -> Nodes:
    """Let headings go down one level at a time, as a reader by ear needs; writers may skip one."""
    at = TOP
    for node in _each(nodes):
        if node["kind"] == "heading":
            at = node["level"] = min(int(node["level"]), at + 1)
    return nodes


def _each(nodes: Any) -> Any:  # noqa: ANN401 -- a tree of JSON, as it came
    for node in nodes:
        if isinstance(node, list):
            yield from _each(node)
        elif isinstance(node, dict):
            yield node
            yield from _each([node.get("body", []), node.get("items", [])])
