"""An organisation enters, is described, and lives through its statuses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from slugify import slugify
from sqlalchemy import select

from portal.db import db
from portal.network import rules
from portal.network.models import Organisation, OrganisationStatus, Province, Status, Wave
from portal.network.queries import exemptions_on, shape_on
from portal.network.rules import Step
from portal.network.services.keeping import added, hold, noted
from portal.network.services.settling import settle
from portal.rules import N_, RuleBroken
from portal.taxonomy.sectors import Sector
from portal.web.stale import check_not_stale

LONGEST_SLUG: Final = 60


@dataclass(frozen=True, kw_only=True)
class OrganisationFacts:
    """What is known of an organisation when it enters."""

    name: str
    sector: Sector
    province: Province
    wave: Wave
    slug: str = ""


def add_organisation(
    facts: OrganisationFacts, *, status: Status, on: date, by: int | None, reason: str = ""
) -> Organisation:
    """Let an organisation enter the roster with the status it has on that day."""
    rules.check_may_enter(status, reason)
    _check_name(facts.name)
    organisation = Organisation(
        slug=facts.slug or _free_slug(facts.name),
        name=facts.name,
        sector=facts.sector,
        province=facts.province,
        wave=facts.wave,
    )
    organisation.statuses = [OrganisationStatus(status=status, valid_from=on, reason=reason)]
    added(organisation, "organisation_added", on=on, by=by)
    settle(organisation, by=by, enters=True)
    return organisation


def _check_name(name: str, but: int | None = None) -> None:
    taken = select(Organisation.id).where(Organisation.name == name, Organisation.id != (but or 0))
    if db.session.scalar(taken) is not None:
        raise RuleBroken(N_("There is an organisation with this name already."))


def _free_slug(name: str) -> str:
    """Return an address for a name that no organisation has yet; once given it never changes."""
    wanted = slugify(name, max_length=LONGEST_SLUG, word_boundary=True) or "organisation"
    taken = set(
        db.session.scalars(select(Organisation.slug).where(Organisation.slug.startswith(wanted)))
    )
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)


def change_organisation(
    organisation: Organisation,
    facts: OrganisationFacts,
    *,
    by: int | None,
    based_on: int | None = None,
) -> None:
    """Describe an organisation anew; its address in the portal stays."""
    hold(organisation)
    check_not_stale(organisation, based_on)
    _check_name(facts.name, but=organisation.id)
    organisation.name = facts.name
    organisation.sector, organisation.province = facts.sector, facts.province
    organisation.wave = facts.wave
    noted("organisation_changed", organisation, by=by)


def change_status(
    organisation: Organisation, wanted: Status, *, on: date, by: int | None, reason: str = ""
) -> OrganisationStatus:
    """Start another status on ``on``; to become active it must have what the rules ask."""
    hold(organisation)
    life = organisation.statuses
    before = [status for status in life if status.valid_from <= on]
    if not before:
        rules.check_after(life[0].valid_from, on)
    rules.check_may_become(before[-1].status, wanted, reason)
    step = Step(status=wanted, on=on, reason=reason)
    rules.check_life([*_steps(before), step, *_steps(life[len(before) :])])
    _check_may_be_active(organisation, step)
    status = OrganisationStatus(status=wanted, valid_from=on, reason=reason)
    status.organisation_id = organisation.id
    added(status, "status_changed", on=on, by=by, about=organisation)
    db.session.expire(organisation, ["statuses"])
    settle(organisation, by=by)
    return status


def correct_status(
    status: OrganisationStatus, step: Step, *, by: int | None, based_on: int | None = None
) -> None:
    """Overwrite what was recorded by mistake; the steps before and after must still follow."""
    organisation = status.organisation
    hold(organisation)
    check_not_stale(status, based_on)
    others = [one for one in organisation.statuses if one.id != status.id]
    rules.check_life(sorted([*_steps(others), step], key=_day_of))
    _check_may_be_active(organisation, step)
    status.status, status.valid_from, status.reason = step.status, step.on, step.reason
    noted("status_corrected", organisation, on=step.on, by=by)
    db.session.expire(organisation, ["statuses"])
    settle(organisation, by=by)


def remove_status(
    status: OrganisationStatus, *, by: int | None, based_on: int | None = None
) -> None:
    """Take back a step that will not come, or never was: the one before it goes on."""
    organisation = status.organisation
    hold(organisation)
    check_not_stale(status, based_on)
    rules.check_life(_steps([one for one in organisation.statuses if one.id != status.id]))
    on = status.valid_from
    db.session.delete(status)
    noted("status_removed", organisation, on=on, by=by)
    db.session.expire(organisation, ["statuses"])
    settle(organisation, by=by)


def _steps(statuses: Sequence[OrganisationStatus]) -> list[Step]:
    return [Step(status=one.status, on=one.valid_from, reason=one.reason) for one in statuses]


def _day_of(step: Step) -> date:
    return step.on


def _check_may_be_active(organisation: Organisation, step: Step) -> None:
    if step.status is Status.ACTIVE:
        rules.check_active_shape(
            shape_on(organisation, step.on), exemptions_on(organisation, step.on)
        )
