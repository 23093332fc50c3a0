"""The page of one finding: its loop as steps, and what is possible next or why it is not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.adjustments import queries, rules
from portal.adjustments.figures import Comparison, comparisons
from portal.adjustments.models import AdjustmentStep, Finding, State
from portal.evaluation.held import everything_held
from portal.policy.decide import extent
from portal.policy.guard import current_actor, ensure
from portal.policy.table import P, Permission
from portal.rules import N_, RuleBroken, why_not


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """A step that a coordinator can take, or the reason why it has to wait."""

    endpoint: str
    label: str
    held_back: RuleBroken | None


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A finding as one reader sees it; ``figures`` holds the last rating's, ``next`` the steps."""

    finding: Finding
    next: Sequence[NextStep]
    rated: AdjustmentStep | None
    figures: Comparison | None

    @property
    def last(self) -> AdjustmentStep | None:
        """The last step."""
        return queries.last_of(self.finding)

    @property
    def state(self) -> State:
        """Where the loop stands."""
        return rules.state_after(self.last.kind if self.last else None)

    @property
    def possible(self) -> NextStep | None:
        """The step that comes next, if it can be taken now."""
        free = (one for one in self.next if one.held_back is None)
        return next(free, None) if self.state is not State.CLOSED else None


def finding_within(permission: Permission, finding_id: int) -> Finding:
    """Return a finding with its steps, or 404."""
    return ensure(permission, Finding, queries.is_finding(finding_id), options=queries.WHOLE)


def sheet_of(finding: Finding, day: date) -> Sheet:
    """Return a finding as whoever looks may see it on ``day``."""
    keeps = bool(extent(current_actor(), P.ADJUSTMENT_KEEP))
    rated = next((one for one in reversed(finding.steps) if one.item_code), None)
    return Sheet(
        finding=finding,
        next=_next_steps(finding, day) if keeps else [],
        rated=rated,
        figures=_figures_of(finding, rated) if rated else None,
    )


def _figures_of(finding: Finding, rated: AdjustmentStep) -> Comparison | None:
    announced = queries.announced_on(finding)
    found = comparisons(finding, everything_held(current_actor()), after=announced)
    return next((one for one in found if one.now.meeting.id == rated.meeting_id), None)


def figures_to_choose(finding: Finding) -> Sequence[Comparison]:
    """Return the comparisons that a coordinator may choose from, the newest first."""
    announced = queries.announced_on(finding)
    if not finding.item_code:
        return []
    return comparisons(finding, everything_held(current_actor()), after=announced)


def why_not_rerate(finding: Finding, day: date) -> RuleBroken | None:
    """Return why a finding cannot be rated again yet, or nothing."""
    last = queries.last_of(finding)
    kind = last.kind if last else None
    announced = queries.announced_on(finding)
    return why_not(rules.check_may_rerate, kind, announced, queries.held_days(day))


def _next_steps(finding: Finding, day: date) -> Sequence[NextStep]:
    last = queries.last_of(finding)
    kind = last.kind if last else None
    parts = (
        ("decide", N_("Decide"), why_not(rules.check_may_decide, kind)),
        ("change", N_("Tell what changed"), why_not(rules.check_may_change, kind)),
        ("announce", N_("Tell how it was announced"), why_not(rules.check_may_announce, kind)),
        ("rerate", N_("Rate it again"), why_not_rerate(finding, day)),
        ("reopen", N_("Open it again"), why_not(rules.check_may_reopen, kind)),
        ("edit", N_("Change the words"), why_not(rules.check_may_edit, kind)),
    )
    steps = [
        NextStep(endpoint=f"adjustments.{name}", label=label, held_back=refused)
        for name, label, refused in parts
    ]
    return sorted(steps, key=lambda step: step.held_back is not None)
