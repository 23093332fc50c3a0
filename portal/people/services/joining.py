"""Two rows of one person become one; what hangs on the second moves to the first."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import Column, ColumnElement, Table, UniqueConstraint, delete, select, update
from sqlalchemy.orm import Session

from portal.accounts.joining import join_accounts
from portal.audit.services import record
from portal.db import Model, db
from portal.network.models import Person, Post
from portal.network.rules import Interval
from portal.people import rules
from portal.people.models import WantedInvitation, WantedState
from portal.people.queries.doubles import is_of_project_team, references_to
from portal.people.services.describing import Facts
from portal.policy.decide import Actor
from portal.policy.table import Role
from portal.rules import N_, RuleBroken
from portal.web.hooks import Act, tell

# Rows that the database lets nobody change: their author stays who it was.
FIXED: Final = frozenset({"kit_version"})


def merge_people(
    kept_id: int, gone_id: int, facts: Facts, *, actor: Actor, on: date, now: datetime
) -> Person:
    """Move everything of one row to the other and delete it, in one transaction; no way back.

    Rooms above settle first what both rows have and a person can have but once.
    """
    kept, gone = _both(kept_id, gone_id)
    rules.check_may_touch(
        is_of_project_team=is_of_project_team([kept_id, gone_id], on),
        is_administrator=actor.holds(Role.ADMINISTRATOR),
    )
    check_pair(kept_id, gone_id, by=actor.person_id)
    tell(Act.MERGE, kept_id=kept_id, gone_id=gone_id)
    join_accounts(kept_id, gone_id)
    _settle_waiting(kept_id, gone_id)
    _join_posts(kept_id, gone_id)
    for column in references_to(_table(Person)):
        _repoint(column, kept_id, gone_id)
    _write_down(kept, gone, facts)
    record(
        "person_merged",
        by=actor.person_id,
        at=now,
        on=on,
        object_kind="person",
        object_id=kept_id,
        detail={"gone": gone_id},
    )
    return kept


def check_pair(kept_id: int, gone_id: int, *, by: int) -> None:
    """Raise ``RuleBroken`` with the reason why the second cannot disappear into the first."""
    rules.check_may_merge(kept_id, gone_id, by=by, holds_on_to=_holds_on_to(gone_id))


def _holds_on_to(person_id: int) -> bool:
    """Tell whether a person is the author of something that can have no other."""
    return any(
        db.session.scalar(select(column).where(column == person_id).limit(1)) is not None
        for column in references_to(_table(Person))
        if column.table.name in FIXED
    )


def _both(kept_id: int, gone_id: int) -> tuple[Person, Person]:
    """Lock both rows, in one order, so that two who join the same people do not wait in a ring."""
    wanted = select(Person).where(Person.id.in_([kept_id, gone_id])).order_by(Person.id)
    found = {person.id: person for person in db.session.scalars(wanted.with_for_update())}
    if kept_id not in found or gone_id not in found:
        raise RuleBroken(N_("One of these two people is not there any more."))
    return found[kept_id], found[gone_id]


def _write_down(kept: Person, gone: Person, facts: Facts) -> None:
    session: Session = db.session()
    session.flush()
    session.expire_all()
    session.delete(gone)
    session.flush()  # the address is free before the other row takes it
    kept.name, kept.email, kept.locale = facts.name, facts.email, facts.locale
    session.flush()


def _settle_waiting(kept_id: int, gone_id: int) -> None:
    """Let one person wait for one invitation."""
    waiting = WantedInvitation.state == WantedState.WAITING
    theirs = WantedInvitation.person_id == gone_id, waiting
    mine = WantedInvitation.person_id == kept_id, waiting
    if db.session.scalar(select(WantedInvitation.id).where(*mine)) is not None:
        db.session.execute(delete(WantedInvitation).where(*theirs))


def _join_posts(kept_id: int, gone_id: int) -> None:
    """Make one post of two that are the same at the same place on the same days."""
    same: dict[tuple[object, ...], list[Post]] = defaultdict(list)
    found = select(Post).where(Post.person_id.in_([kept_id, gone_id])).order_by(Post.valid_from)
    for post in db.session.scalars(found):
        same[post.role, post.organisation_id, post.team_id].append(post)
    for posts in same.values():
        whole = rules.joined([Interval(start=one.valid_from, end=one.valid_to) for one in posts])
        if len(whole) < len(posts):
            _put_in_place(posts, whole)


def _put_in_place(posts: Sequence[Post], whole: Sequence[Interval]) -> None:
    """Keep the first post of each whole period, stretched to its end; delete the others."""
    for period in whole:
        first, *rest = [post for post in posts if period.holds(post.valid_from)]
        last = next((one for one in (first, *rest) if one.valid_to == period.end), first)
        for post in rest:
            for column in references_to(_table(Post)):
                _repoint(column, first.id, post.id)
            db.session.delete(post)
        db.session.flush()
        first.valid_to, first.end_reason = period.end, last.end_reason
        db.session.flush()


def _repoint(column: Column[int], kept_id: int, gone_id: int) -> None:
    """Let rows that point at the one row point at the other.

    Where both have what there can be but one of, the one that stays keeps its own.
    """
    table = column.table
    if not isinstance(table, Table) or table.name in FIXED:
        return
    for clash in _clashes(table, column, kept_id):
        db.session.execute(delete(table).where(column == gone_id, clash))
    db.session.execute(update(table).where(column == gone_id).values({column: kept_id}))


def _clashes(table: Table, column: Column[int], kept_id: int) -> Sequence[ColumnElement[bool]]:
    """Return for each unique key that holds the column: that the kept one has such a row too."""
    keys = [table.primary_key, *(c for c in table.constraints if isinstance(c, UniqueConstraint))]
    mine = table.alias("mine")
    return [
        select(mine.c[column.name])
        .where(
            mine.c[column.name] == kept_id,
            *(mine.c[one.name] == table.c[one.name] for one in key.columns if one is not column),
        )
        .exists()
        for key in keys
        if column.name in key.columns
    ]


def _table(model: type[Model]) -> Table:
    return Model.metadata.tables[model.__tablename__]
