"""Writing an agenda: fill it in once, add, move and take off points, until the meeting is held."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from portal.audit.services import record
from portal.db import db
from portal.meetings import rules as meeting_rules
from portal.meetings.agenda import rules
from portal.meetings.agenda.blocks import BlockPlan
from portal.meetings.agenda.models import LONGEST_POINT, AgendaPoint, AgendaSheet, PointState
from portal.meetings.agenda.queries import points_of
from portal.meetings.agenda.sources import HELP, Suggestion
from portal.meetings.agenda.suggesting import suggestions_for
from portal.meetings.agenda.words import NO_KIT_YET, said_in
from portal.meetings.models import BlockKind, Meeting, MeetingBlock
from portal.meetings.services import judged
from portal.rules import N_, RuleBroken
from portal.web.stale import check_not_stale


class Who(TypedDict):
    """Who changes the agenda, and on which day."""

    on: date
    by: int


@dataclass(frozen=True, kw_only=True)
class PointPlan:
    """What somebody writes on a point, and in which block it stands."""

    block: BlockKind
    words: str
    lang: str = "nl"
    minutes: int | None = None


def prefill(meeting: Meeting, *, on: date, by: int) -> int:
    """Give an agenda its blocks and at most three points of each source; return how many points.

    It happens once: what somebody took off since then never comes back by itself.
    """
    sheet = _open_sheet(meeting)
    if sheet.filled_on:
        return 0
    found = suggestions_for(meeting, on)
    kit = next((one for one in found if one.kit_version_id), None)
    length = meeting.lasts
    there = {block.kind for block in meeting.blocks}
    for kind, minutes in rules.blocks_for(meeting.kind, length).items():
        if kind not in there:
            _new_block(meeting, kind, minutes, kit)
    points = list(_first_of_each(found))
    for one in points:
        _place(meeting, one)
    sheet.filled_on = on
    _note(meeting, on=on, by=by)
    return len(points)


def _new_block(meeting: Meeting, kind: BlockKind, minutes: int, kit: Suggestion | None) -> None:
    block = MeetingBlock(
        kind=kind, position=len(meeting.blocks), minutes=minutes, lang=meeting.lang
    )
    meeting.blocks.append(block)
    if kind is BlockKind.INSPIRATION:
        if kit:
            _show_kit(block, kit)
        else:
            block.words = said_in(meeting.lang, NO_KIT_YET)
    db.session.flush()


def _first_of_each(found: Iterable[Suggestion]) -> Iterable[Suggestion]:
    many: Counter[str] = Counter()
    for one in found:
        many[one.source] += 1
        if one.kit_version_id is None and many[one.source] <= rules.MOST_PROPOSED:
            yield one


def add_suggestion(meeting: Meeting, key: tuple[str, str], *, on: date, by: int) -> int:
    """Put what is suggested on the agenda, also when it was taken off before; return its id.

    A lesson kit becomes the one of the inspiration: 0. What is not suggested any more is refused.
    """
    sheet = _open_sheet(meeting)
    one = next((each for each in suggestions_for(meeting, on) if each.key == key), None)
    if one is None:
        raise RuleBroken(N_("This is not suggested any more."))
    rules.check_has_block(one.block, [block.kind for block in meeting.blocks])
    if one.kit_version_id:
        _show_kit(_block_of(meeting, one.block), one)
        point_id = 0
    else:
        point_id = _place(meeting, one).id
    sheet.revision += 1
    _note(meeting, on=on, by=by)
    return point_id


def _show_kit(block: MeetingBlock, one: Suggestion) -> None:
    block.kit_version_id = one.kit_version_id
    block.reason, block.named = one.reason, dict(one.named)
    block.revision = (block.revision or 0) + 1


def _place(meeting: Meeting, one: Suggestion) -> AgendaPoint:
    """Put a suggestion at the end of its block; one that was taken off comes back there."""
    points = points_of(meeting.id)
    point = next((each for each in points if (each.source, each.source_id) == one.key), None)
    if point is None or point.state is not PointState.PLANNED:
        rules.check_may_add(_many(points))
    if point is None:
        point = AgendaPoint(
            meeting_id=meeting.id,
            block=one.block,
            words="" if one.source == HELP else one.words[:LONGEST_POINT],
            lang=one.lang,
            minutes=one.minutes,
            source=one.source,
            source_id=one.source_id,
            href=one.href,
        )
        db.session.add(point)
    if point.state is not PointState.PLANNED:
        point.position = _last(points) + 1
    # The name of a team that asked for help is theirs to take back, as their words are.
    point.named = {} if one.source == HELP else dict(one.named)
    point.reason, point.state = one.reason, PointState.PLANNED
    db.session.flush()
    return point


def add_point(meeting: Meeting, plan: PointPlan, *, on: date, by: int) -> AgendaPoint:
    """Write a point of one's own at the end of a block."""
    sheet, points = _open_sheet(meeting), points_of(meeting.id)
    rules.check_may_add(_many(points))
    rules.check_has_block(plan.block, [block.kind for block in meeting.blocks])
    point = AgendaPoint(
        meeting_id=meeting.id,
        block=plan.block,
        position=_last(points) + 1,
        words=plan.words,
        lang=plan.lang,
        minutes=plan.minutes,
    )
    db.session.add(point)
    sheet.revision += 1
    _note(meeting, on=on, by=by)
    return point


