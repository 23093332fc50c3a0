"""What was kept about the validation of a version."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.culture.validation.models import Validation, ValidationStep
from portal.culture.validation.rules import missing_steps
from portal.db import db
from portal.questionnaires.instruments.models import Instrument, InstrumentVersion
from portal.questionnaires.kinds import InstrumentKind, Maturity, VersionStatus


def versions() -> Sequence[InstrumentVersion]:
    """Return the versions of the culture instrument that were ever published, newest first."""
    found = (
        select(InstrumentVersion)
        .join(Instrument)
        .where(
            Instrument.kind == InstrumentKind.CULTURE,
            InstrumentVersion.status != VersionStatus.DRAFT,
        )
        .order_by(Instrument.slug, InstrumentVersion.number.desc())
        .options(joinedload(InstrumentVersion.instrument))
    )
    return db.session.scalars(found).all()


def find_version(version_id: int) -> InstrumentVersion | None:
    """Return one version of the culture instrument, or nothing."""
    return next((one for one in versions() if one.id == version_id), None)


def history_of(version_id: int) -> Mapping[Validation, Sequence[ValidationStep]]:
    """Return all that was said about each step of a version, newest first."""
    rows = db.session.scalars(
        select(ValidationStep)
        .where(ValidationStep.version_id == version_id)
        .order_by(ValidationStep.revision.desc())
    ).all()
    return {step: [row for row in rows if row.step is step] for step in Validation}


def newest_of(version_id: int) -> Mapping[Validation, ValidationStep]:
    """Return what holds now of each step about which something was said."""
    history = history_of(version_id)
    return {step: rows[0] for step, rows in history.items() if rows}


def steps_kept_by(person_id: int) -> Sequence[tuple[ValidationStep, InstrumentVersion]]:
    """Return what a person said about steps, each with the version it is about, oldest first."""
    rows = db.session.execute(
        select(ValidationStep, InstrumentVersion)
        .join(InstrumentVersion, InstrumentVersion.id == ValidationStep.version_id)
        .where(ValidationStep.kept_by_id == person_id)
        .order_by(ValidationStep.kept_on, ValidationStep.version_id, ValidationStep.revision)
    )
    return [(step, version) for step, version in rows]


def is_pilot(version: InstrumentVersion) -> bool:
    """Tell whether a version is still being tried: what it says counts only with all steps done.

    They are those of the version it is comparable with; one that is opened again makes it a pilot.
    """
    earlier = version.comparable_with_id
    if version.maturity is not Maturity.VALIDATED or earlier is None:
        return True
    return bool(missing_steps(newest_of(earlier)))


def open_steps(version: InstrumentVersion | None) -> Sequence[Validation]:
    """Return the steps of a version that are not done; all of them where there is no version."""
    return missing_steps(newest_of(version.id)) if version else list(Validation)
