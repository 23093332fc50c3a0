"""The web side of the policy: every view declares itself, or it is not served."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, select
from sqlalchemy.sql.base import ExecutableOption

from portal.db import db
from portal.policy.decide import Actor, Placed, extent, within_reach
from portal.policy.table import Permission

T = TypeVar("T", bound=Placed)
View = Callable[..., ResponseReturnValue]
MARK: Final = "__portal_policy__"
PUBLIC: Final = "public"
SIGNED_IN: Final = "signed in"

# Views that libraries bring, by endpoint: what each asks of the visitor.
LIBRARY_VIEWS: dict[str, str] = {"static": PUBLIC}


def public(view: View) -> View:
    """Serve this view to everyone."""
    setattr(view, MARK, PUBLIC)
    return view


def signed_in(view: View) -> View:
    """Serve this view to whoever is signed in, whatever their posts."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if actor_or_none() is None:
            return to_sign_in()
        return view(*args, **kwargs)

    setattr(guarded, MARK, SIGNED_IN)
    return guarded


def requires(permission: Permission, *, fresh: bool = False) -> Callable[[View], View]:
    """Serve this view to people with some reach for ``permission``; to others it is not there.

    A ``fresh`` view also asks that they proved a short while ago who they are.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            actor = actor_or_none()
            if actor is None:
                return to_sign_in()
            if not extent(actor, permission):
                abort(404)
            if fresh and not g.get("is_fresh", False):
                return to_confirmation()
            return view(*args, **kwargs)

        setattr(guarded, MARK, permission)
        return guarded

    return decorate


def actor_or_none() -> Actor | None:
    """Return who acts in this request, or nothing for a visitor."""
    actor: Actor | None = g.get("actor")
    return actor


def current_actor() -> Actor:
    """Return who acts in this request; only for views that ask for a sign-in."""
    actor = actor_or_none()
    if actor is None:
        raise RuntimeError("This view serves visitors: it has no actor")
    return actor


def can(permission: Permission) -> bool:
    """Tell whether the visitor has any reach for this; for templates, to leave a step out."""
    actor = actor_or_none()
    return actor is not None and bool(extent(actor, permission))


def ensure(
    permission: Permission,
    model: type[T],
    *where: ColumnElement[bool],
    options: tuple[ExecutableOption, ...] = (),
) -> T:
    """Return the one row that meets ``where`` within reach; 404 for foreign and missing."""
    clause = within_reach(current_actor(), permission, model)
    found = db.session.scalars(select(model).where(*where, clause).options(*options))
    thing = found.unique().first()  # what is joined to it may be many
    if thing is None:
        abort(404)
    return thing


def to_sign_in() -> ResponseReturnValue:
    """Send the visitor to sign in, and on to where they were going."""
    going = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=going), code=303)


def to_confirmation() -> ResponseReturnValue:
    """Ask who is signed in to prove it once more, then go on to the page they came for."""
    going = request.full_path.rstrip("?") if request.method == "GET" else request.path
    return redirect(url_for("accounts.confirm", next=going), code=303)


def policy_of(endpoint: str) -> str | None:
    """Return what an endpoint declares: public, signed in, or a permission."""
    declared = getattr(current_app.view_functions.get(endpoint), MARK, None)
    return declared or LIBRARY_VIEWS.get(endpoint)


def _refuse_undeclared_views() -> None:
    if request.endpoint is not None and policy_of(request.endpoint) is None:
        raise RuntimeError(f"{request.endpoint} declares no policy")


def init_app(app: Flask) -> None:
    """Put the guard in front of every request, and its questions into the templates."""
    app.before_request(_refuse_undeclared_views)
    app.jinja_env.globals.update(can=can, P=Permission, actor_or_none=actor_or_none)
