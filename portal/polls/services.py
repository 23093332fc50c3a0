"""The writers of a poll: propose days, ask people, keep their marks, pick a day or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select

from portal.audit.services import record
from portal.db import db
from portal.meetings.models import Meeting, MeetingKind
from portal.meetings.roster import Participant
from portal.policy.table import Role
from portal.polls import queries, rules
from portal.polls.models import Asked, Mark, Poll, PollMark, PollOption, PollState
from portal.rules import N_, RuleBroken
from portal.web.stale import check_not_stale


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What is asked, for which kind of meeting, where it would be, and which days are proposed."""

    title: str
    about: str = ""
    lang: str = "nl"
    kind: MeetingKind
    join_url: str = ""
    place: str = ""
    closes_on: date
    days: Sequence[rules.ProposedDay]


def propose(proposal: Proposal, *, form_key: str, on: date, by: int) -> Poll:
    """Keep a poll as a draft: nobody is asked yet; the same form sent twice is one poll."""
    known = queries.find_by_form(form_key)
    if known is not None:
        return known
    rules.check_days(proposal.days, closes_on=proposal.closes_on, today=on)
    poll = Poll(form_key=form_key, state=PollState.DRAFT, revision=1)
    _write(poll, proposal)
    db.session.add(poll)
    _note("poll_proposed", poll, on=on, by=by)
    return poll


def change(poll: Poll, proposal: Proposal, *, based_on: int, on: date, by: int) -> None:
    """Change a draft; ``Stale`` when somebody else did after ``based_on``."""
    held(poll)
    check_not_stale(poll, based_on)
    rules.check_may_change(poll.state)
    rules.check_days(proposal.days, closes_on=proposal.closes_on, today=on)
    poll.options.clear()
    db.session.flush()
    _write(poll, proposal)
    poll.revision += 1
    _note("poll_changed", poll, on=on, by=by)


def _write(poll: Poll, proposal: Proposal) -> None:
    for name in ("title", "about", "lang", "kind", "join_url", "place", "closes_on"):
        setattr(poll, name, getattr(proposal, name))
    poll.options += [
        PollOption(day=one.day, starts_at=one.starts, ends_at=one.ends)
        for one in sorted(proposal.days)
    ]


def ask(poll: Poll, people: Sequence[Participant], *, on: date, by: int) -> Sequence[Asked]:
    """Open the poll for these people, each once; return who is asked anew."""
    held(poll)
    rules.check_may_ask(poll.state, poll.closes_on, today=on)
    known = queries.asked_persons(poll.id)
    fresh = [one for one in people if one.person.id not in known]
    if not fresh:
        raise RuleBroken(N_("Nobody falls under this choice. Choose more roles or sectors."))
    poll.opened_on, poll.state = poll.opened_on or on, PollState.OPEN
    db.session.flush()
    rows = [
        Asked(
            poll=poll,
            person=one.person,
            role=one.role,
            organisation=one.organisation,
            asked_on=on,
        )
        for one in fresh
    ]
    db.session.add_all(rows)
    _note("poll_asked", poll, on=on, by=by, asked=len(rows))
    return rows


def mark(asked: Asked, marks: Mapping[int, Mark], *, comment: str, on: date) -> None:
    """Keep what somebody says of each day, as often as they change their mind."""
    poll = db.session.get_one(Poll, asked.poll_id)
    db.session.refresh(poll, with_for_update={"of": Poll, "read": True})
    rules.check_may_mark(poll.state, poll.closes_on, today=on)
    if set(marks) != {option.id for option in poll.options}:
        raise RuleBroken(N_("Say of each day whether it suits you."))
    db.session.refresh(asked, with_for_update={"of": Asked})
    there = {one.option_id: one for one in asked.marks}
    for option_id, said in marks.items():
        if option_id in there:
            there[option_id].mark = said
        else:
            asked.marks.append(PollMark(option_id=option_id, mark=said))
    asked.comment, asked.marked_on = comment, on
    db.session.flush()


def settle(poll: Poll, option: PollOption, meeting: Meeting, *, on: date, by: int) -> None:
    """Note which day was picked, and the meeting that was planned from it."""
    option.picked = True
    db.session.flush()
    poll.state, poll.meeting_id = PollState.PICKED, meeting.id
    _note("poll_picked", poll, on=on, by=by)


def close(poll: Poll, reason: str, *, on: date, by: int) -> bool:
    """Close a poll without a day, with why; tell whether anybody was asked."""
    held(poll)
    rules.check_may_close(poll.state, reason)
    was_open = poll.state is PollState.OPEN
    poll.state, poll.close_reason = PollState.CLOSED, reason.strip()
    _note("poll_closed", poll, on=on, by=by)
    return was_open


def held(poll: Poll) -> Poll:
    """Hold the poll until the end of the act: it takes one step at a time."""
    db.session.refresh(poll, with_for_update={"of": Poll})
    return poll


def merge_people(*, kept_id: int, gone_id: int) -> None:
    """Leave one row a poll in which both were asked: marks are not lost."""
    mine = select(Asked).where(Asked.person_id == kept_id)
    kept = {one.poll_id: one for one in db.session.scalars(mine)}
    theirs = select(Asked).where(Asked.person_id == gone_id, Asked.poll_id.in_(kept))
    for other in db.session.scalars(theirs).all():
        loser = kept[other.poll_id] if kept[other.poll_id].marked_on is None else other
        winner = other if loser is not other else kept[other.poll_id]
        db.session.delete(loser)
        db.session.flush()
        winner.person_id = kept_id
    db.session.flush()


def let_successor_mark(
    organisation_id: int, before_id: int, successor_id: int, *, on: date
) -> Sequence[Asked]:
    """Pass what open polls ask of an ambassador to the successor, who marks anew."""
    theirs = db.session.scalars(
        select(Asked)
        .join(Asked.poll)
        .where(
            Asked.person_id == before_id,
            Asked.organisation_id == organisation_id,
            Asked.role == Role.AMBASSADOR,
            Poll.state == PollState.OPEN,
        )
    ).all()
    passed = []
    for one in theirs:
        is_asked = successor_id in queries.asked_persons(one.poll_id)
        if not is_asked:
            passed.append(
                Asked(
                    poll_id=one.poll_id,
                    person_id=successor_id,
                    role=one.role,
                    organisation_id=organisation_id,
                    asked_on=on,
                )
            )
        db.session.delete(one)
    db.session.flush()
    db.session.add_all(passed)
    db.session.flush()
    return passed


def note_reminded(poll: Poll, *, on: date) -> None:
    """Note that who had not marked was reminded: that happens once."""
    poll.reminded_on = on
    db.session.flush()


def forget_person(person_id: int) -> None:
    """Take an erased person's words away, and them out of what is not over; counts of old stay."""
    for one in db.session.scalars(select(Asked).where(Asked.person_id == person_id)).all():
        one.comment = ""
    is_open = select(Poll.id).where(Poll.state == PollState.OPEN)
    going = select(Asked.id).where(Asked.person_id == person_id, Asked.poll_id.in_(is_open))
    db.session.flush()
    db.session.execute(delete(PollMark).where(PollMark.asked_id.in_(going)))
    db.session.execute(
        delete(Asked).where(Asked.person_id == person_id, Asked.poll_id.in_(is_open))
    )


def _note(event: str, poll: Poll, *, on: date, by: int, **detail: int) -> None:
    db.session.flush()
    record(event, by=by, on=on, object_kind="poll", object_id=str(poll.id), detail=detail)
