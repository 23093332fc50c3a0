"""A poll from its first day to the picked one: who is asked, who is told, what is kept."""

import secrets
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.clock import today
from portal.db import db, transaction
from portal.meetings.choosing import Group, Rule
from portal.meetings.models import Meeting, MeetingKind, MeetingState
from portal.meetings.roster import roster_on
from portal.network.models import Person, Post
from portal.network.services.posts import end_post
from portal.outbox.models import OutboxMail
from portal.policy.table import Role
from portal.polls import jobs, links, queries, services
from portal.polls.audience import still_to_ask
from portal.polls.models import Asked, Mark, PollMark, PollState
from portal.polls.picking import pick
from portal.rules import RuleBroken
from portal.taxonomy.sectors import Sector
from portal.web.hooks import Act, tell
from portal.web.stale import Stale
from tests.at_once import at_once
from tests.cast import Cast
from tests.conftest import TODAY
from tests.polls.conftest import (
    CLOSES,
    DAYS,
    NOW,
    asked_by,
    letters,
    mark,
    poll_by,
    proposal,
    token_for,
    written,
)

YES, NEED, NO = Mark.YES, Mark.IF_NEED_BE, Mark.NO


def test_the_same_form_sent_twice_is_one_poll(cast: Cast) -> None:
    key, by = secrets.token_hex(16), cast.coordinator.person_id
    with transaction():
        first = services.propose(proposal(), form_key=key, on=TODAY, by=by).id
        again = services.propose(proposal(title="Anders"), form_key=key, on=TODAY, by=by).id
    assert (again, poll_by(first).title) == (first, "Verhalen vertellen")
    assert [option.day for option in poll_by(first).options] == list(DAYS)


def test_a_draft_that_somebody_else_changed_is_stale(cast: Cast, draft: int) -> None:
    by = cast.coordinator.person_id
    with transaction():
        services.change(poll_by(draft), proposal(title="Een"), based_on=1, on=TODAY, by=by)
    with pytest.raises(Stale), transaction():
        services.change(poll_by(draft), proposal(title="Twee"), based_on=1, on=TODAY, by=by)
    assert (poll_by(draft).title, poll_by(draft).revision) == ("Een", 2)


def test_who_is_asked_follows_the_rule(draft: int) -> None:
    def names(rule: Rule) -> set[str]:
        people = still_to_ask(rule, TODAY, poll_id=draft).participants
        return {one.person.name for one in people}

    everybody = {one.person.name for one in roster_on(TODAY).participants}
    contacts = frozenset({Group.CONTACTS.value})
    hospitals = frozenset({Sector.HOSPITAL.value})
    assert names(Rule()) == everybody
    assert names(Rule(roles=contacts)) == {"Primary contact Home", "Primary contact Away"}
    assert names(Rule(roles=contacts, sectors=hospitals)) == {"Primary contact Home"}
    assert names(Rule(waves=frozenset({"999"}))) == set()


def test_everybody_is_asked_once(cast: Cast, opened: int) -> None:
    people = roster_on(TODAY).participants
    assert letters("asked") == [one.person.email for one in people]
    with pytest.raises(RuleBroken, match="Nobody falls"), transaction():
        services.ask(poll_by(opened), people, on=TODAY, by=cast.coordinator.person_id)
    assert len(letters("asked")) == len(people)


def test_marks_can_change_until_the_end(cast: Cast, opened: int) -> None:
    mark(opened, cast.contact, YES, NEED, NO, comment="Liefst in de namiddag")
    mark(opened, cast.contact, NO, YES, YES)
    own = asked_by(opened, cast.contact)
    said = {one.option_id: one.mark for one in own.marks}
    assert [said[one.id] for one in poll_by(opened).options] == [NO, YES, YES]
    assert (own.comment, own.marked_on) == ("", TODAY)
    days = dict.fromkeys(said, YES)
    late = CLOSES + timedelta(days=1)
    with pytest.raises(RuleBroken, match="over"), transaction():
        services.mark(asked_by(opened, cast.contact), days, comment="", on=late)


def test_every_day_is_marked_and_no_other(cast: Cast, opened: int) -> None:
    options = poll_by(opened).options
    wrong = [{options[0].id: YES}, {one.id: YES for one in options} | {999: YES}]
    for marks in wrong:
        with pytest.raises(RuleBroken, match="each day"), transaction():
            services.mark(asked_by(opened, cast.contact), marks, comment="", on=TODAY)
    assert asked_by(opened, cast.contact).marked_on is None


def test_the_counts_are_of_all_who_marked(cast: Cast, opened: int) -> None:
    mark(opened, cast.contact, YES, NEED, NO)
    mark(opened, cast.lead, YES, YES, NO)
    tally = queries.tally_of(opened)
    first, second, third = poll_by(opened).options
    assert (tally.marked, tally.asked) == (2, len(roster_on(TODAY).participants))
    assert [tally.count(first, one) for one in Mark] == [2, 0, 0]
    assert [tally.count(second, one) for one in Mark] == [1, 1, 0]
    assert [tally.count(third, one) for one in Mark] == [0, 0, 2]


