"""The page of an agenda as it is laid out: on it, off it, and what could still be added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.cards.queries import shared_help
from portal.meetings.agenda.models import PointState
from portal.meetings.agenda.queries import (
    BlockLine,
    PointLine,
    lines_of,
    points_of,
    timed,
    timing_of,
)
from portal.meetings.agenda.rules import Timing
from portal.meetings.agenda.sources import Suggestion
from portal.meetings.agenda.suggesting import suggestions_for
from portal.meetings.models import BlockKind, Meeting


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """An agenda with all that its page shows."""

    blocks: Sequence[BlockLine]
    timing: Timing
    removed: Sequence[PointLine]
    kept: Sequence[PointLine]
    suggested: Mapping[BlockKind, Sequence[Suggestion]]


def sheet_of(meeting: Meeting, on: date) -> Sheet:
    """Return the agenda of a meeting, and what is suggested and does not stand on it."""
    shared = shared_help(on)
    lines = lines_of(points_of(meeting.id), shared)
    by_state = {
        state: {key: line for key, line in lines.items() if line.point.state is state}
        for state in PointState
    }
    blocks = timed(meeting, by_state[PointState.PLANNED])
    return Sheet(
        blocks=blocks,
        timing=timing_of(meeting, blocks),
        removed=list(by_state[PointState.REMOVED].values()),
        kept=list(by_state[PointState.NEXT_TIME].values()),
        suggested=_still_to_add(meeting, lines, suggestions_for(meeting, on, shared)),
    )


def _still_to_add(
    meeting: Meeting, lines: Mapping[int, PointLine], found: Sequence[Suggestion]
) -> Mapping[BlockKind, Sequence[Suggestion]]:
    """Return what is suggested a block; a removed point stands under what was removed."""
    known = {(line.point.source, line.point.source_id) for line in lines.values()}
    shown = {block.kit_version_id for block in meeting.blocks if block.kit_version_id}
    fresh = [
        one
        for one in found
        if one.key not in known and (not one.kit_version_id or one.kit_version_id not in shown)
    ]
    kinds = [block.kind for block in meeting.blocks]
    by_block = {kind: [one for one in fresh if one.block is kind] for kind in kinds}
    return {kind: ones for kind, ones in by_block.items() if ones}
