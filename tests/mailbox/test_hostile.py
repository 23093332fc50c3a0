"""Everybody can write to a mailbox: nothing that comes in may break, stop or slow the reading."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.mailbox.message import LARGEST, MOST_PARTS, Mail, Unreadable, read
from portal.mailbox.proof import vouched_sender
from portal.mailbox.replies import reply_in
from portal.mailbox.returned import is_automatic, notice_in
from tests.mailbox.letters import SAMPLES, letter

HEAD = b"From: an@org01.example\r\nMIME-Version: 1.0\r\n"
KNOWN = {
    "uid": "u@x",
    "attendee": "an@org01.example",
    "message_id": f"<{'a' * 32}@example.org>",
    "status": "5.1.1",
}
NAMES = sorted(path.stem for path in SAMPLES.glob("*.eml"))


def _ask_everything(raw: bytes) -> None:
    """Ask of a message whatever the portal asks; only ``Unreadable`` may come of it."""
    try:
        mail = read(raw)
        assert mail.key
        assert notice_in(mail) is None or mail.parts
        assert is_automatic(mail) in {True, False}
        assert vouched_sender(mail, "mx.example.org") is None or mail.headers
        reply_in(mail)
    except Unreadable:
        return


def _nested(depth: int) -> bytes:
    """Return a message with a message in it, and so on."""
    return HEAD + b"Content-Type: message/rfc822\r\n\r\n" * depth + b"end"


def _boxes(depth: int) -> bytes:
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at)
        for at in range(depth)
    )
    return HEAD + opened + b"Content-Type: text/plain\r\n\r\nend\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n\r\n",
        b"no header here",
        b"x" * (LARGEST + 1),
        _nested(2_000),
        _boxes(2_000),
        _boxes(MOST_PARTS - 10),
        HEAD + b"X: y\r\n" * 10_000 + b"\r\n",
    ],
    ids=["empty", "blank", "prose", "large", "nested", "boxes", "deep", "headers"],
)
def test_what_is_no_mail_or_a_bomb_is_unreadable(raw: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(Unreadable):
        read(raw)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_cut_off_anywhere_breaks_nothing(name: str) -> None:
    whole = letter(name, **KNOWN)
    for end in range(0, len(whole), max(1, len(whole) // 40)):
        _ask_everything(whole[:end])


@given(st.binary(max_size=2_000))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    _ask_everything(raw)
    _ask_everything(HEAD + raw)


@settings(max_examples=60)
@given(
    name=st.sampled_from(NAMES),
    at=st.floats(0, 1, exclude_max=True),
    piece=st.binary(min_size=1, max_size=20),
)
def test_a_sample_with_anything_written_over_it_breaks_nothing(
    name: str, at: float, piece: bytes
) -> None:
    whole = letter(name, **KNOWN)
    start = int(len(whole) * at)
    _ask_everything(whole[:start] + piece + whole[start + len(piece) :])


def _reply(*lines: str) -> Mail:
    content = "\r\n".join(["BEGIN:VCALENDAR", "METHOD:REPLY", *lines, "END:VCALENDAR", ""])
    return read(HEAD + b"Content-Type: text/calendar\r\n\r\n" + content.encode())


EVENT = ("BEGIN:VEVENT", "UID:u@x", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:an@x.example", "END:VEVENT")


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (*EVENT, *EVENT),
        ("BEGIN:VEVENT", "UID:u@x", "END:VEVENT"),
        (*EVENT[:3], "ATTENDEE:mailto:bo@x.example", "END:VEVENT"),
        ("BEGIN:VEVENT", EVENT[2], "END:VEVENT"),
        (EVENT[0], f"UID:{'u' * 300}", *EVENT[2:]),
        (*EVENT[:3], "SEQUENCE:many", "END:VEVENT"),
        (*["BEGIN:VEVENT"] * 5_000, *["END:VEVENT"] * 5_000),
        ("X-LONG:" + "x" * 200_000,),
    ],
    ids=["none", "two", "nobody", "several", "no-uid", "long", "sequence", "bomb", "large"],
)
def test_a_calendar_object_that_breaks_the_standard_is_unreadable(lines: tuple[str, ...]) -> None:
    with pytest.raises(Unreadable):
        reply_in(_reply(*lines))


def test_a_reply_without_a_stamp_is_as_old_as_its_mail() -> None:
    reply = reply_in(_reply(*EVENT))
    assert reply is not None
    assert (reply.uid, reply.said, reply.sequence, reply.stamp) == ("u@x", "ACCEPTED", 0, None)