def test_the_picked_day_becomes_a_draft_with_an_agenda_and_everybody_hears(
    cast: Cast, opened: int
) -> None:
    mark(opened, cast.contact, YES, NEED, NO)
    option = poll_by(opened).options[1].id
    with transaction():
        pick(poll_by(opened), option, on=TODAY, now=NOW, by=cast.coordinator.person_id)
    meeting = db.session.scalars(select(Meeting)).one()
    poll = poll_by(opened)
    assert (poll.state, poll.meeting_id) == (PollState.PICKED, meeting.id)
    assert [one.picked for one in poll.options] == [False, True, False]
    assert (meeting.kind, meeting.state) == (MeetingKind.WORKSHOP, MeetingState.DRAFT)
    assert (meeting.local_date, meeting.title) == (DAYS[1], "Verhalen vertellen")
    assert meeting.blocks
    assert letters("picked") == letters("asked")
    text = written(opened, "picked", cast.lead)
    assert text is not None
    assert "19 januari 2023" in text


def test_two_who_pick_at_once_plan_one_meeting(app: Flask, cast: Cast, opened: int) -> None:
    options = [one.id for one in poll_by(opened).options]
    by = cast.coordinator.person_id

    def act(number: int) -> None:
        pick(poll_by(opened), options[number], on=TODAY, now=NOW, by=by)

    assert at_once(app, 2, act) == ["RuleBroken", "done"]
    assert len(db.session.scalars(select(Meeting)).all()) == 1
    assert sum(one.picked for one in poll_by(opened).options) == 1


def test_a_poll_closed_without_a_day_tells_why(cast: Cast, opened: int) -> None:
    by = cast.coordinator.person_id
    with pytest.raises(RuleBroken, match="Say why"), transaction():
        services.close(poll_by(opened), "  ", on=TODAY, by=by)
    with transaction():
        assert services.close(poll_by(opened), "Te weinig mensen kunnen.", on=TODAY, by=by)
    text = written(opened, "closed", cast.contact)
    assert text is not None
    assert "Te weinig mensen kunnen." in text
    assert written(opened, "asked", cast.contact) is None
    with pytest.raises(RuleBroken), transaction():
        pick(poll_by(opened), poll_by(opened).options[0].id, on=TODAY, now=NOW, by=by)


def test_who_has_not_marked_is_reminded_once(cast: Cast, opened: int) -> None:
    mark(opened, cast.contact, YES, NEED, NO)
    with transaction():
        poll_by(opened).closes_on = today() + timedelta(days=2)
        poll_by(opened).opened_on = today() - timedelta(days=5)
    asked = len(letters("asked"))
    assert jobs.remind() == asked - 1
    assert jobs.remind() == 0
    assert cast.contact.email not in letters("reminder")
    assert written(opened, "reminder", cast.lead) is not None
    mark(opened, cast.lead, NO, NO, NO)
    assert written(opened, "reminder", cast.lead) is None


def test_a_link_opens_for_one_person_and_rests_nowhere(cast: Cast, opened: int) -> None:
    token = token_for(opened, cast.contact)
    found = links.asked_of(token)
    assert found is not None
    assert found.person_id == cast.contact.person_id
    assert links.asked_of(token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    kept = [
        row for mail in db.session.scalars(select(OutboxMail)) for row in (mail.text, mail.html)
    ]
    assert not any(row and token in row for row in kept)


def test_a_link_and_a_letter_die_with_the_post(cast: Cast, opened: int) -> None:
    token = token_for(opened, cast.contact)
    assert written(opened, "asked", cast.contact) is not None
    with transaction():
        mine = select(Post).where(Post.person_id == cast.contact.person_id)
        for post in db.session.scalars(mine).all():
            end_post(post, on=TODAY, by=None, reason="ander werk")
    assert links.asked_of(token) is None
    assert written(opened, "asked", cast.contact) is None


def test_a_successor_marks_in_the_place_of_who_stops(cast: Cast, opened: int) -> None:
    with transaction():
        one = db.session.scalars(select(Asked).where(Asked.poll_id == opened).limit(1)).one()
        one.role, stops, place = Role.AMBASSADOR, one.person_id, one.organisation_id
        told = {"organisation_id": place, "before_id": stops, "on": TODAY, "by": None}
        tell(Act.SUCCESSION, successor_id=cast.stranger.person_id, **told)
    assert stops not in queries.asked_persons(opened)
    assert cast.stranger.person_id in queries.asked_persons(opened)
    assert cast.stranger.email in letters("asked")


def test_two_rows_of_one_person_keep_the_marks(cast: Cast, opened: int) -> None:
    mark(opened, cast.lead, YES, NO, NO)
    with transaction():
        tell(Act.MERGE, kept_id=cast.contact.person_id, gone_id=cast.lead.person_id)
    own = asked_by(opened, cast.contact)
    assert {one.mark for one in own.marks} == {YES, NO}
    assert queries.asked_in(opened, cast.lead.person_id) is None


def test_an_erased_person_leaves_no_words_and_no_open_question(cast: Cast, opened: int) -> None:
    mark(opened, cast.lead, YES, NO, NO, comment="Ik werk in de nacht")
    with transaction():
        tell(Act.ERASE, person_id=cast.lead.person_id)
    assert queries.asked_in(opened, cast.lead.person_id) is None
    assert db.session.scalars(select(PollMark)).all() == []
    assert db.session.get_one(Person, cast.lead.person_id)


def test_somebody_who_asks_gets_all_that_is_kept(cast: Cast, opened: int) -> None:
    mark(opened, cast.lead, YES, NEED, NO, comment="Graag vroeg")
    known = [one for part in tell(Act.PERSON_DATA, person_id=cast.lead.person_id)
             for one in part.get("polls", [])]  # fmt: skip
    assert [one["comment"] for one in known] == ["Graag vroeg"]
    assert known[0]["marks"] == {
        "2023-01-17": "yes", "2023-01-19": "if_need_be", "2023-01-24": "no",
    }  # fmt: skip
