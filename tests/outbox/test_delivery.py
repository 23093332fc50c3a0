"""What is due leaves once; what stumbles waits longer each time, and is shown in the end."""

import smtplib
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import text

from portal.clock import now
from portal.db import db, transaction
from portal.outbox import claims, services
from portal.outbox.claims import ClaimedMail
from portal.outbox.delivery import BATCH, deliver_due
from portal.outbox.letters import CalendarPart, Letter
from portal.outbox.models import MailState
from portal.outbox.rules import BACK_OFF, CLAIM_HOLDS
from portal.outbox.transports import Kept
from portal.outbox.writing import Written
from portal.rules import RuleBroken
from tests.conftest import Counter
from tests.outbox.mails import EVENT, LETTER, NOW, Pigeon, queue, the_mail

pytestmark = pytest.mark.usefixtures("app")
SECRET = Letter(subject="Kies een wachtwoord", text="/reset/s3cr3t\n", html="/reset/s3cr3t\n")


def claim(now: datetime, *, limit: int = 10) -> list[ClaimedMail]:
    """Claim what is due, as a worker that then dies."""
    with transaction():
        return claims.claim_due_mails(now=now, worker="doomed", limit=limit)


def test_what_is_due_leaves_once() -> None:
    queue()
    pigeon = Pigeon()
    assert deliver_due(now=NOW, transport=pigeon, limit=10) == 1
    assert deliver_due(now=NOW, transport=pigeon, limit=10) == 0
    (message,) = pigeon.carried
    mail = the_mail()
    assert (str(message["To"]), str(message["Message-ID"])) == (mail.recipient, mail.message_id)
    assert (mail.state, mail.sent_at, mail.attempts) == (MailState.SENT, NOW, 1)
    assert (mail.claimed_at, mail.claimed_by, mail.last_error) == (None, None, None)


def test_what_is_not_due_waits() -> None:
    queue(due_at=NOW + timedelta(seconds=1))
    assert deliver_due(now=NOW, transport=Pigeon(), limit=10) == 0
    assert deliver_due(now=NOW + timedelta(seconds=1), transport=Pigeon(), limit=10) == 1


def test_the_longest_due_leaves_first_and_a_batch_has_an_end() -> None:
    for minutes in (3, 1, 2):
        queue(str(minutes), to=f"{minutes}@demo.example", due_at=NOW - timedelta(minutes=minutes))
    pigeon = Pigeon()
    assert deliver_due(now=NOW, transport=pigeon, limit=2) == 2
    assert [str(message["To"]) for message in pigeon.carried] == [
        "3@demo.example",
        "2@demo.example",
    ]


def test_a_stumbling_mail_waits_longer_each_time_and_is_shown_in_the_end() -> None:
    queue()
    down = Pigeon(stumbles={"hilde@demo.example": ConnectionRefusedError()})
    with time_machine.travel(NOW, tick=False) as clock:
        for wait in BACK_OFF:
            assert deliver_due(now=now(), transport=down, limit=10) == 1
            mail = the_mail()
            assert (mail.state, mail.due_at) == (MailState.QUEUED, now() + wait)
            clock.shift(wait - timedelta(seconds=1))
            assert deliver_due(now=now(), transport=down, limit=10) == 0
            clock.shift(timedelta(seconds=1))
        assert deliver_due(now=now(), transport=down, limit=10) == 1
        clock.shift(timedelta(days=365))
        assert deliver_due(now=now(), transport=down, limit=10) == 0
    mail = the_mail()
    assert (mail.state, mail.attempts) == (MailState.FAILED, 7)
    assert mail.last_error == "ConnectionRefusedError"


@pytest.mark.parametrize(
    ("refusal", "reason"),
    [
        (
            smtplib.SMTPRecipientsRefused(
                {"hilde@demo.example": (550, b"5.1.1 <hilde@demo.example> unknown")}
            ),
            "550 5.1.1",
        ),
        (smtplib.SMTPDataError(554, b"no thanks, hilde@demo.example"), "554"),
        (smtplib.SMTPNotSupportedError(), "SMTPNotSupportedError"),
    ],
)
def test_a_refusal_for_good_is_shown_at_once_without_naming_anybody(
    refusal: Exception, reason: str
) -> None:
    queue()
    deliver_due(now=NOW, transport=Pigeon(stumbles={"hilde@demo.example": refusal}), limit=10)
    assert (the_mail().state, the_mail().last_error) == (MailState.FAILED, reason)


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (
            smtplib.SMTPRecipientsRefused({"a": (450, b"4.2.1 later, hilde@demo.example")}),
            "450 4.2.1",
        ),
        (smtplib.SMTPDataError(452, b"full"), "452"),
        (smtplib.SMTPSenderRefused(553, b"5.7.1 not yours", "portal@localhost"), "553 5.7.1"),
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 no"), "535 5.7.8"),
        (smtplib.SMTPServerDisconnected("hilde@demo.example"), "SMTPServerDisconnected"),
        (TimeoutError("hilde@demo.example"), "TimeoutError"),
    ],
)
def test_trouble_that_may_pass_is_tried_again(trouble: Exception, reason: str) -> None:
    queue()
    deliver_due(now=NOW, transport=Pigeon(stumbles={"hilde@demo.example": trouble}), limit=10)
    assert (the_mail().state, the_mail().last_error) == (MailState.QUEUED, reason)


