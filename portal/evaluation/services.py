"""The acts around a process evaluation: open, hand out codes, remind, close, reply.

Answering is not here and is never audited: see ``portal.questionnaires.filling.services.submit``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from portal.asks.services import NOTHING_SAID, Why, weigh
from portal.audit.services import record
from portal.db import db
from portal.evaluation import queries, rules
from portal.evaluation.asks import asked_by
from portal.evaluation.models import Evaluation, FeedbackReply
from portal.meetings.models import Meeting
from portal.meetings.queries import expected_participants
from portal.network.models import Person
from portal.outbox.letters import compose
from portal.outbox.services import queue_mail
from portal.people.models import MailTopic
from portal.people.stopping import stop_link_for
from portal.questionnaires.campaigns.codes import hash_code, make_codes
from portal.questionnaires.campaigns.queries import waiting_people
from portal.questionnaires.campaigns.services import add_codes, open_campaign
from portal.questionnaires.instruments.versions import find_published
from portal.questionnaires.kinds import Length
from portal.questionnaires.results.services import release
from portal.rules import N_, RuleBroken

_TOPICS: Final = {
    "opened": MailTopic.EVALUATION_OPENED,
    "reminder": MailTopic.EVALUATION_REMINDERS,
}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How an evaluation is to be: its length and its last day; made-up answers say so.

    ``why`` is needed when it asks more of teams than was agreed on; what is made up asks nobody.
    """

    length: Length
    closes_on: date
    simulated: bool = False
    why: Why = NOTHING_SAID


class StaleReply(Exception):  # noqa: N818 -- says what happened
    """Somebody saved another reply in between; ``body`` and ``version`` are what is there now."""

    def __init__(self, body: str, version: int) -> None:
        """Keep what is there now, so that both texts can be shown."""
        super().__init__("The reply changed in the meantime")
        self.body = body
        self.version = version


def open_evaluation(meeting: Meeting, plan: Plan, *, on: date, by: int | None) -> Evaluation:
    """Open the evaluation of a meeting to everybody who was expected there."""
    db.session.refresh(meeting, with_for_update=True)
    exists = queries.find_evaluation(meeting.id) is not None
    rules.check_may_open(meeting.state, meeting.local_date, exists=exists, today=on)
    version = find_published(queries.INSTRUMENT)
    if version is None:
        raise RuleBroken(N_("There is no published questionnaire yet. Ask the administrator."))
    if not plan.simulated:
        weigh(asked_by(meeting, version.minutes(plan.length), on), plan.why, on=on, by=by)
    campaign = open_campaign(
        version,
        length=plan.length,
        opens_on=on,
        closes_on=plan.closes_on,
        invited={one.person_id: one.role for one in expected_participants(meeting)},
        simulated=plan.simulated,
    )
    evaluation = Evaluation(meeting_id=meeting.id, campaign_id=campaign.id)
    db.session.add(evaluation)
    db.session.flush()
    _note("evaluation_opened", meeting.id, on=on, by=by, length=plan.length.value)
    return evaluation


def tell_invited(evaluation: Evaluation, *, now: datetime) -> int:
    """Mail everybody who has not answered that the form is open; return how many letters."""
    return _write_to_waiting(evaluation, "opened", now=now)


def remind(today: date, *, now: datetime) -> int:
    """Mail who has not answered, once, in the last days before closing; return how many."""
    due = (
        evaluation
        for evaluation in queries.open_evaluations(today)
        if rules.reminds_on(evaluation.campaign.closes_on) <= today
    )
    return sum(_write_to_waiting(evaluation, "reminder", now=now) for evaluation in due)


def _write_to_waiting(evaluation: Evaluation, letter: str, *, now: datetime) -> int:
    people = db.session.scalars(
        select(Person).where(Person.id.in_(waiting_people(evaluation.campaign_id)))
    )
    return sum(_write(evaluation, letter, person, now=now) for person in people)


def _write(evaluation: Evaluation, letter: str, person: Person, *, now: datetime) -> bool:
    if not person.email:
        return False
    topic = _TOPICS[letter]
    return queue_mail(
        compose(
            f"evaluation/mail/{letter}",
            locale=person.locale,
            meeting=evaluation.meeting,
            campaign=evaluation.campaign,
            person=person,
            topic=topic,
            stop_link=stop_link_for(person.id, topic),
        ),
        dedupe_key=f"evaluation/{evaluation.meeting_id}/{letter}/{person.id}",
        recipient=person.email,
        locale=person.locale,
        due_at=now,
    )


def hand_out_codes(
    evaluation: Evaluation, count: int, *, seed: str, secret: str, on: date, by: int
) -> Sequence[str]:
    """Return one-time codes to print; only their hashes are kept. The same seed, the same list."""
    codes = make_codes(seed, max(0, count), secret=secret)
    hashes = [hash_code(code, secret=secret) for code in codes]
    added = add_codes(evaluation.campaign, hashes, on=on)
    if added:
        _note("evaluation_codes_made", evaluation.meeting_id, on=on, by=by, codes=added)
    return codes


def close_evaluation(evaluation: Evaluation, *, on: date, by: int | None) -> None:
    """Close an evaluation for good and release its results."""
    campaign = release(evaluation.campaign_id, on=on)
    _note("evaluation_closed", evaluation.meeting_id, on=on, by=by, campaign=campaign.id)


def close_due(today: date) -> int:
    """Close every evaluation whose last day has passed; return how many."""
    due = queries.due_to_close(today)
    for evaluation in due:
        close_evaluation(evaluation, on=today, by=None)
    return len(due)


def save_reply(
    evaluation: Evaluation, body: str, *, lang: str, version: int, on: date, by: int
) -> FeedbackReply:
    """Keep what the network does with the feedback, written on top of ``version`` (0: the first).

    Raises ``StaleReply`` when somebody else saved in the meantime.
    """
    db.session.refresh(evaluation.campaign, with_for_update=True)
    rules.check_may_reply(evaluation.campaign)
    reply = db.session.get(FeedbackReply, evaluation.meeting_id)
    if (reply.version if reply else 0) != version:
        raise StaleReply(*((reply.body, reply.version) if reply else ("", 0)))
    if reply is None:
        reply = FeedbackReply(meeting_id=evaluation.meeting_id, version=0)
        db.session.add(reply)
    reply.body, reply.lang, reply.version = body, lang, version + 1
    reply.replied_on, reply.replied_by_id = on, by
    db.session.flush()
    _note("feedback_answered", evaluation.meeting_id, on=on, by=by, version=reply.version)
    return reply


def _note(event: str, meeting_id: int, *, on: date, by: int | None, **detail: str | int) -> None:
    record(event, by=by, on=on, object_kind="meeting", object_id=meeting_id, detail=detail)
