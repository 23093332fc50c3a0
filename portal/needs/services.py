"""The writers of needs: told, shared, merged, answered, opened again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.audit.services import record
from portal.db import db
from portal.needs import rules
from portal.needs.models import Need, NeedConstruct, NeedStep, NeedSupport, State, StepKind
from portal.network.models import Team
from portal.web.stale import check_not_stale


@dataclass(frozen=True, kw_only=True)
class Told:
    """What somebody tells: a sentence, what happened, and what of the model it is about."""

    words: str
    happened: str = ""
    constructs: Collection[str] = ()
    lang: str = "nl"


@dataclass(frozen=True, kw_only=True)
class Place:
    """For whom a need is told, and where it was heard; nothing at all is the whole network.

    ``named`` is the yes of the team to be named to the network.
    """

    team: Team | None = None
    organisation_id: int | None = None
    meeting_id: int | None = None
    named: bool = False


@dataclass(frozen=True, kw_only=True)
class Step:
    """Who takes a step and when, in which language, and on which revision of the need."""

    by: int | None
    on: date
    lang: str = "nl"
    based_on: int | None = None


def tell_need(told: Told, place: Place, *, by: int, on: date) -> Need:
    """Keep a need; the team for which it is told shares it from the start."""
    team = place.team
    need = Need(
        words=told.words,
        happened=told.happened,
        lang=told.lang,
        told_on=on,
        told_by_id=by,
        team_id=team.id if team else None,
        organisation_id=team.organisation_id if team else place.organisation_id,
        meeting_id=place.meeting_id,
        serves=[NeedConstruct(construct=key) for key in sorted(set(told.constructs))],
    )
    db.session.add(need)
    db.session.flush()
    record("need_told", by=by, on=on, object_kind="need", object_id=need.id)
    if team:
        share_need(need, team, named=place.named, by=by, on=on)
    return need


def share_need(need: Need, team: Team, *, named: bool, by: int, on: date) -> NeedSupport:
    """Note that a team has this need too; ``RuleBroken`` the second time, and when it is over."""
    rules.check_may_share(
        state=_lock(need.id)[need.id],
        shares=_support_of(need.id, team.id) is not None,
        team_ended=team.valid_to is not None and team.valid_to <= on,
    )
    support = NeedSupport(
        need_id=need.id,
        team_id=team.id,
        said_on=on,
        said_by_id=by,
        named_on=on if named else None,
    )
    db.session.add(support)
    db.session.flush()
    record("need_shared", by=by, on=on, object_kind="need", object_id=need.id)
    return support


def answer_with_kit(need: Need, kit_id: int, *, by: int | None, on: date) -> NeedStep | None:
    """Answer a need, or the one it was merged into, with a kit; the same kit twice is one answer.

    The teams that share it get their mail from a job, the morning after.
    """
    return _answer_with_kit(need, kit_id, Step(by=by, on=on))


def _answer_with_kit(need: Need, kit_id: int, step: Step) -> NeedStep | None:
    root = _root_of(need)
    last = _last_step(root.id)
    if last and last.kit_id == kit_id:
        return None
    rules.check_may_answer(_state(last))
    return _take(root, NeedStep(kind=StepKind.KIT, kit_id=kit_id), step, "need_answered")


def note_being_made(need: Need, *, by: int | None, on: date) -> NeedStep | None:
    """Note that somebody writes a kit for a need, or for the one it was merged into; once."""
    root = _root_of(need)
    state = _state(_last_step(root.id))
    if state is State.BEING_MADE:
        return None
    rules.check_may_make(state)
    return _take(root, NeedStep(kind=StepKind.BEING_MADE), Step(by=by, on=on), "need_being_made")


def reopen(need: Need, reason: str, step: Step) -> NeedStep:
    """Open a need again, because its answer does not do or nobody writes a kit any more."""
    rules.check_may_reopen(_lock(need.id)[need.id])
    rules.check_has_words(reason)
    return _take(need, NeedStep(kind=StepKind.REOPENED, reason=reason), step, "need_reopened")


def _take(need: Need, taken: NeedStep, step: Step, event: str) -> NeedStep:
    """Add a step to a need that is locked."""
    check_not_stale(need, step.based_on)
    taken.need_id, taken.happened_on = need.id, step.on
    taken.by_person_id, taken.lang = step.by, step.lang
    need.revision += 1
    db.session.add(taken)
    db.session.flush()
    record(event, by=step.by, on=step.on, object_kind="need", object_id=need.id)
    return taken


def _lock(*need_ids: int) -> dict[int, State]:
    """Hold needs until the end of the act, in one order, and return what each of them is."""
    wanted = select(Need).where(Need.id.in_(need_ids)).order_by(Need.id).with_for_update()
    found = db.session.scalars(wanted, execution_options={"populate_existing": True}).all()
    return {need.id: _state(_last_step(need.id)) for need in found}


def _root_of(need: Need) -> Need:
    """Return the need itself or the one it was merged into, held until the end of the act."""
    _lock(need.id)
    last = _last_step(need.id)
    if last is None or last.into_id is None:
        return need
    _lock(last.into_id)
    return db.session.get_one(Need, last.into_id)


def _last_step(need_id: int) -> NeedStep | None:
    found = select(NeedStep).where(NeedStep.need_id == need_id).order_by(NeedStep.id.desc())
    return db.session.scalars(found.limit(1)).one_or_none()


def _state(last: NeedStep | None) -> State:
    return rules.state_after(last.kind if last else None)


def _support_of(need_id: int, team_id: int) -> NeedSupport | None:
    found = select(NeedSupport).filter_by(need_id=need_id, team_id=team_id)
    return db.session.scalar(found)
