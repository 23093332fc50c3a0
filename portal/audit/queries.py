"""Read the trail."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select

from portal.audit.models import AuditEvent
from portal.db import db
from portal.policy.decide import Actor, within_reach
from portal.policy.table import P
from portal.web.paging import PAGE_SIZE, Page, offset


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which acts somebody looks for: of one kind, from a day to a day, both included."""

    zone: ZoneInfo
    event: str | None = None
    first: date | None = None
    last: date | None = None

    def clauses(self) -> list[ColumnElement[bool]]:
        """Return the filters as conditions; days begin at midnight in the network's zone."""
        found: list[ColumnElement[bool]] = []
        if self.event is not None:
            found.append(AuditEvent.event == self.event)
        if self.first is not None:
            found.append(AuditEvent.at >= self._midnight(self.first))
        if self.last is not None:
            found.append(AuditEvent.at < self._midnight(self.last + timedelta(days=1)))
        return found

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=self.zone)


def acts_for(actor: Actor, *, wanted: Wanted, number: int) -> Page[AuditEvent]:
    """Return one page of the acts that are looked for, the newest first."""
    where = (within_reach(actor, P.AUDIT_READ, AuditEvent), *wanted.clauses())
    total = db.session.scalar(select(func.count()).select_from(AuditEvent).where(*where)) or 0
    query = (
        select(AuditEvent)
        .where(*where)
        .order_by(AuditEvent.id.desc())
        .limit(PAGE_SIZE)
        .offset(offset(number))
    )
    return Page(rows=db.session.scalars(query).all(), number=number, total=total)


def all_acts_for(actor: Actor, *, wanted: Wanted) -> Iterator[AuditEvent]:
    """Yield every act that is looked for, the newest first."""
    query = (
        select(AuditEvent)
        .where(within_reach(actor, P.AUDIT_READ, AuditEvent), *wanted.clauses())
        .order_by(AuditEvent.id.desc())
        .execution_options(yield_per=1000)
    )
    yield from db.session.scalars(query)


def events_for(actor: Actor) -> Sequence[str]:
    """Return the kinds of acts that occur, in alphabetical order."""
    query = (
        select(AuditEvent.event)
        .where(within_reach(actor, P.AUDIT_READ, AuditEvent))
        .distinct()
        .order_by(AuditEvent.event)
    )
    return db.session.scalars(query).all()
