"""The acts around a trial round: plan, open, remind, close; and the remarks that people make.

Answering is not here and is never audited: see ``portal.questionnaires.filling.services.submit``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, update

from portal.asks.services import NOTHING_SAID, Why, weigh
from portal.audit.services import record
from portal.db import db
from portal.questionnaires.campaigns.models import Campaign, CampaignInvitation
from portal.questionnaires.campaigns.reminding import due_reminders, note_reminded
from portal.questionnaires.campaigns.rules import check_is_open
from portal.questionnaires.campaigns.services import (
    CampaignPlan,
    close_campaign,
    hold,
    plan_campaign,
)
from portal.questionnaires.filling.services import erase_named
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.kinds import Length, Mode
from portal.questionnaires.trials import letters, queries, rules
from portal.questionnaires.trials.asks import ask_of
from portal.questionnaires.trials.models import TrialRemark, TrialRound


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a round is to be: whom it asks, what for, which questions, and on which days.

    Questions about culture need the day on which the representatives of staff were told. What is
    made up says ``simulated``, and asks nobody's time.
    """

    version: InstrumentVersion
    purpose: str
    length: Length
    opens_on: date
    closes_on: date
    people: Sequence[int]
    staff_informed_on: date | None = None
    simulated: bool = False
    why: Why = NOTHING_SAID


@dataclass(frozen=True, kw_only=True)
class Remark:
    """Where somebody stumbled: in which words, and at which question; at none is in the whole."""

    body: str
    lang: str
    item_id: int | None = None


def version_to_try(version_id: int) -> InstrumentVersion:
    """Return a version as it is now, for a round that is about to be planned."""
    return db.session.get_one(InstrumentVersion, version_id)


def plan_round(plan: Plan, *, on: date, by: int | None) -> TrialRound:
    """Keep a round and whom it asks; one that opens today is opened at once."""
    people, version = sorted(set(plan.people)), plan.version
    rules.check_may_try_out(version.status)
    rules.check_may_plan_round(plan.opens_on, plan.closes_on, people, today=on)
    able = [one.id for one in queries.people_among(people, on)]
    rules.check_can_all_answer(people, able)
    rules.check_staff_was_told(
        version.instrument.kind, plan.staff_informed_on, plan.opens_on, today=on
    )
    campaign = _campaign(plan)
    planned = TrialRound(campaign_id=campaign.id, purpose=plan.purpose)
    db.session.add(planned)
    db.session.flush()
    _choose(campaign, people)
    if not plan.simulated:
        weigh(ask_of(campaign), plan.why, on=on, by=by)
    _note("trial_round_planned", campaign.id, on=on, by=by, people=len(people))
    if plan.opens_on <= on:
        open_round(planned, on=on, by=by)
    return planned


def _campaign(plan: Plan) -> Campaign:
    return plan_campaign(
        CampaignPlan(
            version=plan.version,
            length=plan.length,
            mode=Mode.IDENTIFIED,
            opens_on=plan.opens_on,
            closes_on=plan.closes_on,
            staff_informed_on=plan.staff_informed_on,
            simulated=plan.simulated,
        )
    )


def _choose(campaign: Campaign, people: Sequence[int]) -> None:
    """Write whom the round asks, without unit or role: their name stands there anyway."""
    rows = [
        {"campaign_id": campaign.id, "person_id": one, "done": False, "reminders": 0}
        for one in people
    ]
    db.session.execute(insert(CampaignInvitation), rows)


def open_round(planned: TrialRound, *, on: date, by: int | None) -> None:
    """Open a round: from now on who was chosen can answer, and its questions stay as they are."""
    campaign = hold(planned.campaign_id)
    campaign.opened_on = on
    campaign.opens_on = max(campaign.opens_on, on)
    db.session.flush()
    _note("trial_round_opened", campaign.id, on=on, by=by)


def open_due(today: date) -> Sequence[TrialRound]:
    """Open every planned round whose day has come; return them."""
    due = queries.due_to_open(today)
    for planned in due:
        open_round(planned, on=today, by=None)
    return due


def tell_asked(opened: TrialRound, *, now: datetime) -> int:
    """Mail everybody who was chosen that the round is open; return how many letters."""
    people = [one.person_id for one in queries.asked_in(opened.campaign_id) if not one.done]
    return letters.write_to(opened, people, letters.OPENED, once="opened", now=now)


