"""Error pages: styled, with the right status, and never a word about the person."""

from http import HTTPStatus

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import Conflict, HTTPException

from portal.db import GUARDED

TAKEN = frozenset({"23505", "23P01"})  # PostgreSQL: unique, exclusion
PAGES = {
    HTTPStatus.BAD_REQUEST: (
        _l("We could not read that"),
        _l("Something in the address or the form was not right. Go back and try once more."),
    ),
    HTTPStatus.FORBIDDEN: (
        _l("This is not open to you"),
        _l("If you think it should be, ask the project team."),
    ),
    HTTPStatus.NOT_FOUND: (
        _l("We cannot find this page"),
        _l("It does not exist, it has moved, or it belongs to somebody else."),
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        _l("This page works differently"),
        _l("Open it from the menu and start again from there."),
    ),
    HTTPStatus.CONFLICT: (
        _l("Somebody was here before you"),
        _l("Go back, look at what changed, and try once more."),
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        _l("That is too large"),
        _l("Send a smaller file or a shorter text."),
    ),
    HTTPStatus.TOO_MANY_REQUESTS: (
        _l("Too many tries"),
        _l("Wait a while and try again."),
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        _l("Something broke on our side"),
        _l("It is not your fault. Try again in a moment. If it stays, tell the project team."),
    ),
}
EXPIRED = (
    _l("The form was open too long"),
    _l("For your safety a form expires. Go back, load the page again and send it once more."),
)


def _page(error: HTTPException) -> ResponseReturnValue:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    if isinstance(error, CSRFError):
        title, what = EXPIRED
    else:
        title, what = PAGES.get(status, PAGES[HTTPStatus.INTERNAL_SERVER_ERROR])
    if request.path.endswith((".ics", ".csv", ".xlsx", ".zip", ".pdf")):
        return f"{title}\n", status, {"Content-Type": "text/plain; charset=utf-8"}
    headers = dict(error.get_headers()) if status == HTTPStatus.METHOD_NOT_ALLOWED else {}
    allow = {"Allow": headers["Allow"]} if "Allow" in headers else {}
    page = render_template("errors/error.html", title=title, what=what, status=status.value)
    return page, status, allow


def _somebody_was_first(error: IntegrityError) -> ResponseReturnValue:
    """Answer the loser of a race with 409; any other broken constraint is our own mistake."""
    said = str(error.orig)
    guard = said.partition("\n")[0]
    if getattr(error.orig, "sqlstate", None) in TAKEN or "UNIQUE" in said or guard in GUARDED:
        return _page(Conflict())
    raise error


def init_app(app: Flask) -> None:
    """Show every HTTP error on our own page."""
    app.register_error_handler(HTTPException, _page)
    app.register_error_handler(IntegrityError, _somebody_was_first)
