"""Tasks, hand-overs and moments, read: within reach, on a day, in a steady number of statements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.network.as_of import ends_after, valid_on
from portal.network.models import Organisation, Person, Post
from portal.policy.decide import Actor, extent, within_reach
from portal.policy.table import Permission, Role
from portal.support.models import Channel, HandOver, Moment, Side, Task, TaskKind
from portal.support.rules import Standing
from portal.web.paging import PAGE_SIZE, Page, offset

P = Permission
LATEST_SHOWN = 3
# A task, shown: its place, who it is about, whose it is, and who did it.
WITH_PEOPLE = (
    joinedload(Task.organisation),
    joinedload(Task.person),
    joinedload(Task.owner),
    joinedload(Task.done_by),
)
WITH_PLAN = (
    joinedload(HandOver.before),
    joinedload(HandOver.successor),
    joinedload(HandOver.organisation),
)
MOMENT_PEOPLE = (
    joinedload(Moment.organisation),
    joinedload(Moment.talked_with),
    joinedload(Moment.logged_by),
    joinedload(Moment.task),
)


class Whose(StrEnum):
    """Which tasks a list shows: for the reader, or all within reach."""

    MINE = "mine"
    ALL = "all"


@dataclass(frozen=True, kw_only=True)
class TaskFilters:
    """What the reader asks of the list of tasks."""

    whose: Whose = Whose.MINE
    kind: TaskKind | None = None
    done: bool = False
    organisation: str = ""
    page: int = 1


def open_tasks_for(actor: Actor, day: date) -> Sequence[Task]:
    """Return the first open tasks for somebody to do, what is due first in front."""
    found = _tasks(actor, TaskFilters(), day).limit(PAGE_SIZE).options(*WITH_PEOPLE)
    return db.session.scalars(found).all()


def tasks_for(actor: Actor, filters: TaskFilters, day: date) -> Page[Task]:
    """Return one page of tasks within reach, open or done."""
    query = _tasks(actor, filters, day)
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    rows = query.limit(PAGE_SIZE).offset(offset(filters.page)).options(*WITH_PEOPLE)
    return Page(rows=db.session.scalars(rows).all(), number=filters.page, total=total or 0)


def all_tasks_for(actor: Actor, filters: TaskFilters, day: date) -> Iterator[Task]:
    """Yield every task of the list, for a file."""
    query = _tasks(actor, filters, day).options(*WITH_PEOPLE)
    yield from db.session.scalars(query.execution_options(yield_per=1000))


def _tasks(actor: Actor, filters: TaskFilters, day: date) -> Select[Task]:
    query = select(Task).where(within_reach(actor, P.TASK_READ, Task), Task.opened_on <= day)
    if filters.done:
        query = query.where(Task.done_on.is_not(None)).order_by(Task.done_on.desc(), Task.id)
    else:
        query = query.where(Task.done_on.is_(None))
        query = query.order_by(Task.due_on.is_(None), Task.due_on, Task.id)
    if filters.whose is Whose.MINE:
        query = query.where(_is_for(actor))
    if filters.kind is not None:
        query = query.where(Task.kind == filters.kind)
    if filters.organisation:
        places = select(Organisation.id).where(Organisation.slug == filters.organisation)
        query = query.where(Task.organisation_id.in_(places))
    return query


def _is_for(actor: Actor) -> ColumnElement[bool]:
    """Return what is somebody's own, or anybody's on the side that they stand on."""
    mine = Task.owner_id == actor.person_id
    where = extent(actor, P.TASK_KEEP)
    if where.network:
        return or_(mine, and_(Task.owner_id.is_(None), Task.side == Side.PROJECT_TEAM))
    return or_(mine, and_(Task.reach_clause(where), Task.side == Side.ORGANISATION))


def tasks_of(actor: Actor, organisation_id: int, day: date) -> Sequence[Task]:
    """Return the tasks of an organisation that are open on ``day``, and all steps of starting up.

    A task that was done later is still open on an earlier day.
    """
    is_open = or_(Task.done_on.is_(None), Task.done_on > day)
    return db.session.scalars(
        select(Task)
        .where(
            Task.organisation_id == organisation_id,
            within_reach(actor, P.TASK_READ, Task),
            Task.opened_on <= day,
            or_(is_open, Task.kind == TaskKind.ONBOARDING),
        )
        .order_by(Task.due_on.is_(None), Task.due_on, Task.id)
        .options(joinedload(Task.person), joinedload(Task.owner), joinedload(Task.done_by))
    ).all()


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What waits at one organisation: how many tasks of a kind, and of how many the day passed."""

    kind: TaskKind
    organisation: str | None
    slug: str | None
    task_id: int
    open: int
    past: int


def waiting_for(actor: Actor, day: date, *, most: int) -> Sequence[Waiting]:
    """Return what waits in the network, by kind and organisation: one statement.

    Of starting up and of actions only what passed its day; a vacancy is told apart.
    """
    past = func.sum(case((Task.due_on < day, 1), else_=0))
    in_time = Task.kind.in_([TaskKind.ONBOARDING, TaskKind.ACTION, TaskKind.HAND_OVER])
    rows = db.session.execute(
        select(
            Task.kind, Organisation.name, Organisation.slug, func.min(Task.id), func.count(), past
        )
        .outerjoin(Task.organisation)
        .where(
            within_reach(actor, P.TASK_READ, Task),
            Task.done_on.is_(None),
            Task.opened_on <= day,
            Task.kind != TaskKind.VACANCY,
            or_(~in_time, Task.due_on < day),
        )
        .group_by(Task.kind, Organisation.id, Organisation.name, Organisation.slug)
        .order_by(Task.kind, Organisation.search_name)
        .limit(most)
    )
    return [
        Waiting(kind=kind, organisation=name, slug=slug, task_id=first, open=many, past=late)
        for kind, name, slug, first, many, late in rows
    ]


