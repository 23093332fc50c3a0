"""What each need is on a day, and which teams share it, as SQL: the ground of every count."""

from datetime import date

from sqlalchemy import Integer, Subquery, cast, func, select, union_all

from portal.needs.models import Need, NeedConstruct, NeedStep, NeedSupport
from portal.network.as_of import status_on, valid_on
from portal.network.models import Organisation, Team
from portal.network.rules import IN_DENOMINATOR


def standing_on(day: date) -> Subquery:
    """Return ``need_id, root_id, step_id, kind`` of each need told by that day.

    ``root_id`` is the need it was merged into, else itself; a merger is never two deep.
    """
    last = (
        select(NeedStep.need_id, func.max(NeedStep.id).label("step_id"))
        .where(NeedStep.happened_on <= day)
        .group_by(NeedStep.need_id)
        .subquery("last_step")
    )
    return (
        select(
            Need.id.label("need_id"),
            # As a number by its type: SQLite makes no index for a bare expression.
            cast(func.coalesce(NeedStep.into_id, Need.id), Integer).label("root_id"),
            NeedStep.id.label("step_id"),
            NeedStep.kind,
        )
        .select_from(Need)
        .outerjoin(last, last.c.need_id == Need.id)
        .outerjoin(NeedStep, NeedStep.id == last.c.step_id)
        .where(Need.told_on <= day)
        .subquery("standing")
    )


def counted_on(day: date) -> Subquery:
    """Return ``team_id`` of the teams that every count is of: those of organisations in full swing.

    Teams that follow along, and those of an organisation that pauses, are named and not counted.
    """
    now = status_on(day)
    return (
        select(Team.id.label("team_id"), Organisation.sector)
        .join(Organisation, Organisation.id == Team.organisation_id)
        .join(now, now.c.organisation_id == Team.organisation_id)
        .where(valid_on(Team, day), Team.slot.is_not(None), now.c.status.in_(IN_DENOMINATOR))
        .subquery("counted")
    )


def shares_on(day: date, standing: Subquery) -> Subquery:
    """Return ``root_id, team_id, sector, counts``: which teams of that day share what.

    A team that followed along and counts since is one team, under its row of that day. It comes
    once for each need it shares, so one of which two were merged may come twice: count distinct.
    """
    counted, rows = counted_on(day), _rows_on(day)
    return (
        select(
            standing.c.root_id,
            rows.c.team_id,
            Organisation.sector,
            counted.c.team_id.is_not(None).label("counts"),
        )
        .select_from(NeedSupport)
        .join(standing, standing.c.need_id == NeedSupport.need_id)
        .join(rows, rows.c.row_id == NeedSupport.team_id)
        .join(Organisation, Organisation.id == rows.c.organisation_id)
        .outerjoin(counted, counted.c.team_id == rows.c.team_id)
        .where(NeedSupport.said_on <= day)
        .subquery("shares")
    )


def _rows_on(day: date) -> Subquery:
    """Return the teams of a day under each row by which they are known: their own, and before."""
    known = [Team.id.label("team_id"), Team.organisation_id]
    own = select(Team.id.label("row_id"), *known).where(valid_on(Team, day))
    before = select(Team.continues_id, *known).where(
        valid_on(Team, day), Team.continues_id.is_not(None)
    )
    return union_all(own, before).subquery("rows_of_teams")


def constructs_on(standing: Subquery) -> Subquery:
    """Return ``root_id, construct``: of a need and of all that was merged into it, each once."""
    return (
        select(standing.c.root_id, NeedConstruct.construct)
        .join(standing, standing.c.need_id == NeedConstruct.need_id)
        .distinct()
        .subquery("about")
    )
