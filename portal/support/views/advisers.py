"""Whom people of an organisation can turn to: read by its people, kept by who coordinates there."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from portal.clock import today
from portal.network.models import Organisation
from portal.policy.decide import extent
from portal.policy.guard import actor_or_none, current_actor, ensure, requires
from portal.policy.table import P, Permission
from portal.support.advisers.forms import AdviserForm, filled_from
from portal.support.advisers.models import AdviserKind
from portal.support.advisers.queries import advisers_of
from portal.support.advisers.services import keep_adviser
from portal.support.blueprint import bp
from portal.web.hooks import section
from portal.web.stale import saved, status_of


@bp.get("/organisations/<slug:slug>/advisers")
@requires(P.ADVISERS_READ)
def advisers(slug: str) -> ResponseReturnValue:
    """Show whom people of an organisation can turn to, and the way to change it."""
    place = _place(P.ADVISERS_READ, slug)
    return render_template(
        "support/advisers.html",
        organisation=place,
        kept=advisers_of(place.id),
        kinds=list(AdviserKind),
        may_keep=_may_keep(place),
    )


@bp.get("/organisations/<slug:slug>/advisers/<kind>")
@requires(P.ADVISERS_KEEP)
def adviser(slug: str, kind: str) -> ResponseReturnValue:
    """Ask who the adviser of one kind is."""
    place, which = _place(P.ADVISERS_KEEP, slug), _kind(kind)
    return _form_page(place, which, _filled(place, which))


@bp.post("/organisations/<slug:slug>/advisers/<kind>")
@requires(P.ADVISERS_KEEP)
def save_adviser(slug: str, kind: str) -> ResponseReturnValue:
    """Keep one adviser; a stale edit comes back beside what is there now."""
    place, which = _place(P.ADVISERS_KEEP, slug), _kind(kind)
    form = AdviserForm()
    if saved(form, lambda: _keep(place, which, form), current=lambda: _filled(place, which)):
        flash(gettext("Kept. Whoever answers a form in this organisation can find it."))
        return redirect(url_for(".advisers", slug=slug), code=303)
    return _form_page(place, which, form), status_of(form)


def _place(permission: Permission, slug: str) -> Organisation:
    return ensure(permission, Organisation, Organisation.slug == slug)


def _kind(kind: str) -> AdviserKind:
    if kind not in list(AdviserKind):
        abort(404)
    return AdviserKind(kind)


def _keep(place: Organisation, kind: AdviserKind, form: AdviserForm) -> None:
    by = current_actor().person_id
    keep_adviser(place, kind, form.named(), revision=form.based_on, on=today(), by=by)


def _filled(place: Organisation, kind: AdviserKind) -> AdviserForm:
    return filled_from(advisers_of(place.id).get(kind))


def _form_page(place: Organisation, kind: AdviserKind, form: AdviserForm) -> str:
    return render_template("support/adviser.html", organisation=place, kind=kind, form=form)


def _may_keep(place: Organisation) -> bool:
    actor = actor_or_none()
    where = extent(actor, P.ADVISERS_KEEP) if actor else None
    return where is not None and (where.network or place.id in where.organisations)


def on_organisation(*, organisation: Organisation, **_: object) -> Markup | None:
    """Lead from the page of an organisation to whom its people can turn to; reads nothing."""
    actor = actor_or_none()
    if actor is None or not _may_read(organisation):
        return None
    return section(
        "support/advisers_on_organisation.html",
        organisation=organisation,
        may_keep=_may_keep(organisation),
    )


def _may_read(place: Organisation) -> bool:
    actor = actor_or_none()
    if actor is None or not (where := extent(actor, P.ADVISERS_READ)):
        return False
    at_home = {post.organisation_id for post in actor.posts if post.team_id in where.teams}
    return where.network or place.id in where.organisations or place.id in at_home
