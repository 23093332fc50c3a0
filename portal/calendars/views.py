"""One's own calendar: its address to subscribe to, and the file that stands there."""

import hashlib

from flask import Flask, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from portal.accounts import door
from portal.calendars import queries, remembering, rules, services
from portal.calendars.blueprint import bp
from portal.calendars.feeds import feed_for
from portal.calendars.forms import StepForm
from portal.clock import today
from portal.db import transaction
from portal.outbox.addresses import link_to
from portal.policy.guard import can, current_actor, public, requires
from portal.policy.table import P
from portal.web.hooks import panel, section


@bp.get("/calendar/<token>.ics")
@public
def feed(token: str) -> ResponseReturnValue:
    """Give the calendar behind an address; a dead one looks like one that never was."""
    person = queries.reader_of(token, on=today())
    if person is None:
        door.hold_back({door.address_key("calendar"): rules.WRONG_ADDRESSES})
        abort(404)
    content = feed_for(person)
    answer = Response(content, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'inline; filename="mangomoment.ics"'
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.set_etag(hashlib.sha256(content).hexdigest()[:32])
    return answer.make_conditional(request)


@bp.get("/me/calendar")
@requires(P.CALENDAR_FEED)
def mine() -> str:
    """Tell how to have one's meetings in one's own calendar; the address is shown once."""
    return _page(token=None)


@bp.post("/me/calendar")
@requires(P.CALENDAR_FEED)
def make() -> ResponseReturnValue:
    """Make an address and show it, this once; the one of before opens nothing any more."""
    _check_pressed()
    with transaction():
        token = services.make_feed(current_actor().person_id, on=today())
    return _page(token)


@bp.post("/me/calendar/revoke")
@requires(P.CALENDAR_FEED)
def revoke() -> ResponseReturnValue:
    """Let the address open nothing any more, wherever it was copied to."""
    _check_pressed()
    with transaction():
        gone = services.revoke_feed(current_actor().person_id, on=today())
    if gone:
        flash(
            gettext("The address is dead now. Take the calendar out of your own program as well.")
        )
    return redirect(url_for(".mine"), code=303)


def _check_pressed() -> None:
    if not StepForm().validate_on_submit():
        abort(400)


def _page(token: str | None) -> str:
    address = link_to("calendars.feed", token=token) if token else None
    return render_template(
        "calendars/mine.html",
        feed=queries.feed_of(current_actor().person_id),
        address=address,
        one_press="webcal:" + address.partition(":")[2] if address else None,
        form=StepForm(formdata=None),
    )


def me_panel(**_page_knows: object) -> Markup | None:
    """Show on one's own page the way to one's calendar."""
    return section("calendars/_me.html") if can(P.CALENDAR_FEED) else None


def init_app(app: Flask) -> None:
    """Serve the pages of this room, and take part in what happens to people."""
    app.register_blueprint(bp)
    panel(app, "me", me_panel)
    remembering.register_acts(app)
