"""Tasks, hand-overs and moments for the tests of this room."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from portal.db import db, transaction
from portal.network.models import Organisation, Person, Post
from portal.network.services.posts import end_post
from portal.policy.table import Role
from portal.support import handing_over, moments, queries, services
from portal.support.models import Channel, HandOver, Moment, Outcome, Side, Task, TaskKind
from portal.support.moments import Account
from portal.support.services import Matter
from tests.cast import Cast, Home
from tests.conftest import TODAY

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
KEY = "0123456789abcdef0123456789abcdef"


def place(home: Home) -> Organisation:
    """Return the organisation as the database has it now."""
    return db.session.get_one(Organisation, home.organisation_id)


def action(cast: Cast, *, key: str = "one", **more: object) -> int:
    """Open an action for the ambassador at home; return its id."""
    given: dict[str, object] = {
        "kind": TaskKind.ACTION,
        "side": Side.ORGANISATION,
        "organisation_id": cast.home.organisation_id,
        "owner_id": cast.ambassador.person_id,
        "words": "Bel de teams",
        "due_on": date(2022, 11, 25),
    }
    with transaction():
        task = services.open_task(Matter(key=key, **{**given, **more}), on=TODAY)  # type: ignore[arg-type]
    assert task is not None
    return task.id


def task_by(task_id: int) -> Task:
    """Return a task as the database has it now."""
    db.session.rollback()
    return db.session.get_one(Task, task_id)


def tasks_about(kind: TaskKind) -> list[Task]:
    """Return the tasks of one kind, the oldest first."""
    db.session.rollback()
    return list(db.session.scalars(select(Task).where(Task.kind == kind).order_by(Task.id)))


def finish(task_id: int, *, by: int, on: date = TODAY) -> None:
    """Tick a task off."""
    with transaction():
        services.finish_task(task_by_here(task_id), Outcome.DONE, done_on=on, today=TODAY, by=by)


def task_by_here(task_id: int) -> Task:
    """Return a task within the transaction that is open."""
    return db.session.get_one(Task, task_id)


def stops(home: Home, on: date) -> None:
    """Let the ambassador of a place stop."""
    with transaction():
        end_post(post_of(home), on=on, by=None, reason="ander werk")


def post_of(home: Home) -> Post:
    """Return the first post of an ambassador at a place."""
    mine = Post.organisation_id == home.organisation_id, Post.role == Role.AMBASSADOR
    found = db.session.scalars(select(Post).where(*mine).order_by(Post.valid_from)).first()
    assert found is not None
    return found


def plan_for(cast: Cast, on: date, **more: object) -> handing_over.Plan:
    """Return a plan in which the contact person at home follows the ambassador."""
    standing = queries.standing_of(cast.home.organisation_id, TODAY)
    given: dict[str, object] = {
        "seen": standing.mark,
        "starts_on": on,
        "reason": "Nieuwe functie",
        "lang": "nl",
        "invites_at_once": True,
        "checklist": ("pass_on_files", "visit_teams"),
        "successor_id": cast.contact.person_id,
    }
    return handing_over.Plan(**{**given, **more})  # type: ignore[arg-type]


def hand_over(cast: Cast, on: date, **more: object) -> int:
    """Record a hand-over at home through the service; return its id."""
    plan, by = plan_for(cast, on, **more), cast.coordinator.person_id
    with transaction():
        planned = handing_over.hand_over(place(cast.home), plan, today=TODAY, now=NOW, by=by)
    return planned.id


def planned_by(hand_over_id: int) -> HandOver | None:
    """Return a hand-over as the database has it now, if it is still there."""
    db.session.rollback()
    return db.session.get(HandOver, hand_over_id)


def moment(cast: Cast, *, key: str = KEY, home: Home | None = None, **more: object) -> int:
    """Note a moment with a place; return its id."""
    there = home or cast.home
    given: dict[str, object] = {
        "held_on": date(2022, 11, 8),
        "how": Channel.CALL,
        "with_id": there.people[Role.AMBASSADOR].person_id,
        "about": "De teams vonden tijd voor een kort moment.",
        "lang": "nl",
    }
    told = Account(**{**given, **more})  # type: ignore[arg-type]
    by = cast.coordinator.person_id
    with transaction():
        noted = moments.log_moment(place(there), told, form_key=key, today=TODAY, by=by)
    return noted.id


def moment_by(moment_id: int) -> Moment:
    """Return a moment as the database has it now."""
    db.session.rollback()
    return db.session.get_one(Moment, moment_id)


def person_at(address: str) -> Person | None:
    """Return who has an address, if anybody."""
    db.session.rollback()
    return db.session.scalar(select(Person).where(Person.email == address))
