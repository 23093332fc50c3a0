"""Turn an instrument file into an immutable version in the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.db import db
from portal.questionnaires.instruments import claims, meanings, rules
from portal.questionnaires.instruments.definition import Construct as ConstructData
from portal.questionnaires.instruments.definition import Definition, Words
from portal.questionnaires.instruments.definition import Item as ItemData
from portal.questionnaires.instruments.definition import Scale as ScaleData
from portal.questionnaires.instruments.models import (
    Construct,
    Instrument,
    InstrumentText,
    InstrumentVersion,
    Item,
    Scale,
    ScaleOption,
    Section,
)
from portal.questionnaires.instruments.versions import (
    find_published,
    find_version,
    kept_versions,
    load_version,
)
from portal.questionnaires.kinds import VersionStatus


@dataclass(frozen=True, kw_only=True)
class _Ids:
    """Where the rows lie that an item refers to, by the codes of the file."""

    scales: Mapping[str, int]
    constructs: Mapping[str, int]


def import_instrument(definition: Definition, *, on: date) -> InstrumentVersion:
    """Publish the definition as a version; the same content again gives the version that exists.

    An older published version retires: open campaigns keep it, new ones take the new wording.
    Raises ``RuleBroken`` when the number exists with other content or comes too late, when a code
    means something else than before, when there is nothing to be comparable with, and when it says
    of itself what was not shown.
    """
    kept = find_version(definition.slug, definition.number)
    rules.check_may_import(kept.content_sha256 if kept else None, definition.content_sha256)
    if kept is not None:
        return kept
    _check_beside(definition, kept_versions(definition.slug))
    before = find_published(definition.slug)
    instrument = db.session.scalar(select(Instrument).where(Instrument.slug == definition.slug))
    version = _draft(definition, instrument)
    _fill(version, definition)
    version.status, version.published_on = VersionStatus.PUBLISHED, on
    if before is not None:
        before.status = VersionStatus.RETIRED
    db.session.flush()
    return version


def _check_beside(definition: Definition, versions: Sequence[InstrumentVersion]) -> None:
    meanings.check_number(definition.number, [version.number for version in versions])
    kept = [load_version(version).definition for version in versions]
    meanings.check_codes_keep_their_meaning(definition, kept)
    meanings.check_comparable(definition, kept)
    older = definition.comparable_with
    claims.check_claims(definition, find_version(definition.slug, older) if older else None)


def _draft(definition: Definition, instrument: Instrument | None) -> InstrumentVersion:
    older = definition.comparable_with
    version = InstrumentVersion(
        instrument=instrument or Instrument(slug=definition.slug, kind=definition.kind),
        number=definition.number,
        status=VersionStatus.DRAFT,
        maturity=definition.maturity,
        languages=",".join(definition.languages),
        minutes_short=definition.minutes.short,
        minutes_full=definition.minutes.full,
        change_note=definition.change_note,
        content_sha256=definition.content_sha256,
        comparable_with=find_version(definition.slug, older) if older else None,
    )
    db.session.add(version)
    db.session.flush()
    return version


def _fill(version: InstrumentVersion, definition: Definition) -> None:
    _say(version.id, ("version", version.id, "title"), definition.title)
    ids = _Ids(
        scales={data.code: _scale(version, data) for data in definition.scales},
        constructs=_constructs(version, definition.constructs),
    )
    for place, data in enumerate(definition.sections, start=1):
        section = Section(version_id=version.id, ord=place)
        db.session.add(section)
        db.session.flush()
        for field in ("title", "intro"):
            _say(version.id, ("section", section.id, field), getattr(data, field) or {})
        for ord_, item in enumerate(data.items, start=1):
            _item(section, ord_, item, ids)
    db.session.flush()


def _constructs(
    version: InstrumentVersion, constructs: Sequence[ConstructData]
) -> Mapping[str, int]:
    rows = {
        data.code: Construct(
            version_id=version.id,
            code=data.code,
            referent=data.referent,
            element=data.element,
            min_answered=data.min_answered,
        )
        for data in constructs
    }
    for row in rows.values():  # one by one: their ids keep the order of the file
        db.session.add(row)
        db.session.flush()
    ids = {code: row.id for code, row in rows.items()}
    for data in constructs:
        rows[data.code].parent_id = ids[data.parent] if data.parent else None
        _say(version.id, ("construct", ids[data.code], "title"), data.title)
    return ids


def _scale(version: InstrumentVersion, data: ScaleData) -> int:
    scale = Scale(version_id=version.id, code=data.code, lo=data.lo, hi=data.hi)
    db.session.add(scale)
    db.session.flush()
    for place, option in enumerate(data.options, start=1):
        row = ScaleOption(
            scale_id=scale.id,
            ord=place,
            value=option.value,
            missing_reason=option.missing,
            exclusive=option.exclusive,
        )
        db.session.add(row)
        db.session.flush()
        _say(version.id, ("option", row.id, "text"), option.text)
    return scale.id


def _item(section: Section, ord_: int, data: ItemData, ids: _Ids) -> None:
    row = Item(
        version_id=section.version_id,
        section_id=section.id,
        ord=ord_,
        code=data.code,
        type=data.type,
        construct_id=ids.constructs.get(data.measures or ""),
        reverse=data.reverse,
        organisation_only=data.organisation_only,
        offers=data.offers,
        scale_id=ids.scales.get(data.scale or ""),
        required=data.required,
        core=data.core,
        maps_to=data.maps_to,
        show_if=data.show_if.model_dump(mode="json") if data.show_if else None,
    )
    db.session.add(row)
    db.session.flush()
    for field in ("text", "hint", "short"):
        _say(section.version_id, ("item", row.id, field), getattr(data, field) or {})


def _say(version_id: int, what: tuple[str, int, str], words: Words) -> None:
    owner, owner_id, field = what
    db.session.add_all(
        InstrumentText(
            version_id=version_id, owner=owner, owner_id=owner_id, field=field, lang=lang, body=body
        )
        for lang, body in words.items()
    )
