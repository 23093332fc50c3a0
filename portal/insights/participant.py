"""What needs everybody else: an answer to an invitation, an evaluation that is open, a team."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.evaluation.models import Evaluation
from portal.insights.needs import Need, Tone
from portal.insights.queries import TeamLine
from portal.meetings.models import Meeting
from portal.meetings.words import title_of
from portal.questionnaires.kinds import Length
from portal.web.words import capital, clock_time, short_day
from portal.web.words import day as in_full

SOON = 3


def invitation_needs(meetings: Iterable[Meeting]) -> Iterator[Need]:
    """Name invitations that wait for a yes, a maybe or a no."""
    for meeting in meetings:
        yield Need(
            what=_("Will you be at %(meeting)s?", meeting=title_of(meeting)),
            why=_(
                "%(day)s at %(time)s.",
                day=capital(in_full(meeting.local_date)),
                time=clock_time(meeting.starts_at),
            ),
            href=f"/meetings/{meeting.id}/",
            step=_("Answer"),
        )


def evaluation_needs(evaluations: Sequence[Evaluation], today: date) -> Iterator[Need]:
    """Name evaluations that are open, with what they cost and how long there is."""
    for evaluation in evaluations:
        campaign = evaluation.campaign
        left = (campaign.closes_on - today).days
        minutes = (
            campaign.version.minutes_short
            if campaign.length is Length.SHORT
            else campaign.version.minutes_full
        )
        takes = ngettext("It takes %(num)s minute.", "It takes %(num)s minutes.", minutes)
        until = _("Open until %(day)s, without a name.", day=short_day(campaign.closes_on))
        yield Need(
            what=_("How was %(meeting)s for you?", meeting=title_of(evaluation.meeting)),
            why=f"{takes} {until}",
            href=f"/meetings/{evaluation.meeting_id}/evaluation/",
            step=_("Fill in"),
            tag=ngettext("%(num)s day left", "%(num)s days left", left) if left <= SOON else "",
            tone=Tone.DUE,
        )


def team_needs(lines: Sequence[TeamLine]) -> Iterator[Need]:
    """Name teams in which nobody is the first to turn to."""
    for line in lines:
        if not line.leads:
            yield Need(
                what=_("%(team)s: nobody leads this team here yet", team=line.team.name),
                why=_("Then invitations for the team reach nobody."),
                href=f"/teams/{line.team.id}/",
                step=_("Open the team"),
            )
