"""What anybody wrote arrives as it was written, and never as a header of its own."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.outbox.claims import ClaimedMail
from portal.outbox.letters import CalendarPart, Letter
from portal.outbox.message import message_of
from portal.outbox.writing import Written
from tests.outbox.mails import EVENT, NOW

HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
]
SENDER = Address(display_name="Mangomoment-netwerk", addr_spec="portal@demo.example")
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"), min_size=1)
subjects = words.filter(str.isprintable)


def mail(**changed: object) -> ClaimedMail:
    known: dict[str, object] = {
        "id": 1,
        "due_at": datetime(2022, 11, 15, tzinfo=UTC),
        "attempts": 1,
        "claimed_by": "test",
        "recipient": "hilde@demo.example",
        "locale": "nl",
        "message_id": "<1@demo.example>",
        "writer": None,
        "parameters": None,
        "subject": "",
        "text": "",
        "html": "",
        "calendar": None,
        "calendar_method": None,
        "secret": False,
        "topic": None,
    }
    return ClaimedMail(**(known | changed))  # type: ignore[arg-type]


def laid_out(
    subject: str = "Dag", text: str = "Dag\n", html: str = "<p>Dag</p>\n", *, by: Address = SENDER
) -> bytes:
    letter = Letter(subject=subject, text=text, html=html)
    written = Written(letter=letter, calendar=CalendarPart(content=EVENT))
    return message_of(mail(), written, sender=by, now=NOW).content


def read(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.usefixtures("app")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(subjects, st.lists(words).map("\n".join))
@example("=?utf-8?q?Dag?=", ".\n..\n=_\n--=_")
@example("x" * 900, "é" * 2000)
@example("Reflectiemoment 14: “samen” " * 9, "spatie aan het einde   \n\n\n")
def test_what_was_written_is_what_is_read(subject: str, text: str) -> None:
    content = laid_out(subject, text, f"<pre>{text}</pre>")
    message = read(content)
    assert message.keys() == HEADERS
    assert "".join(str(message["Subject"]).split()) == "".join(subject.split())
    plain, html, calendar = message.iter_parts()
    told = text.removesuffix("\n")
    assert plain.get_payload(decode=True) == f"{told}\n".replace("\n", "\r\n").encode()
    assert f"<pre>{told}" in html.get_content().replace("\r\n", "\n")
    assert calendar.get_payload(decode=True) == EVENT.encode()
    assert content.isascii()
    assert max(len(line) for line in content.split(b"\r\n")) <= 78
    assert b"\n" not in content.replace(b"\r\n", b"")


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    "name", ["Mangomoment-netwerk", "Netwerk Lindenhof café Één " * 4, 'A "B", C']
)
def test_who_writes_is_named(name: str) -> None:
    by = Address(display_name=name.strip(), addr_spec="portal@demo.example")
    raw = message_from_bytes(laid_out(by=by), policy=policy.compat32)["From"]
    assert parseaddr(str(make_header(decode_header(raw)))) == (name.strip(), by.addr_spec)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    "changed",
    [
        {"recipient": "hilde@demo.example\r\nBcc: all@demo.example"},
        {"message_id": "<1@demo.example>\nX: y"},
        {"locale": "nl\nX: y"},
    ],
)
def test_no_value_becomes_two_headers(changed: dict[str, str]) -> None:
    written = Written(letter=Letter(subject="Dag", text="", html=""))
    with pytest.raises(ValueError, match="one line"):
        message_of(mail(**changed), written, sender=SENDER, now=NOW)


def test_the_sender_of_the_settings_is_one_header(app: Flask) -> None:
    assert app
    written = Written(letter=Letter(subject="Dag", text="", html=""))
    forged = Address(display_name="Netwerk\u2028Bcc", addr_spec="portal@demo.example")
    with pytest.raises(ValueError, match="one line"):
        message_of(mail(), written, sender=forged, now=NOW)
