"""The agenda of the meeting to come in the practice network, filled in as a coordinator would."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from portal.demo.meetings import PRESENTERS, PROJECT_TEAM
from portal.meetings.agenda.blocks import BlockPlan
from portal.meetings.agenda.services import PointPlan, add_point, edit_block, prefill
from portal.meetings.models import BlockKind, Meeting, MeetingBlock
from portal.meetings.queries import find_next_meeting
from portal.network.queries import current_posts
from portal.policy.table import Role

MINUTES: Final[Mapping[BlockKind, int]] = {
    BlockKind.INTERVISION: 45,
    BlockKind.INSPIRATION: 25,
    BlockKind.DEVELOPMENT: 35,
    BlockKind.PROCESS_EVALUATION: 10,
}
OWN_POINT: Final = "Hoe vertellen we thuis over Mangomomenten, ook aan wie niet in de zorg werkt?"


def fill_agenda(*, today: date) -> None:
    """Propose the agenda of the next meeting, say who leads what, and add a point of our own."""
    meeting = find_next_meeting(today)
    if meeting is None:
        return
    by = current_posts(Role.COORDINATOR, today)[0].person_id
    prefill(meeting, on=today, by=by)
    for block in meeting.blocks:
        _say_who(meeting, block, on=today, by=by)
    own = PointPlan(block=BlockKind.DEVELOPMENT, words=OWN_POINT, minutes=5)
    add_point(meeting, own, on=today, by=by)


def _say_who(meeting: Meeting, block: MeetingBlock, *, on: date, by: int) -> None:
    there = BlockPlan(words=block.words, kit_version_id=block.kit_version_id, lang=block.lang)
    plan = replace(
        there,
        minutes=MINUTES.get(block.kind, block.minutes),
        presenter=PRESENTERS.get(block.kind, PROJECT_TEAM),
    )
    edit_block(meeting, block.kind, plan, based_on=block.revision, on=on, by=by)
