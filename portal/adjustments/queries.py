"""Findings, read: open ends first, one whole, what participants and what the public see."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from portal.adjustments import rules
from portal.adjustments.models import TELLS, AdjustmentStep, Finding, State, StepKind
from portal.db import db
from portal.evaluation.models import Evaluation
from portal.meetings.models import TOOK_PLACE, Meeting, MeetingKind, MeetingState
from portal.network.models import folded
from portal.web.paging import PAGE_SIZE, Page, offset

WHOLE: Final[tuple[ExecutableOption, ...]] = (
    joinedload(Finding.meeting),
    joinedload(Finding.told_by),
    joinedload(Finding.campaign),
    selectinload(Finding.steps).options(
        joinedload(AdjustmentStep.by),
        joinedload(AdjustmentStep.meeting),
        joinedload(AdjustmentStep.plan),
    ),
)
MOST_OPEN: Final = 100
MOST_MEETINGS: Final = 20
_PAIR: Final[Select[Any]] = select(Finding, AdjustmentStep)  # type: ignore[assignment]  # a pair


@dataclass(frozen=True, kw_only=True)
class FindingLine:
    """A finding in a list: its last step, and whether it is late or may be rated again by now."""

    finding: Finding
    last: AdjustmentStep | None
    overdue: bool
    due: bool

    @property
    def state(self) -> State:
        """Where the loop stands."""
        return rules.state_after(self.last.kind if self.last else None)


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the list is narrowed to; nothing asked is everything."""

    state: State | None = None
    text: str = ""


def is_finding(finding_id: int) -> ColumnElement[bool]:
    """Return the clause that finds one finding by its id."""
    return Finding.id == finding_id


def last_of(finding: Finding) -> AdjustmentStep | None:
    """Return the last step of a finding that was read with its steps."""
    return finding.steps[-1] if finding.steps else None


def held_days(until: date) -> Sequence[date]:
    """Return the days of the reflection moments that were held up to a day, oldest first."""
    return db.session.scalars(
        select(Meeting.local_date)
        .where(
            Meeting.kind == MeetingKind.REFLECTION,
            Meeting.state.in_(TOOK_PLACE),
            Meeting.local_date <= until,
        )
        .order_by(Meeting.local_date)
    ).all()


def announced_on(finding: Finding) -> date | None:
    """Return the day on which the change was announced last, or nothing."""
    days = [step.happened_on for step in finding.steps if step.kind is StepKind.ANNOUNCED]
    return max(days, default=None)


def findings_page(day: date, filters: Filters, *, number: int) -> Page[FindingLine]:
    """Return one page of the list, and how many findings meet the filters in all."""
    last = _last()
    counted = _joined(select(func.count(Finding.id)), last).where(*_asked(filters))
    wanted = _lines(last).where(*_asked(filters)).offset(offset(number)).limit(PAGE_SIZE)
    rows = _read(wanted, day)
    return Page(rows=rows, number=number, total=db.session.scalar(counted) or 0)


def all_findings(day: date, filters: Filters) -> Sequence[FindingLine]:
    """Return every finding that meets the filters, for a file."""
    return _read(_lines(_last()).where(*_asked(filters)), day)


def open_ends(day: date, *, most: int = MOST_OPEN) -> Sequence[FindingLine]:
    """Return the findings whose loop is not closed: without a decision first, then the oldest."""
    still = or_(AdjustmentStep.kind.is_(None), AdjustmentStep.kind.not_in(_kinds(State.CLOSED)))
    return _read(_lines(_last()).where(still).limit(most), day)


def findings_of_meeting(meeting_id: int, day: date) -> Sequence[FindingLine]:
    """Return what was found at a meeting, or in its evaluation."""
    return _read(_lines(_last()).where(Finding.meeting_id == meeting_id), day)


def days_to_announce() -> Sequence[tuple[date, date]]:
    """Return of each finding that was announced, or explained, the day told and that day."""
    first = (
        select(AdjustmentStep.finding_id, func.min(AdjustmentStep.happened_on).label("on"))
        .where(AdjustmentStep.kind.in_(TELLS))
        .group_by(AdjustmentStep.finding_id)
        .subquery()
    )
    found = db.session.execute(
        select(Finding.told_on, first.c.on).join(first, first.c.finding_id == Finding.id)
    )
    return [(told, said) for told, said in found]


def told_to_participants() -> Sequence[Finding]:
    """Return every finding of which participants were told something, the newest told first."""
    return _told(_tells(aliased(AdjustmentStep)))


def public_findings(day: date) -> Sequence[Finding]:
    """Return what anybody may read on a day, the newest first."""
    return _told(Finding.public_on <= day)


def _told(wanted: ColumnElement[bool]) -> Sequence[Finding]:
    found = db.session.scalars(
        select(Finding)
        .where(wanted)
        .order_by(Finding.told_on.desc(), Finding.id.desc())
        .options(*WHOLE)
    )
    return found.all()


def _tells(step: Any) -> ColumnElement[bool]:  # noqa: ANN401 -- an alias of the step
    return exists().where(step.finding_id == Finding.id, step.kind.in_(TELLS))


