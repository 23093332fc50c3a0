"""Mails that come back, and answers that nobody wrote."""

import secrets

import pytest
from sqlalchemy import select

from portal.db import db, transaction
from portal.mailbox.models import Outcome, ReceivedMail
from portal.mailbox.receiving import receive_one
from portal.outbox.models import MailState, OutboxMail
from portal.support.keeping import keep_contact_checks
from portal.support.models import Task, TaskKind
from tests.cast import Cast
from tests.conftest import TODAY
from tests.mailbox.letters import letter
from tests.meetings.planned import NOW


@pytest.fixture
def sent(cast: Cast) -> OutboxMail:
    """A mail that left to the contact person."""
    mail = OutboxMail(
        dedupe_key="test/1",
        message_id=f"<{secrets.token_hex(16)}@example.org>",
        recipient=cast.contact.email,
        locale="nl",
        subject="Uitnodiging",
        text="",
        html="",
        state=MailState.SENT,
        due_at=NOW,
        sent_at=NOW,
    )
    with transaction():
        db.session.add(mail)
    return mail


def _returned(sample: str, sent: OutboxMail, status: str = "5.1.1") -> Outcome:
    return receive_one(
        letter(sample, attendee=sent.recipient, message_id=sent.message_id, status=status)
    )


@pytest.mark.parametrize("sample", ["postfix-unknown", "exchange-unknown", "gmail-unknown"])
def test_an_address_that_nobody_has_opens_a_contact_check(sent: OutboxMail, sample: str) -> None:
    assert _returned(sample, sent) is Outcome.RETURNED
    db.session.refresh(sent)
    assert (sent.state, sent.bounced, sent.sent_at) == (MailState.FAILED, True, None)
    assert sent.last_error in {"5.1.1", "5.1.10"}
    with transaction():
        keep_contact_checks(TODAY)
    task = db.session.scalars(select(Task).where(Task.kind == TaskKind.CONTACT_CHECK)).one()
    assert task.dedupe_key.startswith("contact_check/")


def test_the_same_report_twice_asks_once(sent: OutboxMail) -> None:
    assert _returned("postfix-unknown", sent) is Outcome.RETURNED
    other = letter("gmail-unknown", attendee=sent.recipient, message_id=sent.message_id)
    assert receive_one(other) is Outcome.RETURNED
    assert db.session.scalars(select(OutboxMail.bounced)).all() == [True]


@pytest.mark.parametrize(
    ("sample", "status", "outcome"),
    [
        ("postfix-delayed", "4.4.1", Outcome.DELAYED),
        ("postfix-unknown", "4.2.2", Outcome.DELAYED),
        ("postfix-unknown", "5.7.1", Outcome.OTHER_FAILURE),
        ("postfix-unknown", "5.4.4", Outcome.OTHER_FAILURE),
    ],
)
def test_what_says_nothing_of_the_address_changes_nothing(
    sent: OutboxMail, sample: str, status: str, outcome: Outcome
) -> None:
    assert _returned(sample, sent, status) is outcome
    db.session.refresh(sent)
    assert (sent.state, sent.bounced) == (MailState.SENT, False)


def test_who_does_not_know_the_message_id_can_return_nothing(sent: OutboxMail) -> None:
    forged = letter(
        "postfix-unknown",
        attendee=sent.recipient,
        message_id=f"<{secrets.token_hex(16)}@example.org>",
        status="5.1.1",
    )
    assert receive_one(forged) is Outcome.UNKNOWN_MAIL
    db.session.refresh(sent)
    assert sent.state is MailState.SENT


@pytest.mark.parametrize(
    ("sample", "outcome"),
    [("out-of-office", Outcome.AUTOMATIC), ("in-words", Outcome.FOR_PEOPLE)],
)
def test_automatic_answers_ask_nothing_and_words_are_for_people(
    cast: Cast, sample: str, outcome: Outcome
) -> None:
    assert receive_one(letter(sample, attendee=cast.contact.email)) is outcome
    assert db.session.scalars(select(ReceivedMail.outcome)).all() == [outcome]
