"""The public pages of forms: the code from a sheet, and the thanks.

A code has 40 bits and works once: guessing it is hopeless.
"""

from flask import Flask, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.clock import today
from portal.policy.guard import public
from portal.questionnaires.campaigns.codes import hash_code
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.campaigns.queries import find_campaign, find_campaign_of_code
from portal.questionnaires.campaigns.rules import check_is_open
from portal.questionnaires.filling import answering, lapsing, taking_back
from portal.questionnaires.filling.blueprint import bp
from portal.questionnaires.filling.forms import LONGEST_CODE, CodeForm
from portal.questionnaires.filling.hosts import host_of
from portal.questionnaires.filling.reading import Asked, sealed_progress, secret
from portal.rules import RuleBroken, why_not

__all__ = ["init_app", "taking_back"]


@bp.get("/evaluate")
@public
def enter_code() -> ResponseReturnValue:
    """Ask for the code on the sheet; the drawing on it has filled the code in already."""
    typed = request.args.get("code", "")[:LONGEST_CODE]
    return _ask_code(CodeForm(formdata=None, data={"code": typed}))


@bp.post("/evaluate")
@public
def answer_by_code() -> ResponseReturnValue:
    """Open the form that the code is for, then take in its pages."""
    if "progress" not in request.form:
        return _begin(CodeForm())
    campaign = find_campaign(sealed_progress().campaign_id)
    if campaign is None:
        abort(400)
    try:
        return answering.take_in(_asked(campaign))
    except RuleBroken as refused:
        return _refused(CodeForm(formdata=None), refused)


@bp.get("/evaluate/thanks")
@public
def thanks() -> ResponseReturnValue:
    """Thank whoever answered, for who comes back to the page: a code is not shown again."""
    return render_template("questionnaires/fill/thanks.html", said=None)


def _begin(form: CodeForm) -> ResponseReturnValue:
    if not form.validate():
        return _ask_code(form), 400
    code_hash = hash_code(form.code.data or "", secret=secret())
    campaign = find_campaign_of_code(code_hash)
    if campaign is None:
        form.refuse_code()
        return _ask_code(form), 400
    if refused := why_not(check_is_open, campaign, today()):
        return _refused(form, refused)
    return answering.begin(_asked(campaign), code_hash=code_hash)


def _asked(campaign: Campaign) -> Asked:
    host = host_of(campaign)
    action = url_for("filling.answer_by_code")
    return Asked(campaign, lambda: host.title(campaign), action, by_code=True)


def _refused(form: CodeForm, refused: RuleBroken) -> ResponseReturnValue:
    form.refuse(refused)
    return _ask_code(form), 400


def _ask_code(form: CodeForm) -> str:
    return render_template("questionnaires/fill/code.html", form=form)


def init_app(app: Flask) -> None:
    """Serve the pages; the rooms that ask register themselves (``hosts.register``)."""
    app.register_blueprint(bp)
    lapsing.init_app(app)
