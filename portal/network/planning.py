"""The versions of the plan, each with what changed since the one before, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from flask_babel import format_date, gettext

from portal.network.models import Plan


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of the plan, the first day of the next one, and what it changed."""

    plan: Plan
    until: date | None
    changes: Sequence[str]


def told(plans: Sequence[Plan]) -> Sequence[Version]:
    """Return the versions as given, the newest first, each compared with the next in the row."""
    untils = [None, *(plan.valid_from for plan in plans)]
    return [
        Version(plan=plan, until=until, changes=_changes(before, plan) if before else [])
        for plan, before, until in zip_longest(plans, plans[1:], untils[: len(plans)])
    ]


def _changes(before: Plan, after: Plan) -> Sequence[str]:
    """Say in sentences what one version does otherwise than the one before."""
    told_of = [
        (
            before.years != after.years,
            gettext(
                "%(after)s years instead of %(before)s.", after=after.years, before=before.years
            ),
        ),
        (
            before.target_organisations != after.target_organisations,
            gettext(
                "%(after)s organisations instead of %(before)s.",
                after=after.target_organisations,
                before=before.target_organisations,
            ),
        ),
        (
            before.second_wave_target != after.second_wave_target,
            gettext(
                "Wave 2 counts %(after)s organisations instead of %(before)s.",
                after=after.second_wave_target,
                before=before.second_wave_target,
            ),
        ),
        (
            before.second_wave_from != after.second_wave_from,
            gettext(
                "Wave 2 starts on %(after)s instead of %(before)s.",
                after=_day(after.second_wave_from),
                before=_day(before.second_wave_from),
            ),
        ),
    ]
    return [words for differs, words in told_of if differs]


def _day(day: date) -> str:
    return str(format_date(day, "d MMMM y"))
