"""Checks on the Markdown: M01, M02, M04, M05, M06, T01, P01."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from lxml import html as lxml_html

from portal.moi.source.findings import Finding
from portal.moi.source.folder import KitFolder, Part, Text
from portal.moi.source.markup import Rendered, render_markdown
from portal.rules import N_, Phrase

NOTE_SECTIONS: Final = ("prepare", "run", "variants", "difficult", "organisation", "follow-up")
VARIANTS: Final = ("variant-5", "variant-15", "variant-60", "variant-4w")
ADMONITIONS: Final = frozenset({"note", "tip", "warning", "example", "quote"})

HEADING: Final = re.compile(r"^(?P<marks>#{1,6})\s+(?P<words>.+?)\s*$")
FENCE: Final = re.compile(r"^\s*(```|~~~)")
ADMONITION: Final = re.compile(r"^!!!\s+(?P<kind>[\w-]+)")
LINK: Final = re.compile(r"(?<!!)\[(?P<words>[^\]^]+)\]\((?P<to>[^)\s]+)[^)]*\)")
RULER: Final = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
EMPTY_WORDS: Final = frozenset(
    {"click here", "here", "klik hier", "hier", "link", "deze link", "this link", "lees meer"}
)
PERSONAL: Final = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+\w"), N_("looks like an e-mail address")),
    (
        re.compile(r"(?<![\d.])\d{2}\.\d{2}\.\d{2}[- ]\d{3}[.\-]\d{2}(?!\d)"),
        N_("looks like a national number"),
    ),
    (
        re.compile(r"(?<![\d.])(?:\+32|0032|0)\s?\d{1,3}(?:[\s./]?\d{2,3}){3}(?!\d)"),
        N_("looks like a phone number"),
    ),
)


def rendered(text: Text) -> Rendered:
    """Return the text as HTML, as every check here reads it."""
    return _rendered(text.body, text.lang)


@lru_cache(maxsize=512)
def _rendered(body: str, lang: str) -> Rendered:
    return render_markdown(body, lang=lang)


def check_headings(kit: KitFolder) -> Iterator[Finding]:
    """M01: the title is in the front matter, and no level of heading is skipped."""
    for text in kit.texts:
        level = 1
        for line, marks, _ in _headings(text):
            if marks == 1:
                message, hint = Phrase(N_("`#` is the title")), Phrase(N_("begin with `##`"))
                yield _finding(text, line, "M01", "heading", message, hint)
                continue
            if marks > level + 1:
                message = Phrase(
                    N_("level %(level)s follows level %(before)s"), level=marks, before=level
                )
                yield _finding(text, line, "M01", "heading", message, Phrase(N_("skip no level")))
            level = marks


def check_sanitised(kit: KitFolder) -> Iterator[Finding]:
    """M02: the sanitiser had nothing to remove."""
    for text in kit.texts:
        for sign in dict.fromkeys(rendered(text).removed):
            name = re.split(r"[=<]", sign.lstrip("<"))[0] or sign
            line = next((n for n, words in text.numbered_lines() if name in words), text.body_line)
            message = Phrase(N_("%(sign)s would be removed"), sign=sign[:60])
            hint = Phrase(N_("use Markdown; style, script and frames never reach a page"))
            yield _finding(text, line, "M02", name, message, hint)


def check_tables(kit: KitFolder) -> Iterator[Finding]:
    """M04: every table has a head with words in it."""
    for text in kit.texts:
        root = lxml_html.fragment_fromstring(rendered(text).html, create_parent="div")
        lines = [number for number, line in text.numbered_lines() if _is_ruler(line)]
        for place, table in enumerate(root.iter("table")):
            cells = table.findall(".//th")
            if not cells or not all(cell.text_content().strip() for cell in cells):
                line = lines[place] - 1 if place < len(lines) else text.body_line
                message = Phrase(N_("has a column without a head"))
                hint = Phrase(N_("name every column in the first row"))
                yield _finding(text, line, "M04", "table", message, hint)


def check_admonitions(kit: KitFolder) -> Iterator[Finding]:
    """M05: a box is one of the kinds that pages and documents can draw."""
    for text in kit.texts:
        for line, words in _outside_code(text):
            match = ADMONITION.match(words)
            if match and match["kind"] not in ADMONITIONS:
                message = Phrase(N_("is not a kind of box"))
                hint = Phrase(N_("choose from %(words)s"), words=", ".join(sorted(ADMONITIONS)))
                yield _finding(text, line, "M05", match["kind"], message, hint)


def check_links(kit: KitFolder) -> Iterator[Finding]:
    """M06: a link leads somewhere, on a page and inside a ZIP, and says where."""
    for text in kit.texts:
        ids = {heading for _, heading in rendered(text).headings}
        for line, words in _outside_code(text):
            for match in LINK.finditer(words):
                yield from _link_findings(text, line, match, ids)


def _link_findings(text: Text, line: int, match: re.Match[str], ids: set[str]) -> Iterator[Finding]:
    to, words = match["to"], match["words"].strip().lower()
    if to.startswith("#") and to[1:] not in ids:
        hint = Phrase(N_("ids here: %(words)s"), words=", ".join(sorted(ids)))
        yield _finding(text, line, "M06", to, Phrase(N_("leads nowhere")), hint)
    elif not to.startswith(("#", "https://", "http://", "mailto:")):
        hint = Phrase(N_("link to a heading of this text, or to a full https:// address"))
        yield _finding(text, line, "M06", to, Phrase(N_("is dead inside a ZIP")), hint)
    if words in EMPTY_WORDS:
        hint = Phrase(N_("name what the reader will find there"))
        yield _finding(text, line, "M06", words, Phrase(N_("does not say where it leads")), hint)


def check_teaching_note(kit: KitFolder) -> Iterator[Finding]:
    """T01: a teaching note has its six sections and four variants, by their ids."""
    for text in kit.texts:
        if text.part is not Part.TEACHING_NOTE:
            continue
        ids = [heading for _, heading in rendered(text).headings]
        for wanted in (*NOTE_SECTIONS, *VARIANTS):
            if wanted not in ids:
                hint = Phrase(N_("add a heading with {#%(id)s}"), id=wanted)
                yield _finding(text, text.body_line, "T01", wanted, Phrase(N_("is missing")), hint)
        order = [heading for heading in ids if heading in NOTE_SECTIONS]
        if not set(NOTE_SECTIONS) - set(order) and order != list(NOTE_SECTIONS):
            hint = Phrase(N_("keep to %(words)s"), words=", ".join(NOTE_SECTIONS))
            yield _finding(text, text.body_line, "T01", "order", Phrase(N_("differs")), hint)


def check_personal_data(kit: KitFolder) -> Iterator[Finding]:
    """P01: nothing in a kit leads to a person."""
    for text in kit.texts:
        for line, words in text.numbered_lines():
            for pattern, what in PERSONAL:
                if pattern.search(words):
                    hint = Phrase(N_("leave it out: a kit is public and goes far"))
                    yield _finding(text, line, "P01", "personal", Phrase(what), hint)


CHECKS: Final = (
    check_headings,
    check_sanitised,
    check_tables,
    check_admonitions,
    check_links,
    check_teaching_note,
    check_personal_data,
)


def _headings(text: Text) -> Iterator[tuple[int, int, str]]:
    for line, words in _outside_code(text):
        if match := HEADING.match(words):
            yield line, len(match["marks"]), match["words"]


def _outside_code(text: Text) -> Iterator[tuple[int, str]]:
    fenced = False
    for line, words in text.numbered_lines():
        if FENCE.match(words):
            fenced = not fenced
        elif not fenced:
            yield line, words


def _is_ruler(line: str) -> bool:
    return "|" in line and bool(RULER.match(line))


def _finding(text: Text, line: int, code: str, key: str, message: Phrase, hint: Phrase) -> Finding:
    return Finding(file=text.path, line=line, code=code, key=key, message=message, hint=hint)
