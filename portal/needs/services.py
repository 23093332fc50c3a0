"""The writers of needs: told, shared, merged, answered, opened again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update

from portal.audit.services import record
from portal.db import db
from portal.needs import queries, rules
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
    state = _lock(need.id)[need.id]
    rules.check_may_share(
        state=state,
        shares=bool(queries.supports_of_team(need.id, team)),
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


def take_back(need: Need, team: Team, *, by: int, on: date) -> None:
    """Let a team share a need no longer, whichever of the merged ones it said so of."""
    _lock(need.id)
    for support in queries.supports_of_team(need.id, team):
        db.session.delete(support)
    db.session.flush()
    record("need_taken_back", by=by, on=on, object_kind="need", object_id=need.id)


def name_team(need: Need, team: Team, *, named: bool, on: date) -> None:
    """Let the network see which team this is, or hide its name again, from this moment."""
    for support in queries.supports_of_team(need.id, team):
        support.named_on = (support.named_on or on) if named else None
    db.session.flush()


def change_need(need: Need, told: Told, step: Step, *, keeps: bool) -> None:
    """Put the words of a need right; ``keeps`` is for who keeps the needs of all."""
    rules.check_may_edit(
        _lock(need.id)[need.id], others=queries.is_shared_by_others(need), keeps=keeps
    )
    check_not_stale(need, step.based_on)
    need.words, need.happened, need.lang = told.words, told.happened, told.lang
    wanted = set(told.constructs)
    need.serves = [one for one in need.serves if one.construct in wanted] + [
        NeedConstruct(construct=key) for key in sorted(wanted - need.constructs)
    ]
    need.revision += 1
    db.session.flush()
    record("need_changed", by=step.by, on=step.on, object_kind="need", object_id=need.id)


def answer_with_kit(need: Need, kit_id: int, *, by: int | None, on: date) -> NeedStep | None:
    """Answer a need, or the one it was merged into, with a kit; the same kit twice is one answer.

    The teams that share it get their mail from a job, the day after.
    """
    root = _root_of(need)
    last = _last_step(root.id)
    if last and last.kit_id == kit_id:
        return None
    return answer_need(root, Step(by=by, on=on), kit_id=kit_id)


def answer_need(need: Need, step: Step, *, kit_id: int | None = None, reason: str = "") -> NeedStep:
    """Answer a need with a kit and perhaps a word with it, or with the reason why there is none."""
    rules.check_may_answer(_lock(need.id)[need.id])
    if kit_id is None:
        rules.check_has_words(reason)
    kind = StepKind.REASON if kit_id is None else StepKind.KIT
    return _take(need, NeedStep(kind=kind, kit_id=kit_id, reason=reason), step, "need_answered")


def note_being_made(need: Need, *, by: int | None, on: date) -> NeedStep | None:
    """Note that somebody writes a kit for a need, or for the one it was merged into; once."""
    root = _root_of(need)
    state = _state(_last_step(root.id))
    if state is State.BEING_MADE:
        return None
    rules.check_may_make(state)
    return _take(root, NeedStep(kind=StepKind.BEING_MADE), Step(by=by, on=on), "need_being_made")


def note_not_made(need: Need, reason: str, step: Step) -> NeedStep | None:
    """Open a need again for which nobody writes a kit any more; one with its answer keeps it."""
    root = _root_of(need)
    if _state(_last_step(root.id)) is not State.BEING_MADE:
        return None
    return reopen(root, reason, step)


def reopen(need: Need, reason: str, step: Step) -> NeedStep:
    """Open a need again, because its answer does not do or nobody writes a kit any more."""
    rules.check_may_reopen(_lock(need.id)[need.id])
    rules.check_has_words(reason)
    return _take(need, NeedStep(kind=StepKind.REOPENED, reason=reason), step, "need_reopened")


def merge_need(need: Need, into: Need, step: Step) -> NeedStep:
    """Merge a need into another; what was merged into it comes along, so that none is two deep."""
    states = _lock(need.id, into.id)
    rules.check_may_merge(states[need.id], states[into.id], same=need.id == into.id)
    check_not_stale(need, step.based_on)
    along = Step(by=step.by, on=step.on, lang=step.lang)
    for one in queries.merged_into(need.id):
        _lock(one.id)
        _take(one, _merger(into), along, "need_merged")
    return _take(need, _merger(into), step, "need_merged")


def _merger(into: Need) -> NeedStep:
    return NeedStep(kind=StepKind.MERGED, into_id=into.id)


def part_need(need: Need, step: Step) -> NeedStep:
    """Take a merger back: the need stands by itself again, open, with the teams that said so."""
    rules.check_may_part(_lock(need.id)[need.id])
    return _take(need, NeedStep(kind=StepKind.PARTED), step, "need_parted")


def forget_person(person_id: int) -> None:
    """Take a person's name off what they told and shared: the words are the team's."""
    mine = update(Need).where(Need.told_by_id == person_id)
    db.session.execute(mine.values(told_by_id=None))
    mine = update(NeedSupport).where(NeedSupport.said_by_id == person_id)
    db.session.execute(mine.values(said_by_id=None))


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