def open_check_of(person_id: int) -> int | None:
    """Return the open question about somebody's address, if there is one, by its id."""
    return db.session.scalar(
        select(Task.id)
        .where(
            Task.kind == TaskKind.CONTACT_CHECK,
            Task.done_on.is_(None),
            Task.person_id == person_id,
        )
        .limit(1)
    )


def standing_of(organisation_id: int, day: date) -> Standing:
    """Return who is ambassador on ``day``, and which post of one is still to come."""
    posts = db.session.execute(
        select(Post.id, Post.person_id, Post.valid_to, valid_on(Post, day))
        .where(
            Post.organisation_id == organisation_id,
            Post.role == Role.AMBASSADOR,
            ends_after(day),
        )
        .order_by(Post.valid_from)
    ).all()
    now = next((post for post in posts if post[-1]), None)
    return Standing(
        ambassador_id=now.person_id if now else None,
        planned_id=next((post.id for post in posts if not post[-1]), None),
        until=now.valid_to if now else None,
    )


def find_planned(organisation_id: int) -> HandOver | None:
    """Return the hand-over that is still to come, with its people, if one is planned."""
    return db.session.scalar(
        select(HandOver)
        .where(HandOver.organisation_id == organisation_id, HandOver.carried_out_on.is_(None))
        .options(*WITH_PLAN)
    )


def find_person_at(address: str) -> Person | None:
    """Return who has this address, if anybody."""
    return db.session.scalar(select(Person).where(Person.email == address.strip().lower()))


def find_person(person_id: int | None) -> Person | None:
    """Return somebody by id; nobody for none."""
    return db.session.get(Person, person_id) if person_id is not None else None


def people_of(organisation_id: int, day: date) -> Sequence[Person]:
    """Return who holds a post in an organisation or its teams on ``day``, by name, each once."""
    held = select(Post.person_id).where(
        Post.organisation_id == organisation_id, valid_on(Post, day)
    )
    return db.session.scalars(
        select(Person).where(Person.id.in_(held)).order_by(Person.name, Person.id)
    ).all()


def open_of_owner(organisation_id: int, owner_id: int | None) -> Sequence[Task]:
    """Return the open tasks that go along when somebody stops, without an old checklist's."""
    if owner_id is None:
        return []
    return db.session.scalars(
        select(Task)
        .where(
            Task.organisation_id == organisation_id,
            Task.owner_id == owner_id,
            Task.done_on.is_(None),
        )
        .order_by(Task.due_on, Task.id)
        .options(joinedload(Task.person))
    ).all()


@dataclass(frozen=True, kw_only=True)
class MomentFilters:
    """What the reader asks of the list of moments."""

    organisation: str = ""
    how: Channel | None = None
    since: date | None = None
    until: date | None = None
    words: str = ""
    page: int = 1


def moments_for(actor: Actor, filters: MomentFilters) -> Page[Moment]:
    """Return one page of the moments of support within reach, the newest first."""
    query = _moments(actor, filters)
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    rows = query.limit(PAGE_SIZE).offset(offset(filters.page)).options(*MOMENT_PEOPLE)
    return Page(rows=db.session.scalars(rows).all(), number=filters.page, total=total or 0)


def all_moments_for(actor: Actor, filters: MomentFilters) -> Iterator[Moment]:
    """Yield every moment of the list, for a file."""
    query = _moments(actor, filters).options(*MOMENT_PEOPLE)
    yield from db.session.scalars(query.execution_options(yield_per=1000))


def latest_moments(actor: Actor, organisation_id: int, day: date) -> Sequence[Moment]:
    """Return the last moments with an organisation up to ``day``."""
    return db.session.scalars(
        _moments(actor, MomentFilters(until=day))
        .where(Moment.organisation_id == organisation_id)
        .limit(LATEST_SHOWN)
        .options(joinedload(Moment.talked_with))
    ).all()


def _moments(actor: Actor, filters: MomentFilters) -> Select[Moment]:
    asked: list[ColumnElement[bool]] = [within_reach(actor, P.SUPPORT_READ, Moment)]
    if filters.organisation:
        places = select(Organisation.id).where(Organisation.slug == filters.organisation)
        asked.append(Moment.organisation_id.in_(places))
    if filters.how is not None:
        asked.append(Moment.how == filters.how)
    if filters.since is not None:
        asked.append(Moment.held_on >= filters.since)
    if filters.until is not None:
        asked.append(Moment.held_on <= filters.until)
    for word in filters.words.split():
        held = Moment.about.icontains(word, autoescape=True)
        asked.append(or_(held, Moment.next_step.icontains(word, autoescape=True)))
    return select(Moment).where(*asked).order_by(Moment.held_on.desc(), Moment.id.desc())


def organisations_for(actor: Actor) -> Sequence[tuple[str, str]]:
    """Return address and name of the organisations whose moments one may read, by name."""
    query = (
        select(Organisation.slug, Organisation.name)
        .where(within_reach(actor, P.SUPPORT_READ, Organisation))
        .order_by(Organisation.search_name)
    )
    return [(slug, name) for slug, name in db.session.execute(query)]


def find_moment_by_form(form_key: str) -> Moment | None:
    """Return the moment that this form made already, if it was sent twice."""
    return db.session.scalar(select(Moment).where(Moment.form_key == form_key))
