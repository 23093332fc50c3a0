"""The steps of the coordinator: begin a pilot, tick off, approve, publish, withdraw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.audit.services import record
from portal.db import db
from portal.making.queries import needs_of_kit
from portal.moi.models import ActKind, KitAct
from portal.moi.services import add_act
from portal.needs.queries import find_need
from portal.needs.services import answer_with_kit
from portal.stewardship import rules
from portal.stewardship.models import Item, KitCheck, KitSuccessor, ReviewOutcome
from portal.stewardship.queries import life as lives
from portal.stewardship.queries.life import Life
from portal.stewardship.services.reviewing import end_review, plan_review

_EVENTS: Final[Mapping[ActKind, str]] = {
    ActKind.PILOT: "kit_pilot_begun",
    ActKind.VALIDATED: "kit_approved",
    ActKind.PUBLISHED: "kit_released",
    ActKind.RETIRED: "kit_withdrawn",
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """Who takes a step on which day, and the last act that they saw when they decided."""

    seen: int
    on: date
    by: int
    note: str = ""


def begin_pilot(kit_id: int, step: Step) -> KitAct:
    """Begin the pilot of a version that was not tested yet."""
    life = _hold(kit_id, step)
    rules.check_may_begin_pilot(life.at)
    return _act(life, ActKind.PILOT, step)


def tick(kit_id: int, item: Item, step: Step) -> None:
    """Note that something about the newest version was judged to be right; once.

    The note says who of the field read it.
    """
    life = _hold(kit_id, step)
    who = step.note if item is Item.CLINICAL else ""
    rules.check_may_tick(life.at, item, who)
    if db.session.get(KitCheck, (life.version.id, item)) is None:
        db.session.add(
            KitCheck(
                version_id=life.version.id,
                item=item,
                ticked_on=step.on,
                by_person_id=step.by,
                who=who,
            )
        )
        db.session.flush()
        detail = {"item": item.value, "number": life.version.number}
        record(
            "kit_checked",
            by=step.by,
            on=step.on,
            object_kind="kit",
            object_id=kit_id,
            detail=detail,
        )


def untick(kit_id: int, item: Item, step: Step) -> None:
    """Take back that something was judged to be right."""
    life = _hold(kit_id, step)
    rules.check_may_tick(life.at, item, "-")
    known = db.session.get(KitCheck, (life.version.id, item))
    if known is not None:
        db.session.delete(known)
        db.session.flush()


def validate(kit_id: int, step: Step) -> KitAct:
    """Approve the newest version; ``RuleBroken`` with the first thing that is still open."""
    life = _hold(kit_id, step)
    known = lives.evidence_of(
        life.version, lives.pilots_of(kit_id), lives.checks_of(life.version.id)
    )
    rules.check_may_validate(life.at, known)
    return _act(life, ActKind.VALIDATED, step)


def publish(kit_id: int, step: Step, *, review_on: date) -> KitAct:
    """Publish the approved version, plan the look once more, answer the needs it was made for."""
    life = _hold(kit_id, step)
    rules.check_may_publish(life.at)
    rules.check_review_day(review_on, step.on)
    act = _act(life, ActKind.PUBLISHED, step)
    end_review(kit_id, ReviewOutcome.STILL_RIGHT, on=step.on, by=step.by)
    plan_review(kit_id, review_on, on=step.on, by=step.by)
    for need_id in needs_of_kit(kit_id):
        need = find_need(need_id)
        if need is not None:
            answer_with_kit(need, kit_id, by=step.by, on=step.on)
    return act


def retire(kit_id: int, step: Step, *, successor: str = "") -> KitAct:
    """Withdraw a kit for a reason; ``successor`` is the number of what comes in its place."""
    life = _hold(kit_id, step)
    rules.check_may_retire(life.at)
    rules.check_says_why(step.note)
    follows = _successor(kit_id, successor, step.on) if successor else None
    act = _act(life, ActKind.RETIRED, step)
    if follows is not None:
        db.session.add(KitSuccessor(act_id=act.id, kit_id=kit_id, successor_id=follows))
        db.session.flush()
    end_review(kit_id, ReviewOutcome.WITHDRAWN, on=step.on, by=step.by)
    return act


def _successor(kit_id: int, number: str, on: date) -> int | None:
    found = lives.find_public_kit(number.upper(), on)
    rules.check_may_follow(kit_id, found and found[0], is_public=bool(found and found[1]))
    return found and found[0]


def _hold(kit_id: int, step: Step) -> Life:
    """Hold the kit, and refuse what was decided before somebody else's step."""
    life = lives.get_life(kit_id, step.on)
    rules.check_nobody_was_faster(step.seen, life.seen)
    return life


def _act(life: Life, kind: ActKind, step: Step) -> KitAct:
    db.session.refresh(life.kit, ["acts"])
    act = add_act(life.kit, kind, on=step.on, by=step.by, version=life.version, note=step.note)
    record(
        _EVENTS[kind],
        by=step.by,
        on=step.on,
        object_kind="kit",
        object_id=life.kit.id,
        detail={"slug": life.kit.slug, "number": life.version.number},
    )
    return act
