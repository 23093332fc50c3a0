"""Moments of support: the list, one organisation's, noting one, and putting it right."""

import secrets

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from portal.clock import today
from portal.db import transaction
from portal.network.models import Organisation
from portal.policy.guard import current_actor, ensure, requires
from portal.policy.table import P
from portal.rules import RuleBroken
from portal.support import moments as keeping
from portal.support import queries
from portal.support.blueprint import bp
from portal.support.export import moments_table
from portal.support.forms import MomentForm, MomentListForm, filled_from
from portal.support.models import Moment
from portal.tables.files import table_response
from portal.web.stale import Stale


@bp.get("/support/")
@requires(P.SUPPORT_READ)
def moments() -> ResponseReturnValue:
    """List the moments of support within reach, the newest first."""
    form = _asked()
    if not form.validate():
        return render_template("support/moments.html", form=form, page=None), 400
    page = queries.moments_for(current_actor(), form.filters())
    if page.number > 1 and not page.rows:
        abort(404)
    return render_template("support/moments.html", form=form, page=page)


@bp.get("/support.<any(csv, xlsx):extension>")
@requires(P.SUPPORT_READ)
def moments_file(extension: str) -> ResponseReturnValue:
    """Give the whole list, with the same filters, as a file."""
    form = _asked()
    if not form.validate():
        abort(400)
    found = queries.all_moments_for(current_actor(), form.filters())
    return table_response(moments_table(found), extension)


def _asked() -> MomentListForm:
    form = MomentListForm(request.args)
    form.offer(queries.organisations_for(current_actor()))
    return form


@bp.get("/organisations/<slug:slug>/support")
@requires(P.SUPPORT_LOG)
def log(slug: str) -> ResponseReturnValue:
    """Ask what was said with an organisation, and what was agreed."""
    place = ensure(P.SUPPORT_LOG, Organisation, Organisation.slug == slug)
    new = {"form_key": secrets.token_hex(16), "revision": "0", "held_on": today()}
    form = MomentForm(data=new)
    form.offer(queries.people_of(place.id, today()))
    return _form_page(place, form)


@bp.post("/organisations/<slug:slug>/support")
@requires(P.SUPPORT_LOG)
def keep(slug: str) -> ResponseReturnValue:
    """Keep a moment, or show the form again with what is wrong beside the field."""
    place = ensure(P.SUPPORT_LOG, Organisation, Organisation.slug == slug)
    form = MomentForm()
    form.offer(queries.people_of(place.id, today()))
    if not form.validate():
        return _form_page(place, form), 400
    try:
        with transaction():
            _kept(place, form)
    except RuleBroken as refused:
        form.refuse(refused)
        return _form_page(place, form), 400
    flash(gettext("The moment is kept. The ambassador and the contact person can read it."))
    return redirect(f"/organisations/{slug}/#support", code=303)


def _kept(place: Organisation, form: MomentForm) -> None:
    key, by = form.form_key.data or "", current_actor().person_id
    keeping.log_moment(place, form.told(_lang()), form_key=key, today=today(), by=by)


@bp.get("/support/<int:moment_id>/edit")
@requires(P.SUPPORT_LOG)
def edit(moment_id: int) -> ResponseReturnValue:
    """Show a moment to put it right."""
    moment = _moment(moment_id)
    return _form_page(moment.organisation, _form_of(moment), moment)


@bp.post("/support/<int:moment_id>/edit")
@requires(P.SUPPORT_LOG)
def correct(moment_id: int) -> ResponseReturnValue:
    """Put a moment right; who comes second sees both texts."""
    moment = _moment(moment_id)
    form = _offered(MomentForm(), moment)
    if not form.validate():
        return _form_page(moment.organisation, form, moment), 400
    try:
        with transaction():
            _corrected(moment, form)
    except RuleBroken as refused:
        return _refused(_moment(moment_id), form, refused)
    flash(gettext("The moment is put right."))
    return redirect(url_for(".moments", organisation=moment.organisation.slug), code=303)


def _corrected(moment: Moment, form: MomentForm) -> None:
    told, by = form.told(moment.lang), current_actor().person_id
    keeping.correct_moment(moment, told, revision=form.based_on, today=today(), by=by)


def _refused(moment: Moment, form: MomentForm, refused: RuleBroken) -> ResponseReturnValue:
    form.refuse(refused)
    is_stale = isinstance(refused, Stale)
    if is_stale:
        form.show_theirs(_form_of(moment))
    return _form_page(moment.organisation, form, moment), 409 if is_stale else 400


def _moment(moment_id: int) -> Moment:
    options = queries.MOMENT_PEOPLE
    return ensure(P.SUPPORT_LOG, Moment, Moment.id == moment_id, options=options)


def _form_of(moment: Moment) -> MomentForm:
    return _offered(MomentForm(formdata=None, data=filled_from(moment)), moment)


def _offered(form: MomentForm, moment: Moment) -> MomentForm:
    """Offer who is there now, and with whom it was."""
    people = list(queries.people_of(moment.organisation_id, today()))
    known = moment.talked_with
    form.offer(people if known is None or known in people else [*people, known])
    return form


def _form_page(place: Organisation, form: MomentForm, moment: Moment | None = None) -> str:
    return render_template("support/moment.html", organisation=place, form=form, moment=moment)


def _lang() -> str:
    return str(get_locale())
