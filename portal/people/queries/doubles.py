"""Who may be the same person twice, and what hangs on each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Column, Select, Table, exists, func, literal, or_, select, union_all

from portal.accounts.models import User
from portal.db import Model, db
from portal.network.as_of import valid_on
from portal.network.models import Person, Post
from portal.network.rules import Interval
from portal.people.models import ForgottenPerson
from portal.people.rules import Likeness, check_may_forget, likeness
from portal.policy.decide import Actor, within_reach
from portal.policy.table import NETWORK_ROLES, Permission


@dataclass(frozen=True, kw_only=True)
class Double:
    """Somebody who looks like the person, and why."""

    id: int
    name: str
    email: str | None
    why: Likeness


def doubles_of(actor: Actor, person: Person) -> Sequence[Double]:
    """Return who looks like this person: by name or address, near by or under the same name."""
    near = _near(person)
    same_name = Person.search_name == person.search_name
    same_reader = Person.email.startswith(f"{_reader(person.email)}@", autoescape=True)
    query = select(Person.id, Person.name, Person.email).where(
        within_reach(actor, Permission.PERSON_MERGE, Person),
        Person.id != person.id,
        ~exists().where(ForgottenPerson.person_id == Person.id),
        or_(Person.id.in_(near), same_name, same_reader if person.email else same_name),
    )
    found = []
    for number, name, email in db.session.execute(query.order_by(Person.search_name, Person.id)):
        why = likeness(person.name, person.email, name, email)
        if why is not None:
            found.append(Double(id=number, name=name, email=email, why=why))
    return found


def _reader(email: str | None) -> str:
    return (email or "").partition("@")[0]


def _near(person: Person) -> Select[int]:
    """Return who holds or held a post at an organisation where this person did."""
    places = select(Post.organisation_id).where(
        Post.person_id == person.id, Post.organisation_id.is_not(None)
    )
    return select(Post.person_id).where(Post.organisation_id.in_(places))


def find_other(actor: Actor, *, address: str) -> int | None:
    """Return who has this address, among those whom the actor may join."""
    return db.session.scalar(
        select(Person.id).where(
            Person.email == address, within_reach(actor, Permission.PERSON_MERGE, Person)
        )
    )


def references_to(table: Table) -> Sequence[Column[int]]:
    """Return every column of the whole database that points at a row of this table by its id."""
    return [
        column
        for other in Model.metadata.sorted_tables
        for column in other.columns
        if any(key.column is table.c.id for key in column.foreign_keys)
    ]


def holdings_of(person_id: int) -> Mapping[str, int]:
    """Count what hangs on a person, by the name of the table: one statement."""
    counts = [
        select(literal(column.table.name).label("name"), func.count().label("rows")).where(
            column == person_id
        )
        for column in references_to(Person.metadata.tables[Person.__tablename__])
    ]
    both = union_all(*counts).subquery()
    summed = select(both.c.name, func.sum(both.c.rows)).group_by(both.c.name)
    return {name: int(rows) for name, rows in db.session.execute(summed) if rows}


def standing_account(person_id: int) -> User | None:
    """Return the account of a person, if there is one."""
    return db.session.scalar(select(User).where(User.person_id == person_id))


def is_forgotten(person_id: int) -> bool:
    """Tell whether a person was made anonymous."""
    return db.session.get(ForgottenPerson, person_id) is not None


def is_of_project_team(person_ids: Sequence[int], day: date) -> bool:
    """Tell whether one of these people holds a post for the whole network on the day."""
    theirs = Post.person_id.in_(person_ids), Post.role.in_(NETWORK_ROLES), valid_on(Post, day)
    return db.session.scalar(select(Post.id).where(*theirs).limit(1)) is not None


def may_be_forgotten(person_id: int, *, on: date, by: int) -> None:
    """Raise ``RuleBroken`` with the reason why somebody cannot be forgotten on this day."""
    found = select(Post.valid_from, Post.valid_to).where(Post.person_id == person_id)
    check_may_forget(
        [Interval(start=start, end=end) for start, end in db.session.execute(found)],
        on=on,
        is_own=person_id == by,
        is_forgotten=is_forgotten(person_id),
    )
