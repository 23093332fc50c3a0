"""A page that lay open too long comes back with all that was typed on it, under a fresh seal.

Elsewhere an expired page says so and the reader begins again; half a questionnaire is too much to
ask for twice. With a script the form renews itself and nobody sees this.
"""

from http import HTTPStatus

from flask import Flask, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from portal.policy.guard import actor_or_none
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.campaigns.queries import find_campaign
from portal.questionnaires.filling import steps
from portal.questionnaires.filling.answering import Lapsed, question_page
from portal.questionnaires.filling.hosts import host_of
from portal.questionnaires.filling.reading import Asked, secret
from portal.web.errors import EXPIRED


def init_app(app: Flask) -> None:
    """Answer a page without a valid token: a form with its own page, any other as ever."""
    app.register_error_handler(CSRFError, _come_back)


def _come_back(_error: CSRFError) -> ResponseReturnValue:
    return _page_of_form() or _expired(), HTTPStatus.BAD_REQUEST


def _expired() -> str:
    title, what = EXPIRED
    status = HTTPStatus.BAD_REQUEST.value
    return render_template("errors/error.html", title=title, what=what, status=status)


def _page_of_form() -> str | None:
    """Return the page that was sent once more, or nothing where it was no page of a form."""
    progress = steps.unseal(request.form.get("progress", ""), secret=secret())
    campaign = find_campaign(progress.campaign_id) if progress else None
    if progress is None or campaign is None:
        return None
    asked = _asked(campaign, by_code=bool(progress.code_hash))
    if asked.action != request.path:
        return None
    step = asked.asking.step(progress, request.form.to_dict(flat=False), steps.STAY)
    is_out = not asked.by_code and actor_or_none() is None
    return question_page(asked, step, lapsed=Lapsed.SIGNED_OUT if is_out else Lapsed.OPEN_TOO_LONG)


def _asked(campaign: Campaign, *, by_code: bool) -> Asked:
    host = host_of(campaign)
    action = url_for("filling.answer_by_code") if by_code else host.after(campaign)
    return Asked(campaign, lambda: host.title(campaign), action, by_code=by_code)
