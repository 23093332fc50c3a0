"""What the pages of this room share: the kit at an address, and a step that may come too late."""

from collections.abc import Callable
from http import HTTPStatus

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.clock import today
from portal.db import transaction
from portal.policy.guard import current_actor
from portal.rules import RuleBroken
from portal.stewardship.forms import SeenForm
from portal.stewardship.queries.life import Life, find_life
from portal.stewardship.rules import Moved
from portal.stewardship.services.steps import Step
from portal.web.forms import PortalForm


def life_at(slug: str) -> Life:
    """Return the kit at this address with its life, or 404."""
    life = find_life(slug, today())
    if life is None:
        abort(404)
    return life


def refused(form: PortalForm, act: Callable[[], object]) -> HTTPStatus | None:
    """Do the act in one transaction; return the status of a form that comes back, else nothing."""
    if not form.validate_on_submit():
        return HTTPStatus.BAD_REQUEST
    try:
        with transaction():
            act()
    except RuleBroken as reason:
        form.refuse(reason)
        return HTTPStatus.CONFLICT if isinstance(reason, Moved) else HTTPStatus.BAD_REQUEST
    return None


def step_of(form: SeenForm, note: str | None = "") -> Step:
    """Return the step that the reader takes today; only after ``validate``."""
    return Step(seen=form.last_seen, on=today(), by=current_actor().person_id, note=note or "")


def to_life(slug: str) -> ResponseReturnValue:
    """Send the reader on to the page of the life."""
    return redirect(url_for("stewardship.show", slug=slug), code=303)
