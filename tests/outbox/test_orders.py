"""An order rests as numbers, is written when it leaves, and says what is true by then."""

from datetime import timedelta

import pytest
from flask import Flask
from flask_babel import lazy_gettext
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from portal.db import db, transaction
from portal.outbox import claims, services
from portal.outbox.delivery import BATCH, deliver_due
from portal.outbox.letters import Letter
from portal.outbox.models import MailState, OutboxMail
from portal.outbox.rules import BACK_OFF, CLAIM_HOLDS
from portal.outbox.sealing import unseal
from portal.outbox.transports import Kept
from portal.outbox.writing import Parameters, Written, kind_of, let_write, once_a_batch
from portal.people.models import MailTopic
from portal.people.services.choices import stop_mails
from tests.cast import Cast
from tests.conftest import TODAY, Counter, Visitor
from tests.outbox.mails import (
    LETTER,
    NOW,
    WRITER,
    Pigeon,
    order,
    queue,
    queue_orders,
    the_mail,
    write_letter,
)

TOPIC = MailTopic.KIT_NEWS.value


@pytest.fixture(autouse=True)
def _writer(app: Flask) -> None:
    let_write(app, WRITER, write_letter, kind=lazy_gettext("News about lesson kits"))


def deliver(pigeon: Pigeon | Kept) -> int:
    """Deliver all that is due."""
    return deliver_due(now=NOW, transport=pigeon, limit=100)


def test_an_order_is_written_when_it_leaves() -> None:
    assert queue_orders(order(number=9)) == 1
    pigeon = Pigeon()
    assert deliver(pigeon) == 1
    (message,) = pigeon.carried
    body = message.get_body(("plain",))
    assert body is not None
    assert (str(message["Subject"]), body.get_content()) == (
        "Reflectiemoment 9 (nl)",
        "/rsvp/s3cr3t\n",
    )
    assert [part.get_content_type() for part in message.iter_parts()][-1] == "text/calendar"
    mail = the_mail()
    assert (mail.state, mail.subject, mail.sent_at) == (
        MailState.SENT,
        "Reflectiemoment 9 (nl)",
        NOW,
    )
    assert str(message["Message-ID"]) == mail.message_id


def test_an_order_rests_without_words_before_and_after() -> None:
    queue_orders(order())
    for _ in range(2):
        row = db.session.execute(text("SELECT * FROM outbox_mail")).one()
        assert [column for column in row if "s3cr3t" in str(column)] == []
        mail = the_mail()
        assert (mail.text, mail.html, mail.calendar, mail.secret) == ("", "", None, True)
        deliver(Pigeon())


def test_thousands_are_queued_by_a_few_statements(count_statements: Counter) -> None:
    orders = [order(f"k/{n}", to=f"p.{n}@demo.example", n=n) for n in range(services.CHUNK * 2 + 1)]
    with count_statements() as seen:
        assert queue_orders(*orders, topic=TOPIC) == len(orders)
    assert len(seen) == 6
    assert queue_orders(*orders[-2:], order("new")) == 1
    mails = db.session.query(OutboxMail)
    assert mails.count() == len(orders) + 1
    assert len({mail.message_id for mail in mails}) == len(orders) + 1


def test_a_key_twice_in_one_call_is_queued_once() -> None:
    assert queue_orders(order(number=1), order(number=2)) == 1
    assert the_mail().parameters == {"number": 1}
    queue("words")
    assert queue_orders(order("words")) == 0


def test_no_orders_are_no_mails() -> None:
    assert queue_orders() == 0


def test_whoever_stopped_the_topic_is_left_out(cast: Cast) -> None:
    with transaction():
        stop_mails(cast.lead.person_id, MailTopic.KIT_NEWS, on=TODAY)
    both = [order("lead", to=cast.lead.email), order("other", to=cast.ambassador.email)]
    assert queue_orders(*both, topic=TOPIC) == 1
    assert queue_orders(order("must", to=cast.lead.email)) == 1
    pigeon = Pigeon()
    assert deliver(pigeon) == 2
    assert {str(one["To"]) for one in pigeon.carried} == {cast.lead.email, cast.ambassador.email}


