"""The roster on one day, as SQL: which rows hold, and which status an organisation has."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, func, or_, select

from portal.network.models import Exemption, OrganisationStatus, Post, Team


def valid_on(model: type[Post | Team | Exemption], day: date) -> ColumnElement[bool]:
    """Return the rows of a model whose half-open interval holds ``day``."""
    return and_(model.valid_from <= day, or_(model.valid_to.is_(None), model.valid_to > day))


def status_on(day: date) -> Subquery:
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
