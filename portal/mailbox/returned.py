"""Mails that could not be delivered, as mail servers tell of it (RFC 3464), and automatic answers.

The Message-ID of ours is 128 random bits: who quotes it has seen the mail, or carried it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Final

from portal.mailbox.message import Mail, text_of

_OURS: Final = re.compile(r"<[0-9a-f]{32}@[^<>\s]{1,255}>")
_IN_HEADERS: Final = re.compile(r"(?im)^message-id:\s*(<[^<>\s]{1,320}>)")
_STATUS: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# x.1 is about the address, x.2 about the mailbox (RFC 3463, 3.2 and 3.3).
_ABOUT_THE_ADDRESS: Final = frozenset({"1", "2"})


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What a server says of one mail: whether it failed for good, why, and which it may be."""

    failed: bool
    about_address: bool
    status: str
    message_ids: frozenset[str]


def notice_in(mail: Mail) -> Notice | None:
    """Return what a delivery report says; nothing for a message that is none."""
    top = mail.parts[0]
    told = str(top.get_param("report-type", "")).lower()
    if top.get_content_type() != "multipart/report" or told != "delivery-status":
        return None
    blocks = [block for block in _blocks(mail) if block["action"]]
    worst = next((block for block in blocks if _action(block) == "failed"), None)
    status = _STATUS.search(str(worst["status"])) if worst else None
    return Notice(
        failed=worst is not None and (status is None or status[1] != "4"),
        about_address=bool(status and status[1] == "5" and status[2] in _ABOUT_THE_ADDRESS),
        status=status[0] if status else "",
        message_ids=frozenset(_message_ids(mail)),
    )


def is_automatic(mail: Mail) -> bool:
    """Tell whether nobody wrote this: an out-of-office answer, a list, a machine (RFC 3834)."""
    said = mail.first("auto-submitted").partition(";")[0].strip().lower()
    old_way = mail.first("precedence").strip().lower() in {"bulk", "auto_reply", "junk", "list"}
    marked = bool(mail.all("x-autoreply") or mail.all("x-autorespond"))
    return said not in {"", "no"} or old_way or marked or mail.first("return-path") == "<>"


def _blocks(mail: Mail) -> Iterator[Message]:
    """Yield what the report says of each recipient; the first block is about the message."""
    for part in mail.parts:
        inside = part.get_payload()
        if part.get_content_type() == "message/delivery-status" and isinstance(inside, list):
            yield from (block for block in inside if isinstance(block, Message))


def _action(block: Message) -> str:
    return str(block["action"]).strip().lower()


def _message_ids(mail: Mail) -> Iterator[str]:
    """Yield what may be our Message-ID: in the returned headers, and where replies name it."""
    for name in ("in-reply-to", "references"):
        for value in mail.all(name):
            yield from _OURS.findall(value)
    for part in mail.parts[1:]:
        if part.get_content_type() == "text/rfc822-headers":
            yield from _IN_HEADERS.findall(text_of(part))
        elif part["message-id"]:
            yield from _OURS.findall(str(part["message-id"]))
