"""What the pages about seats share: the meeting, the team, and where the reader stands."""

from flask import abort

from portal.clock import today
from portal.meetings.models import Meeting
from portal.meetings.places.queries import Standing, invitation_at, standing_of
from portal.meetings.reading import readable
from portal.network.as_of import valid_on
from portal.network.models import Team
from portal.policy.guard import can, current_actor, ensure
from portal.policy.table import P


def seated_meeting(meeting_id: int) -> Meeting:
    """Return a meeting that counts seats or takes teams, or 404."""
    meeting = readable(meeting_id)
    if meeting.capacity is None and not meeting.takes_teams:
        abort(404)
    return meeting


def team_here(meeting: Meeting, team_id: int) -> Team:
    """Return a team that the reader may register for a meeting that takes teams, or 404."""
    if not meeting.takes_teams:
        abort(404)
    return ensure(P.TEAM_REGISTER, Team, Team.id == team_id, valid_on(Team, today()))


def own_standing(meeting: Meeting) -> Standing | None:
    """Return where the reader stands, when they are invited and asked for a seat."""
    invitation = invitation_at(meeting, current_actor().person_id)
    return standing_of(invitation) if invitation else None


def registers_teams() -> bool:
    """Tell whether the reader may register a team."""
    return bool(can(P.TEAM_REGISTER))