def steps_since(since: Any, until: date, kinds: Collection[StepKind]) -> Sequence[AdjustmentStep]:  # noqa: ANN401 -- a day, or a select of one
    """Return the steps of these kinds that were taken on these days, newest first."""
    found = db.session.scalars(
        select(AdjustmentStep)
        .where(
            AdjustmentStep.kind.in_(kinds),
            AdjustmentStep.happened_on >= since,
            AdjustmentStep.happened_on <= until,
        )
        .order_by(AdjustmentStep.happened_on.desc(), AdjustmentStep.id.desc())
        .options(joinedload(AdjustmentStep.finding))
    )
    return found.all()


def told_by(person_id: int) -> Sequence[Finding]:
    """Return what a person told."""
    return db.session.scalars(
        select(Finding).where(Finding.told_by_id == person_id).order_by(Finding.id)
    ).all()


def steps_by(person_id: int) -> Sequence[AdjustmentStep]:
    """Return the steps that a person took."""
    return db.session.scalars(
        select(AdjustmentStep)
        .where(AdjustmentStep.by_person_id == person_id)
        .order_by(AdjustmentStep.id)
        .options(joinedload(AdjustmentStep.finding))
    ).all()


def _last() -> Subquery:
    return (
        select(AdjustmentStep.finding_id, func.max(AdjustmentStep.id).label("step_id"))
        .group_by(AdjustmentStep.finding_id)
        .subquery("last_step")
    )


def _joined(statement: Select[Any], last: Subquery) -> Select[Any]:
    return (
        statement.select_from(Finding)
        .outerjoin(last, last.c.finding_id == Finding.id)
        .outerjoin(AdjustmentStep, AdjustmentStep.id == last.c.step_id)
    )


def _lines(last: Subquery) -> Select[Any]:
    """Return findings with their last step: open ends first, by what waits, then the oldest."""
    rank = case(
        *(
            (_in_state(state), place)
            for place, state in enumerate(State)
            if state is not State.OPEN
        ),
        else_=0,
    )
    return (
        _joined(_PAIR, last)
        .outerjoin(Finding.meeting)
        .options(contains_eager(Finding.meeting))
        .order_by(rank, Finding.told_on, Finding.id)
    )


def _kinds(state: State) -> list[StepKind]:
    return [kind for kind in StepKind if rules.state_after(kind) is state]


def _in_state(state: State) -> ColumnElement[bool]:
    found = AdjustmentStep.kind.in_(_kinds(state))
    return or_(AdjustmentStep.kind.is_(None), found) if state is State.OPEN else found


def _asked(filters: Filters) -> list[ColumnElement[bool]]:
    asked = [_in_state(filters.state)] if filters.state else []
    if filters.text:
        step = aliased(AdjustmentStep)
        says = func.lower(step.words).contains(filters.text.lower(), autoescape=True)
        in_steps = exists().where(step.finding_id == Finding.id, says)
        asked.append(or_(Finding.folded.contains(folded(filters.text), autoescape=True), in_steps))
    return asked


def _read(wanted: Select[Any], day: date) -> list[FindingLine]:
    rows = db.session.execute(wanted).all()
    held = held_days(day)
    return [_line(finding, last, held) for finding, last in rows]


def _line(finding: Finding, last: AdjustmentStep | None, held: Sequence[date]) -> FindingLine:
    state = rules.state_after(last.kind if last else None)
    waits = last is not None and state is State.TO_RERATE
    return FindingLine(
        finding=finding,
        last=last,
        overdue=rules.is_overdue(state, _open_since(finding, last), held),
        due=waits and rules.is_due_to_rerate(last.happened_on if last else None, held),
    )


def _open_since(finding: Finding, last: AdjustmentStep | None) -> date:
    return last.happened_on if last else finding.told_on


def texts_of_meetings(meeting_ids: Collection[int]) -> Mapping[int, Mapping[str, str]]:
    """Return what was announced of the findings of meetings, by meeting and language, to search."""
    found: dict[int, dict[str, str]] = {}
    rows = db.session.execute(
        select(Finding, AdjustmentStep)
        .join(AdjustmentStep, AdjustmentStep.finding_id == Finding.id)
        .where(Finding.meeting_id.in_(meeting_ids), AdjustmentStep.kind.in_(TELLS))
        .order_by(Finding.id, AdjustmentStep.id)
    )
    for finding, step in rows:
        texts = found.setdefault(finding.meeting_id or 0, {})
        for lang, words in ((finding.lang, finding.words), (step.lang, step.words)):
            texts[lang] = f"{texts.get(lang, '')}\n{words}".strip()
    return found


def replies() -> Sequence[Evaluation]:
    """Return the evaluations that got a reply as a whole, with their meetings."""
    return db.session.scalars(
        select(Evaluation)
        .join(Evaluation.reply)
        .options(contains_eager(Evaluation.reply), joinedload(Evaluation.meeting))
    ).all()


def meetings_to_name(until: date | None = None) -> Sequence[Meeting]:
    """Return the meetings that a step may name, newest first: held until a day, or any planned."""
    held = Meeting.state.in_(TOOK_PLACE)
    planned = Meeting.state != MeetingState.CANCELLED
    clause = and_(held, Meeting.local_date <= until) if until else planned
    wanted = select(Meeting).where(clause).order_by(Meeting.local_date.desc(), Meeting.id.desc())
    return db.session.scalars(wanted.limit(MOST_MEETINGS)).all()