def edit_point(
    meeting: Meeting, point: AgendaPoint, plan: PointPlan, *, based_on: int, on: date, by: int
) -> None:
    """Change a point, also to another block: there it comes last. A stale edit is refused."""
    sheet = _open_sheet(meeting)
    db.session.refresh(point)
    check_not_stale(point, based_on)
    rules.check_has_block(plan.block, [block.kind for block in meeting.blocks])
    if point.source != HELP and point.words != plan.words:
        point.words, point.lang = plan.words, plan.lang
    point.minutes = plan.minutes
    if point.block is not plan.block:
        point.block, point.position = plan.block, _last(points_of(meeting.id)) + 1
        sheet.revision += 1
    point.revision += 1
    _note(meeting, on=on, by=by)


def move_point(
    meeting: Meeting, point: AgendaPoint, *, up: bool, based_on: int, on: date, by: int
) -> None:
    """Let a point change places with its neighbour in the block; an old order is refused."""
    sheet = _open_sheet(meeting)
    rules.check_same_order(sheet.revision, based_on)
    inside = [
        one
        for one in points_of(meeting.id)
        if one.state is PointState.PLANNED and one.block is point.block
    ]
    order = rules.swapped([one.id for one in inside], point.id, up=up)
    places = sorted(one.position for one in inside)
    for one in inside:
        one.position = places[order.index(one.id)]
    sheet.revision += 1
    _note(meeting, on=on, by=by)


def move_block(
    meeting: Meeting, kind: BlockKind, *, up: bool, based_on: int, on: date, by: int
) -> None:
    """Let a block change places with its neighbour; from an old order it is refused."""
    sheet = _open_sheet(meeting)
    rules.check_same_order(sheet.revision, based_on)
    block = _block_of(meeting, kind)
    order = rules.swapped([one.id for one in meeting.blocks], block.id, up=up)
    for one in meeting.blocks:
        one.position = order.index(one.id)
    sheet.revision += 1
    _note(meeting, on=on, by=by)
    db.session.expire(meeting, ["blocks"])


def put(meeting: Meeting, point: AgendaPoint, state: PointState, *, on: date, by: int) -> None:
    """Take a point off, keep it for next time, or put it back as the last of its block."""
    sheet = _open_sheet(meeting)
    db.session.refresh(point)
    rules.check_may_go(point.state, state)
    points = points_of(meeting.id)
    if state is PointState.PLANNED:
        rules.check_may_add(_many(points))
        point.position = _last(points) + 1
    point.state = state
    sheet.revision += 1
    _note(meeting, on=on, by=by)


def edit_block(
    meeting: Meeting, kind: BlockKind, plan: BlockPlan, *, based_on: int, on: date, by: int
) -> None:
    """Change what a block is about, who leads it and how long; a stale edit is refused."""
    _open_sheet(meeting)
    block = _block_of(meeting, kind)
    db.session.refresh(block)
    check_not_stale(block, based_on)
    has_kit = plan.kit_version_id is not None
    rules.check_has_content(kind, has_kit=has_kit, words=plan.words)
    if block.words != plan.words:
        block.words, block.lang = plan.words, plan.lang
    if block.kit_version_id != plan.kit_version_id:
        block.kit_version_id, block.reason, block.named = plan.kit_version_id, "", {}
    block.not_this_time, block.minutes = plan.not_this_time, plan.minutes
    block.presenter = plan.presenter
    block.revision += 1
    _note(meeting, on=on, by=by)


def _open_sheet(meeting: Meeting) -> AgendaSheet:
    """Lock the meeting, refuse what is past, and give the sheet that counts the changes."""
    meeting_rules.check_may_edit(judged(meeting).state)
    sheet = db.session.get(AgendaSheet, meeting.id, populate_existing=True)
    if sheet is None:
        sheet = AgendaSheet(meeting_id=meeting.id, revision=1)
        db.session.add(sheet)
        db.session.flush()
    return sheet


def _block_of(meeting: Meeting, kind: BlockKind) -> MeetingBlock:
    rules.check_has_block(kind, [block.kind for block in meeting.blocks])
    return next(block for block in meeting.blocks if block.kind is kind)


def _many(points: Sequence[AgendaPoint]) -> int:
    return sum(one.state is PointState.PLANNED for one in points)


def _last(points: Sequence[AgendaPoint]) -> int:
    return max((one.position for one in points), default=0)


def _note(meeting: Meeting, *, on: date, by: int) -> None:
    db.session.flush()
    record(
        "agenda_saved", by=by, on=on, object_kind="meeting", object_id=str(meeting.id), detail={}
    )
