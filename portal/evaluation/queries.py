"""Evaluations as the pages read them: which are open, how many answered, what is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from sqlalchemy import ColumnElement, Select, bindparam, func, select, tuple_
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.sql.base import ExecutableOption

from portal.db import db
from portal.evaluation.models import Evaluation
from portal.meetings.models import TOOK_PLACE, Meeting
from portal.policy.decide import Actor, within_reach
from portal.policy.table import Permission
from portal.questionnaires.campaigns.models import Campaign, CampaignInvitation
from portal.questionnaires.campaigns.queries import Rate
from portal.questionnaires.instruments.models import Instrument, InstrumentVersion
from portal.questionnaires.kinds import Length

INSTRUMENT: Final = "process-evaluation"
WHOLE: Final[tuple[ExecutableOption, ...]] = (
    joinedload(Evaluation.meeting, innerjoin=True),
    joinedload(Evaluation.reply),
    joinedload(Evaluation.campaign, innerjoin=True)
    .joinedload(Campaign.version, innerjoin=True)
    .joinedload(InstrumentVersion.instrument, innerjoin=True),
)


@dataclass(frozen=True, kw_only=True)
class EvaluationLine:
    """One evaluation in a list: its rate, and whether this reader still may answer."""

    evaluation: Evaluation
    rate: Rate
    answered: bool | None  # nothing for who is not invited


def of_meeting(meeting_id: int) -> ColumnElement[bool]:
    """Return the clause that finds the evaluation of one meeting."""
    return Evaluation.meeting_id == meeting_id


def find_evaluation(meeting_id: int) -> Evaluation | None:
    """Return the evaluation of a meeting, whole, or nothing."""
    return db.session.scalar(select(Evaluation).where(of_meeting(meeting_id)).options(*WHOLE))


def find_outline(meeting_id: int) -> Evaluation | None:
    """Return the evaluation of a meeting with its days and its reply, without the questions."""
    return db.session.scalar(_outline(), {"meeting_id": meeting_id})


@cache
def _outline() -> Select[Evaluation]:
    return (
        select(Evaluation)
        .where(Evaluation.meeting_id == bindparam("meeting_id"))
        .options(joinedload(Evaluation.campaign, innerjoin=True), joinedload(Evaluation.reply))
    )


def find_evaluation_of_campaign(campaign_id: int) -> Evaluation | None:
    """Return the evaluation that a campaign belongs to, whole, or nothing."""
    return db.session.scalar(
        select(Evaluation).where(Evaluation.campaign_id == campaign_id).options(*WHOLE)
    )


def lines_for(actor: Actor) -> Sequence[EvaluationLine]:
    """Return every evaluation within reach, newest meeting first, in one statement."""
    mine = CampaignInvitation.person_id == actor.person_id
    rates = (
        select(
            CampaignInvitation.campaign_id,
            func.count().filter(CampaignInvitation.done),
            func.count(),
            func.count().filter(mine),
            func.count().filter(mine, CampaignInvitation.done),
        )
        .group_by(CampaignInvitation.campaign_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Evaluation, *list(rates.c)[1:])
        .join(Evaluation.meeting)
        .join(Evaluation.campaign)
        .join(rates, rates.c.campaign_id == Evaluation.campaign_id)
        .where(within_reach(actor, Permission.EVALUATION_RESULTS, Evaluation))
        .order_by(Meeting.local_date.desc(), Meeting.id.desc())
        .options(
            contains_eager(Evaluation.meeting),
            contains_eager(Evaluation.campaign),
            joinedload(Evaluation.reply),
        )
    )
    return [_line(*row) for row in rows]


def _line(evaluation: Evaluation, done: int, invited: int, mine: int, ready: int) -> EvaluationLine:
    return EvaluationLine(
        evaluation=evaluation,
        rate=Rate(done=done, invited=invited),
        answered=bool(ready) if mine else None,
    )


def released_for(actor: Actor) -> Sequence[Evaluation]:
    """Return the evaluations within reach whose results are out, oldest meeting first."""
    return db.session.scalars(
        select(Evaluation)
        .join(Evaluation.meeting)
        .join(Evaluation.campaign)
        .where(within_reach(actor, Permission.EVALUATION_RESULTS, Evaluation), Campaign.released)
        .order_by(Meeting.local_date, Meeting.id)
        .options(*WHOLE)
    ).all()


def versions_compared() -> Mapping[int, int | None]:
    """Return for each version of the instrument, by id, the older one it may be compared with."""
    found = db.session.execute(
        select(InstrumentVersion.id, InstrumentVersion.comparable_with_id)
        .join(Instrument)
        .where(Instrument.slug == INSTRUMENT)
    )
    return {row[0]: row[1] for row in found}


def last_full_form(before: date) -> date | None:
    """Return the day on which the last full form up to a day was opened, or nothing."""
    return db.session.scalar(
        select(func.max(Campaign.opens_on))
        .join(Evaluation, Evaluation.campaign_id == Campaign.id)
        .where(Campaign.length == Length.FULL, Campaign.opens_on <= before)
    )


def neighbours_of(evaluation: Evaluation) -> tuple[Evaluation | None, Evaluation | None]:
    """Return the released evaluations before and after one, in the order of their meetings."""
    place = tuple_(Meeting.local_date, Meeting.id)
    here = (evaluation.meeting.local_date, evaluation.meeting_id)
    beside = (
        select(Evaluation.meeting_id)
        .join(Evaluation.meeting)
        .join(Evaluation.campaign)
        .where(Campaign.released)
        .limit(1)
    )
    earlier = beside.where(place < here).order_by(Meeting.local_date.desc(), Meeting.id.desc())
    later = beside.where(place > here).order_by(Meeting.local_date, Meeting.id)
    either = (earlier.scalar_subquery(), later.scalar_subquery())
    wanted = select(Evaluation).where(Evaluation.meeting_id.in_(either))
    found = db.session.scalars(wanted.options(joinedload(Evaluation.meeting))).all()
    at = {(one.meeting.local_date, one.meeting_id): one for one in found}
    before = (one for key, one in at.items() if key < here)
    after = (one for key, one in at.items() if key > here)
    return next(before, None), next(after, None)


def meetings_without_evaluation(since: date, until: date) -> Sequence[Meeting]:
    """Return the meetings of these days that took place and were not evaluated, newest first."""
    return db.session.scalars(
        select(Meeting)
        .outerjoin(Evaluation, Evaluation.meeting_id == Meeting.id)
        .where(
            Meeting.state.in_(TOOK_PLACE),
            Meeting.local_date.between(since, until),
            Evaluation.meeting_id.is_(None),
        )
        .order_by(Meeting.local_date.desc())
    ).all()


def open_evaluations(today: date) -> Sequence[Evaluation]:
    """Return every evaluation that takes answers today."""
    return db.session.scalars(
        select(Evaluation)
        .join(Evaluation.campaign)
        .where(
            Campaign.released.is_(False),
            Campaign.opens_on <= today,
            Campaign.closes_on >= today,
        )
        .options(contains_eager(Evaluation.campaign), joinedload(Evaluation.meeting))
    ).all()


def due_to_close(today: date) -> Sequence[Evaluation]:
    """Return the evaluations whose last day has passed and that nobody closed yet."""
    return db.session.scalars(
        select(Evaluation)
        .join(Evaluation.campaign)
        .where(Campaign.released.is_(False), Campaign.closes_on < today)
        .options(contains_eager(Evaluation.campaign))
    ).all()
