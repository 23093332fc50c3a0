"""Which mails somebody wants: on their own page, and by the link in a mail."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.db import transaction
from portal.people import words
from portal.people.blueprint import bp
from portal.people.forms import MailForm
from portal.people.queries import choices as queries
from portal.people.services import choices
from portal.people.stopping import read_stop
from portal.policy.guard import current_actor, public, signed_in
from portal.web.forms import PortalForm


@bp.route("/me/mail", methods=["GET", "POST"])
@signed_in
def my_mail() -> ResponseReturnValue:
    """Show which mails come and why, and let the reader stop those they can do without."""
    person_id = current_actor().person_id
    form = MailForm.of(queries.stopped_by(person_id))
    if form.validate_on_submit():
        with transaction():
            choices.choose_mails(person_id, form.wanted(), on=today())
        flash(gettext("Your choice is kept."))
        return redirect(url_for(".my_mail"), code=303)
    status = 400 if form.is_submitted() else 200
    return render_template("people/mail.html", form=form, must=words.MUST), status


@bp.get("/stop-mail/<token>")
@public
def stop_mail(token: str) -> ResponseReturnValue:
    """Say which mails the link stops; only the button stops them."""
    stop = read_stop(token) or abort(404)
    name = words.TOPICS[stop.topic].name
    return render_template("people/stop-mail.html", topic=name, stopped=False, form=PortalForm())


@bp.post("/stop-mail/<token>")
@public
def stop_mail_now(token: str) -> ResponseReturnValue:
    """Stop the mails, for a reader or for their mail program; it can be undone on the own page."""
    stop = read_stop(token) or abort(400)
    with transaction():
        person = queries.find_reader(stop.person_id) or abort(404)
        choices.stop_mails(person.id, stop.topic, on=today())
    name = words.TOPICS[stop.topic].name
    return render_template("people/stop-mail.html", topic=name, stopped=True)
