"""The library read: what fits, in which order, a page at a time; four statements at most."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, Final

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    desc,
    func,
    select,
    true,
)
from sqlalchemy.orm import contains_eager

from portal.db import db
from portal.moi.downloads.formats import OF_SLIDES
from portal.moi.models import (
    ActKind,
    DownloadFormat,
    FacetKind,
    Kit,
    KitAct,
    KitFacet,
    KitLength,
    KitText,
    KitVersion,
    TextPart,
)
from portal.moi.queries import KitCard
from portal.moi.rules import PUBLIC_STAGES
from portal.web.hooks import Act, tell
from portal.web.paging import PAGE_SIZE, Page, offset

AT_A_TIME: Final = 500  # kits read at once for a file
OF_EACH: Final = 3  # kits named beside a construct of the model
AS_OF: Final = bindparam("as_of", type_=Date())
MANY: Final = bindparam("many", type_=Integer())
START: Final = bindparam("start", type_=Integer())
Day = date | BindParameter[date]


class Sort(StrEnum):
    """In which order the kits stand."""

    SERIES = "series"
    NEWEST = "newest"
    TITLE = "title"
    SHORTEST = "shortest"


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What a visitor looks for; what is empty does not narrow the list."""

    q: str = ""
    minutes: int | None = None
    construct: str = ""
    sector: str = ""
    lang: str = ""
    format: DownloadFormat | None = None
    stage: ActKind | None = None
    sort: Sort = Sort.SERIES
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class Fitting:
    """An assignment that can be done in the time there is."""

    title: str
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """One page of the library, what fits in the time asked for, and how many kits there are."""

    page: Page[KitCard]
    every: int
    covers: Mapping[int, str] = field(default_factory=dict)
    fitting: Mapping[int, Sequence[Fitting]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Served:
    """How many kits serve a construct of the model, and the first of them."""

    count: int
    first: Sequence[KitCard]


def shelf(filters: Filters, as_of: date, lang: str) -> Shelf:
    """Return one page of the kits that fit, for a reader of ``lang``."""
    cards, total, covers = _cards(filters, as_of, lang, many=PAGE_SIZE, start=offset(filters.page))
    every = db.session.scalar(_every(), {"as_of": as_of})
    return Shelf(
        page=Page(rows=cards, number=filters.page, total=total),
        every=every or 0,
        covers=covers,
        fitting=_fitting(cards, filters.minutes, lang) if filters.minutes else {},
    )


def every_card(filters: Filters, as_of: date, lang: str) -> Iterator[KitCard]:
    """Yield all the kits that fit, for a file."""
    start = 0
    while cards := _cards(filters, as_of, lang, many=AT_A_TIME, start=start)[0]:
        yield from cards
        start += AT_A_TIME


def served_by_construct(as_of: date) -> Mapping[str, Served]:
    """Return for each construct that is served how many kits do, and the first of them."""
    found: dict[str, Served] = {}
    for row in db.session.execute(_served(), {"as_of": as_of}):
        before = found.get(row.construct)
        first = (*(before.first if before else ()), _card(row))
        found[row.construct] = Served(count=row.many, first=first)
    return found


@cache
def _served() -> Select[Any]:
    """Return the statement for the first kits of each construct."""
    standing = kits_on(AS_OF)
    place = func.row_number().over(partition_by=KitFacet.value, order_by=standing.c.moi_id)
    ranked = (
        select(
            KitFacet.version_id,
            KitFacet.value.label("construct"),
            place.label("place"),
            func.count().over(partition_by=KitFacet.value).label("many"),
            standing.c.stage,
        )
        .join(standing, standing.c.version_id == KitFacet.version_id)
        .where(KitFacet.kind == FacetKind.CONSTRUCT, is_public(standing))
        .subquery()
    )
    return (
        select(KitVersion, ranked, _tested_by(AS_OF))
        .join(ranked, ranked.c.version_id == KitVersion.id)
        .join(KitVersion.kit)
        .where(ranked.c.place <= OF_EACH)
        .options(contains_eager(KitVersion.kit))
        .order_by(ranked.c.construct, ranked.c.place)
    )


def stages_by_construct(as_of: date) -> Mapping[str, Mapping[ActKind, int]]:
    """Return for each construct that is served how many kits do, by the stage they are in."""
    standing = kits_on(as_of)
    rows = db.session.execute(
        select(KitFacet.value, standing.c.stage, func.count())
        .join(standing, standing.c.version_id == KitFacet.version_id)
        .where(KitFacet.kind == FacetKind.CONSTRUCT, is_public(standing))
        .group_by(KitFacet.value, standing.c.stage)
    )
    found: dict[str, dict[ActKind, int]] = {}
    for construct, stage, kits in rows:
        found.setdefault(construct, {})[stage] = kits
    return found


def find_successor(card: KitCard, as_of: date) -> KitCard | None:
    """Return the public kit that says it comes instead of this one, the newest if there are two."""
    standing = kits_on(as_of)
    names = KitFacet.value.in_((card.slug, card.moi_id))
    row = db.session.execute(
        select(KitVersion, standing.c.stage, _tested_by(as_of))
        .join(standing, standing.c.version_id == KitVersion.id)
        .join(KitVersion.kit)
        .options(contains_eager(KitVersion.kit))
        .where(is_public(standing), _has(FacetKind.SUPERSEDES, names), Kit.slug != card.slug)
        .order_by(KitVersion.id.desc())
        .limit(1)
    ).first()
    return _card(row) if row else None


def kits_on(as_of: Day) -> CTE:
    """Name the newest version of every kit on a day, and the kit's stage: read once a statement."""
    newest = (
        select(func.max(KitVersion.id))
        .where(KitVersion.kit_id == Kit.id, KitVersion.published_on <= as_of)
        .correlate(Kit)
        .scalar_subquery()
    )
    stage = (
        select(KitAct.kind)
        .where(KitAct.kit_id == Kit.id, KitAct.happened_on <= as_of)
        .order_by(KitAct.happened_on.desc(), KitAct.id.desc())
        .limit(1)
        .correlate(Kit)
        .scalar_subquery()
    )
    every = select(
        Kit.id.label("kit_id"), Kit.moi_id, newest.label("version_id"), stage.label("stage")
    )
    return every.cte("standing").prefix_with("MATERIALIZED")


def is_public(standing: CTE) -> ColumnElement[bool]:
    """Return the clause that keeps what the library shows."""
    return and_(standing.c.version_id.is_not(None), standing.c.stage.in_(PUBLIC_STAGES))


def _tested_by(as_of: Day) -> ColumnElement[int]:
    """Count the teams that tested the kit of a version that stands in the statement."""
    acts = (KitAct.kit_id == KitVersion.kit_id, KitAct.happened_on <= as_of)
    teams = select(func.count(KitAct.team_id.distinct())).where(*acts).correlate(KitVersion)
    return teams.scalar_subquery().label("tested_by")


def _wanted(filters: Filters, as_of: Day, lang: str) -> Select[Any]:
    """Select the versions that fit, numbered in the order in which they stand."""
    standing = kits_on(as_of)
    asked = _asked(filters.q)
    best = () if asked is None else (desc(asked.c.by_name),)
    order = (*best, *_order(filters.sort, lang), standing.c.moi_id)
    query = (
        select(
            standing.c.version_id,
            standing.c.stage,
            func.row_number().over(order_by=order).label("place"),
            func.count().over().label("total"),
        )
        .join(KitVersion, KitVersion.id == standing.c.version_id)
        .join(KitLength, KitLength.version_id == standing.c.version_id)
        .where(is_public(standing), *_facets(filters), *_measures(filters, standing.c.stage))
        .order_by("place")
    )
    return query if asked is None else query.join(asked, asked.c.kit_id == standing.c.kit_id)


def _asked(words: str) -> Subquery | None:
    """Return the kits with these words as the room that indexes them knows them."""
    answers = tell(Act.FIND_KITS, words=words) if words else []
    found = [answer for answer in answers if answer is not None]
    return found[0].subquery() if found else None


def _facets(filters: Filters) -> Iterator[ColumnElement[bool]]:
    wishes = (
        (FacetKind.CONSTRUCT, filters.construct),
        (FacetKind.SECTOR, filters.sector),
        (FacetKind.LANGUAGE, filters.lang),
    )
    for kind, value in wishes:
        if value:
            yield _has(kind, KitFacet.value == value)
    if filters.format in OF_SLIDES:
        yield _has(FacetKind.SLIDES, KitFacet.value == filters.lang if filters.lang else true())


def _has(kind: FacetKind, which: ColumnElement[bool]) -> ColumnElement[bool]:
    ours = (KitFacet.version_id == KitVersion.id, KitFacet.kind == kind, which)
    return select(KitFacet.version_id).where(*ours).correlate(KitVersion).exists()


def _measures(filters: Filters, stage: ColumnElement[ActKind]) -> Iterator[ColumnElement[bool]]:
    if filters.minutes is not None:
        yield KitLength.shortest <= filters.minutes
    if filters.stage is not None:
        yield stage == filters.stage


def _order(sort: Sort, lang: str) -> tuple[ColumnElement[Any], ...]:
    match sort:
        case Sort.SERIES:
            return ()
        case Sort.NEWEST:
            return (KitVersion.published_on.desc(),)
        case Sort.SHORTEST:
            return (KitLength.shortest.asc(), KitLength.longest.asc())
        case Sort.TITLE:
            mine = (KitText.version_id == KitVersion.id, KitText.part == TextPart.INTRO)
            title = select(func.lower(KitText.title)).where(*mine).correlate(KitVersion)
            read_first = case((KitText.lang == lang, 0), else_=1)
            return (title.order_by(read_first, KitText.lang).limit(1).scalar_subquery().asc(),)


def _cards(
    filters: Filters, as_of: date, lang: str, *, many: int, start: int
) -> tuple[list[KitCard], int, Mapping[int, str]]:
    """Return the cards, how many fit in all, and for each with a drawing its language."""
    write = _shelved.__wrapped__ if filters.q else _shelved  # words are searched another way each
    statement = write(replace(filters, page=1), lang)
    rows = db.session.execute(statement, {"as_of": as_of, "many": many, "start": start}).all()
    covers = {row.version_id: row.cover for row in rows if row.cover}
    return [_card(row) for row in rows], rows[0].total if rows else 0, covers


@lru_cache(maxsize=128)
def _shelved(filters: Filters, lang: str) -> Select[Any]:
    """Return the statement for a page of what fits; the usual wishes come again and again."""
    chosen = _wanted(filters, AS_OF, lang).limit(MANY).offset(START).subquery()
    mine = (KitFacet.version_id == KitVersion.id, KitFacet.kind == FacetKind.COVER)
    drawn = select(KitFacet.value).where(*mine).correlate(KitVersion)
    read_first = case((KitFacet.value == lang, 0), else_=1)
    cover = drawn.order_by(read_first, KitFacet.value).limit(1).scalar_subquery()
    return (
        select(KitVersion, chosen, cover.label("cover"), _tested_by(AS_OF))
        .join(chosen, chosen.c.version_id == KitVersion.id)
        .join(KitVersion.kit)
        .options(contains_eager(KitVersion.kit))
        .order_by(chosen.c.place)
    )


@cache
def _every() -> Select[int]:
    """Return the statement that counts the public kits."""
    standing = kits_on(AS_OF)
    return select(func.count()).select_from(standing).where(is_public(standing))


def _card(row: Row[Any]) -> KitCard:
    version: KitVersion = row.KitVersion
    kit = version.kit
    return KitCard(
        version=version,
        slug=kit.slug,
        moi_id=kit.moi_id,
        stage=row.stage,
        tested_by=row.tested_by,
    )


def _fitting(cards: Sequence[KitCard], minutes: int, lang: str) -> Mapping[int, Sequence[Fitting]]:
    """Return by version the assignments that can be done in so many minutes, in their order."""
    spoken = {card.version.id: card.language_for(lang) for card in cards}
    rows = db.session.execute(
        select(KitText.version_id, KitText.lang, KitText.title, KitText.detail)
        .where(
            KitText.version_id.in_(spoken),
            KitText.part == TextPart.ASSIGNMENT,
            KitText.lang.in_(sorted({*spoken.values()})),
        )
        .order_by(KitText.version_id, KitText.position)
    )
    found: dict[int, list[Fitting]] = {version_id: [] for version_id in spoken}
    for row in rows:
        if row.lang == spoken[row.version_id] and row.detail["duration"] <= minutes:
            one = Fitting(title=row.title, minutes=row.detail["duration"])
            found[row.version_id].append(one)
    return found
