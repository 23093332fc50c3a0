"""The small things that wait for somebody, each kind from its own room: two statements in all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import (
    Date,
    Integer,
    Select,
    Text,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from portal.adoption.suggesting import may_be_suggested
from portal.culture.models import Measurement
from portal.db import db
from portal.evaluation.call_backs.models import ContactRequest
from portal.insights.culture import next_step
from portal.insights.culture_needs import measurement_need
from portal.insights.needs import Need, Tone
from portal.making.models import Draft, Step
from portal.meetings.models import Answer, Attendance, Invitation, Meeting, MeetingState
from portal.meetings.places.models import Place
from portal.meetings.words import title_of
from portal.network.as_of import valid_on
from portal.network.models import Organisation, Team
from portal.policy.decide import Actor, within_reach
from portal.policy.table import P
from portal.polls.models import Asked, Poll, PollState
from portal.questionnaires.campaigns.models import Campaign, CampaignDraft, CampaignInvitation
from portal.questionnaires.instruments.models import InstrumentText
from portal.questionnaires.trials.models import TrialRound
from portal.support.models import Task, TaskKind
from portal.web.words import short_day

MOST: Final = 3
SOON: Final = timedelta(days=14)


class Kind(StrEnum):
    """What waits, in the order in which the page names it."""

    CALL = "0_call"
    BEGUN = "0_begun"
    TRIAL = "0_trial"
    MARK = "1_mark"
    ACTION = "2_action"
    NEXT_KIT = "3_next_kit"
    PICK = "4_pick"
    PROPOSAL = "5_proposal"
    MEASUREMENT = "6_measurement"


@dataclass(frozen=True)
class Small:
    """One small thing: of which kind, which one, what it is called, and its day."""

    kind: str
    thing_id: int
    title: str
    day: date | None


@dataclass(frozen=True)
class Coming:
    """A meeting to come as one person sees it: invited or not, their answer, seat and mark."""

    meeting: Meeting
    invited: int | None
    answer: Answer | None
    seated: bool | None
    marked: int | None


def coming_for(person_id: int, day: date) -> Sequence[Coming]:
    """Return the meetings to come to which people are invited, the first one first."""
    mine = and_(Invitation.meeting_id == Meeting.id, Invitation.person_id == person_id)
    there = and_(Attendance.meeting_id == Meeting.id, Attendance.person_id == person_id)
    rows = db.session.execute(
        select(Meeting, Invitation.id, Invitation.answer, Place.seated, Attendance.person_id)
        .outerjoin(Invitation, mine)
        .outerjoin(Place, Place.invitation_id == Invitation.id)
        .outerjoin(Attendance, there)
        .where(Meeting.state == MeetingState.INVITED, Meeting.local_date >= day)
        .order_by(Meeting.local_date, Meeting.id)
    )
    return [Coming(*row) for row in rows]


def coming_needs(coming: Sequence[Coming], today: date) -> Iterator[Need]:
    """Tell who is on a waiting list that they wait, and lead who comes today to the door."""
    for one in coming:
        href = f"/meetings/{one.meeting.id}/"
        if one.seated is False:
            yield Need(
                what=_("You wait for a seat at %(meeting)s", meeting=title_of(one.meeting)),
                why=_("As soon as a seat comes free, it is yours and you get a mail."),
                href=href,
                step=_("Look at it"),
            )
        comes = one.answer in {Answer.YES, Answer.MAYBE} and one.seated is not False
        if comes and one.marked is None and one.meeting.local_date == today:
            yield Need(
                what=_("%(meeting)s is today", meeting=title_of(one.meeting)),
                why=_("When you are there, you can check in yourself."),
                href=href,
                step=_("Check in"),
                tag=_("today"),
                tone=Tone.DUE,
            )


def of_participant(actor: Actor, day: date, *, follows: bool) -> Sequence[Small]:
    """Return the polls to mark, own actions that are near, and teams that could take a next kit.

    Who follows an organisation has its actions among the tasks already.
    """
    parts = [_trials(actor.person_id, day), _to_mark(actor.person_id, day), _next_kits(actor, day)]
    return _read([*parts, *([] if follows else [_actions(actor.person_id, day)])])


def of_coordinator(actor: Actor, day: date) -> Sequence[Small]:
    """Return calls to make, trials, polls to pick a day of, proposals, measurements that wait."""
    trials = _trials(actor.person_id, day)
    return _read([_calls(), trials, _to_pick(day), _proposals(), _measurements(day)])


def of_expert(actor: Actor, day: date) -> Sequence[Small]:
    """Return the trial rounds that wait for somebody who looks on at the network."""
    return _read([_trials(actor.person_id, day)])


def small_needs(found: Sequence[Small]) -> Iterator[Need]:
    """Name the first few of each kind; their lists have the others."""
    for kind in Kind:
        those = [one for one in found if one.kind == kind]
        if kind is Kind.NEXT_KIT:
            yield from _next_kits_need(those)
            continue
        yield from (_NEEDS[kind](one) for one in those[:MOST])
        if len(those) > MOST:
            yield _rest(len(those) - MOST, _LISTS[kind])


def _read(parts: Sequence[Select[*tuple[Any, ...]]]) -> list[Small]:
    rows = db.session.execute(union_all(*parts).order_by("kind", "day", "thing_id"))
    return [Small(*row) for row in rows]


def _rows(kind: Any, thing_id: Any, title: Any, day: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 -- columns
    return select(
        (literal(kind.value) if isinstance(kind, Kind) else kind).label("kind"),
        type_coerce(thing_id, Integer).label("thing_id"),
        type_coerce(title, Text).label("title"),
        type_coerce(day, Date).label("day"),
    )


def _trials(person_id: int, day: date) -> Select[*tuple[Any, ...]]:
    """Return the trial rounds that are open for somebody: begun, or neither begun nor sent in."""
    begun = (
        CampaignDraft.campaign_id == TrialRound.campaign_id,
        CampaignDraft.person_id == CampaignInvitation.person_id,
    )
    title = (
        *(InstrumentText.version_id == Campaign.version_id, InstrumentText.owner == "version"),
        *(InstrumentText.field == "title", InstrumentText.lang == str(get_locale())),
    )
    kind = case((CampaignDraft.saves.is_not(None), Kind.BEGUN.value), else_=Kind.TRIAL.value)
    words = func.coalesce(InstrumentText.body, TrialRound.purpose)
    return (
        _rows(kind, TrialRound.campaign_id, words, Campaign.closes_on)
        .join(Campaign, Campaign.id == TrialRound.campaign_id)
        .join(CampaignInvitation, CampaignInvitation.campaign_id == Campaign.id)
        .outerjoin(CampaignDraft, and_(*begun))
        .outerjoin(InstrumentText, and_(*title))
        .where(
            CampaignInvitation.person_id == person_id,
            or_(CampaignInvitation.done.is_(False), CampaignDraft.saves.is_not(None)),
            Campaign.opened_on.is_not(None),
            Campaign.closed_on.is_(None),
            Campaign.opens_on <= day,
            Campaign.closes_on >= day,
        )
    )


def _calls() -> Select[*tuple[Any, ...]]:
    """Return how many people wait for a call, as one row: who they are is for its own page."""
    count, since = func.count(ContactRequest.id), func.min(ContactRequest.asked_on)
    waits = ContactRequest.handled_on.is_(None)
    return _rows(Kind.CALL, count, null(), since).where(waits).having(count > 0)


def _to_mark(person_id: int, day: date) -> Select[*tuple[Any, ...]]:
    asked = Asked.person_id == person_id, Asked.marked_on.is_(None)
    is_open = Poll.state == PollState.OPEN, Poll.closes_on >= day
    return (
        _rows(Kind.MARK, Poll.id, Poll.title, Poll.closes_on)
        .join(Asked, Asked.poll_id == Poll.id)
        .where(*asked, *is_open)
    )


def _actions(person_id: int, day: date) -> Select[*tuple[Any, ...]]:
    return _rows(Kind.ACTION, Task.id, Task.words, Task.due_on).where(
        Task.kind == TaskKind.ACTION,
        Task.owner_id == person_id,
        Task.done_on.is_(None),
        Task.due_on <= day + SOON,
    )


def _next_kits(actor: Actor, day: date) -> Select[*tuple[Any, ...]]:
    return (
        _rows(Kind.NEXT_KIT, Team.id, Team.name, null())
        .select_from(Team)
        .join(Organisation, Organisation.id == Team.organisation_id)
        .where(
            within_reach(actor, P.NEXT_KIT_ANSWER, Team),
            valid_on(Team, day),
            may_be_suggested(day),
        )
    )


def _to_pick(day: date) -> Select[*tuple[Any, ...]]:
    waits = select(Asked.id).where(Asked.poll_id == Poll.id, Asked.marked_on.is_(None)).exists()
    return _rows(Kind.PICK, Poll.id, Poll.title, Poll.closes_on).where(
        Poll.state == PollState.OPEN, or_(Poll.closes_on < day, ~waits)
    )


def _proposals() -> Select[*tuple[Any, ...]]:
    return _rows(Kind.PROPOSAL, Draft.id, Draft.title, Draft.since).where(
        Draft.step == Step.PROPOSED
    )


def _measurements(day: date) -> Select[*tuple[Any, ...]]:
    """Return the measurements of culture that wait for a step, with its key as the title."""
    return _rows(Kind.MEASUREMENT, Measurement.number, next_step(day), Campaign.opens_on).where(
        Measurement.campaign_id == Campaign.id, next_step(day).is_not(None)
    )


def _trial(one: Small) -> Need:
    return Need(
        what=_("Trial round: %(title)s", title=one.title),
        why=_("Your name stands beside your answers. Open until %(day)s.", day=_day(one)),
        href=f"/trials/{one.thing_id}/",
        step=_("Fill in"),
    )


def _begun(one: Small) -> Need:
    return Need(
        what=_("Trial round: %(title)s", title=one.title),
        why=_(
            "You had begun. Your name stands beside your answers. Open until %(day)s.",
            day=_day(one),
        ),
        href=f"/trials/{one.thing_id}/",
        step=_("Go on where you were"),
    )


def _call(one: Small) -> Need:
    return Need(
        what=ngettext("Somebody asks for a call", "%(num)s people ask for a call", one.thing_id),
        why=_("Since %(day)s. Only the project team sees who it is.", day=_day(one)),
        href="/evaluation/call-backs",
        step=_("See who to call"),
        tag=_("to call"),
        tone=Tone.DUE,
    )


def _mark(one: Small) -> Need:
    return Need(
        what=_("Which day suits you? %(title)s", title=one.title),
        why=_("You can mark until %(day)s.", day=_day(one)),
        href=f"/polls/{one.thing_id}/",
        step=_("Mark the days"),
    )


def _action(one: Small) -> Need:
    return Need(
        what=one.title,
        why=_("You agreed on this at a meeting, for %(day)s.", day=_day(one)),
        href="/actions/",
        step=_("Open the actions"),
    )


def _next_kits_need(teams: Sequence[Small]) -> Iterator[Need]:
    """Name the first team only: a kit to go on with is an offer, not work for each team."""
    for one in teams[:1]:
        others = len(teams) - 1
        yield Need(
            what=_("%(team)s: a lesson kit to go on with", team=one.title),
            why=ngettext(
                "The page of the team says which one, and why. So does that of %(num)s other.",
                "The page of the team says which one, and why. So do those of %(num)s others.",
                others,
            )
            if others
            else _("The page of the team says which one, and why."),
            href=f"/teams/{one.thing_id}/",
            step=_("Look at it"),
        )


def _pick(one: Small) -> Need:
    return Need(
        what=_("Pick a day: %(title)s", title=one.title),
        why=_("Everybody marked, or the last day is past: people wait to hear."),
        href=f"/polls/{one.thing_id}/pick",
        step=_("Pick a day"),
    )


def _proposal(one: Small) -> Need:
    return Need(
        what=_("A proposal for a lesson kit: %(title)s", title=one.title),
        why=_("It waits for an answer since %(day)s.", day=_day(one)),
        href=f"/in-the-making/{one.thing_id}/",
        step=_("Look at it"),
    )


def _day(one: Small) -> str:
    return short_day(one.day) if one.day else ""


def _rest(many: int, href: str) -> Need:
    return Need(
        what=ngettext("And %(num)s more", "And %(num)s more", many),
        why=_("The list shows them all."),
        href=href,
        step=_("Open the list"),
    )


_NEEDS: Final = {
    Kind.BEGUN: _begun,
    Kind.TRIAL: _trial,
    Kind.CALL: _call,
    Kind.MARK: _mark,
    Kind.ACTION: _action,
    Kind.PICK: _pick,
    Kind.PROPOSAL: _proposal,
    Kind.MEASUREMENT: measurement_need,
}
_LISTS: Final = {
    Kind.BEGUN: "/me/",
    Kind.TRIAL: "/me/",
    Kind.CALL: "/evaluation/call-backs",
    Kind.MARK: "/polls/",
    Kind.ACTION: "/actions/",
    Kind.PICK: "/polls/",
    Kind.PROPOSAL: "/in-the-making/",
    Kind.MEASUREMENT: "/culture/",
}
