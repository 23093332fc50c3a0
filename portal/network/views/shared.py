"""What the pages that change the roster share: who acts, the page of a form, the way back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.network import queries
from portal.network.models import Exemption, Organisation, OrganisationStatus, Team, Wave
from portal.policy.guard import current_actor, ensure
from portal.policy.table import Permission
from portal.web.forms import PortalForm
from portal.web.stale import status_of

Row = TypeVar("Row", OrganisationStatus, Exemption, Wave)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The words around a form: its title, what it is about, and where it leads back to."""

    title: str
    submit: str
    back: str
    about: str = ""
    intro: str = ""
    trail: tuple[tuple[str, str], ...] = field(default=())


def organisation_at(permission: Permission, slug: str) -> Organisation:
    """Return the organisation under this address within reach; 404 for foreign and missing."""
    where = Organisation.slug == slug
    return ensure(permission, Organisation, where, options=queries.WITH_WAVE)


def team_at(permission: Permission, team_id: int) -> Team:
    """Return the team with this number within reach; 404 for foreign and missing."""
    return ensure(permission, Team, Team.id == team_id, options=queries.WITH_ORGANISATION)


def one_of(rows: Iterable[Row], key: int) -> Row:
    """Return the row with this number; 404 when it is not among them."""
    found = next((row for row in rows if row.id == key), None)
    if found is None:
        abort(404)
    return found


def me() -> int:
    """Return the number of the person who acts."""
    return current_actor().person_id


def home_of(organisation: Organisation) -> str:
    """Return the address of an organisation's page."""
    return url_for("network.organisation", slug=organisation.slug)


def trail_of(organisation: Organisation, team: Team | None = None) -> tuple[tuple[str, str], ...]:
    """Return the way from the list to the thing that is changed."""
    steps = [(home_of(organisation), organisation.name)]
    if team is not None:
        steps.append((url_for("network.team", team_id=team.id), team.name))
    return tuple(steps)


def form_page(
    form: PortalForm, sheet: Sheet, *, template: str = "network/form.html", **more: object
) -> ResponseReturnValue:
    """Show a form: 200 when it is new, 400 with its errors, 409 when somebody was first."""
    return render_template(template, form=form, sheet=sheet, **more), status_of(form)


def done(message: str, address: str) -> ResponseReturnValue:
    """Say what happened and go on."""
    flash(message)
    return redirect(address, code=303)
