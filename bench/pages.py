"""The weight of a first visit: a page and everything a browser fetches with it, on the wire."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from bench.visitor import Answer, Visitor

FETCHED_LINKS = frozenset({"stylesheet", "icon", "preload", "modulepreload", "manifest"})
SOURCES = frozenset({"script", "img", "source", "iframe", "embed", "video", "audio"})
_IN_CSS = re.compile(r"url\(\s*[\"']?([^\"')]+)|@import\s+[\"']([^\"']+)")
_IN_SCRIPT = re.compile(r"(?:from|import)\s*\(?\s*[\"'](\.{0,2}/[^\"']+)[\"']")


@dataclass(kw_only=True)
class Visit:
    """What one page cost: how many requests, how many bytes."""

    requests: int = 0
    wire_bytes: int = 0
    seen: set[str] = field(default_factory=set)


class _Links(HTMLParser):
    """Collect what the browser fetches by itself while it shows a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the address of a stylesheet, an icon, a script or a picture."""
        given = {name: value or "" for name, value in attrs}
        if tag == "link" and FETCHED_LINKS.intersection(given.get("rel", "").split()):
            self.found.append(given.get("href", ""))
        if tag in SOURCES and given.get("src"):
            self.found.append(given["src"])
        if given.get("srcset"):  # one of them is fetched: the last stands for the largest
            self.found.append(given["srcset"].split(",")[-1].split()[0])


def first_visit(visitor: Visitor, path: str) -> Visit:
    """Fetch a page as a new visitor, with all it links, each address once.

    Fonts and pictures that a stylesheet names all count, also where a browser would leave some out.
    """
    visit = Visit()
    _fetch(visitor, path, visit)
    return visit


def _fetch(visitor: Visitor, path: str, visit: Visit) -> None:
    if path in visit.seen:
        return
    visit.seen.add(path)
    answer = visitor.get(path)
    visit.requests += 1
    visit.wire_bytes += answer.wire_bytes
    for link in _links_of(answer):
        address = urljoin(path, link)
        if link and not urlsplit(address).scheme:
            _fetch(visitor, address, visit)


def _links_of(answer: Answer) -> list[str]:
    """Return what this answer makes the browser fetch."""
    match answer.kind:
        case "text/html":
            links = _Links()
            links.feed(answer.text)
            return links.found
        case "text/css":
            return ["".join(pair) for pair in _IN_CSS.findall(answer.text)]
        case "text/javascript":
            return _IN_SCRIPT.findall(answer.text)
        case _:
            return []
