"""The lives of all kits in one list: where each is, since when, who tests it, when it is looked at.

One page costs two statements, however many kits there are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.db import db
from portal.moi.models import ActKind, Kit, KitAct, KitVersion
from portal.stewardship.models import KitPilot, KitReview, PilotFeedback, PilotState
from portal.web.paging import PAGE_SIZE, Page, offset

_Row = tuple[KitVersion, KitAct, date | None, int | None, int | None, int | None, date | None]


@dataclass(frozen=True, kw_only=True)
class LifeFilters:
    """What the list is narrowed to."""

    stage: ActKind | None = None
    due: bool = False


@dataclass(frozen=True, kw_only=True)
class LifeLine:
    """One kit in the list: how many teams sent feedback, are testing, and offer to."""

    version: KitVersion
    last: KitAct
    since: date
    sent: int
    testing: int
    offered: int
    review_on: date | None

    @property
    def stage(self) -> ActKind:
        """What the kit is."""
        return self.last.kind

    @property
    def has_new_version(self) -> bool:
        """Whether the newest version is still to be tested."""
        told = self.last.version_id
        return told is not None and told != self.version.id


def lives(filters: LifeFilters, day: date, number: int) -> Page[LifeLine]:
    """Return one page of the list, by number of the kit."""
    query = _lives(filters, day)
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    rows = db.session.execute(query.limit(PAGE_SIZE).offset(offset(number)))
    return Page(rows=[_line(*row) for row in rows], number=number, total=total or 0)


def all_lives(filters: LifeFilters, day: date) -> Iterator[LifeLine]:
    """Yield the whole list, for a file."""
    for row in db.session.execute(_lives(filters, day)):
        yield _line(*row)


def count_due(day: date) -> int:
    """Return how many kits have reached the day on which somebody looks once more."""
    query = select(func.count(KitReview.id))
    due = query.where(KitReview.done_on.is_(None), KitReview.due_on <= day)
    return db.session.scalar(due) or 0


def _line(
    version: KitVersion,
    last: KitAct,
    since: date | None,
    sent: int | None,
    testing: int | None,
    offered: int | None,
    review_on: date | None,
) -> LifeLine:
    return LifeLine(
        version=version,
        last=last,
        since=since or last.happened_on,
        sent=sent or 0,
        testing=testing or 0,
        offered=offered or 0,
        review_on=review_on,
    )


def _lives(filters: LifeFilters, day: date) -> Select[*_Row]:
    last = aliased(KitAct)
    counts = _pilots().subquery()
    review = and_(KitReview.kit_id == Kit.id, KitReview.done_on.is_(None))
    query = (
        select(
            KitVersion,
            last,
            _since(last, day),
            counts.c.sent,
            counts.c.testing,
            counts.c.offered,
            KitReview.due_on,
        )
        .join(Kit, Kit.id == KitVersion.kit_id)
        .join(last, last.id == _last_act(day))
        .outerjoin(counts, counts.c.version_id == KitVersion.id)
        .outerjoin(KitReview, review)
        .where(KitVersion.id == _newest(day))
        .options(joinedload(KitVersion.kit))
        .order_by(Kit.moi_id)
    )
    return query.where(*_asked(filters, last, day))


def _asked(filters: LifeFilters, last: type[KitAct], day: date) -> Iterator[ColumnElement[bool]]:
    if filters.stage is not None:
        yield last.kind == filters.stage
    if filters.due:
        yield KitReview.due_on <= day


def _newest(day: date) -> ColumnElement[int]:
    version = aliased(KitVersion)
    query = select(func.max(version.id)).where(
        version.kit_id == Kit.id, version.published_on <= day
    )
    return query.correlate(Kit).scalar_subquery()


def _last_act(day: date) -> ColumnElement[int]:
    act = aliased(KitAct)
    query = select(act.id).where(act.kit_id == Kit.id, act.happened_on <= day)
    newest = query.order_by(act.happened_on.desc(), act.id.desc()).limit(1)
    return newest.correlate(Kit).scalar_subquery()


def _since(last: type[KitAct], day: date) -> ColumnElement[date]:
    act = aliased(KitAct)
    query = select(func.max(act.happened_on)).where(
        act.kit_id == Kit.id,
        act.kind == last.kind,
        act.team_id.is_(None),
        act.happened_on <= day,
    )
    return query.correlate(Kit, last).scalar_subquery()


def _pilots() -> Select[int, int, int, int]:
    is_in = PilotFeedback.sent_on.is_not(None)
    testing = and_(
        KitPilot.state == PilotState.RUNNING,
        or_(PilotFeedback.sent_on.is_(None), PilotFeedback.id.is_(None)),
    )
    offered = KitPilot.state == PilotState.OFFERED
    return (
        select(
            KitPilot.version_id,
            func.sum(case((is_in, 1), else_=0)).label("sent"),
            func.sum(case((testing, 1), else_=0)).label("testing"),
            func.sum(case((offered, 1), else_=0)).label("offered"),
        )
        .outerjoin(PilotFeedback, PilotFeedback.pilot_id == KitPilot.id)
        .group_by(KitPilot.version_id)
    )
