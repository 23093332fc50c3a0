"""All that is kept about one person, for themselves, as JSON can hold it."""

from typing import Any, Final

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.db import db
from portal.network.models import Person
from portal.network.queries import all_posts_of
from portal.outbox.models import OutboxMail
from portal.people.models import InvitationRound, MailChoice, WantedInvitation
from portal.web.hooks import Act, tell

FORMAT: Final = 1


def own_data(person: Person) -> dict[str, Any]:
    """Return what this room and those below keep, and what every room above adds.

    Two rooms that use one key would hide each other's data: ``ValueError``.
    """
    found: dict[str, Any] = {
        "format": FORMAT,
        "person": {"name": person.name, "email": person.email, "language": person.locale},
        "posts": _posts(person.id),
        "account": _account(person.id),
        "mails_to_you": _mails(person.email),
        "mails_you_stopped": _choices(person.id),
        "invitations_to_the_portal": _invitations(person.id),
        "what_you_did": _acts(person.id),
    }
    for part in tell(Act.PERSON_DATA, person_id=person.id):
        if twice := found.keys() & part.keys():
            raise ValueError(f"Two rooms give {sorted(twice)}")
        found |= part
    return found


def _posts(person_id: int) -> list[dict[str, Any]]:
    return [
        {
            "role": post.role.value,
            "organisation": post.organisation.name if post.organisation else None,
            "team": post.team.name if post.team else None,
            "from": post.valid_from.isoformat(),
            "until": post.valid_to.isoformat() if post.valid_to else None,
            "reason_of_the_end": post.end_reason or None,
        }
        for post in all_posts_of(person_id)
    ]


def _account(person_id: int) -> dict[str, bool] | None:
    account = db.session.scalar(select(User).where(User.person_id == person_id))
    if account is None:
        return None
    return {"open": account.active, "has_password": account.password is not None}


def _mails(email: str | None) -> list[dict[str, str | None]]:
    """Return that mails went; what they said is in the mailbox, and their links are secret."""
    mine = OutboxMail.recipient == email
    subject = func.nullif(OutboxMail.subject, "")
    query = select(subject, OutboxMail.sent_at, OutboxMail.state).where(mine)
    return [
        {
            "subject": subject,
            "sent_on": sent_at.date().isoformat() if sent_at else None,
            "state": state.value,
        }
        for subject, sent_at, state in db.session.execute(query.order_by(OutboxMail.id))
    ]


def _choices(person_id: int) -> list[dict[str, str]]:
    mine = select(MailChoice).where(MailChoice.person_id == person_id)
    return [
        {"topic": one.topic.value, "stopped_on": one.stopped_on.isoformat()}
        for one in db.session.scalars(mine.order_by(MailChoice.topic))
    ]


def _invitations(person_id: int) -> list[dict[str, str]]:
    query = (
        select(InvitationRound.asked_on, WantedInvitation.state)
        .join(WantedInvitation.round)
        .where(WantedInvitation.person_id == person_id)
        .order_by(InvitationRound.id)
    )
    return [
        {"on": asked_on.isoformat(), "state": state.value}
        for asked_on, state in db.session.execute(query)
    ]


def _acts(person_id: int) -> list[dict[str, str]]:
    query = select(AuditEvent).where(AuditEvent.by_person_id == person_id).order_by(AuditEvent.id)
    return [
        {
            "on": act.at.date().isoformat(),
            "act": act.event,
            "object": act.object_kind,
            "number": act.object_id,
        }
        for act in db.session.scalars(query)
    ]
