"""Teams that try a kit out: asked or offered, their feedback, and the answer to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from portal.audit.services import record
from portal.db import db
from portal.making.queries import author_teams_of
from portal.moi.models import ActKind
from portal.moi.services import add_act
from portal.network.models import Team
from portal.stewardship import rules
from portal.stewardship.mails import mail_coordinators, mail_team
from portal.stewardship.models import (
    Again,
    Clear,
    KitPilot,
    Length,
    Origin,
    PilotFeedback,
    PilotRemark,
    PilotState,
)
from portal.stewardship.queries import life as lives
from portal.stewardship.queries import pilots as queries
from portal.stewardship.queries.life import Life
from portal.web.stale import check_not_stale


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Who acts, in which language, on which day and at which moment."""

    by: int
    on: date
    now: datetime | None  # nothing for what lies in the past: then nobody is mailed
    lang: str = "nl"


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a team found; a draft may leave everything out."""

    length_used: Length | None = None
    minutes: int | None = None
    people: int | None = None
    introduction: Clear | None = None
    assignments: Clear | None = None
    visuals: Clear | None = None
    teaching_note: Clear | None = None
    again: Again | None = None
    change: str = ""
    remarks: Mapping[int, str] = field(default_factory=dict)


def ask_team(kit_id: int, team_id: int, words: str, writer: Writer) -> KitPilot:
    """Ask a team to try out the newest version, and mail who speaks for it."""
    pilot = _open(kit_id, team_id, words, Origin.ASKED, writer)
    _mail(pilot, "asked", writer)
    _note("pilot_asked", pilot, writer)
    return pilot


def offer_to_test(kit_id: int, team_id: int, words: str, writer: Writer) -> KitPilot:
    """Keep that a team would like to try out the newest version, and tell the coordinator."""
    pilot = _open(kit_id, team_id, words, Origin.OFFERED, writer)
    if writer.now is not None:
        mail_coordinators(pilot, on=writer.on, now=writer.now)
    _note("pilot_offered", pilot, writer)
    return pilot


def _open(kit_id: int, team_id: int, words: str, origin: Origin, writer: Writer) -> KitPilot:
    life = lives.get_life(kit_id, writer.on)
    team = db.session.get_one(Team, team_id)
    busy = queries.has_open_pilot(life.version.id, team_id)
    rules.check_may_test(life.at, team_id, authors=author_teams_of(kit_id), busy=busy)
    rules.check_team_is_there(team.valid_from, team.valid_to, writer.on)
    asked = origin is Origin.ASKED
    pilot = KitPilot(
        version=life.version,
        team=team,
        origin=origin,
        state=PilotState.RUNNING if asked else PilotState.OFFERED,
        opened_on=writer.on,
        opened_by_id=writer.by,
        settled_on=writer.on if asked else None,
        settled_by_id=writer.by if asked else None,
        words=words,
        lang=writer.lang,
    )
    db.session.add(pilot)
    db.session.flush()
    return pilot


def accept_offer(pilot_id: int, writer: Writer) -> KitPilot:
    """Say yes to a team that offers to test, and mail who speaks for it."""
    pilot = queries.get_pilot(pilot_id)
    rules.check_may_settle(pilot.state)
    rules.check_is_in_pilot(_life(pilot, writer.on).at)
    return _settle(pilot, PilotState.RUNNING, "", writer)


def turn_down(pilot_id: int, reason: str, writer: Writer) -> KitPilot:
    """Say no to a team that offers to test, with the reason, and mail who speaks for it."""
    pilot = queries.get_pilot(pilot_id)
    rules.check_may_settle(pilot.state)
    rules.check_says_why(reason)
    return _settle(pilot, PilotState.TURNED_DOWN, reason, writer)


def _settle(pilot: KitPilot, state: PilotState, reason: str, writer: Writer) -> KitPilot:
    pilot.state, pilot.reason = state, reason
    pilot.settled_on, pilot.settled_by_id = writer.on, writer.by
    db.session.flush()
    _mail(pilot, "settled", writer)
    _note("pilot_settled", pilot, writer)
    return pilot


def stop_testing(pilot_id: int, reason: str, writer: Writer) -> KitPilot:
    """Note that a team does not test after all; a reason is welcome and not asked."""
    pilot = queries.get_pilot(pilot_id)
    rules.check_may_stop(pilot.state, is_in=pilot.is_in)
    pilot.state, pilot.reason = PilotState.STOPPED, reason
    pilot.settled_on = pilot.settled_on or writer.on
    db.session.flush()
    _note("pilot_stopped", pilot, writer)
    return pilot


def save_feedback(
    pilot_id: int, found: Found, *, based_on: int, send: bool, writer: Writer
) -> PilotFeedback:
    """Keep what a team found, as a draft or sent; what was sent stays sent when it is corrected.

    ``Stale`` when a colleague changed it after ``based_on``, 0 before the first time.
    """
    pilot = queries.get_pilot(pilot_id)
    life = _life(pilot, writer.on)
    rules.check_may_write(life.at, pilot.state, is_newest=pilot.version_id == life.version.id)
    feedback = db.session.scalar(
        select(PilotFeedback).filter_by(pilot_id=pilot.id).with_for_update()
    )
    if feedback is None:
        feedback = PilotFeedback(pilot_id=pilot.id, revision=0, saved_on=writer.on)
    check_not_stale(feedback, based_on)
    first = send and feedback.sent_on is None
    _write(feedback, found, writer)
    if first:
        feedback.sent_on = writer.on
        db.session.flush()
        _keep_act(life, pilot, writer)
    db.session.flush()
    return feedback


def _write(feedback: PilotFeedback, found: Found, writer: Writer) -> None:
    given = dict(vars(found))
    remarks = given.pop("remarks")
    for name, value in given.items():
        setattr(feedback, name, value)
    feedback.revision += 1
    feedback.lang, feedback.saved_on, feedback.written_by_id = writer.lang, writer.on, writer.by
    db.session.add(feedback)
    db.session.flush()
    feedback.remarks = [
        PilotRemark(feedback_id=feedback.id, position=position, words=words)
        for position, words in sorted(remarks.items())
        if words
    ]
    db.session.flush()


def _keep_act(life: Life, pilot: KitPilot, writer: Writer) -> None:
    """Write in the life of the kit that this team tested it: from now on it counts."""
    db.session.refresh(life.kit, ["acts"])
    add_act(
        life.kit,
        ActKind.PILOT,
        on=writer.on,
        by=writer.by,
        version=life.version,
        team_id=pilot.team_id,
    )
    _note("feedback_on_kit_sent", pilot, writer)


def answer_feedback(pilot_id: int, words: str, writer: Writer) -> PilotFeedback:
    """Keep what was changed because of what a team found, or why not; mail the team once."""
    pilot = queries.get_pilot(pilot_id)
    rules.check_may_answer(_life(pilot, writer.on).at, is_in=pilot.is_in)
    rules.check_says_why(words)
    feedback = db.session.scalars(select(PilotFeedback).filter_by(pilot_id=pilot.id)).one()
    feedback.answer, feedback.answer_lang = words, writer.lang
    feedback.answered_on, feedback.answered_by_id = writer.on, writer.by
    db.session.flush()
    _mail(pilot, "answered", writer)
    _note("feedback_on_kit_answered", pilot, writer)
    return feedback


def remind(today: date, now: datetime) -> int:
    """Remind each team once that tests for four weeks; return how many."""
    waiting = queries.pilots_to_remind(today)
    for pilot in waiting:
        pilot.reminded_on = today
        if _life(pilot, today).at.stage is ActKind.PILOT:
            mail_team(pilot, "reminder", on=today, now=now)
    db.session.flush()
    return len(waiting)


def _life(pilot: KitPilot, day: date) -> Life:
    return lives.get_life(pilot.version.kit_id, day)


def _mail(pilot: KitPilot, letter: str, writer: Writer) -> None:
    if writer.now is not None:
        mail_team(pilot, letter, on=writer.on, now=writer.now)


def _note(event: str, pilot: KitPilot, writer: Writer) -> None:
    detail = {"slug": pilot.version.kit.slug}
    record(
        event,
        by=writer.by,
        on=writer.on,
        object_kind="team",
        object_id=pilot.team_id,
        detail=detail,
    )
