"""The parts that a kit's documents share, as nodes: printed by typst or written for Word."""

from flask_babel import gettext

from portal.documents.tree import Node, Nodes, to_nodes
from portal.moi.downloads import told
from portal.moi.queries import KitContents
from portal.taxonomy.model import CITATION


def note_facts(contents: KitContents) -> list[told.Fact]:
    """Return what a session leader looks for first: how long, how many, how long to prepare."""
    preparing = told.minutes_text(contents.teaching_note.detail["prep_time"])
    return [*told.facts_of(contents), (gettext("Preparation"), preparing)]


def note_body(contents: KitContents) -> Nodes:
    """Return the teaching note, after what is needed for it."""
    return [*_materials(contents), *to_nodes(contents.teaching_note.html)]


def colophon(contents: KitContents) -> Nodes:
    """Return where a document comes from: how to cite it, its licence, the model it is based on."""
    licence = told.licence_of(contents)
    link: Node = {"kind": "link", "to": licence.url, "body": [text(licence.name)]}
    based_on = gettext("Based on the Mangomoment model: %(source)s", source=CITATION)
    return [
        {"kind": "par", "body": [text(told.citation_of(contents))]},
        {"kind": "par", "body": [text(gettext("Licence:") + " "), link]},
        {"kind": "par", "body": [text(based_on)]},
    ]


def imprint(contents: KitContents) -> str:
    """Return what stands at the foot of each page: which kit, which version."""
    return f"{contents.moi_id} · {told.version_text(contents)}"


def heading(level: int, words: str) -> Node:
    """Return a heading."""
    return {"kind": "heading", "level": level, "body": [text(words)]}


def text(words: str) -> Node:
    """Return words as they stand."""
    return {"kind": "text", "text": words}


def _materials(contents: KitContents) -> Nodes:
    materials = told.materials_of(contents)
    if not materials:
        return []
    items = [[{"kind": "par", "body": [text(item)]}] for item in materials]
    return [
        heading(2, gettext("What you need")),
        {"kind": "list", "ordered": False, "items": items},
    ]
