"""Mails that their readers may choose not to get: asked of the room above that keeps the choices.

A mail without a topic always goes: an invitation, a new password, a meeting that moves.
"""

from collections.abc import Callable
from typing import Final

from flask import Flask, current_app

Wanted = Callable[[str, str], bool]
StopLink = Callable[[str, str], str | None]
_KEY: Final = "mail_topics"


def let_readers_choose(app: Flask, *, wanted: Wanted, stop_link: StopLink) -> None:
    """Ask ``wanted(recipient, topic)`` before a mail is queued and again before it leaves.

    ``stop_link(recipient, topic)`` gives the address that stops such mails with one press.
    """
    app.extensions[_KEY] = (wanted, stop_link)


def is_wanted(recipient: str, topic: str | None) -> bool:
    """Tell whether a mail of this topic may go to this reader; without topic it may."""
    wanted: Wanted = current_app.extensions[_KEY][0]
    return topic is None or wanted(recipient, topic)


def stop_link(recipient: str, topic: str | None) -> str | None:
    """Return the address that stops such mails, or nothing for a mail that must go."""
    link: StopLink = current_app.extensions[_KEY][1]
    return None if topic is None else link(recipient, topic)


def init_app(app: Flask) -> None:
    """Start with readers who want everything, before a room above asks them."""
    let_readers_choose(app, wanted=lambda *_: True, stop_link=lambda *_: None)
