"""Mails that their readers may choose not to get: asked of the room above that keeps the choices.

A mail without a topic always goes: an invitation, a new password, a meeting that moves.
"""

from collections.abc import Callable, Collection
from typing import Final

from flask import Flask, current_app

Stopped = Callable[[Collection[str], str], Collection[str]]
StopLink = Callable[[str, str], str | None]
_KEY: Final = "mail_topics"


def let_readers_choose(app: Flask, *, stopped: Stopped, stop_link: StopLink) -> None:
    """Ask ``stopped(recipients, topic)`` before mails are queued and again before they leave.

    It returns who of them wants no such mails. ``stop_link(recipient, topic)`` gives the address
    that stops them with one press.
    """
    app.extensions[_KEY] = (stopped, stop_link)


def stopped_among(recipients: Collection[str], topic: str | None) -> Collection[str]:
    """Return who of these readers gets no mail of this topic; without topic everybody does."""
    stopped: Stopped = current_app.extensions[_KEY][0]
    return frozenset() if topic is None else stopped(recipients, topic)


def stop_link(recipient: str, topic: str | None) -> str | None:
    """Return the address that stops such mails, or nothing for a mail that must go."""
    link: StopLink = current_app.extensions[_KEY][1]
    return None if topic is None else link(recipient, topic)


def init_app(app: Flask) -> None:
    """Start with readers who want everything, before a room above asks them."""
    let_readers_choose(app, stopped=lambda *_: frozenset(), stop_link=lambda *_: None)
