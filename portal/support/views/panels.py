"""What this room adds to the pages of others."""

from datetime import date

from markupsafe import Markup

from portal.clock import today
from portal.network.models import Organisation, Person
from portal.policy.decide import extent
from portal.policy.guard import can, current_actor
from portal.policy.table import P
from portal.support import queries, reading
from portal.web.forms import PortalForm
from portal.web.hooks import section


def on_organisation(*, organisation: Organisation, as_of: date, **_page: object) -> Markup | None:
    """Show what is open at an organisation on a day, and the last moments of support."""
    actor = current_actor()
    if not _reaches(organisation.id):
        return None
    tasks = queries.tasks_of(actor, organisation.id, as_of)
    return section(
        "support/on_organisation.html",
        organisation=organisation,
        as_of=as_of,
        is_today=as_of == today(),
        overview=reading.overview(tasks, as_of),
        moments=queries.latest_moments(actor, organisation.id, as_of),
        form=PortalForm(),
    )


def _reaches(organisation_id: int) -> bool:
    where = extent(current_actor(), P.TASK_READ)
    return where.network or organisation_id in where.organisations


def on_person(*, person: Person, **_page: object) -> Markup | None:
    """Say that mail comes back from this address, to whoever can do something about it."""
    if not can(P.TASK_KEEP):
        return None
    task_id = queries.open_check_of(person.id)
    if task_id is None:
        return None
    return section("support/on_person.html", task_id=task_id)
