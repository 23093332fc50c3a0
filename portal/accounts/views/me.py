"""The page about oneself: posts, language, ways to sign in, devices that are signed in."""

from flask import abort, flash, g, jsonify, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf

from portal import clock
from portal.accounts import door, queries, rules, services
from portal.accounts.blueprint import bp
from portal.accounts.forms import LanguageForm
from portal.accounts.own import queries as own
from portal.accounts.own import services as own_services
from portal.accounts.own.showing import seconds_left
from portal.db import transaction
from portal.network.labels import role_label
from portal.policy.guard import current_actor, signed_in


@bp.get("/me/")
@signed_in
def me() -> ResponseReturnValue:
    """Show a person what is kept about them, their posts and their open sessions."""
    actor, now = current_actor(), clock.now()
    person = queries.get_person(actor.person_id)
    return render_template(
        "accounts/me.html",
        person=person,
        has_password=g.user.password is not None,
        posts=queries.posts_of(person.id, on=clock.today()),
        sessions=queries.sessions_of(person.id, now=now),
        waiting=own.waiting_change(person.id, now=now),
        here=g.session_id,
        language=LanguageForm(locale=person.locale),
        role_label=role_label,
    )


@bp.post("/me/language")
@signed_in
def choose_language() -> ResponseReturnValue:
    """Write pages and mails in the language that the person picks."""
    form = LanguageForm()
    if form.validate():
        with transaction():
            person = queries.get_person(current_actor().person_id)
            services.choose_language(person, form.locale.data)
        session["lang"] = form.locale.data
    return redirect(url_for(".me"), code=303)


@bp.post("/me/new-password")
@signed_in
def ask_new_password() -> ResponseReturnValue:
    """Mail the person a link to choose another password, as if it were forgotten."""
    person = queries.get_person(current_actor().person_id)
    door.hold_back({door.reset_key(person.email or ""): rules.RESET_ACCOUNT})
    with transaction():
        services.ask_reset(person.email or "", now=clock.now())
    return redirect(url_for(".link_asked"), code=303)


@bp.post("/me/sessions/<int:session_id>/end")
@signed_in
def end_session(session_id: int) -> ResponseReturnValue:
    """End one of the person's sessions; somebody else's is not there."""
    if session_id == g.session_id:
        return redirect(url_for(".sign_out"), code=303)
    with transaction():
        own_services.end_session(g.user, session_id) or abort(404)
    flash(gettext("That device is signed out."))
    return redirect(url_for(".me"), code=303)


@bp.post("/me/sign-out-elsewhere")
@signed_in
def sign_out_elsewhere() -> ResponseReturnValue:
    """End the person's sessions on every device but this one."""
    with transaction():
        own_services.end_other_sessions(g.user, but=g.session_id)
    flash(gettext("You are signed out on every other device."))
    return redirect(url_for(".me"), code=303)


@bp.post("/me/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """End the person's sessions on every device, this one included."""
    with transaction():
        services.close_sessions(current_actor().person_id)
        door.let_out()
    flash(gettext("You are signed out on every device."))
    return redirect("/", code=303)


@bp.post("/me/stay")
@signed_in
def stay() -> ResponseReturnValue:
    """Keep the session awake for who is still at work on a page, and its forms good to send."""
    with transaction():
        services.touch_session(g.session_id, now=clock.now())
    return jsonify(seconds=seconds_left(awake=True), csrf_token=generate_csrf())
