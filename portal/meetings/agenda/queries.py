"""An agenda, read: blocks with their times on the clock, their points, and how long it takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import select

from portal.cards.models import TeamCard
from portal.cards.queries import shared_help
from portal.clock import today
from portal.db import db
from portal.meetings.agenda import rules
from portal.meetings.agenda.models import AgendaPoint, AgendaSheet, PointState
from portal.meetings.agenda.sources import HELP
from portal.meetings.models import TOOK_PLACE, BlockKind, Meeting, MeetingBlock
from portal.moi.models import KitVersion


@dataclass(frozen=True, kw_only=True)
class PointLine:
    """One point as a reader sees it; ``team`` asked for help and agreed that all may know."""

    point: AgendaPoint
    words: str
    lang: str
    team: str = ""

    @property
    def id(self) -> int:
        """Return the id of the point."""
        return self.point.id

    @property
    def minutes(self) -> int | None:
        """Return how long the point takes, when somebody said so."""
        return self.point.minutes


@dataclass(frozen=True, kw_only=True)
class BlockLine:
    """One block with from when to when it lasts, local time; equal times: nobody said how long."""

    block: MeetingBlock
    starts: time
    ends: time
    minutes: int
    points: tuple[PointLine, ...]

    @property
    def kind(self) -> BlockKind:
        """Return which block it is."""
        return self.block.kind

    @property
    def words(self) -> str:
        """Return what was written about the block."""
        return self.block.words

    @property
    def lang(self) -> str:
        """Return the language in which it was written."""
        return self.block.lang

    @property
    def presenter(self) -> str:
        """Return who leads the block: a name or a team, in words."""
        return self.block.presenter

    @property
    def kit_version(self) -> KitVersion | None:
        """Return the lesson kit of the inspiration."""
        return self.block.kit_version

    @property
    def not_this_time(self) -> bool:
        """Tell whether this block is skipped this time."""
        return self.block.not_this_time

    @property
    def overfull(self) -> bool:
        """Tell whether its points take longer than the block itself."""
        return sum(point.minutes or 0 for point in self.points) > self.minutes


def blocks_of(meeting: Meeting) -> Sequence[BlockLine]:
    """Return the agenda in its order with local times and points: one statement more, or two."""
    points = lines_of([one for one in points_of(meeting.id) if one.state is PointState.PLANNED])
    return timed(meeting, points)


def timed(meeting: Meeting, points: Mapping[int, PointLine]) -> Sequence[BlockLine]:
    """Return the blocks of a meeting with these points, by the clock."""
    inside = [
        tuple(line for line in points.values() if line.point.block is block.kind)
        for block in meeting.blocks
    ]
    minutes = [
        0
        if block.not_this_time
        else rules.minutes_of_block(block.minutes, [line.minutes for line in lines])
        for block, lines in zip(meeting.blocks, inside, strict=True)
    ]
    spans = rules.clock_after(meeting.starts_at, minutes)
    return [
        BlockLine(block=block, starts=span[0], ends=span[1], minutes=each, points=lines)
        for block, lines, each, span in zip(meeting.blocks, inside, minutes, spans, strict=True)
    ]


def timing_of(meeting: Meeting, blocks: Sequence[BlockLine]) -> rules.Timing:
    """Return how many minutes the agenda takes, and how many there are."""
    return rules.Timing(
        planned=sum(block.minutes for block in blocks),
        available=meeting.lasts,
    )


def points_of(meeting_id: int) -> Sequence[AgendaPoint]:
    """Return all points of a meeting in their order, also those that were taken off."""
    return db.session.scalars(
        select(AgendaPoint)
        .where(AgendaPoint.meeting_id == meeting_id)
        .order_by(AgendaPoint.position, AgendaPoint.id)
    ).all()


def lines_of(
    points: Sequence[AgendaPoint], shared: Sequence[TeamCard] | None = None
) -> Mapping[int, PointLine]:
    """Return points as a reader sees them, by id; help that a team took back is not among them.

    ``shared`` are the cards with help of that day, where somebody read them already.
    """
    wanted = [one for one in points if one.source == HELP]
    if wanted and shared is None:
        shared = shared_help(_day_of(wanted[0].meeting_id))
    cards = {str(card.id): card for card in shared or ()}
    lines = {}
    for point in points:
        if point.source != HELP:
            lines[point.id] = PointLine(point=point, words=point.words, lang=point.lang)
        elif (card := cards.get(point.source_id)) and card.help:
            lines[point.id] = PointLine(
                point=point, words=card.help.words, lang=card.help.lang, team=team_of(card)
            )
    return lines


def _day_of(meeting_id: int) -> date:
    """Return the day of which the help holds: today, or the day on which the meeting was held."""
    meeting = db.session.get(Meeting, meeting_id)
    held = meeting is not None and meeting.state in TOOK_PLACE
    return min(today(), meeting.local_date) if meeting and held else today()


def team_of(card: TeamCard) -> str:
    """Return the team and its organisation, as those who may see shared help see them."""
    return f"{card.team.name}, {card.team.organisation.name}"


def revision_of(meeting_id: int) -> int:
    """Return how often the order of an agenda changed; 0 before anybody touched it."""
    sheet = db.session.get(AgendaSheet, meeting_id)
    return sheet.revision if sheet else 0


def find_point(meeting_id: int, point_id: int) -> AgendaPoint | None:
    """Return one point of a meeting, or nothing."""
    return db.session.scalar(
        select(AgendaPoint).where(AgendaPoint.id == point_id, AgendaPoint.meeting_id == meeting_id)
    )
