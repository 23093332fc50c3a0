"""Whether published versions are still what was published: looked at when the portal starts."""

from collections.abc import Sequence

import structlog

from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.instruments.versions import (
    VersionChanged,
    kept_versions,
    load_version,
    read_version,
)

log = structlog.get_logger(__name__)


def changed_versions() -> Sequence[VersionChanged]:
    """Return what was changed behind the portal's back, read from the rows as they are now."""
    found = []
    for version in kept_versions():
        try:
            read_version(version)
        except VersionChanged as changed:
            found.append(changed)
    return found


def tell_changed() -> int:
    """Log each version that was changed as an error; return how many there are."""
    changed = changed_versions()
    for one in changed:
        log.error("instrument changed", said=str(one))
    return len(changed)


def health() -> Sequence[str]:
    """Return a line for each version that this process will not serve, and log it as an error.

    A version is read once by each process, so that a probe asks for no more than their list.
    """
    said = [str(changed) for version in kept_versions() if (changed := _refusal(version))]
    for line in said:
        log.error("instrument changed", said=line)
    return said


def _refusal(version: InstrumentVersion) -> VersionChanged | None:
    try:
        load_version(version)
    except VersionChanged as changed:
        return changed
    return None
