"""What the index knows of each kind of thing, read from the rooms below in a few statements."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from html import unescape
from typing import Any, Final

from babel.dates import format_date
from flask_babel import force_locale, gettext
from sqlalchemy import ColumnElement, func, select

from portal.adjustments.queries import texts_of_meetings
from portal.config import LOCALES
from portal.db import db
from portal.meetings.models import Meeting, MeetingBlock
from portal.meetings.words import TITLES
from portal.minutes.finding import readable_texts
from portal.moi.models import Kit, KitText, KitVersion, TextPart
from portal.network.labels import province_label
from portal.network.models import (
    Organisation,
    OrganisationStatus,
    Person,
    Post,
    Status,
    Team,
    folded,
)
from portal.search.models import Kind, SearchEntry
from portal.search.rules import Document
from portal.taxonomy.sectors import context_label, sector_label

Ids = Collection[int]
OVER: Final = frozenset({Status.COMPLETED, Status.DECLINED, Status.WITHDRAWN})
NO_LANGUAGE: Final = ""  # names are found as they are written, without stems
LAST_DAY: Final = 99_999_999  # from it a date is counted down: the newest meeting comes first
_TAG: Final = re.compile(r"<[^>]+>")
_BLOCK_END: Final = re.compile(r"</(?:p|li|h[1-6]|td|th|dt|dd|figcaption)>|<br\s*/?>")


@cache
def _said(say: Callable[[Any], str], key: StrEnum) -> Mapping[str, str]:
    """Return what a key is called in each language, looked up once."""
    spoken = {}
    for lang in LOCALES:
        with force_locale(lang):
            spoken[lang] = say(key)
    return spoken


def _joined(*parts: Mapping[str, str]) -> dict[str, str]:
    """Put texts of the same language in one."""
    langs = dict.fromkeys(lang for part in parts for lang in part)
    return {lang: "\n".join(part[lang] for part in parts if part.get(lang)) for lang in langs}


def organisations(ids: Ids) -> Iterator[Document]:
    """Yield organisations: found by name, by kind of care and by province."""
    last = func.max(OrganisationStatus.valid_from)
    newest = (
        select(OrganisationStatus.organisation_id, last.label("day"))
        .group_by(OrganisationStatus.organisation_id)
        .subquery()
    )
    same: ColumnElement[bool] = (OrganisationStatus.organisation_id == newest.c.organisation_id) & (
        OrganisationStatus.valid_from == newest.c.day
    )
    now = select(OrganisationStatus).join(newest, same).subquery()
    rows = db.session.execute(
        select(
            Organisation.id,
            Organisation.slug,
            Organisation.name,
            Organisation.sector,
            Organisation.province,
            now.c.status,
            now.c.valid_from,
        )
        .outerjoin(now, now.c.organisation_id == Organisation.id)
        .where(Organisation.id.in_(ids))
    )
    for row in rows:
        yield Document(
            kind=Kind.ORGANISATION,
            thing_id=row.id,
            title=row.name,
            sort_key=folded(row.name),
            until=row.valid_from if row.status in OVER else None,
            facts={"slug": row.slug, "sector": row.sector.value, "province": row.province.value},
            names={"nl": row.name},
            texts=_joined(
                _said(sector_label, row.sector),
                _said(province_label, row.province),
            ),
            shown={},
        )


def teams(ids: Ids) -> Iterator[Document]:
    """Yield teams: found by name and own word, by care context and by their organisation."""
    rows = db.session.execute(
        select(
            Team.id,
            Team.name,
            Team.own_word,
            Team.care_context,
            Team.valid_to,
            Organisation.name.label("organisation"),
        )
        .join(Team.organisation)
        .where(Team.id.in_(ids))
    )
    for row in rows:
        yield Document(
            kind=Kind.TEAM,
            thing_id=row.id,
            title=row.name,
            sort_key=folded(f"{row.name} {row.organisation}"),
            until=row.valid_to,
            facts={"organisation": row.organisation},
            names={"nl": f"{row.name} {row.own_word}"},
            texts=_joined({"nl": row.organisation}, _said(context_label, row.care_context)),
            shown={},
        )


def people(ids: Ids) -> Iterator[Document]:
    """Yield people: found by name only, never by address; who holds no post any more is past."""
    posts = (
        select(
            Post.person_id,
            func.max(Post.valid_to).label("last"),
            func.count().filter(Post.valid_to.is_(None)).label("lasting"),
        )
        .where(Post.person_id.in_(ids))
        .group_by(Post.person_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Person.id, Person.name, posts.c.last, posts.c.lasting)
        .outerjoin(posts, posts.c.person_id == Person.id)
        .where(Person.id.in_(ids))
    )
    for row in rows:
        yield Document(
            kind=Kind.PERSON,
            thing_id=row.id,
            title=row.name,
            sort_key=folded(row.name),
            until=None if row.lasting else row.last,
            facts={},
            names={NO_LANGUAGE: row.name},
            texts={},
            shown={},
        )


def kits(ids: Ids) -> Iterator[Document]:
    """Yield kits by their newest version: found by title, keywords and text, in each language."""
    newest = select(func.max(KitVersion.id)).group_by(KitVersion.kit_id).scalar_subquery()
    rows = db.session.execute(
        select(Kit.id, Kit.slug, Kit.moi_id, KitVersion.id.label("version_id"), KitVersion.manifest)
        .join(KitVersion, KitVersion.kit_id == Kit.id)
        .where(Kit.id.in_(ids), KitVersion.id.in_(newest))
    ).all()
    written = _kit_texts([row.version_id for row in rows])
    for row in rows:
        told: Mapping[str, Mapping[str, Any]] = row.manifest["texts"]
        titles = {lang: one["title"] for lang, one in told.items()}
        summaries = {lang: one["summary"] for lang, one in told.items()}
        keywords = {lang: ", ".join(one["keywords"]) for lang, one in told.items()}
        source = row.manifest["moi"]["source_language"]
        body = _joined(summaries, written.get(row.version_id, {}))
        yield Document(
            kind=Kind.KIT,
            thing_id=row.id,
            title=titles[source],
            sort_key=row.moi_id,
            until=None,
            facts={"slug": row.slug, "titles": titles, "summaries": summaries, "source": source},
            names=_joined(titles, {NO_LANGUAGE: row.moi_id}),
            texts=_joined(keywords, body),
            shown=body,
        )


def _kit_texts(version_ids: Ids) -> Mapping[int, Mapping[str, str]]:
    """Return the words of each version by language, without the list of its changes."""
    found: dict[int, dict[str, str]] = {}
    rows = db.session.execute(
        select(KitText.version_id, KitText.lang, KitText.title, KitText.html)
        .where(KitText.version_id.in_(version_ids), KitText.part != TextPart.CHANGELOG)
        .order_by(KitText.part, KitText.position)
    )
    for row in rows:
        texts = found.setdefault(row.version_id, {})
        texts[row.lang] = f"{texts.get(row.lang, '')}\n{row.title}\n{_plain(row.html)}".strip()
    return found


def _plain(html: str) -> str:
    """Return the words of a clean text of ours, a line for each of its blocks."""
    lines = unescape(_TAG.sub(" ", _BLOCK_END.sub("\n", html))).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def meetings(ids: Ids) -> Iterator[Document]:
    """Yield meetings: found by name, day, place, agenda, approved minutes, answered feedback."""
    rows = db.session.scalars(select(Meeting).where(Meeting.id.in_(ids))).all()
    agendas, minutes, answered = _agendas(ids), readable_texts(ids), texts_of_meetings(ids)
    for meeting in rows:
        parts = (found.get(meeting.id, {}) for found in (agendas, minutes, answered))
        body = _joined(*parts)
        titles = {lang: _title(meeting, lang) for lang in LOCALES}
        yield Document(
            kind=Kind.MEETING,
            thing_id=meeting.id,
            title=titles[LOCALES[0]],
            sort_key=f"{LAST_DAY - int(f'{meeting.local_date:%Y%m%d}')}-{meeting.number}",
            until=meeting.local_date + timedelta(days=1),
            facts={"titles": titles, "on": meeting.local_date.isoformat()},
            names=_joined(titles, _days(meeting.local_date)),
            texts=_joined(body, {NO_LANGUAGE: meeting.place}),
            shown=body,
        )


def _title(meeting: Meeting, lang: str) -> str:
    with force_locale(lang):
        return str(gettext(TITLES[meeting.kind], number=meeting.number))


def _days(day: date) -> Mapping[str, str]:
    words = {lang: format_date(day, "EEEE d MMMM y", locale=lang) for lang in LOCALES}
    return words | {NO_LANGUAGE: day.isoformat()}


def _agendas(ids: Ids) -> Mapping[int, Mapping[str, str]]:
    found: dict[int, dict[str, str]] = {}
    rows = db.session.execute(
        select(MeetingBlock.meeting_id, MeetingBlock.lang, MeetingBlock.words)
        .where(MeetingBlock.meeting_id.in_(ids), MeetingBlock.words != "")
        .order_by(MeetingBlock.meeting_id, MeetingBlock.position)
    )
    for meeting_id, lang, words in rows:
        agenda = found.setdefault(meeting_id, {})
        agenda[lang] = f"{agenda.get(lang, '')}\n{words}".strip()
    return found


READ: Final[Mapping[Kind, Callable[[Ids], Iterator[Document]]]] = {
    Kind.ORGANISATION: organisations,
    Kind.TEAM: teams,
    Kind.PERSON: people,
    Kind.KIT: kits,
    Kind.MEETING: meetings,
}
ROOTS: Final[Mapping[Kind, Any]] = {
    Kind.ORGANISATION: Organisation,
    Kind.TEAM: Team,
    Kind.PERSON: Person,
    Kind.KIT: Kit,
    Kind.MEETING: Meeting,
}


def without_entry(kind: Kind) -> Sequence[int]:
    """Return the numbers of the things of a kind that the index does not know."""
    root = ROOTS[kind]
    known = select(SearchEntry.thing_id).where(SearchEntry.kind == kind)
    return db.session.scalars(select(root.id).where(root.id.not_in(known))).all()


def every_id(kind: Kind) -> Sequence[int]:
    """Return the numbers of all things of a kind, in order."""
    root = ROOTS[kind]
    return db.session.scalars(select(root.id).order_by(root.id)).all()
