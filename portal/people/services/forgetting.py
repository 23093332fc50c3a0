"""Making a person anonymous in place: the history of the roster stays, the person is gone."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy import delete, func, select, text, update

from portal.accounts.joining import delete_account
from portal.audit.services import record
from portal.db import db
from portal.network.as_of import ends_after
from portal.network.models import Person, Post
from portal.outbox.models import MailState, OutboxMail
from portal.people.ledger import Erasure
from portal.people.models import ForgottenPerson, MailChoice, WantedInvitation, WantedState
from portal.people.queries.doubles import is_forgotten, may_be_forgotten
from portal.web.hooks import Act, tell

NameOf = Callable[[int], str]
WIPED = "—"


def forget_person(person: Person, *, name: str, by: int, on: date, now: datetime) -> None:
    """Take away what tells who somebody was; there is no way back.

    Posts stay under ``name``, which names nobody. Rooms above forget their part first. Raises
    ``RuleBroken`` while somebody holds a post, now or later.
    """
    db.session.refresh(person, with_for_update=True)
    may_be_forgotten(person.id, on=on, by=by)
    _forget(person, name=name, on=on)
    record("person_forgotten", by=by, at=now, on=on, object_kind="person", object_id=person.id)


def forget_again(erasures: Sequence[Erasure], *, name_of: NameOf) -> int:
    """Forget after a restore who was forgotten before; return how many; twice does no harm.

    An id that the restored database does not have yet is taken by a nameless row, so that it is
    never given to somebody else, whom the next replay would then forget.
    """
    done = 0
    for erasure in erasures:
        if is_forgotten(erasure.person_id):
            continue
        person = db.session.get(Person, erasure.person_id)
        if person is None:
            person = Person(id=erasure.person_id, name=name_of(erasure.person_id), email=None)
            db.session.add(person)
            db.session.flush()
        _end_posts(person.id, erasure.on)
        _forget(person, name=name_of(person.id), on=erasure.on)
        done += 1
    if done:
        _never_give_again()
    return done


def _forget(person: Person, *, name: str, on: date) -> None:
    tell(Act.ERASE, person_id=person.id)
    delete_account(person.id)
    if person.email:
        _wipe_mails(person.id, person.email)
    waiting = WantedInvitation.state == WantedState.WAITING
    db.session.execute(
        delete(WantedInvitation).where(WantedInvitation.person_id == person.id, waiting)
    )
    db.session.execute(delete(MailChoice).where(MailChoice.person_id == person.id))
    person.name, person.email = name, None
    db.session.add(ForgottenPerson(person_id=person.id, forgotten_on=on))
    db.session.flush()


def _wipe_mails(person_id: int, email: str) -> None:
    """Leave of somebody's mails that they went, and nothing of what they said and to whom."""
    mine = OutboxMail.recipient == email
    waiting = OutboxMail.state.in_([MailState.QUEUED, MailState.CLAIMED])
    stopped = {"state": MailState.STOPPED, "claimed_at": None, "claimed_by": None}
    db.session.execute(update(OutboxMail).where(mine, waiting).values(stopped))
    db.session.execute(
        update(OutboxMail)
        .where(mine)
        .values(
            recipient=f"{person_id}@forgotten.invalid",
            subject=WIPED,
            text="",
            html="",
            calendar=None,
            calendar_method=None,
            bounced=False,
        )
    )
    ordered = (
        OutboxMail.recipient == f"{person_id}@forgotten.invalid",
        OutboxMail.writer.is_not(None),
    )
    db.session.execute(update(OutboxMail).where(*ordered).values(parameters={}))


def _end_posts(person_id: int, on: date) -> None:
    """End what a restored backup says that a forgotten person still does."""
    theirs = Post.person_id == person_id
    for post in db.session.scalars(select(Post).where(theirs, Post.valid_from >= on)).all():
        db.session.delete(post)
    open_ones = select(Post).where(theirs, ends_after(on))
    for post in db.session.scalars(open_ones).all():
        post.valid_to = on
    db.session.flush()


def _never_give_again() -> None:
    """Let the counter of ids start after the last one (SQLite does so by itself)."""
    if db.engine.dialect.name == "postgresql":
        last = select(func.max(Person.id)).scalar_subquery()
        sequence = func.pg_get_serial_sequence(Person.__tablename__, text("'id'"))
        db.session.execute(select(func.setval(sequence, last)))
