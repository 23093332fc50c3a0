"""How much may be sent to each page of this room, said in words when it is too much."""

from http import HTTPStatus
from typing import Final

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from portal.making.files.rules import LARGEST_FILE, LARGEST_ZIP, too_large
from portal.policy.guard import actor_or_none

ENVELOPE: Final = 64 * 1024  # what a form adds to the file in it
ZIPS: Final = frozenset({"files.upload", "files.send"})
FILES: Final = frozenset({"files.add", "files.edit"})
DRAINED: Final = 256 * 1024 * 1024
CHUNK: Final = 1024 * 1024


def _let_a_file_in() -> None:
    """Take a larger body where a file is sent, and nowhere else."""
    if request.endpoint in ZIPS:
        request.max_content_length = LARGEST_ZIP + ENVELOPE
    elif request.endpoint in FILES:
        request.max_content_length = LARGEST_FILE + ENVELOPE


def refuse(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say that it is too large, after the browser could send all of it: it shows no page before."""
    if actor_or_none() is not None:
        _let_it_finish()
    most = LARGEST_ZIP if request.endpoint in ZIPS else LARGEST_FILE
    page = render_template("files/too_large.html", refused=too_large(most))
    return page, HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def _let_it_finish() -> None:
    """Read what is sent and keep none of it, up to a bound."""
    body, left = request.environ["wsgi.input"], min(request.content_length or 0, DRAINED)
    while left > 0 and (chunk := body.read(min(CHUNK, left))):
        left -= len(chunk)


def init_app(app: Flask) -> None:
    """Set the limit before the form's token is looked for."""
    app.before_request(_let_a_file_in)
