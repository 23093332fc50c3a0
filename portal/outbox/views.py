"""The outbox for the administrator: which mails wait, left, or could not be delivered."""

from zoneinfo import ZoneInfo

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import now
from portal.config import settings_of
from portal.db import transaction
from portal.outbox import queries, services, topics, writing
from portal.outbox.forms import SendAgainForm
from portal.outbox.models import MailState, OutboxMail
from portal.outbox.reading import is_unwritten, readable_text, subject_of
from portal.outbox.tables import mails_table
from portal.outbox.words import STATE_NAMES, STATE_TAGS
from portal.policy.guard import current_actor, ensure, requires
from portal.policy.table import P
from portal.rules import RuleBroken
from portal.tables.files import table_response
from portal.web.paging import page_number
from portal.web.words import reason

bp = Blueprint("outbox", __name__, template_folder="templates")


@bp.get("/outbox/")
@requires(P.OUTBOX_READ)
def index() -> ResponseReturnValue:
    """List the mails, the newest first, of one state or of all."""
    actor, state = current_actor(), _state_asked_for()
    counts = queries.counts_for(actor)
    total = sum(counts.values()) if state is None else counts[state]
    number = page_number(request.args.get("page"))
    return render_template(
        "outbox/index.html",
        page=queries.mails_for(actor, state=state, number=number, total=total),
        counts=counts,
        chosen=state,
    )


@bp.get("/outbox.csv", defaults={"extension": "csv"})
@bp.get("/outbox.xlsx", defaults={"extension": "xlsx"})
@requires(P.OUTBOX_READ)
def table(extension: str) -> ResponseReturnValue:
    """Give the same list as a file, without what the mails say and to whom."""
    mails = queries.all_mails_for(current_actor(), state=_state_asked_for())
    zone = ZoneInfo(settings_of(current_app).time_zone)
    return table_response(mails_table(mails, zone=zone), extension)


@bp.get("/outbox/<int:mail_id>/")
@requires(P.OUTBOX_READ)
def show(mail_id: int) -> ResponseReturnValue:
    """Show one mail; its words only if they open no door."""
    mail = ensure(P.OUTBOX_READ, OutboxMail, OutboxMail.id == mail_id)
    return render_template(
        "outbox/show.html",
        mail=mail,
        is_unwritten=is_unwritten(mail),
        text=readable_text(mail, in_demo=settings_of(current_app).is_demo),
        form=SendAgainForm() if services.may_send_again(mail) else None,
    )


@bp.post("/outbox/<int:mail_id>/send-again")
@requires(P.OUTBOX_READ)
def send_again(mail_id: int) -> ResponseReturnValue:
    """Queue a mail that could not be delivered once more."""
    mail = ensure(P.OUTBOX_READ, OutboxMail, OutboxMail.id == mail_id)
    if not SendAgainForm().validate_on_submit():
        abort(400)
    try:
        with transaction():
            services.send_again(mail, by=current_actor().person_id, now=now())
        flash(gettext("The mail is queued. It leaves within a minute."))
    except RuleBroken as broken:
        flash(reason(broken))
    return redirect(url_for(".show", mail_id=mail_id), code=303)


def _state_asked_for() -> MailState | None:
    """Read the filter; a state that the page does not offer is no filter."""
    asked = request.args.get("state", "")
    return MailState(asked) if asked in set(MailState) else None


def init_app(app: Flask) -> None:
    """Serve the pages of this room."""
    app.register_blueprint(bp)
    topics.init_app(app)
    writing.init_app(app)
    app.jinja_env.globals.update(
        mail_state_names=STATE_NAMES, mail_state_tags=STATE_TAGS, mail_subject=subject_of
    )
