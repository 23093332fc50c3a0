"""Over a real line: what arrives is what was written, to one person, once."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from portal.config import Settings
from portal.outbox.delivery import deliver_due
from portal.outbox.letters import CalendarPart, Letter
from portal.outbox.message import Message
from portal.outbox.models import MailState
from portal.outbox.transports import BareLine, Kept, Smtp, transport_of
from tests.outbox.mails import EVENT, NOW, queue, the_mail
from tests.outbox.sink import Sink

MESSAGE = Message(sender="portal@localhost", recipient="a@demo.example", content=b"")
KEY = "k" * 32


@pytest.fixture
def line(sink: Sink) -> Iterator[Smtp]:
    with Smtp(sink.url, introduces_as="portal.demo.example") as line:
        yield line


@pytest.mark.usefixtures("app")
def test_what_arrives_is_what_was_written(sink: Sink, line: Smtp) -> None:
    letter = Letter(
        subject="Een “kleine” attentie", text="Dag Zoë,\n\nàéî…\n", html="<p>Dag Zoë</p>\n"
    )
    queue(to="zoe@demo.example", letter=letter, calendar=CalendarPart(content=EVENT))
    deliver_due(now=NOW, transport=line, limit=10)
    (message,) = sink.arrived
    assert {name: str(message[name]) for name in ("From", "To", "X-Envelope-To", "Subject")} == {
        "From": "Mangomoment-netwerk <portal@localhost>",
        "To": "zoe@demo.example",
        "X-Envelope-To": "zoe@demo.example",
        "Subject": "Een “kleine” attentie",
    }
    assert str(message["Message-ID"]) == the_mail().message_id
    assert str(message["Date"]) == "Mon, 02 Mar 2026 09:30:00 +0000"
    assert (str(message["Content-Language"]), str(message["Auto-Submitted"])) == (
        "nl",
        "auto-generated",
    )
    assert {part.get_content_type() for part in message.iter_parts()} == {
        "text/plain",
        "text/html",
        "text/calendar",
    }
    for kind, words in (("text/plain", letter.text), ("text/html", letter.html)):
        assert _part(message, kind).get_content().replace("\r\n", "\n") == words


@pytest.mark.usefixtures("app")
def test_calendars_recognise_the_invitation(sink: Sink, line: Smtp) -> None:
    queue(calendar=CalendarPart(content=EVENT, method="CANCEL"))
    deliver_due(now=NOW, transport=line, limit=10)
    part = _part(sink.arrived[0], "text/calendar")
    assert part.get_content_type() == "text/calendar"
    assert (part["Content-Type"].params["method"], part.get_content_charset()) == (
        "CANCEL",
        "utf-8",
    )
    assert part.get_payload(decode=True) == EVENT.encode()


@pytest.mark.usefixtures("app")
def test_one_line_carries_many_mails_and_survives_a_refusal(sink: Sink, line: Smtp) -> None:
    sink.refused["gone@demo.example"] = "550 5.1.1 <gone@demo.example> is not here"
    sink.refused["full@demo.example"] = "450 4.2.2 <full@demo.example> is full"
    for name in ("an", "gone", "bo", "full", "cis"):
        queue(name, to=f"{name}@demo.example")
    assert deliver_due(now=NOW, transport=line, limit=10) == 5
    assert [str(message["To"]) for message in sink.arrived] == [
        "an@demo.example",
        "bo@demo.example",
        "cis@demo.example",
    ]
    assert (the_mail("gone").state, the_mail("gone").last_error) == (MailState.FAILED, "550 5.1.1")
    assert (the_mail("full").state, the_mail("full").last_error) == (MailState.QUEUED, "450 4.2.2")


@pytest.mark.usefixtures("app")
def test_a_server_that_is_down_is_called_again_later(sink: Sink) -> None:
    queue()
    with Smtp("smtp://127.0.0.1:9", introduces_as="portal", timeout=1) as nobody:
        deliver_due(now=NOW, transport=nobody, limit=10)
    assert (the_mail().state, the_mail().last_error) == (MailState.QUEUED, "ConnectionRefusedError")
    with Smtp(sink.url, introduces_as="portal") as line:
        deliver_due(now=the_mail().due_at, transport=line, limit=10)
    assert len(sink.arrived) == 1


def test_a_line_is_made_with_the_first_mail_only() -> None:
    with Smtp("smtp://127.0.0.1:9", introduces_as="portal") as line:
        assert isinstance(line, Smtp)


def test_a_password_never_travels_in_the_clear(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.outbox.transports.LOOPBACK", frozenset())
    url = f"smtp://user:p%40ss@127.0.0.1:{sink.port}"
    with Smtp(url, introduces_as="portal") as line, pytest.raises(BareLine):
        line.send(MESSAGE)


def test_a_password_is_given_to_who_asks(sink: Sink) -> None:
    url = f"smtp://user:p%40ss@127.0.0.1:{sink.port}"
    with Smtp(url, introduces_as="portal") as line, pytest.raises(smtplib.SMTPNotSupportedError):
        line.send(MESSAGE)


def test_without_a_server_in_the_settings_mails_are_kept(tmp_path: Path) -> None:
    kept = Settings(secret_key=KEY, files=tmp_path)
    sent = Settings(secret_key=KEY, files=tmp_path, smtp_url="smtp://127.0.0.1:25")
    assert isinstance(transport_of(kept), Kept)
    assert isinstance(transport_of(sent), Smtp)


def _part(message: EmailMessage, kind: str) -> EmailMessage:
    (part,) = (part for part in message.iter_parts() if part.get_content_type() == kind)
    assert isinstance(part, EmailMessage)
    return part
