"""The practice network many times over: for looking at the portal at the size of ten countries.

The first thirty organisations come through the services and prove the rules; the others are the
same rows again under other names and addresses, written in bulk, with the database's guards on.
Only the first thirty have accounts, meetings and answers.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import insert, select

from portal.db import Model, db
from portal.demo.names import name_of
from portal.network.models import (
    Exemption,
    Organisation,
    OrganisationStatus,
    Person,
    Post,
    Team,
    folded,
)
from portal.policy.table import Role

MADE_UP: Final = " (fictief)"
Row = dict[str, Any]
Ids = Mapping[int, int]


def fill_scale(times: int) -> int:
    """Add the organisations that have teams ``times`` - 1 times more; return how many there are."""
    pattern = _Pattern()
    for copy in range(2, times + 1):
        pattern.write(copy)
    return len(pattern.organisations) * times


class _Pattern:
    """The rows of the organisations that are copied."""

    def __init__(self) -> None:
        homes = select(Team.organisation_id).distinct()
        self.organisations = _rows(Organisation, Organisation.id.in_(homes))
        kept = [row["id"] for row in self.organisations]
        self.statuses = _rows(OrganisationStatus, OrganisationStatus.organisation_id.in_(kept))
        self.statuses.sort(key=lambda row: row["valid_from"])
        self.exemptions = _rows(Exemption, Exemption.organisation_id.in_(kept))
        teams = _rows(Team, Team.organisation_id.in_(kept))
        self.teams = [row for row in teams if row["continues_id"] is None]
        self.continued = [row for row in teams if row["continues_id"] is not None]
        self.posts = _rows(Post, Post.organisation_id.in_(kept))
        self.posts.sort(key=lambda row: row["role"] is Role.ACTING_AMBASSADOR)
        self.people = _rows(Person, Person.id.in_({row["person_id"] for row in self.posts}))

    def write(self, copy: int) -> None:
        """Write everything once more, as copy number ``copy``."""
        homes = _copied(Organisation, self.organisations, lambda row: _renamed(row, copy))
        at_home = _pointing("organisation_id", homes)
        _copied(OrganisationStatus, self.statuses, at_home)
        _copied(Exemption, self.exemptions, at_home)
        teams = _copied(Team, self.teams, at_home)
        later = _pointing("continues_id", teams)
        teams |= _copied(Team, self.continued, lambda row: at_home(later(row)))
        first = copy * len(self.people)
        people = _copied(Person, self.people, lambda row: _somebody(row, copy, first))
        of_people, in_teams = _pointing("person_id", people), _pointing("team_id", teams)
        _copied(Post, self.posts, lambda row: at_home(of_people(in_teams(row))))


def _rows(model: type[Model], *where: Any) -> list[Row]:  # noqa: ANN401 -- clauses of any model
    table = model.__table__
    found = db.session.execute(select(table).where(*where).order_by(table.c.id))
    return [dict(row) for row in found.mappings()]


def _copied(
    model: type[Model], rows: Sequence[Row], change: Callable[[Row], Row]
) -> dict[int, int]:
    """Write the changed rows under new keys; return the new key of each old one."""
    if not rows:
        return {}
    fresh = [{key: value for key, value in change(row).items() if key != "id"} for row in rows]
    statement = insert(model).returning(model.__table__.c.id, sort_by_parameter_order=True)
    keys = db.session.scalars(statement, fresh)
    return {row["id"]: key for row, key in zip(rows, keys, strict=True)}


def _pointing(column: str, keys: Ids) -> Callable[[Row], Row]:
    """Return the change that lets a row point to the copy of what it pointed to."""
    return lambda row: {**row, column: keys[row[column]] if row[column] is not None else None}


def _renamed(row: Row, copy: int) -> Row:
    name = f"{row['name'].removesuffix(MADE_UP)} {copy}{MADE_UP}"
    return {**row, "name": name, "search_name": folded(name), "slug": f"{row['slug']}-{copy}"}


def _somebody(row: Row, copy: int, first: int) -> Row:
    """Return somebody else: the next made-up name, and an address with the number of the copy."""
    name = name_of(first + row["id"])
    email = row["email"] and row["email"].replace("@", f".{copy}@")  # not everybody has one
    return {**row, "name": name, "search_name": folded(name), "email": email}
