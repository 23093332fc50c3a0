"""The only writers of cards and of answers to the help that teams want."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import aliased

from portal.audit.services import record
from portal.cards import queries, rules
from portal.cards.models import CardPart, HelpAnswer, Part, TeamCard, Went
from portal.db import db
from portal.network.models import Person, Team
from portal.outbox.letters import compose
from portal.outbox.services import queue_mail
from portal.policy.decide import Actor
from portal.rules import N_, RuleBroken
from portal.web.stale import Stale


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody fills in on a card. ``share`` is left out by who may not decide on it."""

    tries: str = ""
    went: Went | None = None
    went_words: str = ""
    help: str = ""
    share: bool | None = None
    lang: str = "nl"


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Who writes, and on which day: a person, or without one somebody of the team by its code."""

    on: date
    person_id: int | None = None


def revision_of(card: TeamCard | None) -> int:
    """Return the number of the last change to the cards of a team; 0 before the first card."""
    return card.revision if card else 0


def save_card(
    team_id: int, said: Said, *, based_on: int, last_moment: date | None, writer: Writer
) -> TeamCard:
    """Keep what is said, on the card of this period or on a new one; return the latest card.

    How it went is about what the team tried last, so it is kept with that. ``Stale`` when the
    team's cards changed after ``based_on``; ``RuleBroken`` when nothing is said, when help is
    shared that is not asked for, and when the team has ended.
    """
    team = _lock(team_id)
    latest = queries.latest_card(team_id)
    if revision_of(latest) != based_on:
        raise Stale
    _check(team, said, writer)
    start = rules.period_start(last_moment=last_moment, team_since=team.valid_from)
    goes_on = latest is not None and rules.is_of_period(latest.since, start)
    card = latest if goes_on or not _begins(latest, said) else _new_card(team, start, latest)
    if card is None:
        raise RuleBroken(N_("Say first what you try. Later you say how it went."))
    if latest and latest.tries and said.went:
        _write(latest, Part.WENT, said.went_words, said, writer)
    if goes_on or card is not latest:
        _write(card, Part.TRIES, said.tries, said, writer)
    if card is latest:
        card.revision += 1
    _write_help(card, latest, said, writer)
    db.session.flush()
    return card


def _check(team: Team, said: Said, writer: Writer) -> None:
    rules.check_may_fill(team.valid_to, writer.on)
    rules.check_says_something(said.tries, said.went, said.help)
    if said.share:
        rules.check_may_share(wants_help=bool(said.help))


def _begins(latest: TeamCard | None, said: Said) -> bool:
    """Tell whether this is for a new card: it says what the team tries, or asks something new."""
    asked = latest.help.words if latest and latest.help else ""
    return bool(said.tries or (said.help and said.help != asked))


def _lock(team_id: int) -> Team:
    """Return the team, held until the end of the act: one writes on its card at a time."""
    return db.session.scalars(select(Team).where(Team.id == team_id).with_for_update()).one()


def _new_card(team: Team, since: date, latest: TeamCard | None) -> TeamCard:
    revision = revision_of(latest) + 1
    card = TeamCard(team_id=team.id, since=since, revision=revision, parts=[])
    db.session.add(card)
    return card


def _write(card: TeamCard, part: Part, words: str, said: Said, writer: Writer) -> CardPart | None:
    """Keep words under the name of who wrote them; what did not change keeps its author."""
    went = said.went if part is Part.WENT else None
    there = card.of(part)
    if not words and went is None:
        if there:
            card.parts.remove(there)
        return None
    if there and (there.words, there.went) == (words, went):
        return there
    kept = there or CardPart(part=part)
    kept.words, kept.went, kept.lang = words, went, said.lang
    kept.written_on, kept.written_by_id = writer.on, writer.person_id
    kept.by_code = writer.person_id is None
    if there is None:
        card.parts.append(kept)
    return kept


def _write_help(card: TeamCard, latest: TeamCard | None, said: Said, writer: Writer) -> None:
    """Keep what help is wanted; the yes of before holds for the words it was given for."""
    before = latest.help if latest else None
    if before and before.closed_on and said.help in {"", before.words} and card is latest:
        return
    same = before is not None and before.words == said.help
    shared_before = before.shared_on if before and before.is_shared else None
    kept = _write(card, Part.HELP, said.help, said, writer)
    if kept:
        keeps_yes = same and shared_before is not None
        wanted = keeps_yes if said.share is None else said.share
        kept.shared_on = (shared_before or writer.on) if wanted else None
        kept.closed_on = None
    if before and card is not latest:
        before.closed_on = before.closed_on or writer.on
    is_shared = kept is not None and kept.is_shared
    _mark_sharing(card.team_id, shared_before is not None, is_shared, writer)


def _mark_sharing(team_id: int, before: bool, after: bool, writer: Writer) -> None:  # noqa: FBT001 -- two states side by side
    """Keep in the trail that a person showed or hid; a code leaves no trace with an hour in it."""
    if before and not after:
        _hide(team_id)
    if writer.person_id and before != after:
        event = "help_shared" if after else "help_withdrawn"
        record(event, by=writer.person_id, on=writer.on, object_kind="team", object_id=team_id)


def withdraw_help(team_id: int, *, writer: Writer) -> None:
    """Hide what help the team wants from the network, at once and in the list of any day."""
    card = _touch(team_id)
    shared = bool(card and card.help and card.help.is_shared)
    _mark_sharing(team_id, shared, after=False, writer=writer)


def close_help(team_id: int, *, writer: Writer) -> None:
    """Say that the team has been helped: its question leaves the network's list."""
    card = _touch(team_id)
    if card and card.help and card.help.closed_on is None:
        card.help.closed_on = writer.on
    db.session.flush()


