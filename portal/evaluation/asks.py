"""The time that process evaluations ask of people, for the ask budget."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext
from sqlalchemy import Select, case, select
from sqlalchemy.orm import contains_eager

from portal.asks.asking import Ask
from portal.asks.models import AskKind
from portal.db import db
from portal.evaluation.models import Evaluation
from portal.meetings.models import Invitation, Meeting
from portal.meetings.words import title_of
from portal.questionnaires.campaigns.models import Campaign, CampaignInvitation
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.kinds import Length

_MINUTES = case(
    (Campaign.length == Length.SHORT, InstrumentVersion.minutes_short),
    else_=InstrumentVersion.minutes_full,
)


def asks_between(*, since: date, until: date) -> Sequence[Ask]:
    """Return what the evaluations that opened on these days ask of who was asked."""
    found = db.session.execute(
        select(Evaluation, Campaign.opens_on, _MINUTES)
        .join(Evaluation.meeting)
        .join(Evaluation.campaign)
        .join(Campaign.version)
        .where(Campaign.opens_on.between(since, until))
        .options(contains_eager(Evaluation.meeting))
        .order_by(Campaign.opens_on, Evaluation.meeting_id)
    )
    return [_ask(one.meeting, minutes, day, _asked(one.campaign_id)) for one, day, minutes in found]


def asked_by(meeting: Meeting, minutes: int, on: date) -> Ask:
    """Return what a form of some minutes, opened on a day, would ask of who was expected."""
    expected = select(Invitation.person_id).where(Invitation.meeting_id == meeting.id)
    return _ask(meeting, minutes, on, expected)


def _ask(meeting: Meeting, minutes: int, on: date, people: Select[int]) -> Ask:
    return Ask(
        kind=AskKind.EVALUATION,
        thing_id=meeting.id,
        what=str(gettext("Process evaluation of %(meeting)s", meeting=title_of(meeting))),
        minutes=minutes,
        on=on,
        href=f"/meetings/{meeting.id}/evaluation/",
        people=people,
    )


def _asked(campaign_id: int) -> Select[int]:
    return select(CampaignInvitation.person_id).where(CampaignInvitation.campaign_id == campaign_id)
