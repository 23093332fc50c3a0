"""Keep what came back by mail: an answer, an address that is wrong, or why it was neither."""

import hmac
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import contains_eager

from portal.accounts.upsert import insert_new
from portal.db import db
from portal.mailbox import rules
from portal.mailbox.message import Mail, Unreadable
from portal.mailbox.models import ColleagueComing, Outcome, ReceivedMail
from portal.mailbox.proof import vouched_sender
from portal.mailbox.replies import DELEGATED, Reply, reply_in
from portal.mailbox.returned import Notice, is_automatic, notice_in
from portal.meetings.ics import Standing
from portal.meetings.inviting import answer_from_calendar
from portal.meetings.models import Invitation, Meeting
from portal.meetings.organiser import is_tag_of, tag_in
from portal.meetings.reading import local_now
from portal.network.models import Person
from portal.outbox.returns import mark_returned

PURPOSE: Final = b"portal/mailbox/message-id"
_RECIPIENTS: Final = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")


def receive(mail: Mail, *, on: date, now: datetime, secret: str, authserv: str | None) -> Outcome:
    """Keep what one message says and return what became of it; read once more, nothing changes."""
    received, is_new = _received(mail.key, on=on, secret=secret)
    if is_new:
        received.outcome = _settle(mail, on=on, now=now, authserv=authserv)
        db.session.flush()
    return received.outcome


def count_unread(known_as: str, outcome: Outcome, *, on: date, secret: str) -> Outcome:
    """Count a message that was not taken apart, once."""
    received, _ = _received(known_as, on=on, secret=secret)
    received.outcome = outcome
    db.session.flush()
    return outcome


def forget_old(*, on: date) -> int:
    """Forget what was read so long ago that it will not come again; return how many."""
    old = delete(ReceivedMail).where(ReceivedMail.received_on < on - rules.REMEMBERED)
    return int(db.session.execute(old).rowcount)  # type: ignore[attr-defined]


def _received(known_as: str, *, on: date, secret: str) -> tuple[ReceivedMail, bool]:
    """Return the row of a message and whether it is new; of two who read it, one makes it."""
    pepper = hmac.digest(secret.encode(), PURPOSE, sha256)
    key = hmac.new(pepper, known_as.encode("utf-8", "surrogateescape"), sha256).hexdigest()
    row = {"message_key": key, "received_on": on, "outcome": Outcome.UNREADABLE}
    is_new = insert_new(ReceivedMail, [row], key="message_key") == 1
    return db.session.get_one(ReceivedMail, key), is_new


def _settle(mail: Mail, *, on: date, now: datetime, authserv: str | None) -> Outcome:
    notice = notice_in(mail)
    if notice is not None:
        return _settle_notice(notice)
    try:
        reply = reply_in(mail)
    except Unreadable:
        return Outcome.UNREADABLE
    if reply is not None:
        return _settle_reply(reply, mail, on=on, now=now, authserv=authserv)
    return Outcome.AUTOMATIC if is_automatic(mail) else Outcome.FOR_PEOPLE


def _settle_notice(notice: Notice) -> Outcome:
    if not notice.failed:
        return Outcome.DELAYED
    if not notice.about_address:
        return Outcome.OTHER_FAILURE
    known = [mark_returned(each, notice.status) for each in sorted(notice.message_ids)]
    return Outcome.RETURNED if any(known) else Outcome.UNKNOWN_MAIL


def _settle_reply(
    reply: Reply, mail: Mail, *, on: date, now: datetime, authserv: str | None
) -> Outcome:
    refused = rules.outcome_of_words(reply)
    if refused:
        return refused
    meeting = db.session.scalar(select(Meeting).where(Meeting.uid == reply.uid))
    if meeting is None:
        return Outcome.UNKNOWN_MEETING
    invitation = _invitation_of(meeting, reply.attendee)
    if invitation is None:
        return Outcome.OTHER_PERSON
    tags = _tags(reply, mail)
    disbelieved = rules.outcome_of_proof(
        right_tag=any(is_tag_of(invitation, tag) for tag in tags),
        tags=tags,
        vouched=vouched_sender(mail, authserv) == reply.attendee,
    )
    return disbelieved or _keep(invitation, reply, on=on, now=now)


def _invitation_of(meeting: Meeting, address: str) -> Invitation | None:
    """Return the invitation of whoever has this address, to this meeting."""
    return db.session.scalar(
        select(Invitation)
        .join(Invitation.person)
        .where(Invitation.meeting_id == meeting.id, Person.email == address, Person.email != "")
        .options(contains_eager(Invitation.person))
    )


def _tags(reply: Reply, mail: Mail) -> frozenset[str]:
    """Return the tags in our addresses to which the reply came, or that it names as organiser."""
    ours = (tag_in(address) for address in [*mail.addresses(*_RECIPIENTS), reply.organiser])
    return frozenset(tag for tag in ours if tag)


def _keep(invitation: Invitation, reply: Reply, *, on: date, now: datetime) -> Outcome:
    meeting, stamp = invitation.meeting, rules.stamp_of(reply, now=now)
    if reply.sequence < meeting.sequence:
        return Outcome.OUTDATED
    if reply.said == DELEGATED:
        return _keep_delegation(invitation, stamp, on=on)
    counted = answer_from_calendar(
        invitation.id,
        rules.ANSWERS[Standing(reply.said)],
        stamp=stamp,
        on=on,
        local_now=local_now(meeting),
    )
    if counted:
        forget_delegation(invitation.id)
    return Outcome.ANSWERED if counted else Outcome.OUTDATED


def _keep_delegation(invitation: Invitation, stamp: datetime, *, on: date) -> Outcome:
    """Let the coordinator know that a colleague would come; the answer stays as it is."""
    if invitation.replied_at is not None and stamp <= invitation.replied_at:
        return Outcome.OUTDATED
    forget_delegation(invitation.id)
    db.session.add(
        ColleagueComing(invitation_id=invitation.id, person_id=invitation.person_id, told_on=on)
    )
    db.session.flush()
    return Outcome.SENDS_COLLEAGUE


def forget_delegation(invitation_id: int) -> None:
    """End what a calendar said about a colleague who would come."""
    told = delete(ColleagueComing).where(ColleagueComing.invitation_id == invitation_id)
    db.session.execute(told)


def forget_delegations_of(person_id: int) -> None:
    """Forget what one person's calendar said about colleagues."""
    db.session.execute(delete(ColleagueComing).where(ColleagueComing.person_id == person_id))
