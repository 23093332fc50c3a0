"""Keep the index fresh: whatever a session changes is indexed in the same transaction.

Rows that a statement inserts in bulk are found when the transaction commits. Statements that update
or delete many rows pass by: who writes so says what changed with ``services.touch``, or calls
``services.rebuild`` afterwards; the worker looks through everything every night.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from portal.adjustments.models import AdjustmentStep, Finding
from portal.db import db
from portal.meetings.models import Meeting, MeetingBlock
from portal.minutes.models import Decision, MeetingAction, Section
from portal.moi.models import Kit, KitVersion
from portal.network.models import Organisation, OrganisationStatus, Person, Post, Team
from portal.search import services
from portal.search.documents import ROOTS
from portal.search.models import Kind
from portal.web.hooks import Act, on

# Which entry a row belongs to.
ENTRY_OF: Final[Mapping[type, tuple[Kind, Callable[[Any], int | None]]]] = {
    Organisation: (Kind.ORGANISATION, lambda row: row.id),
    OrganisationStatus: (Kind.ORGANISATION, lambda row: row.organisation_id),
    Team: (Kind.TEAM, lambda row: row.id),
    Person: (Kind.PERSON, lambda row: row.id),
    Post: (Kind.PERSON, lambda row: row.person_id),
    Kit: (Kind.KIT, lambda row: row.id),
    KitVersion: (Kind.KIT, lambda row: row.kit_id),
    Meeting: (Kind.MEETING, lambda row: row.id),
    MeetingBlock: (Kind.MEETING, lambda row: row.meeting_id),
    Section: (Kind.MEETING, lambda row: row.meeting_id),
    Decision: (Kind.MEETING, lambda row: row.meeting_id),
    MeetingAction: (Kind.MEETING, lambda row: row.meeting_id),
    Finding: (Kind.MEETING, lambda row: row.meeting_id),
    AdjustmentStep: (Kind.MEETING, lambda row: row.finding.meeting_id),
}


def _note_changes(session: Session, _context: object) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        if found := ENTRY_OF.get(type(row)):
            kind, thing_id_of = found
            thing_id = thing_id_of(row)  # feedback that was not heard at a meeting has none
            services.touch(session, kind, [] if thing_id is None else [thing_id])


def _note_bulk(state: ORMExecuteState) -> None:
    if state.is_insert and state.bind_mapper is not None:
        for kind, root in ROOTS.items():
            if state.bind_mapper.class_ is root:
                services.find_new(state.session, kind)


def _index(session: Session) -> None:
    session.flush()
    services.refresh_touched(session)


def _forget(session: Session, _previous: object) -> None:
    services.forget_touched(session)


event.listen(db.session, "after_flush", _note_changes)
event.listen(db.session, "do_orm_execute", _note_bulk)
event.listen(db.session, "before_commit", _index)
event.listen(db.session, "after_soft_rollback", _forget)


def _merged(*, kept_id: int, gone_id: int) -> None:
    services.touch(db.session(), Kind.PERSON, [kept_id, gone_id])


def _erased(*, person_id: int) -> None:
    services.touch(db.session(), Kind.PERSON, [person_id])


def init_app(app: Flask) -> None:
    """Take part in the acts that change people by statements of their own."""
    on(app, Act.MERGE, _merged)
    on(app, Act.ERASE, _erased)
