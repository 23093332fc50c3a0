"""How many people answered and came, per meeting, sector and organisation: counts, no persons.

Answers are counted over the meetings for which the portal has any: of what was held before, none
are kept. Who was there is counted over the meetings that took place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, distinct, extract, func, select

from portal.db import db
from portal.meetings.models import (
    TOOK_PLACE,
    Attendance,
    Invitation,
    Meeting,
    MeetingState,
    Presence,
)
from portal.network.models import Organisation
from portal.policy.decide import Actor, within_reach
from portal.policy.table import P
from portal.taxonomy.sectors import Sector
from portal.web.paging import PAGE_SIZE, Page, offset

MOST_SHOWN: Final = 24


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Invitations and what came of them, each with what it is counted over.

    ``answered`` is of ``invited``; ``present`` is of ``marked``, those of the ``expected`` for whom
    attendance was filled in; ``there`` counts the meetings, of ``held``, with anybody present.
    """

    invited: int = 0
    answered: int = 0
    expected: int = 0
    marked: int = 0
    present: int = 0
    held: int = 0
    there: int = 0

    @property
    def absent(self) -> int:
        """Return of how many it was filled in that they were not there."""
        return self.marked - self.present

    @property
    def open(self) -> int:
        """Return of how many expected people nobody filled anything in."""
        return self.expected - self.marked


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which meetings and organisations are counted: of a year, of a sector, of one place."""

    year: int | None = None
    sector: Sector | None = None
    organisation_id: int | None = None

    @property
    def clauses(self) -> list[ColumnElement[bool]]:
        """Return what narrows the rows."""
        found: list[ColumnElement[bool]] = []
        if self.year:
            found.append(extract("year", Meeting.local_date) == self.year)
        if self.sector:
            found.append(Organisation.sector == self.sector)
        if self.organisation_id:
            found.append(Invitation.organisation_id == self.organisation_id)
        return found


def total_of(asked: Asked) -> Counts:
    """Return the counts of all that is asked for together."""
    return _counts(db.session.execute(_counted(asked)).one())


def by_meeting(asked: Asked, *, most: int | None = None) -> list[tuple[Meeting, Counts]]:
    """Return the counts of the last ``most`` meetings that took place, in the order of time."""
    query = (
        _counted(asked, Meeting)
        .where(Meeting.state.in_(TOOK_PLACE))
        .group_by(Meeting.id)
        .order_by(Meeting.local_date.desc(), Meeting.id.desc())
        .limit(most)
    )
    return [(row[0], _counts(row[1:])) for row in db.session.execute(query)][::-1]


def by_sector(asked: Asked) -> list[tuple[Sector, Counts]]:
    """Return the counts of each sector that was invited, in the order of the taxonomy."""
    query = _counted(asked, Organisation.sector).group_by(Organisation.sector)
    found = {row[0]: _counts(row[1:]) for row in db.session.execute(query)}
    return [(sector, found[sector]) for sector in Sector if sector in found]


def organisations_page(
    actor: Actor, asked: Asked, number: int
) -> Page[tuple[Organisation, Counts]]:
    """Return one page of the organisations within reach that were invited, by name."""
    near = within_reach(actor, P.TURNOUT_READ, Organisation)
    query = _by_organisation(asked).where(near)
    total = db.session.scalar(
        _from(select(func.count(distinct(Invitation.organisation_id))), asked).where(near)
    )
    return Page(
        rows=_read(query.limit(PAGE_SIZE).offset(offset(number))), number=number, total=total or 0
    )


def all_organisations(actor: Actor, asked: Asked) -> list[tuple[Organisation, Counts]]:
    """Return every organisation within reach that was invited, by name, for a file."""
    return _read(_by_organisation(asked).where(within_reach(actor, P.TURNOUT_READ, Organisation)))


def own_organisations(actor: Actor) -> Sequence[Organisation]:
    """Return the organisations of which somebody may read the turnout, by name: at most a page."""
    near = within_reach(actor, P.TURNOUT_READ, Organisation)
    query = select(Organisation).where(near).order_by(Organisation.search_name).limit(PAGE_SIZE)
    return db.session.scalars(query).all()


def years() -> list[int]:
    """Return the years in which meetings took place, the last first."""
    first, last = db.session.execute(
        select(func.min(Meeting.local_date), func.max(Meeting.local_date)).where(
            Meeting.state.in_(TOOK_PLACE)
        )
    ).one()
    return list(range(_year(last), _year(first) - 1, -1)) if first and last else []


def _year(day: date) -> int:
    return day.year


def _by_organisation(asked: Asked) -> Select[*tuple[Any, ...]]:
    return (
        _counted(asked, Organisation)
        .group_by(Organisation.id)
        .order_by(Organisation.search_name, Organisation.id)
    )


def _read(query: Select[*tuple[Any, ...]]) -> list[tuple[Organisation, Counts]]:
    return [(row[0], _counts(row[1:])) for row in db.session.execute(query)]


def _counts(row: Sequence[int]) -> Counts:
    invited, answered, expected, marked, present, held, there = row
    return Counts(
        invited=invited,
        answered=answered,
        expected=expected,
        marked=marked,
        present=present,
        held=held,
        there=there,
    )


def _counted(asked: Asked, *of: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 -- columns or models
    """Select what is counted, of each of ``of``: one statement, whatever the size."""
    held = Meeting.state.in_(TOOK_PLACE)
    was_there = and_(held, Attendance.presence.in_((Presence.ON_SITE, Presence.ONLINE)))
    has_answers = Invitation.meeting_id.in_(
        select(Invitation.meeting_id).where(Invitation.answer.is_not(None)).distinct()
    )
    return _from(
        select(
            *of,
            func.count(Invitation.id).filter(has_answers),
            func.count(Invitation.id).filter(Invitation.answer.is_not(None)),
            func.count(Invitation.id).filter(held),
            func.count(Attendance.person_id).filter(held),
            func.count(Attendance.person_id).filter(was_there),
            func.count(distinct(Invitation.meeting_id)).filter(held),
            func.count(distinct(Invitation.meeting_id)).filter(was_there),
        ),
        asked,
    )


def _from(query: Select[*tuple[Any, ...]], asked: Asked) -> Select[*tuple[Any, ...]]:
    return (
        query.select_from(Invitation)
        .join(Meeting, Meeting.id == Invitation.meeting_id)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .outerjoin(
            Attendance,
            and_(
                Attendance.meeting_id == Invitation.meeting_id,
                Attendance.person_id == Invitation.person_id,
            ),
        )
        .where(Meeting.state.in_(TOOK_PLACE | {MeetingState.INVITED}), *asked.clauses)
    )
