"""One message as it lies in a mailbox, taken apart without trusting a byte of it.

Everybody can write to a mailbox. So there are bounds to size, parts and depth, nothing here calls
itself, and whatever cannot be read is ``Unreadable``.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final

LARGEST: Final = 1024 * 1024
MOST_PARTS: Final = 40
DEEPEST: Final = 8
MOST_HEADERS: Final = 200
LONGEST_HEADER: Final = 8 * 1024
_CONTAINER: Final = re.compile(rb"(?im)^content-type:\s*(?:multipart|message)/")
_BEFORE_BODY: Final = re.compile(rb"\r?\n\r?\n")


class Unreadable(Exception):  # noqa: N818 -- reads as a sentence where it is raised
    """The message is no mail, or one that is built to do harm."""


@dataclass(frozen=True, kw_only=True)
class Mail:
    """What is asked of a message: its own headers, in order, and its parts, the outermost first."""

    headers: Sequence[tuple[str, str]] = field(repr=False)
    parts: Sequence[Message] = field(repr=False)
    digest: str

    def all(self, name: str) -> list[str]:
        """Return the values of each header of that name, the topmost first, each on one line."""
        return [value for key, value in self.headers if key == name.lower()]

    def first(self, name: str) -> str:
        """Return the topmost header of that name, or nothing."""
        return next(iter(self.all(name)), "")

    def addresses(self, *names: str) -> list[str]:
        """Return the addresses in these headers, in lower case."""
        found = getaddresses([value for name in names for value in self.all(name)])
        return [address.lower() for _, address in found if "@" in address]

    @property
    def key(self) -> str:
        """Return what tells this message apart: its Message-ID, or all of it where it has none."""
        return self.first("message-id").strip() or self.digest

    @property
    def sent_at(self) -> datetime | None:
        """Return when its sender says that it was sent."""
        try:
            told = parsedate_to_datetime(self.first("date"))
        except ValueError:
            return None
        return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)


def read(raw: bytes) -> Mail:
    """Take a message apart; raise ``Unreadable`` for what is none, or too large or too deep."""
    if len(raw) > LARGEST or len(_CONTAINER.findall(raw)) > MOST_PARTS:
        raise Unreadable
    try:
        message = message_from_bytes(raw)
        headers = [(key.lower(), _on_one_line(value)) for key, value in message.items()]
        parts = list(_parts(message))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable from error
    if not headers or len(headers) > MOST_HEADERS:
        raise Unreadable
    return Mail(headers=headers, parts=parts, digest=hashlib.sha256(raw).hexdigest())


def text_of(part: Message) -> str:
    """Return the text of a part, whatever way it travelled in."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def _on_one_line(value: object) -> str:
    return " ".join(str(value)[:LONGEST_HEADER].split())


def _parts(message: Message) -> Iterator[Message]:
    """Yield a message and all that is in it, the outermost first."""
    waiting = [(message, 0)]
    taken = 0
    while waiting:
        part, depth = waiting.pop(0)
        taken += 1
        if taken > MOST_PARTS or depth > DEEPEST:
            raise ValueError(taken)
        yield part
        inside = part.get_payload()
        if isinstance(inside, list):
            waiting += [(each, depth + 1) for each in inside if isinstance(each, Message)]