def remind(today: date, *, now: datetime) -> int:
    """Remind who has not sent it in, at most twice a round; return how many letters."""
    due = due_reminders(today)
    letters_sent = 0
    for one in queries.rounds_of(due):
        people = due[one.campaign_id]
        once = f"reminder-{today.isoformat()}"
        letters_sent += letters.write_to(one, people, letters.REMINDER, once=once, now=now)
        note_reminded(one.campaign_id, people, on=today)
    return letters_sent


def close_round(open_round_: TrialRound, *, on: date, by: int | None) -> None:
    """Close a round for good: nobody changes an answer any more, and it can be read."""
    close_campaign(open_round_.campaign_id, on=on)
    _note("trial_round_closed", open_round_.campaign_id, on=on, by=by)


def call_off(planned: TrialRound, *, on: date, by: int | None) -> None:
    """Drop a round that nobody was asked in yet, and all that was planned of it."""
    campaign = hold(planned.campaign_id)
    rules.check_may_call_off(campaign)
    _note("trial_round_called_off", campaign.id, on=on, by=by)
    db.session.delete(planned)
    db.session.flush()
    theirs = CampaignInvitation.campaign_id == campaign.id
    db.session.execute(delete(CampaignInvitation).where(theirs))
    db.session.delete(campaign)
    db.session.flush()


def close_due(today: date) -> int:
    """Close every round whose last day has passed; return how many."""
    due = queries.due_to_close(today)
    for one in due:
        close_round(one, on=today, by=None)
    return len(due)


def end_round(campaign_id: int, *, on: date, by: int) -> rules.Stage:
    """Close an open round, or call off one that is planned; return what it was."""
    campaign = hold(campaign_id)
    ending, was = db.session.get_one(TrialRound, campaign_id), rules.stage_of(campaign)
    if was is rules.Stage.PLANNED:
        call_off(ending, on=on, by=by)
    else:
        close_round(ending, on=on, by=by)
    return was


def note_taken(campaign_id: int, *, rows: int, on: date, by: int) -> None:
    """Write down that the answers of a round were taken along as a file."""
    rules.check_may_read(hold(campaign_id, shared=True))
    _note("trial_round_taken", campaign_id, on=on, by=by, rows=rows)


def add_remark(campaign_id: int, person_id: int, said: Remark, *, on: date) -> TrialRemark:
    """Keep where somebody stumbled, at one question or in the whole form."""
    check_is_open(hold(campaign_id, shared=True), on)
    rules.check_has_words(said.body)
    remark = TrialRemark(
        campaign_id=campaign_id,
        person_id=person_id,
        item_id=said.item_id,
        lang=said.lang,
        body=said.body,
    )
    db.session.add(remark)
    db.session.flush()
    return remark


def remove_remark(campaign_id: int, person_id: int, remark_id: int) -> None:
    """Take away what somebody wrote themselves; nothing happens where it is gone."""
    _delete(
        TrialRemark.id == remark_id,
        TrialRemark.campaign_id == campaign_id,
        TrialRemark.person_id == person_id,
    )


def erase_own(campaign_id: int, person_id: int) -> None:
    """Erase all that somebody said in a round, also after its close; that they were asked stays."""
    erase_named(hold(campaign_id, shared=True), person_id)
    _delete(TrialRemark.campaign_id == campaign_id, TrialRemark.person_id == person_id)


def forget_person(person_id: int) -> None:
    """Erase the remarks of somebody who is forgotten."""
    _delete(TrialRemark.person_id == person_id)


def merge_people(*, kept_id: int, gone_id: int) -> None:
    """Put the remarks of two rows of one person under the one that is kept."""
    theirs = update(TrialRemark).where(TrialRemark.person_id == gone_id)
    db.session.execute(theirs.values(person_id=kept_id))


def _delete(*where: object) -> None:
    gone = delete(TrialRemark).where(*where)  # type: ignore[arg-type]
    db.session.execute(gone.execution_options(synchronize_session=False))


def _note(event: str, campaign_id: int, *, on: date, by: int | None, **detail: int) -> None:
    record(event, by=by, on=on, object_kind="campaign", object_id=campaign_id, detail=detail)
