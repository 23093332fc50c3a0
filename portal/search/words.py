"""How hits are shown: a title and a line in the reader's language, an excerpt in the text's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import url_for
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from portal.network.labels import province_label, role_label
from portal.network.models import Post, Province
from portal.search.models import Kind, SearchEntry
from portal.search.queries import Hit
from portal.search.rules import Term, excerpt, marked
from portal.taxonomy.sectors import Sector, sector_label
from portal.web.words import day

GROUPS: Final[Mapping[Kind, LazyString]] = {
    Kind.ORGANISATION: _l("Organisations"),
    Kind.TEAM: _l("Teams"),
    Kind.PERSON: _l("People"),
    Kind.KIT: _l("Lesson kits"),
    Kind.MEETING: _l("Meetings"),
}
PAST: Final[Mapping[Kind, LazyString]] = {
    Kind.ORGANISATION: _l("no longer takes part"),
    Kind.TEAM: _l("stopped"),
    Kind.PERSON: _l("no post now"),
    Kind.KIT: _l("withdrawn"),
    Kind.MEETING: _l("past"),
}
MOST_POSTS: Final = 3


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One hit, ready to be shown; ``lang`` is of the excerpt when it is not the reader's."""

    href: str
    title: Markup
    line: Markup
    past: str
    excerpt: Markup
    lang: str | None


def shown(hit: Hit, terms: Sequence[Term], lang: str) -> Shown:
    """Return a hit in the words of the reader, with what was asked for marked in it."""
    entry = hit.entry
    line = _line(hit, lang)
    words, spoken = ("", lang) if hit.by_name else _excerpt(entry, terms, lang)
    if words in line:  # the line says it already
        words = ""
    return Shown(
        href=href_of(entry),
        title=marked(title_of(entry, lang), terms),
        line=marked(line, terms),
        past=str(PAST[entry.kind]) if hit.is_past else "",
        excerpt=marked(words, terms),
        lang=spoken if spoken != lang else None,
    )


def href_of(entry: SearchEntry) -> str:
    """Return the address of the page of a thing."""
    if entry.kind is Kind.ORGANISATION:
        return url_for("network.organisation", slug=entry.facts["slug"])
    if entry.kind is Kind.TEAM:
        return url_for("network.team", team_id=entry.thing_id)
    if entry.kind is Kind.PERSON:
        return url_for("network.person", person_id=entry.thing_id)
    if entry.kind is Kind.KIT:
        return url_for("moi.show", slug=entry.facts["slug"])
    return url_for("meetings.show", meeting_id=entry.thing_id)


def title_of(entry: SearchEntry, lang: str) -> str:
    """Return the title of a thing: in the reader's language, where it has one in more."""
    titles: Mapping[str, str] = entry.facts.get("titles", {})
    return titles.get(lang) or entry.title


def _line(hit: Hit, lang: str) -> str:
    """Return what stands under the title, so that two of one name can be told apart."""
    facts = hit.entry.facts
    if hit.entry.kind is Kind.ORGANISATION:
        sector, province = Sector(facts["sector"]), Province(facts["province"])
        return f"{sector_label(sector)} · {province_label(province)}"
    if hit.entry.kind is Kind.TEAM:
        return str(facts["organisation"])
    if hit.entry.kind is Kind.PERSON:
        return " · ".join(map(_post, hit.posts[:MOST_POSTS]))
    if hit.entry.kind is Kind.KIT:
        return str(facts["summaries"].get(lang) or facts["summaries"][facts["source"]])
    return day(date.fromisoformat(facts["on"]))


def _post(post: Post) -> str:
    place = post.team.name if post.team else ""
    organisation = post.organisation.name if post.organisation else ""
    return ", ".join(part for part in (role_label(post.role), place, organisation) if part)


def _excerpt(entry: SearchEntry, terms: Sequence[Term], lang: str) -> tuple[str, str]:
    """Return where the words stand in the text, and in which language: the reader's first."""
    for spoken in sorted(entry.texts, key=lambda code: code != lang):
        if found := excerpt(entry.texts[spoken], terms):
            return found, spoken
    return "", lang
