"""Ways for a mail to leave the house: over SMTP, or not at all."""

import re
import smtplib
import ssl
from typing import Final, Protocol, Self
from urllib.parse import SplitResult, unquote, urlsplit

from portal.config import Settings
from portal.outbox.message import Message
from portal.outbox.sealing import SealBroken
from portal.outbox.writing import NotWritten

TIMEOUT: Final = 10.0
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
PERMANENT: Final = 500
_ENHANCED = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")


class BareLine(Exception):  # noqa: N818 -- reads as a sentence where it is raised
    """The server wants a password but offers no encryption."""


class Transport(Protocol):
    """Something that takes messages, for as long as it is open."""

    keeps: bool

    def __enter__(self) -> Self:
        """Open; an SMTP line is only made with the first message."""

    def __exit__(self, *_: object) -> None:
        """Close, without a word about what went wrong at the end."""

    def send(self, message: Message) -> None:
        """Hand the message over, or raise."""


class Kept:
    """No mail server: mails stay in the outbox, to be read there."""

    keeps = True

    def __enter__(self) -> Self:
        """There is nothing to open."""
        return self

    def __exit__(self, *_: object) -> None:
        """There is nothing to close."""

    def send(self, message: Message) -> None:
        """Let the message be: that it can be written is all that is asked."""


class Smtp:
    """A mail server: one line for many mails, made anew after any trouble.

    ``smtp://`` turns to TLS as soon as the server offers it, ``smtps://`` begins with it. A
    password never travels in the clear, unless to this machine itself.
    """

    keeps = False

    def __init__(self, url: str, *, introduces_as: str, timeout: float = TIMEOUT) -> None:
        """Take where the server is; the line is made with the first mail."""
        self._at = urlsplit(url)
        self._name = introduces_as
        self._timeout = timeout
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        """Open nothing yet: a batch without mails should not bother the server."""
        return self

    def __exit__(self, *_: object) -> None:
        """Say goodbye if there is anyone on the line."""
        self._hang_up()

    def send(self, message: Message) -> None:
        """Hand the message to the server; after any trouble the next mail gets a new line."""
        try:
            if self._line is None:
                self._line = self._call(self._at)
            options = () if _is_plain(message) else self._international(self._line)
            self._line.sendmail(message.sender, [message.recipient], message.content, options)
        except Exception:
            self._hang_up()
            raise

    @staticmethod
    def _international(line: smtplib.SMTP) -> tuple[str, ...]:
        """Return what asks the server to take an address with other letters (RFC 6531)."""
        if not line.has_extn("smtputf8"):
            raise smtplib.SMTPNotSupportedError("The server takes no such address")
        return ("SMTPUTF8", "BODY=8BITMIME")

    def _call(self, at: SplitResult) -> smtplib.SMTP:
        host, port = at.hostname or "", at.port or 0
        if at.scheme == "smtps":
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, self._name, timeout=self._timeout, context=ssl.create_default_context()
            )
        else:
            line = smtplib.SMTP(host, port, self._name, timeout=self._timeout)
        try:
            self._greet(line, at)
        except Exception:
            line.close()
            raise
        return line

    @staticmethod
    def _greet(line: smtplib.SMTP, at: SplitResult) -> None:
        line.ehlo()
        if at.scheme == "smtp" and at.hostname not in LOOPBACK:
            if line.has_extn("starttls"):
                line.starttls(context=ssl.create_default_context())
            elif at.username:
                raise BareLine(at.hostname)
        if at.username:
            line.login(unquote(at.username), unquote(at.password or ""))

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            try:
                line.quit()
            except (smtplib.SMTPException, OSError):
                line.close()


def _is_plain(message: Message) -> bool:
    return message.sender.isascii() and message.recipient.isascii()


def transport_of(settings: Settings) -> Transport:
    """Return the way out that the settings name."""
    if settings.smtp_url is None:
        return Kept()
    return Smtp(settings.smtp_url, introduces_as=urlsplit(settings.base_url).hostname or "portal")


def is_final(error: Exception) -> bool:
    """Tell whether trying again is of no use.

    So it is when the server refuses the recipient or the content for good (RFC 5321, 4.2.1: 5yz),
    and when the mail cannot be written at all. A refused sender or sign-in is a matter of
    settings: it may be mended.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= PERMANENT
    return isinstance(error, SealBroken | ValueError | smtplib.SMTPNotSupportedError)


def is_bounce(error: Exception) -> bool:
    """Tell whether the server refuses this recipient for good: the address may be wrong.

    A refusal by policy (RFC 3463: x.7.x) is about the one who sends, so it is none.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return is_final(error) and not any(
            _codes(*said).split()[-1].startswith("5.7.") for said in error.recipients.values()
        )
    if isinstance(error, smtplib.SMTPDataError):
        return is_final(error) and _codes(error.smtp_code, error.smtp_error).startswith(
            ("550 5.1.", "550 5.2.")
        )
    return False


def reason_of(error: Exception) -> str:
    """Return why in codes only: what a server says may name the person."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _codes(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPResponseException):
        return _codes(error.smtp_code, error.smtp_error)
    if isinstance(error, NotWritten):
        return f"NotWritten: {error}"
    return type(error).__name__


def _codes(code: int, said: bytes | str) -> str:
    found = _ENHANCED.search(said.encode() if isinstance(said, str) else said)
    return f"{code} {found[0].decode()}" if found else str(code)