def test_whoever_stops_the_topic_meanwhile_gets_none(cast: Cast, count_statements: Counter) -> None:
    queue_orders(
        order("lead", to=cast.lead.email), order("other", to=cast.ambassador.email), topic=TOPIC
    )
    with transaction():
        stop_mails(cast.lead.person_id, MailTopic.KIT_NEWS, on=TODAY)
    pigeon = Pigeon()
    with count_statements() as seen:
        assert deliver(pigeon) == 2
    assert [str(one["To"]) for one in pigeon.carried] == [cast.ambassador.email]
    (link,) = (str(one["List-Unsubscribe"]) for one in pigeon.carried)
    assert link.startswith("<http://localhost/")
    assert str(pigeon.carried[0]["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    assert (the_mail("lead").state, the_mail("other").state) == (MailState.STOPPED, MailState.SENT)
    assert len([one for one in seen if "mail_choice" in one]) == 1


def test_what_should_not_go_any_more_is_held_back() -> None:
    queue_orders(order(over=True))
    pigeon = Pigeon()
    assert deliver(pigeon) == 1
    assert deliver(pigeon) == 0
    mail = the_mail()
    assert (pigeon.carried, mail.state, mail.subject, mail.last_error) == (
        [],
        MailState.STOPPED,
        "",
        None,
    )


def test_a_writer_that_raises_is_asked_again_and_keeps_nobody_waiting() -> None:
    queue_orders(order("bad", trouble="hilde@demo.example"), order("good", to="an@demo.example"))
    pigeon = Pigeon()
    assert deliver(pigeon) == 2
    assert [str(one["To"]) for one in pigeon.carried] == ["an@demo.example"]
    bad = the_mail("bad")
    assert (bad.state, bad.last_error, bad.due_at) == (
        MailState.QUEUED,
        "NotWritten: RuntimeError",
        NOW + BACK_OFF[0],
    )


def test_a_writer_that_breaks_its_query_keeps_nobody_waiting(app: Flask) -> None:
    def write(_parameters: Parameters, _locale: str) -> Written:
        db.session.execute(text("SELECT nothing FROM nowhere"))
        return Written(letter=LETTER)

    let_write(app, "broken", write)
    with transaction():
        services.queue_letters("broken", [order("bad")], due_at=NOW - timedelta(hours=1))
    queue_orders(order("good"))
    assert deliver(Pigeon()) == 2
    assert (the_mail("bad").state, the_mail("good").state) == (MailState.QUEUED, MailState.SENT)


def test_a_writer_reads_and_changes_nothing(app: Flask) -> None:
    def write(_parameters: Parameters, _locale: str) -> Written:
        db.session.execute(text("SELECT 1"))
        services.settle_bounces("hilde@demo.example")
        return Written(letter=LETTER)

    let_write(app, "writes", write)
    with transaction():
        services.queue_letters("writes", [order()], due_at=NOW)
    deliver(Pigeon())
    assert the_mail().last_error == "NotWritten: RuntimeError"


def test_letters_of_one_batch_share_what_they_say_alike(app: Flask) -> None:
    read: list[int] = []

    def agenda() -> int:
        read.append(1)
        return len(read)

    def write(_parameters: Parameters, _locale: str) -> Written:
        subject = f"Agenda {once_a_batch('agenda', agenda)}"
        return Written(letter=Letter(subject=subject, text="", html=""))

    let_write(app, "shares", write)
    orders = [order(f"k/{number}") for number in range(BATCH + 1)]
    with transaction():
        services.queue_letters("shares", orders, due_at=NOW)
    pigeon = Pigeon()
    deliver(pigeon)
    subjects = [str(message["Subject"]) for message in pigeon.carried]
    assert subjects == ["Agenda 1"] * BATCH + ["Agenda 2"]
    assert [once_a_batch("agenda", agenda) for _ in range(2)] == [3, 4]


def test_nobody_queues_for_a_writer_that_does_not_exist() -> None:
    with pytest.raises(KeyError), transaction():
        services.queue_letters("nobody", [order()], due_at=NOW)


def test_a_writer_that_is_gone_is_waited_for() -> None:
    queue_orders(order())
    with transaction():
        db.session.execute(text("UPDATE outbox_mail SET writer = 'gone'"))
    deliver(Pigeon())
    assert (the_mail().state, the_mail().last_error) == (MailState.QUEUED, "NotWritten: KeyError")


@pytest.mark.parametrize("recipient", ["", "hilde", "a@demo.example, b@demo.example", "a@b.c\n"])
def test_an_order_goes_to_exactly_one_address(recipient: str) -> None:
    with pytest.raises(ValueError, match="one address"):
        queue_orders(order("good"), order("bad", to=recipient))
    assert db.session.query(OutboxMail).count() == 0


def test_a_second_try_is_the_same_mail_written_anew() -> None:
    queue_orders(order())
    down = Pigeon(stumbles={"hilde@demo.example": ConnectionRefusedError()})
    deliver(down)
    mail = the_mail()
    assert (mail.state, mail.text, mail.last_error) == (
        MailState.QUEUED,
        "",
        "ConnectionRefusedError",
    )
    pigeon = Pigeon()
    deliver_due(now=mail.due_at, transport=pigeon, limit=1)
    assert str(pigeon.carried[0]["Message-ID"]) == mail.message_id


def test_without_a_mail_server_an_order_is_written_once_and_kept_sealed() -> None:
    queue_orders(order())
    deliver(Kept())
    mail = the_mail()
    assert (mail.state, mail.subject) == (MailState.KEPT, "Reflectiemoment 14 (nl)")
    assert mail.calendar is not None
    assert (unseal(mail.text), mail.calendar_method) == ("/rsvp/s3cr3t\n", "REQUEST")
    assert [value for value in vars(mail).values() if "s3cr3t" in str(value)] == []


def test_a_kept_order_is_written_anew_once_there_is_a_server() -> None:
    queue_orders(order())
    deliver(Kept())
    with transaction():
        services.send_again(the_mail(), by=4, now=NOW)
    assert (the_mail().text, the_mail().calendar) == ("", None)
    pigeon = Pigeon()
    deliver(pigeon)
    assert str(pigeon.carried[0]["Subject"]) == "Reflectiemoment 14 (nl)"


def test_a_mail_whose_worker_died_is_claimed_alone() -> None:
    queue_orders(*(order(f"k/{number}") for number in range(3)))
    with transaction():
        assert len(claims.claim_due_mails(now=NOW, worker="doomed", limit=BATCH)) == 3
    later = NOW + CLAIM_HOLDS
    for _ in range(3):
        with transaction():
            assert len(claims.claim_due_mails(now=later, worker="next", limit=BATCH)) == 1


def test_a_slow_server_gives_back_what_it_has_no_time_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.outbox.delivery.WRITE_DOWN_AFTER", timedelta(0))
    queue_orders(*(order(f"k/{number}") for number in range(3)))
    pigeon = Pigeon()
    assert deliver_due(now=NOW, transport=pigeon, limit=3) == 3
    assert len(pigeon.carried) == 1
    assert [(the_mail(f"k/{n}").state, the_mail(f"k/{n}").attempts) for n in range(3)] == [
        (MailState.SENT, 1),
        (MailState.QUEUED, 0),
        (MailState.QUEUED, 0),
    ]


def test_a_short_hold_takes_over_sooner() -> None:
    queue_orders(order())
    with transaction():
        claims.claim_due_mails(now=NOW, worker="doomed", limit=1)
    moment, hold = NOW + timedelta(seconds=1), timedelta(seconds=1)
    assert deliver_due(now=moment, transport=Pigeon(), limit=1) == 0
    assert deliver_due(now=moment, transport=Pigeon(), limit=1, holds=hold) == 1


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("writer_has_parameters", "parameters = NULL"),
        ("writer_has_parameters", "writer = NULL, subject = 'x'"),
        ("mail_has_words_or_writer", "writer = NULL, parameters = NULL"),
        ("order_is_secret", "secret = false"),
        ("order_rests_without_words", "text = 'x'"),
        ("order_rests_without_words", "html = 'x'"),
        ("order_rests_without_words", "calendar = 'x', calendar_method = 'REQUEST'"),
    ],
)
def test_the_database_holds_the_rules_of_orders(name: str, change: str) -> None:
    queue_orders(order())
    with pytest.raises(IntegrityError, match=name), transaction():
        db.session.execute(text(f"UPDATE outbox_mail SET {change}"))


