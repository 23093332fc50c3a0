"""Exemptions that somebody decides on: added, corrected, ended."""

from portal.network import rules
from portal.network.models import Cause, Exemption, Organisation, Rule
from portal.network.rules import Interval
from portal.network.services.keeping import hold, noted
from portal.network.services.settling import add_row, settle
from portal.web.stale import check_not_stale


def add_exemption(
    organisation: Organisation, rule: Rule, *, reason: str, period: Interval, by: int | None
) -> Exemption:
    """Keep visible, with its reason and its days, that an organisation lacks something."""
    rules.check_interval(period)
    rules.check_reason(reason)
    return add_row(organisation, rule, period, Cause.DECISION, reason=reason.strip(), by=by)


def correct_exemption(
    exemption: Exemption,
    *,
    rule: Rule,
    reason: str,
    period: Interval,
    by: int | None,
    based_on: int | None = None,
) -> None:
    """Write down other words or days; a rule that is still broken outside them is refused."""
    organisation = exemption.organisation
    hold(organisation)
    check_not_stale(exemption, based_on)
    rules.check_may_correct_exemption(exemption.cause)
    rules.check_interval(period)
    rules.check_reason(reason)
    exemption.rule = rule
    exemption.reason = reason.strip()
    exemption.valid_from, exemption.valid_to = period.start, period.end
    noted("exemption_corrected", organisation, on=period.start, by=by)
    settle(organisation, by=by)
