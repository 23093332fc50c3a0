"""Pages to come in, go out, choose a password, and see what is kept about oneself."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from portal import clock
from portal.accounts import cli, door, limits, passwords, queries, rules, services
from portal.accounts.forms import AddressForm, LanguageForm, NewPasswordForm, SignInForm
from portal.accounts.models import User
from portal.config import settings_of
from portal.db import transaction
from portal.network.labels import role_label
from portal.network.models import Person
from portal.policy.guard import (
    actor_or_none,
    can,
    current_actor,
    ensure,
    public,
    requires,
    signed_in,
)
from portal.policy.table import Permission
from portal.rules import RuleBroken
from portal.web.forms import PortalForm
from portal.web.hooks import panel
from portal.web.words import reason

bp = Blueprint("accounts", __name__, template_folder="templates")


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Ask for address and password; who is in already goes on."""
    onward = rules.safe_next(request.args.get("next"))
    if actor_or_none() is not None:
        return redirect(onward, code=303)
    return render_template("accounts/sign-in.html", form=SignInForm(), onward=onward)


@bp.post("/sign-in")
@public
def enter() -> ResponseReturnValue:
    """Let in who gives the right password, with the same work and words for every wrong one."""
    onward, form = rules.safe_next(request.form.get("next")), SignInForm()
    user = _whose_password(form) if form.validate() else None
    if user is None:
        return render_template("accounts/sign-in.html", form=form, onward=onward), 400
    response = redirect(onward, code=303)
    account = door.account_key(form.address)
    with transaction():
        door.let_in(user)
        limits.forgive_try(account=account, address=door.address_key("sign-in"))
    door.remember_device(response, form.address)
    return response


def _whose_password(form: SignInForm) -> User | None:
    """Count the try, then find the account and compare; say on the form that they do not match."""
    keys = door.account_key(form.address), door.address_key("sign-in")
    both = rules.SIGN_IN_ACCOUNT, rules.SIGN_IN_ADDRESS
    door.hold_back(dict(zip(keys, both, strict=True)))
    user = queries.find_account(form.address)
    if passwords.matches(form.secret, user.password if user else None):
        return user
    wrong = gettext("This address and this password do not belong together. Check both.")
    form.password.errors = [wrong]
    return None


@bp.route("/sign-out", methods=["GET", "POST"])
@public
def sign_out() -> ResponseReturnValue:
    """Ask before ending the session; only the press of the button ends it."""
    if request.method == "GET":
        return render_template("accounts/sign-out.html", form=PortalForm())
    with transaction():
        door.let_out()
    flash(gettext("You are signed out."))
    return redirect("/", code=303)


@bp.route("/forgotten-password", methods=["GET", "POST"])
@public
def forgotten_password() -> ResponseReturnValue:
    """Take an address; whether it is known shows in nothing but the mail that its owner gets."""
    form = AddressForm()
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("accounts/forgotten-password.html", form=form), status
    keys = door.reset_key(form.address), door.address_key("reset")
    both = rules.RESET_ACCOUNT, rules.RESET_ADDRESS
    door.hold_back(dict(zip(keys, both, strict=True)))
    with transaction():
        services.ask_reset(form.address, now=clock.now())
    return redirect(url_for(".link_asked"), code=303)


@bp.get("/forgotten-password/asked")
@public
def link_asked() -> ResponseReturnValue:
    """Say what happens next, and what to do when no mail comes."""
    return render_template("accounts/link-asked.html")


@bp.route("/set-password/<token>", methods=["GET", "POST"])
@public
def set_password(token: str) -> ResponseReturnValue:
    """Show the form of a link that works; only sending it uses the link."""
    link = queries.find_link(token, now=clock.now())
    if link is None:
        return render_template("accounts/link-over.html"), 404
    form, person = NewPasswordForm(), link.account.person
    if form.validate_on_submit() and _set_password(token, form, person):
        flash(gettext("Your password is set. You can sign in with it now."))
        return redirect(url_for(".sign_in"), code=303)
    status = 400 if form.is_submitted() else 200
    page = "accounts/set-password.html"
    return render_template(page, form=form, address=person.email, purpose=link.purpose), status


def _set_password(token: str, form: NewPasswordForm, person: Person) -> bool:
    """Judge and hash first, then use the link in one transaction; a refusal goes on the form."""
    try:
        rules.check_may_use_password(form.secret, name=person.name, address=person.email or "")
        made = passwords.hashed(form.secret)
        with transaction():
            link = queries.get_link(token, now=clock.now())
            services.set_password(link, made, now=clock.now())
    except RuleBroken as refusal:
        form.password.errors = [reason(refusal)]
        return False
    return True


@bp.get("/me/")
@signed_in
def me() -> ResponseReturnValue:
    """Show a person what is kept about them, their posts and their open sessions."""
    actor = current_actor()
    person = queries.get_person(actor.person_id)
    return render_template(
        "accounts/me.html",
        person=person,
        posts=queries.posts_of(person.id, on=clock.today()),
        sessions=queries.sessions_of(person.id, now=clock.now()),
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


@bp.post("/me/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """End the person's sessions on every device, this one included."""
    with transaction():
        services.close_sessions(current_actor().person_id)
        door.let_out()
    flash(gettext("You are signed out on every device."))
    return redirect("/", code=303)


@bp.post("/people/<int:person_id>/invite")
@requires(Permission.PERSON_INVITE)
def invite(person_id: int) -> ResponseReturnValue:
    """Invite somebody to the portal."""
    try:
        with transaction():
            person = ensure(Permission.PERSON_INVITE, Person, Person.id == person_id)
            services.invite_person(person, by=current_actor().person_id, now=clock.now())
        flash(gettext("The invitation is on its way to %(address)s.", address=person.email))
    except RuleBroken as refusal:
        flash(reason(refusal))
    return redirect(url_for("network.person", person_id=person_id), code=303)


@bp.post("/people/<int:person_id>/close-account")
@requires(Permission.ACCOUNT_CLOSE)
def close_account(person_id: int) -> ResponseReturnValue:
    """Shut somebody out at once, or let them in again: the button says which."""
    ensure(Permission.ACCOUNT_CLOSE, Person, Person.id == person_id)
    reopen = request.form.get("reopen") == "yes"
    change = services.reopen_account if reopen else services.close_account
    try:
        with transaction():
            account = queries.find_standing(person_id, now=clock.now())[0] or abort(404)
            change(account, by=current_actor().person_id, now=clock.now())
        done = (
            gettext("The account is open again.") if reopen else gettext("The account is closed.")
        )
        flash(done)
    except RuleBroken as refusal:
        flash(reason(refusal))
    return redirect(url_for("network.person", person_id=person_id), code=303)


def person_panel(*, person: Person, **_page: object) -> Markup | None:
    """Show on a person's page whether they can sign in, and the step beside it."""
    if not can(Permission.PERSON_INVITE):
        return None
    account, invited_at = queries.find_standing(person.id, now=clock.now())
    known = {"person": person, "account": account, "invited_at": invited_at}
    return Markup(render_template("accounts/_standing.html", form=PortalForm(), **known))  # noqa: S704 -- an autoescaped template


def _local_day(instant: datetime) -> date:
    zone = settings_of(current_app).time_zone
    return instant.astimezone(ZoneInfo(zone)).date()


def init_app(app: Flask) -> None:
    """Open the door, serve its pages, and stand beside every person's page."""
    door.init_app(app)
    app.register_blueprint(bp)
    app.cli.add_command(cli.create_admin)
    app.jinja_env.filters["local_day"] = _local_day
    panel(app, "person", person_panel)
