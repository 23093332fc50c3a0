"""Tasks follow what is so: the roster of the day, and the mail that comes back."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.db import db, transaction
from portal.network.models import OrganisationStatus, Person, Post, Status
from portal.network.rules import Interval
from portal.network.services.posts import end_post, give_post
from portal.outbox.delivery import deliver_due
from portal.outbox.models import MailState, OutboxMail
from portal.policy.decide import Actor, PostHeld
from portal.policy.table import Role
from portal.support import keeping, queries, steps
from portal.support.jobs import keep_tasks, tell_of_vacancies
from portal.support.models import Outcome, Side, TaskKind
from tests.cast import Cast
from tests.conftest import TODAY
from tests.outbox.mails import NOW as MAIL_NOW
from tests.outbox.mails import Pigeon, queue, the_mail
from tests.support.agreed import (
    NOW,
    action,
    finish,
    person_at,
    place,
    post_of,
    stops,
    task_by,
    tasks_about,
)

DAY_0 = date(2022, 11, 1)


@contextmanager
def on_day(app: Flask, day: date) -> Iterator[None]:
    """Let another day be today."""
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, today=day)
    try:
        yield
    finally:
        app.extensions["settings"] = before


def letters(about: str) -> list[str]:
    """Return who got a letter whose key holds these words."""
    found = select(OutboxMail.recipient).where(OutboxMail.dedupe_key.contains(about))
    db.session.rollback()
    return sorted(db.session.scalars(found))


def test_a_vacancy_is_a_task_from_its_first_day(cast: Cast) -> None:
    stops(cast.home, DAY_0)
    assert keep_tasks() > 0
    (task,) = tasks_about(TaskKind.VACANCY)
    assert (task.opened_on, task.organisation_id, task.side, task.step) == (
        DAY_0,
        cast.home.organisation_id,
        Side.PROJECT_TEAM,
        steps.VACANCY,
    )
    assert keep_tasks() == 0
    assert len(tasks_about(TaskKind.VACANCY)) == 1


def test_a_vacancy_to_come_is_no_task_before_its_day(app: Flask, cast: Cast) -> None:
    later = TODAY + timedelta(days=10)
    stops(cast.home, later)
    keep_tasks()
    assert tasks_about(TaskKind.VACANCY) == []
    with on_day(app, later):
        keep_tasks()
    assert [task.opened_on for task in tasks_about(TaskKind.VACANCY)] == [later]


def test_it_ends_on_the_day_of_the_next_one_also_when_noted_later(cast: Cast) -> None:
    stops(cast.home, DAY_0)
    keep_tasks()
    start = DAY_0 + timedelta(days=5)
    follow(cast, start)
    assert keep_tasks() > 0
    (task,) = tasks_about(TaskKind.VACANCY)
    assert (task.done_on, task.outcome, task.done_by_id) == (start, Outcome.DONE, None)
    assert open_on(cast, start - timedelta(days=1)) == [task.id]
    assert open_on(cast, start) == []


def test_a_vacancy_that_never_was_is_open_on_no_day(cast: Cast) -> None:
    stops(cast.home, DAY_0)
    keep_tasks()
    follow(cast, DAY_0)
    keep_tasks()
    assert [open_on(cast, DAY_0 + timedelta(days=days)) for days in (0, 1, 10)] == [[], [], []]


def follow(cast: Cast, on: date) -> None:
    with transaction():
        person = db.session.get_one(Person, cast.contact.person_id)
        period = Interval(start=on)
        give_post(person, Role.AMBASSADOR, place=place(cast.home), period=period, by=None)


def open_on(cast: Cast, day: date) -> list[int]:
    """Return the tasks that were open at home on a day, as the coordinator sees them."""
    db.session.rollback()
    actor = actor_of(cast)
    return [task.id for task in queries.tasks_of(actor, cast.home.organisation_id, day)]


def actor_of(cast: Cast) -> Actor:
    held = frozenset({PostHeld(role=Role.COORDINATOR)})
    who = cast.coordinator
    return Actor(person_id=who.person_id, name=who.name, locale="nl", posts=held)


def test_a_corrected_end_moves_the_vacancy_along(cast: Cast) -> None:
    stops(cast.home, DAY_0)
    keep_tasks()
    with transaction():
        post_of(cast.home).valid_to = DAY_0 + timedelta(days=3)
    keep_tasks()
    old, new = tasks_about(TaskKind.VACANCY)
    assert (old.done_on is None, new.opened_on) == (False, DAY_0 + timedelta(days=3))
    assert old.outcome is Outcome.NOT_NEEDED


def test_a_place_that_left_needs_no_ambassador(cast: Cast) -> None:
    stops(cast.home, DAY_0)
    keep_tasks()
    with transaction():
        left = OrganisationStatus(
            organisation_id=cast.home.organisation_id,
            status=Status.WITHDRAWN,
            valid_from=DAY_0 + timedelta(days=2),
            reason="Ander traject",
        )
        db.session.add(left)
    keep_tasks()
    (task,) = tasks_about(TaskKind.VACANCY)
    assert task.outcome is Outcome.NOT_NEEDED


def test_the_coordinator_gets_one_letter_on_day_14_and_one_on_day_30(
    app: Flask, cast: Cast
) -> None:
    stops(cast.home, DAY_0)
    keep_tasks()
    sent = {}
    for day in range(40):
        with on_day(app, DAY_0 + timedelta(days=day)):
            sent[day] = tell_of_vacancies()
    assert {day for day, many in sent.items() if many} == {14, 30}
    assert letters("vacancy/alert") == [cast.coordinator.email]
    assert letters("vacancy/red") == [cast.coordinator.email]


def test_who_looks_late_is_told_once_and_of_all_places_in_one_letter(cast: Cast) -> None:
    for home in (cast.home, cast.away):
        stops(home, TODAY - timedelta(days=60))
    keep_tasks()
    assert (tell_of_vacancies(), tell_of_vacancies()) == (1, 0)
    mail = db.session.scalars(select(OutboxMail)).one()
    assert "2 organisaties hebben al een maand geen ambassadeur" in mail.subject
    assert all(home.name in mail.text and home.name in mail.html for home in (cast.home, cast.away))
    assert f"/organisations/{cast.home.slug}/hand-over" in mail.text


def starting(cast: Cast, on: date) -> None:
    """Let the neighbour be an organisation that starts up on a day."""
    with transaction():
        there = OrganisationStatus.organisation_id == cast.away.organisation_id
        row = db.session.scalars(select(OrganisationStatus).where(there)).one()
        row.status, row.valid_from = Status.ONBOARDING, on


def test_starting_up_opens_its_steps_once_with_their_days(cast: Cast) -> None:
    starting(cast, DAY_0)
    keep_tasks()
    assert keep_tasks() == 0
    tasks = tasks_about(TaskKind.ONBOARDING)
    assert [task.step for task in tasks] == list(steps.ONBOARDING)
    assert [task.due_on for task in tasks] == [
        DAY_0 + timedelta(days=step.after) for step in steps.ONBOARDING.values()
    ]
    owners = {task.owner_id for task in tasks if task.side is Side.ORGANISATION}
    assert owners == {cast.neighbour.person_id}


def test_the_days_move_along_with_the_start_but_not_of_what_is_done(cast: Cast) -> None:
    starting(cast, DAY_0)
    keep_tasks()
    first, *others = tasks_about(TaskKind.ONBOARDING)
    due = first.due_on
    finish(first.id, by=cast.coordinator.person_id)
    starting(cast, DAY_0 + timedelta(days=7))
    assert keep_tasks() == len(others)
    again = tasks_about(TaskKind.ONBOARDING)
    assert again[0].due_on == due
    assert again[1].due_on == DAY_0 + timedelta(days=7 + steps.ONBOARDING[again[1].step].after)


def bounce(cast: Cast, key: str = "one", code: int = 550, said: bytes = b"5.1.1 unknown") -> None:
    """Let a mail to the lead at home come back."""
    address = cast.lead.email
    queue(key, to=address)
    refusal = smtplib.SMTPRecipientsRefused({address: (code, said)})
    deliver_due(now=MAIL_NOW, transport=Pigeon(stumbles={address: refusal}), limit=10)


@pytest.mark.parametrize(
    ("code", "said", "asked"),
    [
        (550, b"5.1.1 unknown", 1),
        (550, b"no such user", 1),
        (552, b"5.2.2 mailbox full for good", 1),
        (450, b"4.2.1 try later", 0),
        (550, b"5.7.1 we do not like your server", 0),
    ],
)
def test_a_refused_address_opens_one_question(
    cast: Cast, code: int, said: bytes, asked: int
) -> None:
    bounce(cast, code=code, said=said)
    bounce(cast, "two", code=code, said=said)
    keep_tasks()
    assert keep_tasks() == 0
    tasks = tasks_about(TaskKind.CONTACT_CHECK)
    assert [(task.person_id, task.organisation_id) for task in tasks] == [
        (cast.lead.person_id, cast.home.organisation_id)
    ] * asked
    assert all(cast.lead.email not in task.dedupe_key for task in tasks)


def test_a_corrected_address_ends_the_question(cast: Cast) -> None:
    bounce(cast)
    keep_tasks()
    with transaction():
        db.session.get_one(Person, cast.lead.person_id).email = "nieuw@demo.example"
    keep_tasks()
    (task,) = tasks_about(TaskKind.CONTACT_CHECK)
    assert (task.outcome, task.done_on) == (Outcome.CORRECTED, TODAY)
    assert person_at("nieuw@demo.example") is not None
    assert keep_tasks() == 0


def test_the_end_of_the_post_ends_the_question(cast: Cast) -> None:
    bounce(cast)
    keep_tasks()
    with transaction():
        mine = Post.person_id == cast.lead.person_id
        end_post(db.session.scalars(select(Post).where(mine)).one(), on=TODAY, by=None)
    keep_tasks()
    assert [task.outcome for task in tasks_about(TaskKind.CONTACT_CHECK)] == [Outcome.POST_ENDED]


def test_an_address_that_is_right_is_tried_again_and_asked_about_again(cast: Cast) -> None:
    bounce(cast)
    bounce(cast, "two")
    keep_tasks()
    (task,) = tasks_about(TaskKind.CONTACT_CHECK)
    with transaction():
        db.session.refresh(task)
        keeping.confirm_address(task, today=TODAY, now=NOW, by=cast.ambassador.person_id)
    assert (the_mail("one").state, the_mail("two").state) == (MailState.FAILED, MailState.QUEUED)
    assert (the_mail("one").bounced, the_mail("two").bounced) == (False, False)
    keep_tasks()
    assert task_by(task.id).outcome is Outcome.ADDRESS_RIGHT
    bounce(cast, "three")
    keep_tasks()
    assert task_by(task.id).done_on is None
    assert len(tasks_about(TaskKind.CONTACT_CHECK)) == 1


def test_mail_to_the_ambassador_is_the_project_teams_to_check(cast: Cast) -> None:
    queue("x", to=cast.ambassador.email)
    gone = smtplib.SMTPRecipientsRefused({cast.ambassador.email: (550, b"5.1.1")})
    deliver_due(now=MAIL_NOW, transport=Pigeon(stumbles={cast.ambassador.email: gone}), limit=5)
    keep_tasks()
    assert [task.side for task in tasks_about(TaskKind.CONTACT_CHECK)] == [Side.PROJECT_TEAM]


def test_open_tasks_of_who_left_go_to_the_ambassador_of_the_day(cast: Cast) -> None:
    open_one, done_one = action(cast), action(cast, key="two")
    finish(done_one, by=cast.ambassador.person_id)
    stops(cast.home, DAY_0)
    keep_tasks()
    assert task_by(open_one).owner_id is None
    follow(cast, TODAY)
    keep_tasks()
    done = task_by(done_one)
    assert (task_by(open_one).owner_id, done.owner_id, done.done_by_id) == (
        cast.contact.person_id,
        cast.ambassador.person_id,
        cast.ambassador.person_id,
    )


def test_tasks_of_who_will_hold_a_post_later_stay_theirs(cast: Cast) -> None:
    task_id = action(cast, owner_id=cast.stranger.person_id)
    with transaction():
        person = db.session.get_one(Person, cast.stranger.person_id)
        soon = Interval(start=TODAY + timedelta(days=9))
        give_post(person, Role.HR_CONTACT, place=place(cast.home), period=soon, by=None)
    keep_tasks()
    assert task_by(task_id).owner_id == cast.stranger.person_id
