"""Versions of instruments, read whole from their rows and checked against their hash."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from portal.db import db
from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.instruments.models import (
    Construct,
    Instrument,
    InstrumentText,
    InstrumentVersion,
    Item,
    Scale,
)
from portal.questionnaires.kinds import VersionStatus

Bodies = Mapping[tuple[str, int, str], dict[str, str]]


@dataclass(frozen=True, kw_only=True)
class LoadedVersion:
    """A published version as a form needs it, with the ids under which answers are kept."""

    definition: Definition
    item_ids: Mapping[str, int]


class VersionChanged(ValueError):  # noqa: N818 -- reads as a sentence where it is raised
    """The rows of a version are not those that were published: it is not served."""

    def __init__(self, version: InstrumentVersion) -> None:
        """Name the version."""
        super().__init__(
            f"instrument {version.instrument.slug} {version.number} "
            "was changed after it was published"
        )


_LOADED: dict[tuple[str, int, str], LoadedVersion] = {}


def load_version(version: InstrumentVersion) -> LoadedVersion:
    """Return the version whole; read once a process, for it never changes.

    Raises ``VersionChanged`` when the rows do not give the hash under which they were published.
    """
    key = (str(db.engine.url), version.id, version.content_sha256)
    if key not in _LOADED:
        _LOADED[key] = read_version(version)
    return _LOADED[key]


def read_version(version: InstrumentVersion) -> LoadedVersion:
    """Return the version from its rows as they are now; ``VersionChanged`` as ``load_version``."""
    try:
        loaded = _read_version(version)
    except (ValidationError, KeyError) as error:
        raise VersionChanged(version) from error
    if loaded.definition.content_sha256 != version.content_sha256:
        raise VersionChanged(version)
    return loaded


def _read_version(version: InstrumentVersion) -> LoadedVersion:
    items = db.session.scalars(
        select(Item)
        .where(Item.version_id == version.id)
        .options(joinedload(Item.section), joinedload(Item.scale), joinedload(Item.construct))
    ).all()
    scales = db.session.scalars(
        select(Scale)
        .where(Scale.version_id == version.id)
        .order_by(Scale.id)
        .options(joinedload(Scale.options))
    ).unique()
    bodies = _bodies(version.id)
    data = _version_data(version) | {
        "title": bodies["version", version.id, "title"],
        "scales": [_scale_data(scale, bodies) for scale in scales],
        "constructs": _constructs_data(version.id, bodies),
        "sections": _sections_data(items, bodies),
    }
    return LoadedVersion(
        definition=Definition.model_validate(data), item_ids={item.code: item.id for item in items}
    )


def _bodies(version_id: int) -> Bodies:
    found: dict[tuple[str, int, str], dict[str, str]] = defaultdict(dict)
    for text in db.session.scalars(
        select(InstrumentText).where(InstrumentText.version_id == version_id)
    ):
        found[text.owner, text.owner_id, text.field][text.lang] = text.body
    return dict(found)


def _version_data(version: InstrumentVersion) -> dict[str, object]:
    return {
        "slug": version.instrument.slug,
        "kind": version.instrument.kind,
        "number": version.number,
        "comparable_with": version.comparable_with.number if version.comparable_with else None,
        "maturity": version.maturity,
        "change_note": version.change_note,
        "languages": version.languages.split(","),
        "minutes": {"short": version.minutes_short, "full": version.minutes_full},
    }


def _scale_data(scale: Scale, bodies: Bodies) -> dict[str, object]:
    return {
        "code": scale.code,
        "lo": scale.lo,
        "hi": scale.hi,
        "options": [
            {
                "value": option.value,
                "missing": option.missing_reason,
                "exclusive": option.exclusive,
                "text": bodies["option", option.id, "text"],
            }
            for option in scale.options
        ],
    }


def _constructs_data(version_id: int, bodies: Bodies) -> list[dict[str, object]]:
    rows = db.session.scalars(
        select(Construct).where(Construct.version_id == version_id).order_by(Construct.id)
    ).all()
    codes = {row.id: row.code for row in rows}
    return [
        {
            "code": row.code,
            "title": bodies["construct", row.id, "title"],
            "parent": codes[row.parent_id] if row.parent_id else None,
            "referent": row.referent,
            "element": row.element,
            "min_answered": row.min_answered,
        }
        for row in rows
    ]


def _sections_data(items: Sequence[Item], bodies: Bodies) -> list[dict[str, object]]:
    sections = {item.section_id: item.section for item in items}
    return [
        {
            "title": bodies["section", section.id, "title"],
            "intro": bodies.get(("section", section.id, "intro")),
            "items": [
                _item_data(item, bodies)
                for item in sorted(items, key=lambda item: item.ord)
                if item.section_id == section.id
            ],
        }
        for section in sorted(sections.values(), key=lambda section: section.ord)
    ]


def _item_data(item: Item, bodies: Bodies) -> dict[str, object]:
    return {
        "code": item.code,
        "type": item.type,
        "measures": item.construct.code if item.construct else None,
        "reverse": item.reverse,
        "organisation_only": item.organisation_only,
        "offers": item.offers,
        "scale": item.scale.code if item.scale else None,
        "required": item.required,
        "core": item.core,
        "maps_to": item.maps_to,
        "show_if": item.show_if,
        **{field: bodies.get(("item", item.id, field)) for field in ("text", "hint", "short")},
    }


def find_version(slug: str, number: int) -> InstrumentVersion | None:
    """Return one version of an instrument, or nothing."""
    return db.session.scalar(
        select(InstrumentVersion)
        .join(Instrument)
        .where(Instrument.slug == slug, InstrumentVersion.number == number)
    )


def find_published(slug: str) -> InstrumentVersion | None:
    """Return the newest published version of an instrument, or nothing."""
    return db.session.scalar(
        select(InstrumentVersion)
        .join(Instrument)
        .where(Instrument.slug == slug, InstrumentVersion.status == VersionStatus.PUBLISHED)
        .order_by(InstrumentVersion.number.desc())
        .limit(1)
    )


def kept_versions(slug: str | None = None) -> Sequence[InstrumentVersion]:
    """Return what was ever published, of one instrument or of all, by slug and number."""
    query = (
        select(InstrumentVersion)
        .join(InstrumentVersion.instrument)
        .where(InstrumentVersion.status != VersionStatus.DRAFT)
        .order_by(Instrument.slug, InstrumentVersion.number)
        .options(contains_eager(InstrumentVersion.instrument))
    )
    return db.session.scalars(query if slug is None else query.where(Instrument.slug == slug)).all()
