"""What findings put forward for an agenda: what was done since the last one, and what waits."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from portal.adjustments.models import AdjustmentStep, State, StepKind
from portal.adjustments.queries import FindingLine, open_ends, steps_since
from portal.meetings.agenda.sources import Suggestion
from portal.meetings.models import BlockKind
from portal.meetings.queries import day_of_last_held
from portal.rules import N_

ADJUSTMENT: Final = "adjustment"
MINUTES: Final = 5
MOST: Final = 5
LONGEST: Final = 240
_REASONS: Final = {
    State.TO_ANNOUNCE: N_("This was decided and can be announced."),
    State.OPEN: N_("This waits for a decision since %(day)s."),
    State.TO_RERATE: N_("Two moments have passed since it was announced: ask if it helped."),
}


def suggest(*, meeting_id: int, day: date) -> list[Suggestion]:
    """Return what can be announced, what closed since the last meeting, and what still waits."""
    del meeting_id  # what waits does not depend on which meeting it is
    lines = [one for one in open_ends(day) if _fits(one)]
    order = list(_REASONS)
    lines.sort(key=lambda one: order.index(one.state))
    closed = steps_since(day_of_last_held(day), day, (StepKind.RERATED,))
    return [*map(_waiting, lines[:MOST]), *_rated(closed[:MOST])]


def _fits(line: FindingLine) -> bool:
    return line.state in {State.OPEN, State.TO_ANNOUNCE} or line.due


def _waiting(line: FindingLine) -> Suggestion:
    finding = line.finding
    return Suggestion(
        block=BlockKind.PROCESS_EVALUATION,
        source=ADJUSTMENT,
        source_id=str(finding.id),
        words=finding.words,
        lang=finding.lang,
        reason=_REASONS[line.state],
        named={"day": finding.told_on.isoformat()},
        href=f"/adjustments/{finding.id}/",
        minutes=MINUTES,
    )


def _rated(steps: Sequence[AdjustmentStep]) -> Iterator[Suggestion]:
    for step in steps:
        words = " ".join(step.words.split())
        yield Suggestion(
            block=BlockKind.PROCESS_EVALUATION,
            source=ADJUSTMENT,
            source_id=f"{step.finding_id}-rated",
            words=words if len(words) <= LONGEST else f"{words[:LONGEST].rsplit(' ', 1)[0]} …",
            lang=step.lang,
            reason=N_("You said, we did: this was rated again on %(day)s."),
            named={"day": step.happened_on.isoformat()},
            href=f"/adjustments/{step.finding_id}/",
            minutes=MINUTES,
        )
