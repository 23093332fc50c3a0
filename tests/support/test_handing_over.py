"""One ambassador follows another: at once or on a day, once, with all that belongs to it."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.db import db, transaction
from portal.meetings import inviting
from portal.meetings.links import invitation_of, token_of
from portal.meetings.models import Answer, Invitation
from portal.meetings.succession import move_invitations, moving
from portal.network.models import Organisation, Person, Post
from portal.network.queries import ambassador_of
from portal.network.services.handing_over import hand_over_ambassador
from portal.network.services.people import add_person
from portal.network.services.posts import take_back_post
from portal.outbox.models import OutboxMail
from portal.policy.table import Role
from portal.rules import RuleBroken
from portal.support import handing_over, queries
from portal.support.jobs import keep_tasks
from portal.support.models import HandOver, Outcome, TaskKind
from portal.support.rules import NotAsSeen
from tests.at_once import at_once
from tests.cast import Cast
from tests.conftest import TODAY, Visitor
from tests.meetings.planned import calendar_of, mail_to, mails, meeting_by, plan, token_for
from tests.support.agreed import (
    NOW,
    action,
    finish,
    hand_over,
    person_at,
    place,
    plan_for,
    planned_by,
    stops,
    task_by,
    tasks_about,
)
from tests.support.test_keeping import on_day

SOON = date(2022, 12, 1)
AT_ONCE = 20


def ambassador(cast: Cast, day: date) -> int | None:
    db.session.rollback()
    found = ambassador_of(cast.home.organisation_id, day)
    return found.id if found else None


def letters_to(address: str) -> list[str]:
    db.session.rollback()
    mine = select(OutboxMail.subject).where(OutboxMail.recipient == address)
    return list(db.session.scalars(mine.order_by(OutboxMail.id)))


def test_a_hand_over_to_come_changes_nothing_before_its_day(cast: Cast) -> None:
    task_id = action(cast)
    hand_over(cast, SOON)
    assert ambassador(cast, SOON - timedelta(days=1)) == cast.ambassador.person_id
    assert ambassador(cast, SOON) == cast.contact.person_id
    assert task_by(task_id).owner_id == cast.ambassador.person_id
    assert letters_to(cast.ambassador.email) == []
    assert len(letters_to(cast.contact.email)) == 1


def test_on_its_day_tasks_and_letters_go_once(app: Flask, cast: Cast) -> None:
    open_one, done_one = action(cast), action(cast, key="two")
    finish(done_one, by=cast.ambassador.person_id)
    hand_over_id = hand_over(cast, SOON)
    with on_day(app, SOON):
        assert keep_tasks() > 0
        assert keep_tasks() == 0
    planned = planned_by(hand_over_id)
    assert planned is not None
    assert planned.carried_out_on == SOON
    assert task_by(open_one).owner_id == cast.contact.person_id
    done = task_by(done_one)
    assert (done.owner_id, done.done_by_id) == (cast.ambassador.person_id,) * 2
    assert letters_to(cast.ambassador.email) == ["Bedankt voor wat je deed als ambassadeur"]


def test_the_one_who_stops_has_no_access_from_that_day(
    app: Flask, cast: Cast, client: Visitor
) -> None:
    hand_over(cast, SOON)
    home = f"/organisations/{cast.home.slug}/"
    seen = {}
    for day in (SOON - timedelta(days=1), SOON):
        with on_day(app, day):
            old = client.sign_in(cast.ambassador).get(home).status_code
            new = client.sign_in(cast.contact).get(home).status_code
        seen[day] = (old, new)
    assert list(seen.values()) == [(200, 200), (404, 200)]


def test_a_hand_over_in_the_past_is_carried_out_at_once(cast: Cast) -> None:
    task_id = action(cast)
    hand_over_id = hand_over(cast, date(2022, 11, 1))
    planned = planned_by(hand_over_id)
    assert planned is not None
    assert planned.carried_out_on == TODAY
    assert task_by(task_id).owner_id == cast.contact.person_id
    owners = {task.step: task.owner_id for task in tasks_about(TaskKind.HAND_OVER)}
    assert owners == {
        "pass_on_files": cast.contact.person_id,
        "visit_teams": cast.contact.person_id,
    }


def test_the_checklist_is_for_both(cast: Cast) -> None:
    hand_over(cast, SOON)
    listed = [(task.step, task.owner_id, task.due_on) for task in tasks_about(TaskKind.HAND_OVER)]
    assert listed == [
        ("pass_on_files", cast.ambassador.person_id, SOON - timedelta(days=7)),
        ("visit_teams", cast.contact.person_id, SOON + timedelta(days=14)),
    ]


def test_somebody_new_is_registered_and_invited(cast: Cast) -> None:
    new = {"successor_id": None, "name": "Nele Nieuw", "address": "Nele@demo.example"}
    hand_over(cast, SOON, **new)
    person = person_at("nele@demo.example")
    assert person is not None
    assert ambassador(cast, SOON) == person.id
    assert len(letters_to("nele@demo.example")) == 1


def test_who_is_known_by_the_address_is_not_registered_twice(cast: Cast) -> None:
    new = {"successor_id": None, "name": "Iemand", "address": cast.stranger.email.upper()}
    hand_over(cast, SOON, **new)
    assert ambassador(cast, SOON) == cast.stranger.person_id


def test_an_invitation_may_wait_for_the_day(app: Flask, cast: Cast) -> None:
    hand_over(cast, SOON, invites_at_once=False)
    assert letters_to(cast.contact.email) == []
    with on_day(app, SOON):
        keep_tasks()
    assert len(letters_to(cast.contact.email)) == 1


def test_a_second_plan_and_a_stale_form_are_refused(cast: Cast) -> None:
    stale = plan_for(cast, SOON)
    hand_over(cast, SOON)
    with pytest.raises(NotAsSeen), transaction():
        handing_over.hand_over(
            place(cast.home), stale, today=TODAY, now=NOW, by=cast.coordinator.person_id
        )
    with pytest.raises(RuleBroken, match="to follow already"):
        hand_over(cast, SOON)


def test_a_plan_is_moved_with_its_checklist(cast: Cast) -> None:
    hand_over_id = hand_over(cast, SOON)
    later = SOON + timedelta(days=10)
    with transaction():
        planned = db.session.get_one(HandOver, hand_over_id)
        handing_over.move(planned, later, today=TODAY, by=cast.coordinator.person_id)
    assert [ambassador(cast, day) for day in (later - timedelta(days=1), later)] == [
        cast.ambassador.person_id,
        cast.contact.person_id,
    ]
    due = [task.due_on for task in tasks_about(TaskKind.HAND_OVER)]
    assert due == [later - timedelta(days=7), later + timedelta(days=14)]


def test_a_plan_is_called_off(cast: Cast) -> None:
    hand_over_id = hand_over(cast, SOON)
    with transaction():
        planned = db.session.get_one(HandOver, hand_over_id)
        handing_over.cancel(planned, today=TODAY, by=cast.coordinator.person_id)
    assert planned_by(hand_over_id) is None
    assert ambassador(cast, SOON) == cast.ambassador.person_id
    assert {task.outcome for task in tasks_about(TaskKind.HAND_OVER)} == {Outcome.NOT_NEEDED}
    hand_over(cast, SOON)


def test_what_took_place_is_not_moved_nor_called_off(cast: Cast) -> None:
    hand_over_id = hand_over(cast, TODAY)
    by = cast.coordinator.person_id
    with pytest.raises(RuleBroken, match="took place"), transaction():
        handing_over.cancel(db.session.get_one(HandOver, hand_over_id), today=TODAY, by=by)
    with pytest.raises(RuleBroken, match="took place"), transaction():
        handing_over.move(db.session.get_one(HandOver, hand_over_id), SOON, today=TODAY, by=by)


def test_a_place_without_ambassador_gets_one(cast: Cast) -> None:
    stops(cast.home, date(2022, 10, 1))
    keep_tasks()
    hand_over_id = hand_over(cast, SOON)
    planned = planned_by(hand_over_id)
    assert planned is not None
    assert planned.before_id is None
    assert [task.step for task in tasks_about(TaskKind.HAND_OVER)] == ["visit_teams"]
    by = cast.coordinator.person_id
    with transaction():
        handing_over.move(
            db.session.get_one(HandOver, hand_over_id), SOON + timedelta(days=1), today=TODAY, by=by
        )
    assert ambassador(cast, SOON) is None
    with transaction():
        handing_over.cancel(db.session.get_one(HandOver, hand_over_id), today=TODAY, by=by)
    assert ambassador(cast, SOON + timedelta(days=1)) is None
    hand_over(cast, date(2022, 11, 10))
    assert [task.outcome for task in tasks_about(TaskKind.VACANCY)] == [Outcome.DONE]


def test_a_plan_that_the_roster_dropped_is_let_go(app: Flask, cast: Cast) -> None:
    hand_over_id = hand_over(cast, SOON)
    with transaction():
        mine = Post.person_id == cast.contact.person_id, Post.role == Role.AMBASSADOR
        post = db.session.scalars(select(Post).where(*mine)).one()
        take_back_post(post, today=TODAY, by=None)
    with on_day(app, SOON):
        keep_tasks()
    assert planned_by(hand_over_id) is None
    assert letters_to(cast.ambassador.email) == []


def test_tasks_go_along_with_a_hand_over_that_is_recorded_elsewhere(cast: Cast) -> None:
    task_id = action(cast)
    with transaction():
        successor = db.session.get_one(Person, cast.contact.person_id)
        hand_over_ambassador(place(cast.home), successor, on=TODAY, by=None)
    assert task_by(task_id).owner_id == cast.contact.person_id


def test_invitations_to_meetings_to_come_go_along(cast: Cast) -> None:
    meeting_id = plan(by=cast.coordinator.person_id)
    with transaction():
        inviting.invite(meeting_by(meeting_id), on=TODAY, now=NOW, by=cast.coordinator.person_id)
    with transaction():
        mine = Invitation.person_id == cast.contact.person_id
        invitation = db.session.scalars(select(Invitation).where(mine)).one()
        invitation.role = Role.AMBASSADOR
        invitation.answer, invitation.answered_on = Answer.YES, TODAY
    token = token_for(cast.contact)
    where = {"organisation_id": cast.home.organisation_id, "before_id": cast.contact.person_id}
    assert len(moving(**where, on=SOON)) == 1
    assert moving(**where, on=meeting_by(meeting_id).local_date + timedelta(days=1)) == []
    succeed(cast, before=cast.contact.person_id, successor=cast.researcher.person_id)
    db.session.rollback()
    theirs = Invitation.organisation_id == cast.home.organisation_id
    theirs_too = Invitation.role == Role.AMBASSADOR
    moved = db.session.scalars(select(Invitation).where(theirs, theirs_too)).one()
    assert (moved.person_id, moved.answer) == (cast.researcher.person_id, None)
    assert invitation_of(token) is None
    assert invitation_of(token_of(moved)) is moved
    assert [mail.recipient for mail in mails()].count(cast.researcher.email) == 1
    farewell = mail_to(cast.contact.email, "passed_on")
    assert calendar_of(farewell).method == "CANCEL"


def succeed(cast: Cast, *, before: int, successor: int) -> None:
    with transaction():
        move_invitations(
            organisation_id=cast.home.organisation_id,
            before_id=before,
            successor_id=successor,
            on=SOON,
        )


def test_of_twenty_at_once_one_wins(app: Flask, cast: Cast) -> None:
    with transaction():
        people = [
            add_person(f"Opvolger {number}", f"opvolger.{number}@demo.example", by=None).id
            for number in range(AT_ONCE)
        ]
    seen = queries.standing_of(cast.home.organisation_id, TODAY).mark
    by = cast.coordinator.person_id
    db.session.rollback()

    def follow(number: int) -> None:
        mine = plan_for(cast, SOON, seen=seen, successor_id=people[number])
        there = db.session.get_one(Organisation, cast.home.organisation_id)
        handing_over.hand_over(there, mine, today=TODAY, now=NOW, by=by)

    assert at_once(app, AT_ONCE, follow) == ["NotAsSeen"] * (AT_ONCE - 1) + ["done"]
    db.session.rollback()
    assert len(db.session.scalars(select(HandOver)).all()) == 1
    assert ambassador(cast, SOON) in people
