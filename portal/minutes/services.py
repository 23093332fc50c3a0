"""Minutes written by several people at once, approved and locked; nothing that was kept is lost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select

from portal.audit.services import record
from portal.db import db
from portal.meetings import services as meetings
from portal.meetings.models import BlockKind, Meeting
from portal.minutes import rules
from portal.minutes.agreeing import Agreed, agree, decide
from portal.minutes.merging import merged
from portal.minutes.models import Approval, Part, Section, SectionEdit
from portal.rules import why_not


class StaleText(Exception):  # noqa: N818 -- says what happened
    """Somebody changed the same lines in between: both texts, and the one both began with."""

    def __init__(self, *, base: str, theirs: str, version: int) -> None:
        """Keep what is there now and what it came from, so that all can be shown."""
        super().__init__("The same lines changed in the meantime")
        self.base = base
        self.theirs = theirs
        self.version = version


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What somebody wrote in one part, on top of the text of ``version`` (0: none yet)."""

    part: str
    body: str
    version: int


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What a save came to: the text now, its version, and whether another's lines were joined in.

    ``sent`` is the version under which the text stands as it was sent: who wrote on meanwhile goes
    on from there.
    """

    body: str
    version: int
    sent: int
    was_merged: bool = False


def save_section(
    meeting: Meeting,
    block: BlockKind | None,
    body: str,
    *,
    version: int,
    lang: str | None = None,
    on: date,
    by: int,
) -> Kept:
    """Save what was said under a block of the agenda, or in general, until it is approved.

    Raises ``StaleText`` when somebody changed the same lines in the meantime.
    """
    draft = Draft(part=block.value if block else Part.GENERAL, body=body, version=version)
    return save_part(meeting, draft, lang=lang, on=on, by=by)


def save_part(
    meeting: Meeting, draft: Draft, *, lang: str | None = None, reason: str = "", on: date, by: int
) -> Kept:
    """Save one part; lines of two writers that do not meet are joined, the same text is one save.

    Raises ``StaleText`` when somebody changed the same lines in the meantime.
    """
    meetings.judged(meeting)
    rules.check_may_write(meeting.state, meeting.local_date, today=on, reason=reason)
    body = _clean(draft.body)
    rules.check_fits(draft.part, body)
    section = _section(meeting, draft.part)
    if section is None and not body:
        return Kept(body="", version=0, sent=0)
    section = section or Section(
        meeting_id=meeting.id, part=draft.part, body="", lang=meeting.lang, version=0
    )
    joined = body if draft.version == section.version else _joined(section, draft.version, body)
    if joined == section.body:
        return Kept(body=joined, version=section.version, sent=section.version)
    writing = _Pen(section=section, lang=lang or section.lang, reason=reason, on=on, by=by)
    sent = writing.put(body) if joined != body else 0
    now = writing.put(joined)
    return Kept(body=joined, version=now, sent=sent or now, was_merged=bool(sent))


def _clean(body: str) -> str:
    """Return a text with plain line ends, and none around it: fields of browsers differ."""
    return body.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def _section(meeting: Meeting, part: str) -> Section | None:
    return db.session.scalar(
        select(Section)
        .where(Section.meeting_id == meeting.id, Section.part == part)
        .execution_options(populate_existing=True)
    )


def _joined(section: Section, version: int, mine: str) -> str:
    """Return one text with the lines of both, from the text that both began with."""
    base = _text_of(section, version)
    joined = None if base is None else merged(base, section.body, mine)
    if joined is None or _is_too_long(section.part, joined):
        raise StaleText(base=base or "", theirs=section.body, version=section.version)
    return joined


def _text_of(section: Section, version: int) -> str | None:
    if version == 0:
        return ""
    return db.session.scalar(
        select(SectionEdit.body).where(
            SectionEdit.section_id == section.id, SectionEdit.version == version
        )
    )


def _is_too_long(part: str, body: str) -> bool:
    return why_not(rules.check_fits, part, body) is not None


@dataclass(frozen=True, kw_only=True)
class _Pen:
    """Who writes in a section, on which day, and why."""

    section: Section
    lang: str
    reason: str
    on: date
    by: int

    def put(self, body: str) -> int:
        """Make a text the section's own, and keep it among its earlier ones."""
        section = self.section
        section.body, section.version = body, section.version + 1
        section.lang, section.saved_on, section.saved_by_id = self.lang, self.on, self.by
        db.session.add(section)
        db.session.flush()
        self._note_once()
        edit = SectionEdit(
            section_id=section.id,
            version=section.version,
            body=body,
            reason=self.reason,
            saved_on=self.on,
            saved_by_id=self.by,
        )
        db.session.add(edit)
        db.session.flush()
        return section.version

    def _note_once(self) -> None:
        """Leave one trace a writer a day, however often the text keeps itself."""
        known = select(SectionEdit.id).join(SectionEdit.section)
        same = known.where(
            Section.meeting_id == self.section.meeting_id,
            SectionEdit.saved_by_id == self.by,
            SectionEdit.saved_on == self.on,
        )
        if self.reason or db.session.scalar(same.limit(1)) is None:
            _record("minutes_saved", self.section.meeting_id, on=self.on, by=self.by)


