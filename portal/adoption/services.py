"""The only writers of uses and of answers to the next kit: tell, correct, take back, answer."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select, update

from portal.adoption import rules
from portal.adoption.models import Again, Answer, Felt, KitUse, NextKit
from portal.adoption.suggesting import suggestion_for
from portal.audit.services import record
from portal.db import db
from portal.network.models import Team
from portal.rules import N_, RuleBroken
from portal.web.stale import Stale


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a team tells of one use. ``share`` is left out by who may not decide on it."""

    used_on: date
    felt: Felt
    words: str = ""
    changed: str = ""
    again: Again | None = None
    minutes: int | None = None
    patients: int | None = None
    relatives: int | None = None
    colleagues: int | None = None
    lang: str = "nl"
    share: bool | None = None

    @property
    def facts(self) -> dict[str, object]:
        """Return what is kept as it was told."""
        return {key: value for key, value in asdict(self).items() if key != "share"}


@dataclass(frozen=True, kw_only=True)
class Used:
    """Which version of which kit was used, by its ids."""

    kit_id: int
    version_id: int


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Who tells, and on which day: a person, or without one somebody of the team by its code."""

    on: date
    person_id: int | None = None


def tell_use(team_id: int, used: Used, told: Told, *, based_on: int, writer: Writer) -> KitUse:
    """Keep that a team used a kit on a day; a team tells of one kit on one day once.

    The same told twice is one use. ``Stale`` when somebody of the team told something else of that
    day; ``RuleBroken`` for a day to come or outside the life of the team.
    """
    team = _lock(team_id)
    _check(team, told, writer)
    there = _of_day(team_id, used.kit_id, told.used_on)
    if there is not None and there.taken_back_on is None:
        return _again_on_that_day(there, told, based_on=based_on, writer=writer)
    use = there or KitUse(team_id=team_id, kit_id=used.kit_id, revision=0)
    use.version_id, use.taken_back_on = used.version_id, None
    _write(use, told, writer)
    db.session.add(use)
    db.session.flush()
    _end_taken(team_id, used.kit_id, writer.on)
    return use


def correct_use(use: KitUse, told: Told, *, based_on: int, writer: Writer) -> KitUse:
    """Change what was told; ``Stale`` when it changed after ``based_on``."""
    team = _lock(use.team_id)
    rules.check_may_correct(team.valid_to, writer.on)
    _check(team, told, writer)
    db.session.refresh(use)
    if use.revision != based_on:
        raise Stale
    other = _of_day(use.team_id, use.kit_id, told.used_on)
    if other is not None and other.id != use.id:
        raise RuleBroken(N_("Your team told of this day already. Correct that one."))
    _write(use, told, writer)
    db.session.flush()
    return use


def take_back(use: KitUse, *, writer: Writer) -> None:
    """Say that it was no use after all: it counts nowhere, and can be put back."""
    _set_back(use, writer.on, writer)


def put_back(use: KitUse, *, writer: Writer) -> None:
    """Let a use that was taken back count again; its words are shared with nobody."""
    _set_back(use, None, writer)


def _set_back(use: KitUse, day: date | None, writer: Writer) -> None:
    team = _lock(use.team_id)
    rules.check_may_correct(team.valid_to, writer.on)
    db.session.refresh(use)
    if (use.taken_back_on is None) != (day is None):
        use.taken_back_on, use.shared_on = day, None
        use.revision += 1
        event = "use_put_back" if day is None else "use_taken_back"
        record(event, by=writer.person_id, on=writer.on, object_kind="team", object_id=team.id)
    db.session.flush()


def _again_on_that_day(there: KitUse, told: Told, *, based_on: int, writer: Writer) -> KitUse:
    """Take a double press for one; anything else must be based on what stands there."""
    is_same = all(getattr(there, key) == value for key, value in told.facts.items())
    if not is_same and based_on != there.revision:
        raise Stale
    if not is_same or based_on == there.revision:
        _write(there, told, writer)
    db.session.flush()
    return there


def _check(team: Team, told: Told, writer: Writer) -> None:
    rules.check_may_tell(
        told.used_on, today=writer.on, team_since=team.valid_from, team_until=team.valid_to
    )
    if told.share:
        rules.check_may_share(has_words=bool(told.words or told.changed))


def _write(use: KitUse, told: Told, writer: Writer) -> None:
    same_words = (use.words, use.changed) == (told.words, told.changed)
    before = use.shared_on if same_words else None
    for key, value in told.facts.items():
        setattr(use, key, value)
    use.told_on, use.told_by_id = writer.on, writer.person_id
    use.by_code = writer.person_id is None
    wanted = before is not None if told.share is None else told.share
    was_shared, use.shared_on = use.shared_on, (before or writer.on) if wanted else None
    use.revision += 1
    if writer.person_id and (was_shared is None) != (use.shared_on is None):
        event = "use_shared" if use.shared_on else "use_hidden"
        by, team_id = writer.person_id, use.team_id
        record(event, by=by, on=writer.on, object_kind="team", object_id=team_id)


def _lock(team_id: int) -> Team:
    """Return the team, held until the end of the act: one tells of it at a time."""
    return db.session.scalars(select(Team).where(Team.id == team_id).with_for_update()).one()


def _of_day(team_id: int, kit_id: int, day: date) -> KitUse | None:
    return db.session.scalar(select(KitUse).filter_by(team_id=team_id, kit_id=kit_id, used_on=day))


def _end_taken(team_id: int, kit_id: int, on: date) -> None:
    """Close what the team would take next: it used it."""
    mine = update(NextKit).where(NextKit.team_id == team_id, NextKit.kit_id == kit_id)
    taken = mine.where(NextKit.answer == Answer.ACCEPTED, NextKit.ended_on.is_(None))
    db.session.execute(taken.values(ended_on=on))


def answer_next_kit(
    team_id: int, kit_id: int, answer: Answer, *, writer: Writer, why: str = ""
) -> NextKit:
    """Keep that a team takes the kit that is suggested, or not, with the reason it was told.

    ``RuleBroken`` when the team has ended, when it took one already, and for any other kit.
    """
    team = _lock(team_id)
    rules.check_may_correct(team.valid_to, writer.on)
    rules.check_has_no_other(_taken(team_id))
    found = rules.suggested(suggestion_for(team, writer.on), kit_id)
    kept = NextKit(
        team_id=team_id,
        kit_id=kit_id,
        reason=found.reason,
        teams=found.teams,
        answer=answer,
        answered_on=writer.on,
        answered_by_id=writer.person_id,
        why=why if answer is Answer.DECLINED else "",
    )
    db.session.add(kept)
    db.session.flush()
    event = "next_kit_accepted" if answer is Answer.ACCEPTED else "next_kit_declined"
    record(event, by=writer.person_id, on=writer.on, object_kind="team", object_id=team_id)
    return kept


def undo_answer(team_id: int, kit_id: int, *, writer: Writer) -> None:
    """Take an answer about a kit back: it may be suggested again."""
    team = _lock(team_id)
    rules.check_may_correct(team.valid_to, writer.on)
    mine = update(NextKit).where(NextKit.team_id == team_id, NextKit.kit_id == kit_id)
    done = mine.where(NextKit.ended_on.is_(None)).values(ended_on=writer.on).returning(NextKit.id)
    if db.session.scalars(done).all():
        event, by = "next_kit_undone", writer.person_id
        record(event, by=by, on=writer.on, object_kind="team", object_id=team_id)


def _taken(team_id: int) -> NextKit | None:
    taken = (NextKit.answer == Answer.ACCEPTED, NextKit.ended_on.is_(None))
    return db.session.scalar(select(NextKit).where(NextKit.team_id == team_id, *taken))


def forget_person(person_id: int) -> None:
    """Take a person's name off what teams told and answered."""
    mine = update(KitUse).where(KitUse.told_by_id == person_id)
    db.session.execute(mine.values(told_by_id=None))
    answers = update(NextKit).where(NextKit.answered_by_id == person_id)
    db.session.execute(answers.values(answered_by_id=None))
