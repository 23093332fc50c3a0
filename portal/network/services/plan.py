"""The plan with its versions, and the waves in which organisations start."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from portal.db import db
from portal.network import rules
from portal.network.models import Plan, Wave
from portal.network.services.keeping import added, lock, noted
from portal.web.stale import check_not_stale


@dataclass(frozen=True, kw_only=True)
class PlanFacts:
    """What one version of the plan says."""

    version: int
    years: int
    target_organisations: int
    second_wave_target: int
    second_wave_from: date
    reason: str = ""


def add_plan(facts: PlanFacts, *, on: date, by: int | None) -> Plan:
    """Let a version of the plan hold from ``on``, until the next one."""
    last = db.session.scalars(select(Plan).order_by(Plan.version.desc()).limit(1)).first()
    if last is not None:
        rules.check_next_plan(last.version, last.valid_from, facts.version, on)
        rules.check_reason(facts.reason)
    return added(Plan(valid_from=on, **vars(facts)), "plan_added", on=on, by=by)


def add_wave(number: int, *, starts_on: date, by: int | None) -> Wave:
    """Add a group of organisations that starts together."""
    last = db.session.scalar(select(func.max(Wave.number))) or 0
    rules.check_next_wave(last, number)
    return added(Wave(number=number, starts_on=starts_on), "wave_added", on=starts_on, by=by)


def change_wave(
    wave: Wave, *, starts_on: date, by: int | None, based_on: int | None = None
) -> None:
    """Let a wave start on another day."""
    lock(wave)
    check_not_stale(wave, based_on)
    wave.starts_on = starts_on
    noted("wave_changed", wave, on=starts_on, by=by)
