"""“You said, we did”: what participants read per meeting, and what anybody may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from portal.adjustments import queries
from portal.adjustments.blueprint import bp
from portal.adjustments.models import DECISIONS, TELLS, AdjustmentStep, Finding, State, StepKind
from portal.clock import today
from portal.evaluation.models import Evaluation
from portal.meetings.models import Meeting
from portal.policy.guard import public, requires
from portal.policy.table import P
from portal.web.paging import PAGE_SIZE, Page, offset, page_number


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One finding as participants read it: only the loop that was told, never who took a step."""

    finding: Finding

    @property
    def loop(self) -> Sequence[AdjustmentStep]:
        """The steps since it was opened, up to the last one that participants may know."""
        known = list(self.finding.steps)
        last = max(number for number, one in enumerate(known) if one.kind in TELLS)
        after = [one for one in known[last + 1 :] if one.kind is StepKind.RERATED]
        told = known[: last + 1]
        begins = [number for number, one in enumerate(told) if one.kind is StepKind.REOPENED]
        return [*told[begins[-1] + 1 if begins else 0 :], *after]

    @property
    def decision(self) -> AdjustmentStep:
        """The decision with its reason."""
        return next(one for one in self.loop if one.kind in DECISIONS)

    @property
    def rest(self) -> Sequence[AdjustmentStep]:
        """What followed the decision."""
        return [one for one in self.loop if one.kind not in DECISIONS]

    @property
    def told_on(self) -> date:
        """The day on which participants heard of it last."""
        return max(one.happened_on for one in self.finding.steps if one.kind in TELLS)

    @property
    def is_open_again(self) -> bool:
        """Tell whether it is being looked at once more."""
        kinds = [one.kind for one in self.finding.steps]
        return StepKind.REOPENED in kinds[max(n for n, one in enumerate(kinds) if one in TELLS) :]


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """One meeting with its reply and its findings; without a meeting: heard elsewhere."""

    meeting: Meeting | None
    reply: Evaluation | None
    findings: Sequence[Answered]

    @property
    def day(self) -> date:
        """The day by which chapters stand in order."""
        if self.meeting is not None:
            return self.meeting.local_date
        return max(one.told_on for one in self.findings)


@bp.get("/you-said")
@requires(P.ADJUSTMENT_READ)
def you_said() -> ResponseReturnValue:
    """Tell per meeting what was said, what was done, and what not and why; newest first."""
    chapters = chapters_of(queries.told_to_participants(), queries.replies())
    page = _page_of(chapters)
    waiting = sum(1 for one in queries.open_ends(today()) if one.state is not State.TO_RERATE)
    return render_template("adjustments/you-said.html", page=page, waiting=waiting)


@bp.get("/you-said/public")
@public
def you_said_public() -> ResponseReturnValue:
    """Tell anybody what coordinators made public: words alone, no figures, no quotes."""
    found = [Answered(finding=one) for one in queries.public_findings(today())]
    return render_template("adjustments/public.html", page=_page_of(found))


def _page_of(rows: Sequence[object]) -> Page[object]:
    number = page_number(request.args.get("page"))
    page = Page(
        rows=rows[offset(number) : offset(number) + PAGE_SIZE], number=number, total=len(rows)
    )
    if number > page.last:
        abort(404)
    return page


def chapters_of(findings: Sequence[Finding], replies: Sequence[Evaluation]) -> Sequence[Chapter]:
    """Put findings and replies under their meetings, the newest first."""
    replied = {one.meeting_id: one for one in replies}
    told: dict[int | None, list[Answered]] = {key: [] for key in replied}
    for finding in findings:
        told.setdefault(finding.meeting_id, []).append(Answered(finding=finding))
    chapters = [
        Chapter(meeting=_meeting(key, those, replied), reply=_reply(key, replied), findings=those)
        for key, those in told.items()
    ]
    return sorted(chapters, key=lambda one: one.day, reverse=True)


def _reply(key: int | None, replied: dict[int, Evaluation]) -> Evaluation | None:
    return replied.get(key) if key else None


def _meeting(
    key: int | None, those: Sequence[Answered], replied: dict[int, Evaluation]
) -> Meeting | None:
    if key is None:
        return None
    return replied[key].meeting if key in replied else those[0].finding.meeting
