"""Letters: what a mail says, written in the reader's language before it is queued."""

import re
from dataclasses import dataclass, field

from flask import current_app
from flask_babel import force_locale

from portal.config import settings_of
from portal.outbox.addresses import link_to

CALENDAR_METHODS = frozenset({"REQUEST", "CANCEL", "PUBLISH"})
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A subject of one line, and the same words as plain text and as HTML.

    ``topic`` names what its reader may choose not to get.
    """

    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    topic: str | None = None

    def __post_init__(self) -> None:
        """Refuse a subject that could become a second header."""
        if not self.subject or not self.subject.isprintable():
            raise ValueError("A subject is one line of visible characters")


@dataclass(frozen=True, kw_only=True)
class CalendarPart:
    """An iCalendar object that travels with a letter, and what the calendar is to do with it."""

    content: bytes | str = field(repr=False)
    method: str = "REQUEST"

    def __post_init__(self) -> None:
        """Refuse a method that calendars do not know."""
        if self.method not in CALENDAR_METHODS:
            raise ValueError(f"{self.method!r} is no calendar method")

    @property
    def text(self) -> str:
        """The object as text, with the line ends of the standard (RFC 5545, 3.1)."""
        text = self.content.decode() if isinstance(self.content, bytes) else self.content
        return "\r\n".join(text.splitlines()) + "\r\n"


def compose(name: str, /, *, locale: str, topic: str | None = None, **context: object) -> Letter:
    """Write the letter ``name`` (``<room>/mail/<letter>``) in ``locale``.

    Renders ``<name>.subject.txt``, ``<name>.txt`` and ``<name>.html``; in them ``url_for`` gives
    links on ``BASE_URL``, and ``stop_link`` the way to stop such mails, where there is one. What
    people wrote cannot break the subject: it becomes one line.
    """
    home = settings_of(current_app).base_url
    known = {"stop_link": None, **context, "url_for": link_to, "mail_locale": locale, "home": home}
    with force_locale(locale):
        subject, text, html = (
            current_app.jinja_env.get_template(f"{name}.{part}").render(known)
            for part in ("subject.txt", "txt", "html")
        )
    return Letter(
        subject=one_line(subject), text=_tidy(text), html=html.strip() + "\n", topic=topic
    )


def one_line(text: str) -> str:
    """Return ``text`` as one line: what cannot be printed and runs of space become one space."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _tidy(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return _BLANK_LINES.sub("\n\n", lines) + "\n"
