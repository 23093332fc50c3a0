"""A mail is queued once, for one reader, sealed when it opens a door."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from portal.db import db, transaction
from portal.outbox import services
from portal.outbox.letters import CalendarPart, Letter
from portal.outbox.models import MailState
from portal.outbox.sealing import unseal
from portal.rules import RuleBroken
from tests.conftest import Counter
from tests.outbox.mails import EVENT, LETTER, NOW, queue, the_mail

pytestmark = pytest.mark.usefixtures("app")


def test_the_same_key_is_queued_once() -> None:
    assert queue("meeting/14/invitation/7")
    first = the_mail("meeting/14/invitation/7").message_id
    assert not queue("meeting/14/invitation/7", to="somebody.else@demo.example")
    mail = the_mail("meeting/14/invitation/7")
    assert (mail.message_id, mail.recipient) == (first, "hilde@demo.example")


def test_a_mail_and_its_cause_live_or_die_together() -> None:
    with pytest.raises(RuleBroken):
        _queue_and_break()
    assert db.session.scalar(text("SELECT count(*) FROM outbox_mail")) == 0


def _queue_and_break() -> None:
    with transaction():
        services.queue_mail(
            LETTER, dedupe_key="one", recipient="a@demo.example", locale="nl", due_at=NOW
        )
        raise RuleBroken("The cause falls through.")


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "hilde",
        "hilde@",
        "hilde@demo.example, jan@demo.example",
        "Hilde <hilde@demo.example>",
        "hilde@demo.example\nBcc: jan@demo.example",
        "hilde@demo.example\r",
        "hilde@demo.example\x00",
    ],
)
def test_a_mail_goes_to_exactly_one_address(recipient: str) -> None:
    with pytest.raises(ValueError, match="one address"):
        queue(to=recipient)


def test_letters_exist_in_our_languages_only() -> None:
    with pytest.raises(ValueError, match="'tlh'"), transaction():
        services.queue_mail(
            LETTER, dedupe_key="one", recipient="a@demo.example", locale="tlh", due_at=NOW
        )


def test_a_secret_mail_cannot_be_read_in_the_database() -> None:
    door = Letter(subject="Kies een wachtwoord", text="/reset/s3cr3t", html="<p>/reset/s3cr3t</p>")
    queue(letter=door, secret=True, calendar=CalendarPart(content="X:/rsvp/s3cr3t"))
    row = db.session.execute(text("SELECT * FROM outbox_mail")).one()
    assert [column for column in row if "s3cr3t" in str(column)] == []
    mail = the_mail()
    assert unseal(mail.text) == "/reset/s3cr3t"
    assert mail.calendar is not None
    assert unseal(mail.calendar) == "X:/rsvp/s3cr3t\r\n"


def test_an_open_mail_is_kept_as_written() -> None:
    queue(calendar=CalendarPart(content=EVENT.encode(), method="CANCEL"))
    mail = the_mail()
    assert (mail.text, mail.html, mail.state) == (LETTER.text, LETTER.html, MailState.QUEUED)
    assert (mail.calendar, mail.calendar_method) == (EVENT, "CANCEL")


def test_queueing_takes_one_statement(count_statements: Counter) -> None:
    with count_statements() as seen:
        queue()
    assert len(seen) == 1


def test_only_a_failed_or_kept_mail_is_sent_again() -> None:
    queue()
    with pytest.raises(RuleBroken, match="on its way"), transaction():
        services.send_again(the_mail(), by=1, now=NOW)
    assert db.session.scalar(text("SELECT count(*) FROM audit_event")) == 0


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("mail_has_key_and_recipient", "recipient = ''"),
        ("attempts_count_up", "attempts = -1"),
        ("claim_has_owner_and_moment", "state = 'claimed'"),
        ("claim_has_owner_and_moment", "claimed_by = 'x'"),
        ("sent_has_moment", "state = 'sent'"),
        ("calendar_has_method", "calendar = 'x'"),
        ("sent_secret_is_wiped", "secret = true, state = 'sent', sent_at = due_at"),
        ("mailstate", "state = 'lost'"),
    ],
)
def test_the_database_holds_the_rules_itself(name: str, change: str) -> None:
    queue()
    with pytest.raises(IntegrityError, match=name), transaction():
        db.session.execute(text(f"UPDATE outbox_mail SET {change}"))


def test_keys_and_message_ids_are_unique_in_the_database() -> None:
    queue("one")
    queue("two")
    for column in ("dedupe_key", "message_id"):
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(text(f"UPDATE outbox_mail SET {column} = 'same'"))
