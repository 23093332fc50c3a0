"""Pages about the seats of a meeting: who sits, who waits, and registering a team."""

import re
from typing import Final

from flask import Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import now, today
from portal.db import transaction
from portal.meetings.blueprint import bp
from portal.meetings.forms import StepForm
from portal.meetings.models import Meeting
from portal.meetings.places import letters, queries, remembering, rules, teams
from portal.meetings.places.export import places_table
from portal.meetings.places.forms import RegisterForm, ways_of
from portal.meetings.places.reading import own_standing, registers_teams, seated_meeting, team_here
from portal.meetings.reading import local_now, plannable
from portal.network.models import Team
from portal.policy.guard import can, current_actor, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not
from portal.tables.files import table_response
from portal.web.paging import Page, page_number
from portal.web.stale import saved, status_of
from portal.web.words import reason as in_words

NUMBER: Final = re.compile(r"[0-9]{1,8}")


@bp.get("/meetings/<int:meeting_id>/places")
@requires(P.MEETING_READ)
def places(meeting_id: int) -> ResponseReturnValue:
    """Show how full it is; to who plans, who sits and who waits; to others, where they stand."""
    meeting = seated_meeting(meeting_id)
    return render_template(
        "meetings/places.html",
        meeting=meeting,
        page=_line_of(meeting) if can(P.MEETING_PLAN) else None,
        room=queries.room_of(meeting),
        registered=queries.registered_teams(meeting),
        own=own_standing(meeting),
        teams=queries.teams_to_register(current_actor(), today()) if _open(meeting) else [],
    )


def _line_of(meeting: Meeting) -> Page[queries.PlaceLine]:
    page = queries.places_page(meeting, number=page_number(request.args.get("page")))
    return page if page.number <= page.last else abort(404)


def _open(meeting: Meeting) -> bool:
    return registers_teams() and not _closed(meeting)


def _closed(meeting: Meeting) -> RuleBroken | None:
    when = meeting.state, meeting.local_date, meeting.starts_at, local_now(meeting)
    return why_not(rules.check_may_register, *when, takes_teams=meeting.takes_teams)


@bp.get("/meetings/<int:meeting_id>/places.<any(csv, xlsx):extension>")
@requires(P.MEETING_PLAN)
def places_file(meeting_id: int, extension: str) -> ResponseReturnValue:
    """Give who sits and who waits as a file."""
    meeting = plannable(meeting_id)
    return table_response(places_table(meeting, queries.all_places(meeting)), extension)


@bp.get("/meetings/<int:meeting_id>/teams")
@requires(P.TEAM_REGISTER)
def choose_team(meeting_id: int) -> ResponseReturnValue:
    """Lead from the choice of a team to its form."""
    typed = request.args.get("team", "")
    team_id = int(typed) if NUMBER.fullmatch(typed) else abort(404)
    team = team_here(seated_meeting(meeting_id), team_id)
    return redirect(url_for(".register", meeting_id=meeting_id, team_id=team.id), code=303)


@bp.get("/meetings/<int:meeting_id>/teams/<int:team_id>")
@requires(P.TEAM_REGISTER)
def register(meeting_id: int, team_id: int) -> ResponseReturnValue:
    """Ask with how many people a team comes, and how."""
    meeting = seated_meeting(meeting_id)
    team = team_here(meeting, team_id)
    if refused := _closed(meeting):
        return _back(meeting, refused)
    there = teams.registration_of(meeting_id, team_id)
    return _team_page(meeting, team, RegisterForm.for_team(meeting, there, shown=True))


@bp.post("/meetings/<int:meeting_id>/teams/<int:team_id>")
@requires(P.TEAM_REGISTER)
def register_it(meeting_id: int, team_id: int) -> ResponseReturnValue:
    """Keep what the team says; when somebody was first, show what they said beside it."""
    meeting = seated_meeting(meeting_id)
    team = team_here(meeting, team_id)
    form = _form_of(meeting, team_id, shown=False)
    kept = saved(
        form,
        lambda: teams.register(
            meeting, team_id, form.party(), _moment(meeting), based_on=form.based_on
        ),
        current=lambda: _form_of(meeting, team_id, shown=True),
    )
    if not kept:
        return _team_page(meeting, team, form), status_of(form)
    return _said(meeting, team_id)


def _form_of(meeting: Meeting, team_id: int, *, shown: bool) -> RegisterForm:
    there = teams.registration_of(meeting.id, team_id)
    return RegisterForm.for_team(meeting, there, shown=shown)


def _said(meeting: Meeting, team_id: int) -> ResponseReturnValue:
    there = teams.registration_of(meeting.id, team_id)
    standing = queries.standing_of_team(there.id) if there else None
    if standing and standing.rank:
        flash(gettext("The team is on the waiting list. As soon as there is room you get a mail."))
    else:
        flash(gettext("The team is registered."))
    return redirect(url_for(".places", meeting_id=meeting.id), code=303)


@bp.post("/meetings/<int:meeting_id>/teams/<int:team_id>/withdraw")
@requires(P.TEAM_REGISTER)
def withdraw_team(meeting_id: int, team_id: int) -> ResponseReturnValue:
    """Take a team off the list; its seats go to who waits."""
    meeting = seated_meeting(meeting_id)
    team_here(meeting, team_id)
    try:
        with transaction():
            teams.withdraw(meeting, team_id, _moment(meeting))
    except RuleBroken as refused:
        return _back(meeting, refused)
    flash(gettext("The team is off the list. Its seats go to who waits."))
    return redirect(url_for(".places", meeting_id=meeting_id), code=303)


def _team_page(meeting: Meeting, team: Team, form: RegisterForm) -> str:
    return render_template(
        "meetings/register.html",
        meeting=meeting,
        team=team,
        form=form,
        step=StepForm(formdata=None),
        there=teams.registration_of(meeting.id, team.id),
        room=queries.room_of(meeting),
        ways=ways_of(meeting),
    )


def _back(meeting: Meeting, refused: RuleBroken) -> ResponseReturnValue:
    flash(in_words(refused))
    return redirect(url_for(".places", meeting_id=meeting.id), code=303)


def _moment(meeting: Meeting) -> teams.Moment:
    return teams.Moment(
        on=today(), now=now(), local_now=local_now(meeting), by=current_actor().person_id
    )


def init_app(app: Flask) -> None:
    """Write about seats, and let the pages of a meeting say how full it is."""
    letters.init_app(app)
    remembering.init_app(app)
    app.jinja_env.filters.update(room_of=queries.room_of, by_team=queries.by_team)
