"""Inviting many: the wish is written down at once, the worker writes the mails."""

from datetime import datetime
from typing import Final

from sqlalchemy import func, insert, literal, select

from portal.accounts.models import User
from portal.accounts.services import invite_person
from portal.audit.services import record
from portal.db import db
from portal.network.models import Person
from portal.people import rules
from portal.people.models import (
    InvitationRound,
    LeftOut,
    WantedInvitation,
    WantedState,
)
from portal.people.queries.inviting import to_invite
from portal.people.queries.listing import Filters
from portal.policy.decide import Actor
from portal.rules import RuleBroken

BATCH: Final = 50  # a transaction this short never keeps another writer waiting


def ask_invitations(actor: Actor, filters: Filters, *, expected: int) -> InvitationRound:
    """Write one row for everybody whom the preview showed; refuse when they are others by now."""
    started = InvitationRound(asked_on=filters.on, by_person_id=actor.person_id)
    people = to_invite(actor, filters).subquery()
    found = db.session.scalar(select(func.count()).select_from(people)) or 0
    rules.check_may_invite_so_many(found, expected)
    db.session.add(started)
    db.session.flush()
    columns = ["round_id", "person_id", "state"]
    rows = select(literal(started.id), people.c.id, literal(WantedState.WAITING.value))
    db.session.execute(insert(WantedInvitation).from_select(columns, rows))
    record(
        "people_invited",
        by=actor.person_id,
        at=filters.now,
        on=filters.on,
        object_kind="invitation_round",
        object_id=started.id,
        detail={"count": found},
    )
    return started


def write_invitations(*, now: datetime) -> int:
    """Write the next few mails that are waited for; return how many rows were settled.

    Each row is settled in the transaction of its mail, so that a crash neither loses nor doubles.
    """
    waiting = (
        select(WantedInvitation, Person, InvitationRound.by_person_id)
        .join(WantedInvitation.person)
        .join(WantedInvitation.round)
        .where(WantedInvitation.state == WantedState.WAITING)
        .order_by(WantedInvitation.id)
        .limit(BATCH)
        .with_for_update(of=WantedInvitation, skip_locked=True)
    )
    rows = db.session.execute(waiting).all()
    for wanted, person, by in rows:
        _settle(wanted, person, by=by, now=now)
    db.session.flush()
    return len(rows)


def _settle(wanted: WantedInvitation, person: Person, *, by: int, now: datetime) -> None:
    """Invite somebody, or write down why not: much may have happened since they were chosen."""
    try:
        with db.session.begin_nested():  # one address that no mail can go to stops no other
            invite_person(person, by=by, now=now)
    except (RuleBroken, ValueError):
        wanted.state, wanted.reason = WantedState.LEFT_OUT, _why_left_out(person)
    else:
        wanted.state = WantedState.SENT


def _why_left_out(person: Person) -> LeftOut:
    """Return which of the reasons not to invite somebody holds."""
    account = db.session.scalar(select(User).where(User.person_id == person.id))
    if account is not None and not account.active:
        return LeftOut.CLOSED
    has_password = account is not None and account.password is not None
    return LeftOut.CAN_SIGN_IN if has_password else LeftOut.NO_ADDRESS