def _touch(team_id: int) -> TeamCard | None:
    _lock(team_id)
    card = queries.latest_card(team_id)
    if card:
        card.revision += 1
        db.session.flush()
    return card


def _hide(team_id: int) -> None:
    db.session.flush()
    cards = select(TeamCard.id).where(TeamCard.team_id == team_id)
    db.session.execute(
        update(CardPart).where(CardPart.card_id.in_(cards)).values(shared_on=None),
        execution_options={"synchronize_session": "fetch"},
    )


def answer_help(card: TeamCard, said: Said, *, actor: Actor, on: date, now: datetime) -> HelpAnswer:
    """Keep ``said.help`` as an answer to a team that wants help, and mail it to who is there.

    ``RuleBroken`` for one's own organisation, a second time on a day, and too many on one day.
    """
    rules.check_may_answer(
        own_organisation=any(
            post.organisation_id == card.team.organisation_id for post in actor.posts
        ),
        answered_today=queries.answered_on(actor.person_id, on),
        card_id=card.id,
    )
    answer = keep_answer(card, said, actor=actor, on=on)
    for reader in queries.reached_by_help(card.team, on):
        _mail(answer, card, reader, now=now)
    return answer


def keep_answer(card: TeamCard, said: Said, *, actor: Actor, on: date) -> HelpAnswer:
    """Keep an answer, and mail nothing: the past of a practice network is past."""
    answer = HelpAnswer(
        card_id=card.id,
        person=db.session.get_one(Person, actor.person_id),
        place=queries.place_of(actor),
        words=said.help,
        lang=said.lang,
        sent_on=on,
    )
    db.session.add(answer)
    db.session.flush()
    by, team_id = actor.person_id, card.team_id
    record("help_answered", by=by, on=on, object_kind="team", object_id=team_id)
    return answer


def _mail(answer: HelpAnswer, card: TeamCard, reader: Person, *, now: datetime) -> None:
    if reader.email is None:
        return
    letter = compose(
        "cards/mail/help-answer", locale=reader.locale, answer=answer, card=card, person=reader
    )
    queue_mail(
        letter,
        dedupe_key=f"help-answer/{answer.id}/{reader.id}",
        recipient=reader.email,
        locale=reader.locale,
        due_at=now,
    )


def forget_person(person_id: int) -> None:
    """Take a person's name off what teams wrote, and drop what was theirs alone."""
    mine = update(CardPart).where(CardPart.written_by_id == person_id)
    db.session.execute(mine.values(written_by_id=None))
    db.session.execute(delete(HelpAnswer).where(HelpAnswer.person_id == person_id))


def merge_people(*, kept_id: int, gone_id: int) -> None:
    """Keep one of two answers that turn out to be of one person, to one team on one day."""
    kept = aliased(HelpAnswer)
    twice = select(kept.id).where(
        kept.person_id == kept_id,
        kept.card_id == HelpAnswer.card_id,
        kept.sent_on == HelpAnswer.sent_on,
    )
    db.session.execute(
        delete(HelpAnswer).where(HelpAnswer.person_id == gone_id, twice.exists()),
        execution_options={"synchronize_session": False},
    )
