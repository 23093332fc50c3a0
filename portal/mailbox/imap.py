"""The mailbox on its server: what is new in it, and a mark on what was dealt with (RFC 3501)."""

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from typing import Any, Final, Self
from urllib.parse import unquote, urlsplit

from portal.mailbox.message import LARGEST

TIMEOUT: Final = 30.0
PORT: Final = 143
TLS_PORT: Final = 993
SEEN: Final = r"(\Seen)"
FLAGGED: Final = r"(\Flagged)"
_SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxTrouble(Exception):  # noqa: N818 -- reads as a sentence where it is raised
    """The server does not let us read: the text names the step, never what the server said."""


class Mailbox:
    """One folder of one mailbox, for as long as it is open."""

    def __init__(self, url: str, *, timeout: float = TIMEOUT) -> None:
        """Take where the mailbox is; the line is made on entering."""
        self._at = urlsplit(url)
        self._timeout = timeout
        self._line: imaplib.IMAP4

    def __enter__(self) -> Self:
        """Sign in and open the folder."""
        try:
            self._line = self._call()
        except (imaplib.IMAP4.error, OSError) as error:
            raise MailboxTrouble("connect") from error
        try:
            self._line.login(unquote(self._at.username or ""), unquote(self._at.password or ""))
        except (imaplib.IMAP4.error, OSError) as error:
            self._hang_up()
            raise MailboxTrouble("sign in") from error
        try:
            self._ask("select", self._line.select, _quoted(self._folder))
        except MailboxTrouble:
            self._hang_up()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up; nothing that was marked is lost by it."""
        self._hang_up()

    def new_messages(self, limit: int) -> Iterator[tuple[str, bytes | None]]:
        """Yield the number and content of messages that nobody read, without marking them read.

        One that is too large to take in comes without its content.
        """
        for number in self._new_numbers()[:limit]:
            yield number, self._content(number) if self._size(number) <= LARGEST else None

    def mark(self, number: str, flag: str) -> None:
        """Let the message be read (``SEEN``), or set it apart for somebody (``FLAGGED``)."""
        self._ask("mark", self._line.uid, "STORE", number, "+FLAGS.SILENT", flag)

    @property
    def _folder(self) -> str:
        return unquote(self._at.path.strip("/")) or "INBOX"

    def _call(self) -> imaplib.IMAP4:
        host, port = self._at.hostname or "", self._at.port
        if self._at.scheme == "imap":
            return imaplib.IMAP4(host, port or PORT, timeout=self._timeout)
        secure = ssl.create_default_context()
        return imaplib.IMAP4_SSL(host, port or TLS_PORT, ssl_context=secure, timeout=self._timeout)

    def _new_numbers(self) -> list[str]:
        found = self._ask("search", self._line.uid, "SEARCH", "UNSEEN", "UNFLAGGED")
        return [
            number.decode() for line in found if isinstance(line, bytes) for number in line.split()
        ]

    def _size(self, number: str) -> int:
        lines = self._ask("size", self._line.uid, "FETCH", number, "(RFC822.SIZE)")
        sizes = (_SIZE.search(line) for line in lines if isinstance(line, bytes))
        return next((int(size[1]) for size in sizes if size), 0)

    def _content(self, number: str) -> bytes:
        for piece in self._ask("fetch", self._line.uid, "FETCH", number, "(BODY.PEEK[])"):
            if isinstance(piece, tuple):
                content: bytes = piece[1]
                return content
        return b""

    @staticmethod
    def _ask(step: str, command: Callable[..., tuple[str, list[Any]]], *words: str) -> list[Any]:
        """Give one command; whatever goes wrong, the step it was is told, not what was said."""
        try:
            answered, lines = command(*words)
        except (imaplib.IMAP4.error, OSError) as error:
            raise MailboxTrouble(step) from error
        if answered != "OK":
            raise MailboxTrouble(step)
        return lines

    def _hang_up(self) -> None:
        try:
            self._line.logout()
        except (imaplib.IMAP4.error, OSError):
            self._line.shutdown()


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', r"\"")
    return f'"{escaped}"'
