"""Read the outbox."""

from collections.abc import Iterator, Mapping

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import load_only

from portal.db import db
from portal.outbox.models import MailState, OutboxMail
from portal.policy.decide import Actor, within_reach
from portal.policy.table import P
from portal.web.paging import PAGE_SIZE, Page, offset

# A list never loads what the mails say.
_LISTED = load_only(
    OutboxMail.subject,
    OutboxMail.writer,
    OutboxMail.recipient,
    OutboxMail.state,
    OutboxMail.due_at,
    OutboxMail.sent_at,
    OutboxMail.attempts,
    OutboxMail.last_error,
    OutboxMail.locale,
    raiseload=True,
)


def counts_for(actor: Actor) -> Mapping[MailState, int]:
    """Return how many mails are in each state, nought included."""
    query = (
        select(OutboxMail.state, func.count())
        .where(within_reach(actor, P.OUTBOX_READ, OutboxMail))
        .group_by(OutboxMail.state)
    )
    return dict.fromkeys(MailState, 0) | dict(db.session.execute(query).all())


def mails_for(
    actor: Actor, *, state: MailState | None, number: int, total: int
) -> Page[OutboxMail]:
    """Return one page of the mails in a state (all, if none is named), the newest first."""
    query = (
        select(OutboxMail)
        .where(within_reach(actor, P.OUTBOX_READ, OutboxMail), _in(state))
        .order_by(OutboxMail.id.desc())
        .limit(PAGE_SIZE)
        .offset(offset(number))
        .options(_LISTED)
    )
    return Page(rows=db.session.scalars(query).all(), number=number, total=total)


def all_mails_for(actor: Actor, *, state: MailState | None) -> Iterator[OutboxMail]:
    """Yield every mail in a state (all, if none is named), the newest first."""
    query = (
        select(OutboxMail)
        .where(within_reach(actor, P.OUTBOX_READ, OutboxMail), _in(state))
        .order_by(OutboxMail.id.desc())
        .options(_LISTED)
        .execution_options(yield_per=1000)
    )
    yield from db.session.scalars(query)


def _in(state: MailState | None) -> ColumnElement[bool]:
    return true() if state is None else OutboxMail.state == state
