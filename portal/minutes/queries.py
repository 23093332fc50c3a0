"""Minutes as pages, files and the rooms above read them, each in a steady number of statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import contains_eager, joinedload

from portal.db import db
from portal.meetings.models import TOOK_PLACE, Meeting
from portal.minutes.merging import Fate, Line, told
from portal.minutes.models import Approval, Decision, MeetingAction, Part, Section, SectionEdit
from portal.minutes.rules import SETTLED
from portal.policy.decide import Actor, extent
from portal.policy.table import Permission
from portal.support.models import Task


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One part of the minutes, also while nothing is written in it, with what was agreed there."""

    part: str
    lang: str
    body: str = ""
    version: int = 0
    saved_on: date | None = None
    saved_by: str = ""
    decisions: Sequence[Decision] = ()
    actions: Sequence[Task] = ()

    @property
    def says_something(self) -> bool:
        """Tell whether there is anything to read."""
        return bool(self.body or self.decisions or self.actions)


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """The meetings of the same kind before and after one, as far as the reader may read them."""

    before: Meeting | None
    after: Meeting | None


@dataclass(kw_only=True)
class Written:
    """The minutes of one meeting, in the order of its agenda."""

    meeting: Meeting
    sheets: Sequence[Sheet]
    approval: Approval | None
    changes: Sequence[SectionEdit] = field(default=())

    @property
    def in_brief(self) -> Sheet:
        """The three lines for who could not come."""
        return self.sheets[0]

    @property
    def decisions(self) -> Sequence[Decision]:
        """What was decided, in the order of the parts."""
        return [one for sheet in self.sheets for one in sheet.decisions]

    @property
    def actions(self) -> Sequence[Task]:
        """What was agreed, in the order of the parts."""
        return [one for sheet in self.sheets for one in sheet.actions]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all was written yet."""
        return not any(sheet.says_something for sheet in self.sheets)


def sections_of(meeting_id: int) -> Sequence[Section]:
    """Return the sections in which something was written, with who wrote last."""
    return db.session.scalars(
        select(Section)
        .where(Section.meeting_id == meeting_id)
        .order_by(Section.id)
        .options(joinedload(Section.saved_by))
    ).all()


def written(meeting: Meeting) -> Written:
    """Return the minutes of a meeting: five statements, however long they are."""
    decisions = _decisions(meeting.id)
    actions = actions_of(meeting.id)
    sections = {one.part: one for one in sections_of(meeting.id)}
    named = [*(one.part for one in decisions), *(one.part for one in actions)]
    return Written(
        meeting=meeting,
        sheets=[
            _sheet(part, meeting, sections.get(part), decisions, actions)
            for part in _parts(meeting, [*sections, *named])
        ],
        approval=_approval(meeting.id),
        changes=_changes(meeting.id) if meeting.state in SETTLED else (),
    )


def texts_of(meeting: Meeting) -> Sequence[Sheet]:
    """Return the parts in which something was said, without what was agreed: one statement."""
    sections = {one.part: one for one in sections_of(meeting.id) if one.body}
    parts = (part for part in _parts(meeting, sections) if part in sections)
    return [_sheet(part, meeting, sections[part], (), ()) for part in parts]


def _parts(meeting: Meeting, known: Iterable[str]) -> Sequence[str]:
    """Return the three lines, the blocks in their order, in general, and what is off the agenda."""
    blocks = [block.kind.value for block in meeting.blocks]
    return list(dict.fromkeys([Part.IN_BRIEF.value, *blocks, Part.GENERAL.value, *known]))


def _sheet(
    part: str,
    meeting: Meeting,
    section: Section | None,
    decisions: Sequence[Decision],
    actions: Sequence[MeetingAction],
) -> Sheet:
    return Sheet(
        part=part,
        lang=section.lang if section else meeting.lang,
        body=section.body if section else "",
        version=section.version if section else 0,
        saved_on=section.saved_on if section else None,
        saved_by=section.saved_by.name if section else "",
        decisions=[one for one in decisions if one.part == part],
        actions=[one.task for one in actions if one.part == part],
    )


def _decisions(meeting_id: int) -> Sequence[Decision]:
    return db.session.scalars(
        select(Decision).where(Decision.meeting_id == meeting_id).order_by(Decision.id)
    ).all()


def actions_of(meeting_id: int) -> Sequence[MeetingAction]:
    """Return what was agreed at a meeting, open or done, with whose it is."""
    return db.session.scalars(
        select(MeetingAction)
        .where(MeetingAction.meeting_id == meeting_id)
        .order_by(MeetingAction.task_id)
        .options(
            joinedload(MeetingAction.task).joinedload(Task.owner),
            joinedload(MeetingAction.task).joinedload(Task.organisation),
        )
    ).all()


def _approval(meeting_id: int) -> Approval | None:
    return db.session.scalar(
        select(Approval)
        .where(Approval.meeting_id == meeting_id)
        .options(joinedload(Approval.approved_by))
    )


def _changes(meeting_id: int) -> Sequence[SectionEdit]:
    """Return what changed after the minutes were approved, each with its reason."""
    return db.session.scalars(
        select(SectionEdit)
        .join(SectionEdit.section)
        .where(Section.meeting_id == meeting_id, SectionEdit.reason != "")
        .order_by(SectionEdit.saved_on, SectionEdit.id)
        .options(joinedload(SectionEdit.saved_by), joinedload(SectionEdit.section))
    ).all()


@dataclass(frozen=True, kw_only=True)
class EarlierText:
    """A text that a part of the minutes had, and the one before it; empty for the first."""

    edit: SectionEdit
    before: str

    @property
    def is_current(self) -> bool:
        """Tell whether this is the text as it stands now."""
        return self.edit.body == self.edit.section.body

    @property
    def changed(self) -> Sequence[Line]:
        """Return the lines that were added and that went, without those that stayed."""
        lines = told(self.before, self.edit.body)
        return [line for line in lines if line.fate is not Fate.STAYED]


def history_of(meeting_id: int) -> Mapping[str, Sequence[EarlierText]]:
    """Return by part the last text of each writer on each day, the newest first."""
    last = (
        select(func.max(SectionEdit.id))
        .join(SectionEdit.section)
        .where(Section.meeting_id == meeting_id)
        .group_by(SectionEdit.section_id, SectionEdit.saved_by_id, SectionEdit.saved_on)
    )
    edits = db.session.scalars(
        select(SectionEdit)
        .where(SectionEdit.id.in_(last))
        .order_by(SectionEdit.version)
        .options(joinedload(SectionEdit.saved_by), joinedload(SectionEdit.section))
    )
    found: dict[str, list[EarlierText]] = {}
    for edit in edits:
        texts = found.setdefault(edit.section.part, [])
        texts.insert(0, EarlierText(edit=edit, before=texts[0].edit.body if texts else ""))
    return found


def find_edit(meeting_id: int, edit_id: int) -> SectionEdit | None:
    """Return a text that a part of these minutes had."""
    return db.session.scalar(
        select(SectionEdit)
        .join(SectionEdit.section)
        .where(SectionEdit.id == edit_id, Section.meeting_id == meeting_id)
        .options(contains_eager(SectionEdit.section))
    )


def readable_to(actor: Actor) -> ColumnElement[bool]:
    """Return the meetings whose minutes somebody may read: drafts are of those who write them."""
    if extent(actor, Permission.MINUTES_WRITE):
        return true()
    return Meeting.state.in_(SETTLED)


def neighbours(meeting: Meeting, actor: Actor) -> Neighbours:
    """Return the meetings before and after this one whose minutes the reader may read."""
    there = and_(Meeting.kind == meeting.kind, Meeting.state.in_(TOOK_PLACE), readable_to(actor))
    day = Meeting.local_date
    before = select(Meeting.id).where(there, day < meeting.local_date).order_by(day.desc())
    after = select(Meeting.id).where(there, day > meeting.local_date).order_by(day)
    beside = before.limit(1).scalar_subquery(), after.limit(1).scalar_subquery()
    found = db.session.scalars(select(Meeting).where(Meeting.id.in_(beside))).all()
    return Neighbours(
        before=next((one for one in found if one.local_date < meeting.local_date), None),
        after=next((one for one in found if one.local_date > meeting.local_date), None),
    )
