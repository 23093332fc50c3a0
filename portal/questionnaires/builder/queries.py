"""Instruments with their versions and drafts, as the pages show them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.db import db
from portal.questionnaires.builder.editing import Removed
from portal.questionnaires.builder.models import InstrumentDraft
from portal.questionnaires.builder.parts import Part, PartKind
from portal.questionnaires.builder.sketch import Sketch, sketch_of
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.instruments.models import Instrument, InstrumentText, InstrumentVersion
from portal.questionnaires.instruments.versions import find_published, find_version, load_version
from portal.questionnaires.kinds import InstrumentKind, Mode, VersionStatus


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A draft as a page shows it: read once, so that a page stands also when it is gone by then."""

    id: int
    slug: str
    kind: InstrumentKind
    revision: int
    sketch: Sketch
    removed: Removed | None
    based_on: int | None  # the number of the version
    changed_on: date
    changed_by: str | None


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version in the list of its instrument; ``campaigns`` says how many were asked with it."""

    number: int
    status: VersionStatus
    maturity: str
    languages: Sequence[str]
    published_on: date | None
    change_note: str
    campaigns: int


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """One instrument with its versions, newest first, its draft, and its title in each language."""

    slug: str
    kind: InstrumentKind
    title: Mapping[str, str]
    versions: Sequence[Version]
    draft: Draft | None


def shelves() -> Sequence[Shelf]:
    """Return all instruments, those with a draft first, in four statements."""
    drafts = {one.slug: as_shown(one) for one in _drafts()}
    versions = _versions()
    titles = _titles([one.id for found in versions.values() for one in found[:1]])
    used = _used()
    there = [
        Shelf(
            slug=instrument.slug,
            kind=instrument.kind,
            title=titles.get(found[0].id, {}),
            versions=[_version(one, used) for one in found],
            draft=drafts.pop(instrument.slug, None),
        )
        for instrument, found in versions.items()
    ]
    new = [
        Shelf(slug=slug, kind=one.kind, title=one.sketch.title, versions=[], draft=one)
        for slug, one in drafts.items()
    ]
    return sorted([*new, *there], key=lambda shelf: (shelf.draft is None, shelf.slug))


def _drafts() -> Sequence[InstrumentDraft]:
    return db.session.scalars(
        select(InstrumentDraft)
        .options(joinedload(InstrumentDraft.based_on), joinedload(InstrumentDraft.changed_by))
        .order_by(InstrumentDraft.slug)
    ).all()


def _versions() -> Mapping[Instrument, list[InstrumentVersion]]:
    rows = db.session.scalars(
        select(InstrumentVersion)
        .join(InstrumentVersion.instrument)
        .where(InstrumentVersion.status != VersionStatus.DRAFT)
        .options(contains_eager(InstrumentVersion.instrument))
        .order_by(Instrument.slug, InstrumentVersion.number.desc())
    )
    found: dict[Instrument, list[InstrumentVersion]] = defaultdict(list)
    for row in rows:
        found[row.instrument].append(row)
    return found


def _titles(version_ids: Sequence[int]) -> Mapping[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = select(InstrumentText).where(
        InstrumentText.version_id.in_(version_ids), InstrumentText.owner == "version"
    )
    for text in db.session.scalars(rows):
        found[text.version_id][text.lang] = text.body
    return found


def _used() -> Mapping[int, int]:
    """Count the campaigns of each version; one with names only tries it out."""
    earnest = select(Campaign.version_id, func.count()).where(Campaign.mode == Mode.ANONYMOUS)
    return {row[0]: row[1] for row in db.session.execute(earnest.group_by(Campaign.version_id))}


def _version(row: InstrumentVersion, used: Mapping[int, int]) -> Version:
    return Version(
        number=row.number,
        status=row.status,
        maturity=row.maturity.value,
        languages=row.languages.split(","),
        published_on=row.published_on,
        change_note=row.change_note,
        campaigns=used.get(row.id, 0),
    )


def as_shown(row: InstrumentDraft) -> Draft:
    """Return a draft as a page shows it."""
    return Draft(
        id=row.id,
        slug=row.slug,
        kind=row.kind,
        revision=row.revision,
        sketch=sketch_of(row.body),
        removed=_removed(row.removed),
        based_on=row.based_on.number if row.based_on else None,
        changed_on=row.changed_on,
        changed_by=row.changed_by.name if row.changed_by else None,
    )


def _removed(kept: Mapping[str, object] | None) -> Removed | None:
    if not kept:
        return None
    content = kept["content"]
    return Removed(
        part=Part(kind=PartKind(str(kept["kind"])), name=str(kept["name"])),
        section=int(str(kept["section"])),
        place=int(str(kept["place"])),
        content=dict(content) if isinstance(content, dict) else {},
    )


def find_draft(slug: str) -> InstrumentDraft | None:
    """Return the draft of an instrument, or nothing."""
    return db.session.scalar(select(InstrumentDraft).where(InstrumentDraft.slug == slug))


def hold_draft(draft_id: int) -> InstrumentDraft | None:
    """Return a draft and keep others from changing it until the end of the act."""
    rows = select(InstrumentDraft).where(InstrumentDraft.id == draft_id)
    return db.session.scalar(rows.with_for_update().execution_options(populate_existing=True))


def drafts_changed_by(person_id: int) -> Sequence[InstrumentDraft]:
    """Return the drafts that a person changed last."""
    mine = InstrumentDraft.changed_by_id == person_id
    return db.session.scalars(select(InstrumentDraft).where(mine)).all()


def is_taken(slug: str) -> bool:
    """Tell whether an instrument or a draft stands under this address."""
    there = select(Instrument.id).where(Instrument.slug == slug)
    return db.session.scalar(there) is not None or find_draft(slug) is not None


def kind_of(slug: str) -> InstrumentKind | None:
    """Return of which kind an instrument is, or nothing where there is none."""
    return db.session.scalar(select(Instrument.kind).where(Instrument.slug == slug))


def newest(slug: str) -> InstrumentVersion | None:
    """Return the version that a next one follows: the newest that was published."""
    return find_published(slug)


def highest_number(slug: str) -> int:
    """Return the highest number that a version of this instrument has, or nought."""
    numbers = select(func.max(InstrumentVersion.number)).join(Instrument)
    return db.session.scalar(numbers.where(Instrument.slug == slug)) or 0


def definition_at(slug: str, number: int) -> tuple[InstrumentVersion, Definition] | None:
    """Return one published version whole, or nothing."""
    row = find_version(slug, number)
    if row is None or row.status is VersionStatus.DRAFT:
        return None
    return row, load_version(row).definition


def whole(version: InstrumentVersion) -> Definition:
    """Return what a published version asks."""
    return load_version(version).definition


def as_sketch(definition: Definition) -> Sketch:
    """Return a version in the shape in which drafts are written and compared."""
    return sketch_of(definition.model_dump(mode="json"))


def numbers_of(slug: str) -> Sequence[int]:
    """Return the numbers of all published versions, the newest first."""
    rows = select(InstrumentVersion.number).join(Instrument).where(Instrument.slug == slug)
    return db.session.scalars(
        rows.where(InstrumentVersion.status != VersionStatus.DRAFT).order_by(
            InstrumentVersion.number.desc()
        )
    ).all()
