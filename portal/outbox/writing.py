"""Who writes a letter that is queued as parameters: rooms above say so, delivery asks them.

A letter of this kind rests in the outbox as the name of its writer and a few parameters (ids, never
secrets). It is written when it leaves, so it says what is true by then, or does not go at all.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.outbox.letters import CalendarPart, Letter

_KEY: Final = "letter_writers"
_A_LETTER: Final = _l("A letter")
Parameters = Mapping[str, Any]
_Made = TypeVar("_Made")
_batch: ContextVar[dict[Hashable, Any] | None] = ContextVar("letters_of_one_batch", default=None)


@dataclass(frozen=True, kw_only=True)
class Order:
    """One letter to queue: to whom, in which language, and what its writer needs to know.

    ``parameters`` hold what JSON can hold. The same ``dedupe_key`` is queued once.
    """

    dedupe_key: str
    recipient: str = field(repr=False)
    locale: str
    parameters: Parameters


@dataclass(frozen=True, kw_only=True)
class Written:
    """A letter as it leaves, with the calendar object that travels along, if any."""

    letter: Letter
    calendar: CalendarPart | None = None


# (parameters, locale) -> what leaves, or None when by now it should not go any more.
Writer = Callable[[Parameters, str], Written | None]


class NotWritten(Exception):  # noqa: N818 -- reads as a sentence where it is raised
    """The writer of a letter stumbled; the message names over what kind of trouble."""


def let_write(app: Flask, name: str, writer: Writer, *, kind: LazyString = _A_LETTER) -> None:
    """Let ``writer`` write the letters that are queued under ``name``, inside the app's context.

    It reads, and changes nothing. ``kind`` says in the outbox what waits, before it has a subject.
    """
    app.extensions[_KEY][name] = (writer, kind)


def writer_called(name: str) -> Writer:
    """Return the writer of that name; raise ``KeyError`` when no room has one."""
    writers: Mapping[str, tuple[Writer, LazyString]] = current_app.extensions[_KEY]
    return writers[name][0]


def kind_of(name: str) -> str:
    """Return in words what the writer of that name writes; a letter, when no room has one."""
    writers: Mapping[str, tuple[Writer, LazyString]] = current_app.extensions[_KEY]
    return str(writers[name][1] if name in writers else _A_LETTER)


@contextmanager
def one_batch() -> Iterator[None]:
    """Let the letters that are written inside share what they say alike."""
    before = _batch.set({})
    try:
        yield
    finally:
        _batch.reset(before)


def once_a_batch(key: Hashable, make: Callable[[], _Made]) -> _Made:
    """Return what ``make`` reads, once for all letters of a batch: the agenda of their meeting.

    Outside a batch, as on a page, it is made each time.
    """
    made = _batch.get()
    if made is None:
        return make()
    if key not in made:
        made[key] = make()
    found: _Made = made[key]
    return found


def init_app(app: Flask) -> None:
    """Start without writers, before a room above brings one."""
    app.extensions[_KEY] = {}
