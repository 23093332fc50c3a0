"""Drawings: what a safe SVG may hold, and a drawing ready to stand inside a page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, cast

from lxml import etree

from portal.rules import N_, Phrase

SVG: Final = "http://www.w3.org/2000/svg"
XLINK: Final = "{http://www.w3.org/1999/xlink}href"
TAGS: Final = frozenset(
    (
        "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text",
        "tspan", "defs", "linearGradient", "radialGradient", "stop", "clipPath", "mask", "marker",
        "pattern", "symbol", "use", "title", "desc",
    )
)  # fmt: skip
RUNNING: Final = frozenset({"script", "foreignObject", "handler", "iframe"})
OUTSIDE: Final = re.compile(
    r"url\(\s*['\"]?(?!#)|^\s*(javascript|data|https?|file|//)", re.IGNORECASE
)
REFERENCE: Final = re.compile(r"url\(\s*['\"]?#([^)'\"]+)['\"]?\s*\)")


@dataclass(frozen=True, kw_only=True)
class SvgFault:
    """Something a drawing of ours may not hold, and the line where it stands."""

    line: int
    what: Phrase


class SvgProblem(Exception):  # noqa: N818 -- it tells of the file, not of the program
    """The file is no SVG that can be read."""

    def __init__(self, phrase: Phrase, line: int) -> None:
        """Keep what went wrong, and where."""
        super().__init__(str(phrase))
        self.phrase = phrase
        self.line = line


def parse_svg(content: bytes) -> etree._Element:
    """Return the root of an SVG; raise ``SvgProblem`` for anything else."""
    if b"<!DOCTYPE" in content:
        raise SvgProblem(Phrase(N_("has a document type, which may hold entities")), 1)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        phrase = Phrase(N_("is not well-formed XML (%(reason)s)"), reason=error.msg)
        raise SvgProblem(phrase, error.lineno or 1) from error
    if root.tag != f"{{{SVG}}}svg":
        raise SvgProblem(Phrase(N_("is not an SVG with its namespace")), 1)
    return root


def line_of(element: etree._Element) -> int:
    """Return the line where an element begins."""
    return cast("int | None", element.sourceline) or 1


def svg_faults(root: etree._Element) -> Iterator[SvgFault]:
    """Yield what must not be there: script, foreign parts, handlers, outside references, style."""
    if not root.get("viewBox"):
        yield SvgFault(line=1, what=Phrase(N_("no viewBox")))
    for element in root.iter():
        line = line_of(element)
        if not isinstance(element.tag, str):
            yield SvgFault(line=line, what=Phrase(N_("an entity or instruction")))
        elif _local(element.tag) not in TAGS:
            yield SvgFault(line=line, what=_tag(_local(element.tag)))
        else:
            for name, value in element.items():
                if reason := _attribute_fault(str(name), str(value)):
                    yield SvgFault(line=line, what=reason)


def running_parts(root: etree._Element) -> Iterator[SvgFault]:
    """Yield what could run something in a reader's browser: scripts, handlers, foreign parts."""
    for element in root.iter():
        tag = element.tag if isinstance(element.tag, str) else ""
        running = etree.QName(tag).localname in RUNNING if tag else False
        if running or any(_runs(str(name), str(value)) for name, value in element.items()):
            yield SvgFault(line=line_of(element), what=_tag(tag))


def inline_svg(content: bytes, *, alt: str, prefix: str) -> str:
    """Return a drawing to stand in a page: safe, scalable, named ``alt``, its ids its own.

    What ``svg_faults`` would report is left out. An empty ``alt`` makes it decoration.
    """
    root = parse_svg(content)
    _strip(root)
    for name in ("width", "height", "role", "aria-label", "aria-labelledby", "aria-describedby"):
        root.attrib.pop(name, "")
    _prefix_ids(root, prefix)
    if alt:
        title = etree.Element(f"{{{SVG}}}title", {"id": f"{prefix}title"})
        title.text = alt
        root.insert(0, title)
        root.set("role", "img")
        root.set("aria-labelledby", f"{prefix}title")
    else:
        root.set("aria-hidden", "true")
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, encoding="unicode", with_tail=False))


def _tag(name: str) -> Phrase:
    return Phrase("<%(name)s>", name=name)


def _local(tag: str) -> str:
    namespace, _, name = tag.rpartition("}")
    return name if namespace in {"", f"{{{SVG}"} else tag


def _runs(name: str, value: str) -> bool:
    return name.lower().startswith("on") or "javascript:" in "".join(value.lower().split())


def _attribute_fault(name: str, value: str) -> Phrase | None:
    if name.lower().startswith("on"):
        return Phrase(N_("the handler %(name)s"), name=name)
    if name == "style":
        return Phrase(N_("a style attribute (use presentation attributes)"))
    if name in {"href", XLINK} and not value.startswith("#"):
        return Phrase(N_("a reference to %(target)s"), target=value[:40])
    if OUTSIDE.search(value):
        return Phrase(N_("a reference in %(name)s"), name=name)
    return Phrase(N_("var() in %(name)s"), name=name) if "var(" in value else None


def _strip(root: etree._Element) -> None:
    for element in list(root.iter()):
        known = isinstance(element.tag, str) and _local(element.tag) in TAGS
        if not known or _local(str(element.tag)) in {"title", "desc"}:
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
            continue
        for name, value in list(element.items()):
            if _attribute_fault(str(name), str(value)):
                del element.attrib[name]


def _prefix_ids(root: etree._Element, prefix: str) -> None:
    for element in root.iter():
        for name, value in list(element.items()):
            text = str(value)
            if name == "id":
                element.set(name, prefix + text)
            elif name in {"href", XLINK}:
                element.set(name, f"#{prefix}{text.removeprefix('#')}")
            elif "url(" in text:
                element.set(name, REFERENCE.sub(rf"url(#{prefix}\1)", text))
