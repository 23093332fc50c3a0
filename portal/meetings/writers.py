"""The letters of this room that are written when they leave, each by its own writer."""

from flask import Flask

from portal.meetings import deputies, farewells, mails, messages, reminding


def init_app(app: Flask) -> None:
    """Let each of them write what is queued under its name."""
    for part in (mails, farewells, deputies, reminding, messages):
        part.init_app(app)
