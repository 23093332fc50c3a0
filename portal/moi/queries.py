"""Reads of kits: the public library, one kit, what teams took along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import contains_eager

from portal.db import db
from portal.moi.facets import cover_in
from portal.moi.models import (
    ActKind,
    Kit,
    KitAct,
    KitDownload,
    KitPicture,
    KitText,
    KitVersion,
    TextPart,
)
from portal.moi.rules import PUBLIC_STAGES
from portal.network.as_of import valid_on
from portal.network.models import Team
from portal.taxonomy.model import Construct, known_constructs


@dataclass(frozen=True, kw_only=True)
class KitCard:
    """A kit as the library shows it: its newest version, and what stage it is in."""

    version: KitVersion
    slug: str
    moi_id: str
    stage: ActKind
    tested_by: int
    retired_because: str = ""

    @property
    def is_public(self) -> bool:
        """Tell whether the kit stands in the library."""
        return self.stage in PUBLIC_STAGES

    def language_for(self, lang: str) -> str:
        """Return a language of the kit for a reader of ``lang``: theirs, or that of its source."""
        version = self.version
        return lang if lang in version.languages else str(version.moi["source_language"])

    @property
    def constructs(self) -> Sequence[Construct]:
        """Return the constructs of the model that the kit serves."""
        return known_constructs(self.version.moi["constructs"])


@dataclass(frozen=True, kw_only=True)
class KitContents:
    """One version in one language, whole and free of the database: downloads are made of it."""

    slug: str
    moi_id: str
    number: str
    published_on: date
    content_sha256: str
    lang: str
    moi: Mapping[str, Any]
    words: Mapping[str, Any]
    intro: KitText
    assignments: Sequence[KitText]
    teaching_note: KitText
    changelog: KitText
    slides: KitText | None = None
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    use_address: str = ""


@dataclass(frozen=True, kw_only=True)
class TakenAlong:
    """A kit that a team took along, and the last day it did."""

    slug: str
    version: KitVersion
    last_on: date


def library(as_of: date) -> Sequence[KitCard]:
    """Return the public kits in order of their number; one statement, however many kits."""
    return [card for card in _cards(as_of) if card.is_public]


def find_kit(slug: str, as_of: date) -> KitCard | None:
    """Return the kit if it is, or was, public on that day; a retired one says why."""
    cards = _cards(as_of, slug)
    known = (*PUBLIC_STAGES, ActKind.RETIRED)
    return next((card for card in cards if card.stage in known), None)


def texts_of(version: KitVersion, lang: str, *, slides: bool = True) -> Sequence[KitText]:
    """Return the texts of a version in one language; the changelog comes in every language."""
    spoken = or_(KitText.lang == lang, KitText.part == TextPart.CHANGELOG)
    query = select(KitText).where(KitText.version_id == version.id, spoken)
    if not slides:  # they hold every drawing once more
        query = query.where(KitText.part != TextPart.SLIDES)
    return db.session.scalars(query.order_by(KitText.part, KitText.position)).all()


def contents_of(
    card: KitCard, lang: str, *, pictures: bool = False, use_address: str = ""
) -> KitContents:
    """Return a version in one language, for a page; with its pictures' files for a download.

    ``use_address`` is where a team tells that it used the kit, for what is printed.
    """
    version = card.version
    texts = texts_of(version, lang)
    one = {text.part: text for text in texts}
    return KitContents(
        slug=card.slug,
        moi_id=card.moi_id,
        number=version.number,
        published_on=version.published_on,
        content_sha256=version.content_sha256,
        lang=lang,
        moi=version.moi,
        words=version.words(lang),
        intro=one[TextPart.INTRO],
        assignments=[text for text in texts if text.part is TextPart.ASSIGNMENT],
        teaching_note=one[TextPart.TEACHING_NOTE],
        changelog=one[TextPart.CHANGELOG],
        slides=one.get(TextPart.SLIDES),
        pictures=_pictures(version) if pictures else {},
        use_address=use_address,
    )


def _pictures(version: KitVersion) -> Mapping[str, bytes]:
    query = select(KitPicture.name, KitPicture.content).filter_by(version_id=version.id)
    return {row.name: row.content for row in db.session.execute(query)}


def find_picture(version: KitVersion, name: str) -> bytes | None:
    """Return one picture of a version, if it is there."""
    query = select(KitPicture.content).filter_by(version_id=version.id, name=name)
    return db.session.scalar(query)


def find_cover(version: KitVersion, lang: str) -> bytes | None:
    """Return the drawing with which the introduction begins in a language, if it does."""
    intro = db.session.scalar(
        select(KitText).filter_by(version_id=version.id, part=TextPart.INTRO, lang=lang)
    )
    name = cover_in(intro) if intro else None
    return find_picture(version, name) if name else None


def has_cover(contents: KitContents) -> bool:
    """Tell whether the introduction begins with a drawing."""
    return cover_in(contents.intro) is not None


def taken_along_by(team_id: int, as_of: date) -> Sequence[TakenAlong]:
    """Return the kits that a team took along until that day, the last one first."""
    newest = func.max(KitDownload.version_id)
    last = func.max(KitDownload.downloaded_on)
    per_kit = (
        select(KitVersion.kit_id, newest.label("version_id"), last.label("last_on"))
        .join(KitDownload, KitDownload.version_id == KitVersion.id)
        .where(KitDownload.team_id == team_id, KitDownload.downloaded_on <= as_of)
        .group_by(KitVersion.kit_id)
        .subquery()
    )
    query = (
        select(KitVersion, Kit.slug, per_kit.c.last_on)
        .join(per_kit, per_kit.c.version_id == KitVersion.id)
        .join(Kit, Kit.id == KitVersion.kit_id)
        .order_by(per_kit.c.last_on.desc(), Kit.moi_id)
    )
    return [
        TakenAlong(slug=slug, version=version, last_on=last_on)
        for version, slug, last_on in db.session.execute(query)
    ]


def adoption_of(card: KitCard, as_of: date) -> tuple[int, int]:
    """Return how many of how many current teams took any version of the kit along."""
    current = and_(Team.slot.is_not(None), valid_on(Team, as_of))
    took = (
        select(KitDownload.id)
        .join(KitVersion, KitVersion.id == KitDownload.version_id)
        .where(
            KitDownload.team_id == Team.id,
            KitVersion.kit_id == card.version.kit_id,
            KitDownload.downloaded_on <= as_of,
        )
        .exists()
    )
    query = select(func.count(Team.id).filter(took), func.count(Team.id)).where(current)
    taken, teams = db.session.execute(query).one()
    return taken, teams


def _cards(as_of: date, slug: str | None = None) -> list[KitCard]:
    """Return the kits with any step until that day, or one of them: one statement."""
    named = {} if slug is None else {"slug": slug}
    rows = db.session.execute(_standing(one=slug is not None), {"as_of": as_of, **named})
    return [
        KitCard(
            version=version,
            slug=version.kit.slug,
            moi_id=version.kit.moi_id,
            stage=kind,
            tested_by=tested_by,
            retired_because=reason if kind is ActKind.RETIRED else "",
        )
        for version, kind, tested_by, reason in rows
        if kind is not None
    ]


@cache
def _standing(*, one: bool) -> Select[*tuple[Any, ...]]:
    """Return the statement for all kits or for one: every page asks it, so it is written once."""
    as_of = bindparam("as_of", type_=Date())
    newest = (
        select(func.max(KitVersion.id))
        .where(KitVersion.kit_id == Kit.id, KitVersion.published_on <= as_of)
        .correlate(Kit)
        .scalar_subquery()
    )
    acts = (KitAct.kit_id == Kit.id, KitAct.happened_on <= as_of)
    last = (KitAct.happened_on.desc(), KitAct.id.desc())
    stage, note = (
        select(column).where(*acts).order_by(*last).limit(1).correlate(Kit).scalar_subquery()
        for column in (KitAct.kind, KitAct.note)
    )
    teams = select(func.count(KitAct.team_id.distinct())).where(*acts).correlate(Kit)
    found = (
        select(KitVersion, stage, teams.scalar_subquery(), note)
        .join(KitVersion.kit)
        .where(KitVersion.id == newest)
        .options(contains_eager(KitVersion.kit))
        .order_by(Kit.moi_id)
    )
    return found.where(Kit.slug == bindparam("slug")) if one else found
