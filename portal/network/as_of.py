"""The roster on one day, as SQL: which rows hold, and which status an organisation has."""

from datetime import date
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Subquery,
    and_,
    bindparam,
    func,
    or_,
    select,
)

from portal.network.models import Exemption, OrganisationStatus, Post, Team

Day = date | BindParameter[date]
# Stands for the day in a statement that is built once and run for many days.
ANY_DAY: Final[BindParameter[date]] = bindparam("as_of", type_=Date)


def valid_on(model: type[Post | Team | Exemption], day: Day) -> ColumnElement[bool]:
    """Return the rows of a model whose half-open interval holds ``day``."""
    return and_(model.valid_from <= day, or_(model.valid_to.is_(None), model.valid_to > day))


def ends_after(day: Day) -> ColumnElement[bool]:
    """Return the posts that go on after ``day`` or begin later: not those that ended by then."""
    return or_(Post.valid_to.is_(None), Post.valid_to > day)


def is_still_there(person_id: int, day: Day) -> ColumnElement[bool]:
    """Return the clause that holds while somebody has a post in the network, or will have."""
    return select(Post.id).where(Post.person_id == person_id, ends_after(day)).exists()


def status_on(day: Day) -> Subquery:
    """Return ``organisation_id, status, valid_from, reason`` on ``day``: one row each, if any."""
    last = (
        select(
            OrganisationStatus.organisation_id, func.max(OrganisationStatus.valid_from).label("day")
        )
        .where(OrganisationStatus.valid_from <= day)
        .group_by(OrganisationStatus.organisation_id)
        .subquery()
    )
    same: Any = and_(
        OrganisationStatus.organisation_id == last.c.organisation_id,
        OrganisationStatus.valid_from == last.c.day,
    )
    return (
        select(
            OrganisationStatus.organisation_id,
            OrganisationStatus.status,
            OrganisationStatus.valid_from,
            OrganisationStatus.reason,
        )
        .join(last, same)
        .subquery("status_on_day")
    )
