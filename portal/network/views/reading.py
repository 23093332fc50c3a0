"""Pages to read the network: the list, an organisation and its history, a team, a person."""

from datetime import date
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from portal.clock import today
from portal.network import labels, listing, pages, steps
from portal.network.blueprint import bp
from portal.network.export import organisations_table
from portal.network.forms.reading import DayForm, ListForm
from portal.network.lifeline import life_of
from portal.network.listing import Frame
from portal.network.models import Person, Status
from portal.network.picture import picture_of
from portal.network.views.shared import organisation_at, team_at
from portal.policy.decide import extent
from portal.policy.guard import current_actor, ensure, requires
from portal.policy.table import P
from portal.tables.files import table_response


@bp.get("/organisations/")
@requires(P.ORGANISATION_READ)
def organisations() -> ResponseReturnValue:
    """List the organisations of a day that the reader may see, with the counts of that day."""
    form, day, frame = _asked_list()
    known = {"form": form, "as_of": day, "today": today(), "sees_all": _sees_all()}
    if not form.validate():
        return render_template("network/organisations.html", page=None, **known), 400
    filters = form.filters(day)
    page = listing.page_of_organisations(current_actor(), filters)
    if filters.page > 1 and not page.lines:
        abort(404)
    counts = _counts(day, frame)
    return render_template("network/organisations.html", page=page, **known, **counts)


@bp.get("/organisations.<any(csv, xlsx):extension>")
@requires(P.ORGANISATION_READ)
def organisations_file(extension: str) -> ResponseReturnValue:
    """Give the whole list, with the same filters, as a file."""
    form, day, _frame = _asked_list()
    if not form.validate():
        abort(400)
    lines = listing.all_organisations(current_actor(), form.filters(day))
    return table_response(organisations_table(lines, day), extension)


@bp.get("/organisations/<slug:slug>/")
@requires(P.ORGANISATION_READ)
def organisation(slug: str) -> ResponseReturnValue:
    """Show one organisation on a day: facts, teams, people, exemptions, history."""
    found = organisation_at(P.ORGANISATION_READ, slug)
    form, day = _asked_day()
    page = pages.organisation_page(current_actor(), found, as_of=day, today=today())
    known = {"organisation": found, "form": form, "as_of": day, "today": today(), "page": page}
    known["gives"] = steps.reaches(current_actor(), P.POST_KEEP, organisation_id=found.id)
    return render_template("network/organisation.html", **known), 400 if form.errors else 200


@bp.get("/organisations/<slug:slug>/history")
@requires(P.ORGANISATION_READ)
def history(slug: str) -> ResponseReturnValue:
    """Show the history of an organisation as a picture, with the same in words."""
    found = organisation_at(P.ORGANISATION_READ, slug)
    page = pages.organisation_page(current_actor(), found, as_of=today(), today=today())
    picture = life_of(found.name, page.chapters, page.all_teams, page.all_posts, today=today())
    known = {"organisation": found, "page": page, "picture": picture, "today": today()}
    return render_template("network/history.html", **known)


@bp.get("/teams/<int:team_id>/")
@requires(P.TEAM_READ)
def team(team_id: int) -> ResponseReturnValue:
    """Show one team on a day: its own word, its care context with the reason, its people."""
    found = team_at(P.TEAM_READ, team_id)
    form, day = _asked_day()
    page = pages.team_page(current_actor(), found, as_of=day)
    known = {"team": found, "form": form, "as_of": day, "today": today(), "page": page}
    known["steps"] = steps.team_steps(current_actor(), found, today())
    return render_template("network/team.html", **known), 400 if form.errors else 200


@bp.get("/people/<int:person_id>/")
@requires(P.PERSON_READ)
def person(person_id: int) -> ResponseReturnValue:
    """Show somebody's posts and contact address to those who work with them."""
    found = ensure(P.PERSON_READ, Person, Person.id == person_id)
    posts = pages.person_page(current_actor(), found, today=today())
    return render_template("network/person.html", person=found, posts=posts)


def _asked_list() -> tuple[ListForm, date, Frame]:
    form = ListForm(request.args)
    day = form.day(today())
    frame = listing.frame_on(day)
    form.offer(frame.waves)
    return form, day, frame


def _asked_day() -> tuple[DayForm, date]:
    """Return the day that the address asks for; a bad one stays in the form with its error."""
    form = DayForm(request.args)
    day = form.day(today())
    form.validate()
    return form, day


def _sees_all() -> bool:
    return extent(current_actor(), P.ORGANISATION_READ).network


def _counts(day: date, frame: Frame) -> dict[str, Any]:
    """Return what stands above the list: the counts of the whole network, or of what one sees."""
    actor = current_actor()
    summary = listing.summary_of(actor, day)
    some_pause = bool(summary.by_status.get(Status.PAUSED))
    paused = listing.paused_organisations(actor, day) if some_pause else []
    return {
        "frame": frame,
        "names": labels.names_in_list(),
        "summary": summary,
        "paused": paused,
        "picture": picture_of(summary, frame.waves, day),
    }