def put_back(meeting: Meeting, edit: SectionEdit, *, on: date, by: int) -> Kept:
    """Make an earlier text of a part its text again, as a text of today; nothing goes lost.

    Only until the minutes are approved: after that a change says why, in the form itself.
    """
    part, version = edit.section.part, edit.section.version
    return save_part(meeting, Draft(part=part, body=edit.body, version=version), on=on, by=by)


def save_all(
    meeting: Meeting, drafts: Iterable[Draft], *, reason: str = "", on: date, by: int
) -> Mapping[str, Kept | StaleText]:
    """Save every part of a page; where lines meet, that part waits and the others are kept."""
    found: dict[str, Kept | StaleText] = {}
    for draft in drafts:
        try:
            found[draft.part] = save_part(meeting, draft, reason=reason, on=on, by=by)
        except StaleText as stale:
            found[draft.part] = stale
    return found


def approve(meeting: Meeting, *, on: date, by: int) -> None:
    """Approve the minutes: from now on who takes part may read them, and a change says why."""
    meetings.judged(meeting)
    texts = db.session.scalars(select(Section.body).where(Section.meeting_id == meeting.id)).all()
    rules.check_may_approve(meeting.state, texts)
    _thin(meeting)
    db.session.add(Approval(meeting_id=meeting.id, approved_on=on, approved_by_id=by))
    meetings.approve_minutes(meeting, on=on, by=by)


def _thin(meeting: Meeting) -> None:
    """Keep the last text of each writer on each day: what was kept on the way has served."""
    last = func.max(SectionEdit.version).over(
        partition_by=(SectionEdit.section_id, SectionEdit.saved_by_id, SectionEdit.saved_on)
    )
    ranked = (
        select(SectionEdit.id, SectionEdit.version, last.label("last"))
        .join(SectionEdit.section)
        .where(Section.meeting_id == meeting.id)
        .subquery()
    )
    passed = select(ranked.c.id).where(ranked.c.version < ranked.c.last)
    db.session.execute(
        delete(SectionEdit).where(SectionEdit.id.in_(passed)),
        execution_options={"synchronize_session": False},
    )


def lock(meeting: Meeting, *, on: date, by: int) -> None:
    """Lock approved minutes, and the attendance with them."""
    meetings.lock_minutes(meeting, on=on, by=by)


@dataclass(frozen=True, kw_only=True)
class PastMinutes:
    """What was written about a meeting before the portal kept it: texts by part, and what else."""

    texts: Mapping[str, str]
    decisions: Sequence[tuple[str, str]] = ()
    agreed: Sequence[Agreed] = ()


def record_past_minutes(meeting: Meeting, past: PastMinutes, *, on: date, by: int) -> None:
    """Keep the minutes of a meeting that took place as approved; nobody is written to."""
    for part, body in past.texts.items():
        draft = Draft(part=part, body=body, version=0)
        save_part(meeting, draft, on=on, by=by)
    for part, words in past.decisions:
        decide(meeting, part, words, on=on, by=by)
    for agreed in past.agreed:
        agree(meeting, agreed, on=on, by=by)
    approve(meeting, on=on, by=by)


def _record(event: str, meeting_id: int, *, on: date, by: int) -> None:
    record(event, by=by, on=on, object_kind="meeting", object_id=str(meeting_id))
