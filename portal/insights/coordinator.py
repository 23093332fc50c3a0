"""What needs the coordinator: people, then meetings, then what participants said."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from flask_babel import gettext as _

from portal.evaluation.models import Evaluation
from portal.insights.needs import Need, Tone
from portal.meetings.calendar_law import propose_next
from portal.meetings.models import Meeting, MeetingKind, MeetingState
from portal.meetings.queries import MeetingLine
from portal.meetings.words import sentence_of, title_of
from portal.network.models import Post
from portal.web.words import capital, short_day
from portal.web.words import day as in_full

PLAN_AHEAD = timedelta(weeks=10)


def hand_over_needs(posts: Sequence[Post]) -> Iterator[Need]:
    """Tell of hand-overs that are agreed: nobody has to act, but everybody wants to know."""
    for post in posts:
        if post.organisation is not None:
            yield Need(
                what=_("%(name)s: a new ambassador is coming", name=post.organisation.name),
                why=_(
                    "%(person)s takes over on %(day)s.",
                    person=post.person.name,
                    day=short_day(post.valid_from),
                ),
                href=f"/organisations/{post.organisation.slug}/",
                step=_("Open the organisation"),
            )


def meeting_needs(lines: Sequence[MeetingLine], today: date) -> Iterator[Need]:
    """Name drafts to announce, days that passed, minutes to approve, and the next one to plan."""
    moments = [line.meeting for line in lines if line.meeting.kind is MeetingKind.REFLECTION]
    for line in lines:
        need = _need_of(line.meeting, today)
        if need is not None:
            yield need
    days = [one.local_date for one in moments if one.state is not MeetingState.CANCELLED]
    if days and max(days) < today + PLAN_AHEAD:
        proposal = propose_next(days, today=today)
        reasons = " ".join(sentence_of(reason) for reason in proposal.reasons)
        yield Need(
            what=_("Plan the next reflection moment"),
            why=_("%(day)s would fit.", day=capital(in_full(proposal.day))) + " " + reasons,
            href="/meetings/plan",
            step=_("Plan it"),
        )


def _need_of(meeting: Meeting, today: date) -> Need | None:
    title, href = title_of(meeting), f"/meetings/{meeting.id}/"
    if meeting.state is MeetingState.DRAFT:
        why = _("Planned on %(day)s. Nobody has been told yet.", day=in_full(meeting.local_date))
        step = _("Invite")
        what = _("%(meeting)s: send the invitations", meeting=title)
        return Need(what=what, why=why, href=f"{href}invite", step=step)
    if meeting.state is MeetingState.INVITED and meeting.local_date < today:
        why = _("It was planned on %(day)s.", day=in_full(meeting.local_date))
        what = _("%(meeting)s: did it take place?", meeting=title)
        return Need(what=what, why=why, href=href, step=_("Tell"))
    if meeting.state is MeetingState.HELD:
        why = _("Held on %(day)s. Participants read them here.", day=in_full(meeting.local_date))
        what = _("%(meeting)s: approve the minutes", meeting=title)
        return Need(what=what, why=why, href=f"{href}minutes", step=_("Open the minutes"))
    return None


def feedback_needs(evaluations: Sequence[Evaluation]) -> Iterator[Need]:
    """Name closed evaluations to which the network has had no answer yet."""
    for evaluation in evaluations:
        if evaluation.campaign.released and evaluation.reply is None:
            yield Need(
                what=_(
                    "%(meeting)s: feedback without an answer", meeting=title_of(evaluation.meeting)
                ),
                why=_(
                    "The evaluation closed on %(day)s. Participants wait to hear what follows.",
                    day=short_day(evaluation.campaign.closes_on),
                ),
                href=f"/meetings/{evaluation.meeting_id}/evaluation/answer-to-feedback",
                step=_("Answer"),
                tag=_("you said, we did"),
                tone=Tone.NEW,
            )