def test_the_outbox_names_the_kind_until_there_is_a_subject(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.administrator)
    queue_orders(order())
    path = f"/outbox/{the_mail().id}/"
    for page in (client.get("/outbox/?lang=en"), client.get(f"{path}?lang=en")):
        assert "News about lesson kits" in page.text
    assert "is written when it leaves" in client.get(f"{path}?lang=en").text
    assert "News about lesson kits" in client.get("/outbox.csv?lang=en").text
    deliver(Kept())
    assert "Reflectiemoment 14 (nl)" in client.get("/outbox/?lang=en").text
    assert "/rsvp/s3cr3t" in client.get(path).text  # the demo shows it: there is no post


@pytest.mark.usefixtures("real")
def test_a_real_network_shows_nobody_what_a_kept_order_says(client: Visitor, cast: Cast) -> None:
    queue_orders(order())
    deliver(Kept())
    page = client.sign_in(cast.administrator).get(f"/outbox/{the_mail().id}/?lang=en").text
    assert "s3cr3t" not in page
    assert "This mail holds a personal link" in page


def test_a_letter_of_nobody_has_a_name_too() -> None:
    assert kind_of("gone") == "Een brief"


def test_a_writer_cannot_make_a_second_header(app: Flask) -> None:
    def write(_parameters: Parameters, _locale: str) -> Written:
        return Written(letter=Letter(subject="Dag\r\nBcc: all@demo.example", text="", html=""))

    let_write(app, "names", write)
    with transaction():
        services.queue_letters("names", [order()], due_at=NOW)
    pigeon = Pigeon()
    deliver(pigeon)
    assert (pigeon.carried, the_mail().last_error) == ([], "NotWritten: ValueError")
