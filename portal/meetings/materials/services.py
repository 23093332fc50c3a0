"""The writers of what belongs to a meeting: add, take away, put back, in another order."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update

from portal.audit.services import record
from portal.db import db
from portal.meetings.materials import queries, rules
from portal.meetings.materials.models import FileKind, Material, Phase
from portal.meetings.models import Meeting


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """A file that rests already: its name there, what it is, and how large."""

    stored: str
    kind: FileKind
    size: int


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody wants to hang on a meeting: a title, when it is for, a link or a file."""

    title: str
    phase: Phase
    url: str = ""
    file: KeptFile | None = None


def add(meeting: Meeting, wanted: Wanted, *, form_key: str, on: date, by: int) -> Material:
    """Hang a link or file on a meeting, last in its order; the same form sent twice is one."""
    _hold(meeting)
    known = queries.find_by_form(form_key)
    if known is not None:
        return known
    rules.check_may_change(meeting.state)
    rules.check_has_room(sum(one.removed_on is None for one in queries.materials_of(meeting.id)))
    material = Material(
        meeting_id=meeting.id,
        phase=wanted.phase,
        position=queries.next_position(meeting.id),
        title=wanted.title,
        url=wanted.url,
        stored=wanted.file.stored if wanted.file else None,
        file_kind=wanted.file.kind if wanted.file else None,
        size=wanted.file.size if wanted.file else None,
        added_on=on,
        added_by_id=by,
        form_key=form_key,
    )
    db.session.add(material)
    _note("material_added", material, on=on, by=by)
    return material


def remove(meeting: Meeting, material: Material, *, on: date, by: int) -> None:
    """Take something away; it can come back for a while."""
    _hold(meeting)
    rules.check_may_change(meeting.state)
    if material.removed_on is None:
        material.removed_on = on
        _note("material_removed", material, on=on, by=by)


def put_back(meeting: Meeting, material: Material, *, on: date, by: int) -> None:
    """Put back what was taken away, in its old place."""
    _hold(meeting)
    rules.check_may_change(meeting.state)
    if material.removed_on is not None:
        material.removed_on = None
        _note("material_put_back", material, on=on, by=by)


def move_earlier(meeting: Meeting, material: Material) -> None:
    """Let something change places with what stands before it in its phase, if anything does."""
    _hold(meeting)
    rules.check_may_change(meeting.state)
    beside = [
        one
        for one in queries.materials_of(meeting.id)
        if one.phase is material.phase and one.removed_on is None
    ]
    place = beside.index(material) if material in beside else 0
    if place:
        before = beside[place - 1]
        before.position, material.position = material.position, before.position
        db.session.flush()


def forget_removed(*, today: date) -> list[str]:
    """Drop what was taken away long enough ago; return the names of the files that may go."""
    removed = db.session.scalars(select(Material).where(Material.removed_on.is_not(None)))
    gone = [one for one in removed if one.removed_on and rules.is_over(one.removed_on, today=today)]
    for one in gone:
        db.session.delete(one)
    db.session.flush()
    return [one.stored for one in gone if one.stored]


def forget_person(person_id: int) -> None:
    """Take the name of an erased person off what they added."""
    theirs = update(Material).where(Material.added_by_id == person_id)
    db.session.execute(theirs.values(added_by_id=None))


def _hold(meeting: Meeting) -> None:
    """Hold the meeting until the end of the act, so that its order is written by one at a time."""
    db.session.refresh(meeting, with_for_update={"of": Meeting})


def _note(event: str, material: Material, *, on: date, by: int) -> None:
    db.session.flush()
    record(event, by=by, on=on, object_kind="meeting", object_id=str(material.meeting_id))
