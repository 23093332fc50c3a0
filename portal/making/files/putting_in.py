"""From the files of a draft to a version of a kit: all of it in one act, or nothing."""

from datetime import date

from portal.making import services as making
from portal.making.files.checking import check_may_put_in, report_of
from portal.making.files.services import hold
from portal.making.models import Draft
from portal.moi.models import KitVersion
from portal.moi.services import publish_kit
from portal.rules import N_, RuleBroken


def put_in(draft: Draft, *, seen: str, by: int, on: date) -> KitVersion:
    """Make a version of the files that somebody saw, and let the kit begin its pilot.

    ``RuleBroken`` when the files have errors, changed since, or were put in meanwhile.
    """
    hold(draft)
    report = report_of(draft)
    if report.seen != seen:
        raise RuleBroken(
            N_("Somebody changed the files meanwhile. Look at the report once more, then put in.")
        )
    check_may_put_in(draft, report)
    version = publish_kit(report.checked, on=on, by=by)
    making.note_pilot(draft, version.kit_id, by=by, on=on)
    return version
