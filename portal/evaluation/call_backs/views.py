"""A call back: asked for by anybody on a page of its own, read and done by the project team.

Nothing leads from a wish to a form, a meeting or an account, also for who is signed in.
"""

from datetime import timedelta
from typing import Final

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from portal.accounts import door
from portal.accounts.rules import Limit
from portal.clock import today
from portal.db import transaction
from portal.evaluation.blueprint import bp
from portal.evaluation.call_backs import queries, services
from portal.evaluation.call_backs.forms import CallBackForm
from portal.evaluation.forms import StepForm
from portal.policy.guard import current_actor, public, requires
from portal.policy.table import P
from portal.web.paging import page_number

TRIES: Final = Limit(free=20, first_wait=timedelta(minutes=5), longest_wait=timedelta(hours=1))


@bp.get("/evaluation/call-back")
@public
def call_back() -> ResponseReturnValue:
    """Ask how and when somebody wants to be called, and say what is kept of that."""
    return _page(CallBackForm(formdata=None))


@bp.post("/evaluation/call-back")
@public
def ask_for_call() -> ResponseReturnValue:
    """Keep the wish; a machine that fills in everything is thanked just as well."""
    form = CallBackForm()
    if not form.validate():
        return _page(form), 400
    if not form.is_of_a_machine:
        door.hold_back({door.address_key("call-back"): TRIES})
        with transaction():
            wish = form.wish(str(get_locale()))
            services.ask_for_call(wish, key=str(form.key.data), on=today())
    return redirect(url_for(".call_asked"), code=303)


@bp.get("/evaluation/call-back/asked")
@public
def call_asked() -> ResponseReturnValue:
    """Say what happens next."""
    return render_template("evaluation/call-asked.html")


@bp.get("/evaluation/call-backs")
@requires(P.CALL_BACK_READ)
def call_backs() -> ResponseReturnValue:
    """List who waits for a call; that somebody looked stands in the trail."""
    page = queries.call_backs(page_number(request.args.get("page")))
    shown = render_template("evaluation/call-backs.html", page=page, form=StepForm(formdata=None))
    if page.rows:
        with transaction():
            by = current_actor().person_id
            services.note_view(len(page.rows), on=today(), by=by)
    return shown


@bp.post("/evaluation/call-backs/<key>/done")
@requires(P.CALL_BACK_READ)
def call_done(key: str) -> ResponseReturnValue:
    """Note that somebody was called; the wish is erased a month later."""
    wish = queries.find_call_back(key)
    if wish is None:
        abort(404)
    with transaction():
        services.note_call(wish, on=today(), by=current_actor().person_id)
    flash(gettext("Noted. What stands here about it is erased after 30 days."))
    return redirect(url_for(".call_backs"), code=303)


def _page(form: CallBackForm) -> str:
    return render_template("evaluation/call-back.html", form=form)
