"""The blocks of an agenda as they are planned, and how they come to stand in the database."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.db import db
from portal.meetings.models import BlockKind, Meeting, MeetingBlock


@dataclass(frozen=True, kw_only=True)
class BlockPlan:
    """What one block of the agenda is about; ``lang`` is the language it is written in."""

    words: str = ""
    kit_version_id: int | None = None
    not_this_time: bool = False
    lang: str = "nl"
    minutes: int | None = None
    presenter: str = ""


Agenda = Mapping[BlockKind, BlockPlan]


def write_blocks(meeting: Meeting, agenda: Agenda) -> None:
    """Give a meeting these blocks, in the order of their kinds; what a kind said is replaced."""
    there = {block.kind: block for block in meeting.blocks}
    for position, kind in enumerate(kind for kind in BlockKind if kind in agenda):
        block = there.get(kind)
        if block is None:
            block = MeetingBlock(kind=kind)
            meeting.blocks.append(block)
        block.position = position
        block.words = agenda[kind].words
        block.lang = agenda[kind].lang
        block.kit_version_id = agenda[kind].kit_version_id
        block.not_this_time = agenda[kind].not_this_time
        block.minutes, block.presenter = agenda[kind].minutes, agenda[kind].presenter
    db.session.flush()
