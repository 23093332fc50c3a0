"""Needs on the pages of lower rooms: of a team, of an organisation, of a meeting, around a kit."""

from flask import Flask
from markupsafe import Markup

from portal.clock import today
from portal.meetings.models import Meeting
from portal.moi.queries import KitCard
from portal.needs import queries
from portal.network.models import Organisation, Team
from portal.policy.decide import extent
from portal.policy.guard import actor_or_none, can
from portal.policy.table import P
from portal.web.hooks import panel, section


def _tells_for(organisation_id: int, team_id: int | None = None) -> bool:
    actor = actor_or_none()
    if actor is None:
        return False
    where = extent(actor, P.NEED_TELL)
    return where.network or organisation_id in where.organisations or (team_id or 0) in where.teams


def _section(template: str, **known: object) -> Markup:
    return section(f"needs/{template}.html", **known)


def on_team(*, team: Team, **_: object) -> Markup | None:
    """Show what a team told and shares, to who may tell for it."""
    if not _tells_for(team.organisation_id, team.id):
        return None
    lines = queries.needs_of_team(team, today())
    ended = team.valid_to is not None and team.valid_to <= today()
    return _section("team_panel", lines=lines, team=team, ended=ended)


def on_organisation(*, organisation: Organisation, **_: object) -> Markup | None:
    """Show what was told for an organisation and its teams, to who may tell for it."""
    if not _tells_for(organisation.id):
        return None
    lines = queries.needs_of_organisation(organisation.id, today())
    return _section("organisation_panel", lines=lines, organisation=organisation)


def on_meeting(*, meeting: Meeting, **_: object) -> Markup | None:
    """Show what was heard at a meeting, and where to note more."""
    if not can(P.NEED_READ):
        return None
    lines = queries.told_at(meeting.id, today())
    may_note = can(P.MEETING_PLAN) and meeting.state.value in {
        "invited",
        "held",
        "minutes_approved",
    }
    return _section("meeting_panel", lines=lines, meeting=meeting, may_note=may_note)


def on_kit(*, kit: KitCard, **_: object) -> Markup | None:
    """Show which needs a kit answers, to who takes part in the network."""
    if not can(P.NEED_READ):
        return None
    lines = queries.answered_with(kit.version.kit_id, today())
    return _section("kit_panel", lines=lines) if lines else None


def on_library(**_: object) -> Markup | None:
    """Ask who finds nothing to say what is missing."""
    return _section("library_panel") if can(P.NEED_TELL) else None


def init_app(app: Flask) -> None:
    """Take a place on those pages."""
    panel(app, "kits_of_team", on_team)
    panel(app, "kits_of_organisation", on_organisation)
    panel(app, "meeting", on_meeting)
    panel(app, "kit", on_kit)
    panel(app, "library", on_library)
