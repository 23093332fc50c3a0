"""Turn an instrument file into an immutable version in the database."""

from datetime import date

from sqlalchemy import select

from portal.db import db
from portal.questionnaires import rules
from portal.questionnaires.definition import Definition, Words
from portal.questionnaires.definition import Item as ItemData
from portal.questionnaires.definition import Scale as ScaleData
from portal.questionnaires.kinds import VersionStatus
from portal.questionnaires.models import (
    Instrument,
    InstrumentText,
    InstrumentVersion,
    Item,
    Scale,
    ScaleOption,
    Section,
)
from portal.questionnaires.versions import find_published, find_version


def import_instrument(definition: Definition, *, on: date) -> InstrumentVersion:
    """Publish the definition as a version; the same content again gives the version that exists.

    An older published version retires: open campaigns keep it, new ones take the new wording.
    Raises ``RuleBroken`` when the number exists with other content.
    """
    kept = find_version(definition.slug, definition.number)
    rules.check_may_import(kept.content_sha256 if kept else None, definition.content_sha256)
    if kept is not None:
        return kept
    before = find_published(definition.slug)
    version = _draft(definition)
    _fill(version, definition)
    version.status, version.published_on = VersionStatus.PUBLISHED, on
    if before is not None:
        before.status = VersionStatus.RETIRED
    db.session.flush()
    return version


def _draft(definition: Definition) -> InstrumentVersion:
    instrument = db.session.scalar(select(Instrument).where(Instrument.slug == definition.slug))
    instrument = instrument or Instrument(slug=definition.slug, kind=definition.kind)
    version = InstrumentVersion(
        instrument=instrument,
        number=definition.number,
        status=VersionStatus.DRAFT,
        maturity=definition.maturity,
        languages=",".join(definition.languages),
        minutes_short=definition.minutes.short,
        minutes_full=definition.minutes.full,
        change_note=definition.change_note,
        content_sha256=definition.content_sha256,
    )
    db.session.add(version)
    db.session.flush()
    return version


def _fill(version: InstrumentVersion, definition: Definition) -> None:
    _say(version, ("version", version.id, "title"), definition.title)
    scales = {data.code: _scale(version, data) for data in definition.scales}
    for place, data in enumerate(definition.sections, start=1):
        section = Section(version_id=version.id, ord=place)
        db.session.add(section)
        db.session.flush()
        _say(version, ("section", section.id, "title"), data.title)
        for ord_, item in enumerate(data.items, start=1):
            _item(version, section, (ord_, item, scales.get(item.scale or "")))
    db.session.flush()


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
        _say(version, ("option", row.id, "text"), option.text)
    return scale.id


def _item(
    version: InstrumentVersion, section: Section, place: tuple[int, ItemData, int | None]
) -> None:
    ord_, data, scale_id = place
    row = Item(
        version_id=version.id,
        section_id=section.id,
        ord=ord_,
        code=data.code,
        type=data.type,
        scale_id=scale_id,
        required=data.required,
        core=data.core,
        maps_to=data.maps_to,
        show_if=data.show_if.model_dump(mode="json") if data.show_if else None,
    )
    db.session.add(row)
    db.session.flush()
    for field in ("text", "hint", "short"):
        _say(version, ("item", row.id, field), getattr(data, field) or {})


def _say(version: InstrumentVersion, what: tuple[str, int, str], words: Words) -> None:
    owner, owner_id, field = what
    db.session.add_all(
        InstrumentText(
            version_id=version.id, owner=owner, owner_id=owner_id, field=field, lang=lang, body=body
        )
        for lang, body in words.items()
    )