def test_a_raising_mail_never_keeps_the_next_one_waiting() -> None:
    queue("bad", to="bad@demo.example", due_at=NOW - timedelta(hours=1))
    queue("good", to="good@demo.example")
    pigeon = Pigeon(stumbles={"bad@demo.example": RuntimeError("anything")})
    assert deliver_due(now=NOW, transport=pigeon, limit=10) == 2
    assert (the_mail("bad").state, the_mail("good").state) == (MailState.QUEUED, MailState.SENT)


def test_a_claim_holds_for_five_minutes_and_is_then_taken_over_with_the_same_message_id() -> None:
    queue()
    (first,) = claim(NOW)
    assert claim(NOW + timedelta(minutes=4)) == []
    (second,) = claim(NOW + CLAIM_HOLDS)
    assert (second.id, second.message_id) == (first.id, first.message_id)


def test_a_worker_that_wakes_up_late_cannot_undo_what_the_next_one_wrote() -> None:
    queue()
    (late,), (taken_over,) = claim(NOW), claim(NOW + CLAIM_HOLDS)
    written = Written(letter=LETTER)
    with transaction():
        refused = claims.tried(late, reason="late", final=True, now=NOW)
        assert claims.write_down([refused, claims.sent(late, written, now=NOW)]) == 0
        assert claims.write_down([claims.sent(taken_over, written, now=NOW + CLAIM_HOLDS)]) == 1
        assert claims.write_down([refused, claims.put_back(late)]) == 0
    assert (the_mail().state, the_mail().sent_at) == (MailState.SENT, NOW + CLAIM_HOLDS)


def test_a_mail_that_kills_its_workers_is_given_up() -> None:
    queue()
    moment = NOW
    for _ in range(7):
        assert len(claim(moment)) == 1
        moment += CLAIM_HOLDS
    pigeon = Pigeon()
    assert deliver_due(now=moment, transport=pigeon, limit=10) == 1
    assert (pigeon.carried, the_mail().state) == ([], MailState.FAILED)
    assert the_mail().last_error == "WorkersDied"


def test_a_secret_mail_is_opened_for_its_reader_and_then_wiped() -> None:
    queue(letter=SECRET, secret=True, calendar=CalendarPart(content=EVENT))
    pigeon = Pigeon()
    deliver_due(now=NOW, transport=pigeon, limit=10)
    body = pigeon.carried[0].get_body(("plain",))
    assert body is not None
    assert body.get_content() == "/reset/s3cr3t\n"
    mail = the_mail()
    assert (mail.text, mail.html, mail.calendar, mail.calendar_method) == ("", "", None, None)


def test_an_open_mail_keeps_its_words_after_it_left() -> None:
    queue()
    deliver_due(now=NOW, transport=Pigeon(), limit=10)
    assert the_mail().text == LETTER.text


def test_a_mail_sealed_with_another_key_is_shown_at_once() -> None:
    queue(letter=SECRET, secret=True)
    with transaction():
        db.session.execute(text("UPDATE outbox_mail SET text = 'sealed elsewhere'"))
    deliver_due(now=NOW, transport=Pigeon(), limit=10)
    assert (the_mail().state, the_mail().last_error) == (MailState.FAILED, "SealBroken")


def test_without_a_mail_server_mails_are_kept_to_be_read() -> None:
    queue(letter=SECRET, secret=True)
    assert deliver_due(now=NOW, transport=Kept(), limit=10) == 1
    assert deliver_due(now=NOW + timedelta(days=9), transport=Kept(), limit=10) == 0
    mail = the_mail()
    assert (mail.state, mail.sent_at) == (MailState.KEPT, None)
    assert mail.text


def test_a_kept_mail_leaves_once_there_is_a_server() -> None:
    queue()
    deliver_due(now=NOW, transport=Kept(), limit=10)
    with transaction():
        services.send_again(the_mail(), by=4, now=NOW)
    pigeon = Pigeon()
    assert deliver_due(now=NOW, transport=pigeon, limit=10) == 1
    assert the_mail().state is MailState.SENT


def test_a_wiped_mail_that_came_back_is_not_sent_empty() -> None:
    queue(letter=SECRET, secret=True)
    deliver_due(now=NOW, transport=Pigeon(), limit=10)
    came_back = "UPDATE outbox_mail SET state = 'failed', sent_at = NULL, bounced = true"
    with transaction():
        db.session.execute(text(came_back))
    with transaction():
        assert not services.try_bounced_again("hilde@demo.example", by=4, now=NOW)
    assert (the_mail().state, the_mail().bounced) == (MailState.FAILED, False)
    assert not services.may_send_again(the_mail())
    with pytest.raises(RuleBroken, match="is wiped"), transaction():
        services.send_again(the_mail(), by=4, now=NOW)


def test_each_mail_costs_the_same(count_statements: Counter) -> None:
    queue()
    with count_statements() as for_one:
        deliver_due(now=NOW, transport=Pigeon(), limit=1)
    for number in range(30):
        queue(str(number))
    with count_statements() as for_thirty:
        deliver_due(now=NOW, transport=Pigeon(), limit=30)
    assert len(for_one) == 3
    assert len(for_thirty) == len(for_one) * 30 // BATCH
