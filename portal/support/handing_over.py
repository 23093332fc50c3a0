"""One ambassador follows another: planned, moved, called off, and carried out on its day.

The posts change in the roster at once, with their dates: nothing has to flip on the day. What
does happen on the day (tasks, invitations and letters) happens once, here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from portal.accounts.services import invite_person
from portal.audit.services import record
from portal.db import db
from portal.network.models import Organisation, Person, Post
from portal.network.rules import Interval
from portal.network.services.handing_over import (
    cancel_hand_over,
    hand_over_ambassador,
    move_hand_over,
    planned_hand_over,
)
from portal.network.services.people import add_person
from portal.network.services.posts import correct_post, give_post, take_back_post
from portal.policy.table import Role
from portal.rules import RuleBroken
from portal.support import keeping, mails, queries, rules, steps
from portal.support.models import HandOver, Outcome, Task, TaskKind
from portal.support.rules import Standing
from portal.support.services import Matter, end, hand_tasks_on, open_task
from portal.web.hooks import Act, tell


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the coordinator decides about a hand-over.

    ``seen`` is the standing that the form was opened with; ``name`` and ``address`` are those of a
    successor who is new, else ``successor_id`` says who it is.
    """

    seen: str
    starts_on: date
    reason: str
    lang: str
    invites_at_once: bool
    checklist: Collection[str]
    successor_id: int | None = None
    name: str = ""
    address: str = ""


def hand_over(
    organisation: Organisation, plan: Plan, *, today: date, now: datetime, by: int
) -> HandOver:
    """Let somebody follow from a day on, past or future, with all that belongs to it.

    Raises ``RuleBroken`` when somebody was first, or the rules of the roster refuse the posts.
    """
    standing = _hold(organisation, today)
    rules.check_still_so(plan.seen, standing)
    rules.check_known_steps(plan.checklist, steps.HAND_OVER)
    successor = _successor(plan, by=by)
    rules.check_may_follow(successor.id, standing, starts_on=plan.starts_on, today=today)
    _change_posts(organisation, successor, plan, standing, by=by)
    planned = HandOver(
        organisation_id=organisation.id,
        before_id=standing.ambassador_id,
        successor_id=successor.id,
        starts_on=plan.starts_on,
        reason=plan.reason,
        lang=plan.lang,
        invites_at_once=plan.invites_at_once,
        recorded_on=today,
        recorded_by_id=by,
    )
    db.session.add(planned)
    db.session.flush()
    open_checklist(planned, plan.checklist, today)
    _note(planned, by=by)
    if plan.invites_at_once:
        _invite(planned, now=now)
    if plan.starts_on <= today:
        carry_out(planned, today=today, now=now)
    return planned


def _hold(organisation: Organisation, today: date) -> Standing:
    """Lock the organisation, so that who follows is decided once."""
    db.session.refresh(organisation, with_for_update={"of": Organisation})
    return queries.standing_of(organisation.id, today)


def _successor(plan: Plan, *, by: int) -> Person:
    """Return who follows: chosen, known by the address, or new."""
    if plan.successor_id is not None:
        return db.session.get_one(Person, plan.successor_id)
    known = queries.find_person_at(plan.address)
    return known or add_person(plan.name, plan.address, by=by, locale=plan.lang)


def _change_posts(
    organisation: Organisation, successor: Person, plan: Plan, standing: Standing, *, by: int
) -> None:
    """Start the successor where the other stops; after days without anybody there is no other."""
    on = plan.starts_on
    if standing.is_vacant_before(on):
        period = Interval(start=on)
        give_post(successor, Role.AMBASSADOR, place=organisation, period=period, by=by)
    else:
        hand_over_ambassador(organisation, successor, on=on, by=by, reason=plan.reason)


def open_checklist(planned: HandOver, wanted: Collection[str], today: date) -> None:
    """Open the chosen steps; without somebody to hand over, only those of the successor."""
    for key in steps.HAND_OVER:
        step = steps.HAND_OVER[key]
        owner = planned.successor_id if step.for_successor else planned.before_id
        if key in wanted and owner is not None:
            due_on = planned.starts_on + timedelta(days=step.after)
            matter = Matter(
                kind=TaskKind.HAND_OVER,
                key=f"hand_over/{planned.id}/{key}",
                side=step.side,
                organisation_id=planned.organisation_id,
                owner_id=owner,
                step=key,
                due_on=max(due_on, today),
            )
            open_task(matter, on=today)


def carry_out(planned: HandOver, *, today: date, now: datetime) -> None:
    """Do what belongs to the day: tasks go on, rooms above hear of it, both people get a letter."""
    place, before, successor = planned.organisation_id, planned.before_id, planned.successor_id
    if before is not None:
        hand_tasks_on(place, before, successor)
        tell(
            Act.SUCCESSION,
            organisation_id=place,
            before_id=before,
            successor_id=successor,
            on=planned.starts_on,
            by=planned.recorded_by_id,
        )
    planned.carried_out_on = today
    db.session.flush()
    keeping.keep_vacancies(today)
    _invite(planned, now=now)
    mails.say_thanks(planned, now=now)


def carry_out_due(*, today: date, now: datetime) -> int:
    """Carry out what is due and was not yet, each once; return how many."""
    due = db.session.scalars(
        select(HandOver)
        .where(HandOver.carried_out_on.is_(None), HandOver.starts_on <= today)
        .order_by(HandOver.id)
        .with_for_update(skip_locked=True)
    ).all()
    for planned in due:
        if (
            queries.standing_of(planned.organisation_id, today).ambassador_id
            == planned.successor_id
        ):
            carry_out(planned, today=today, now=now)
        else:
            _let_go(planned, today=today, by=None)
    return len(due)


def move(planned: HandOver, starts_on: date, *, today: date, by: int) -> None:
    """Let a planned hand-over begin on another day that is still to come."""
    _hold_planned(planned)
    rules.check_may_move(starts_on, today=today)
    post = planned_hand_over(planned.organisation_id, today)
    if post is not None and _takes_over(post):
        move_hand_over(post, on=starts_on, by=by)
    elif post is not None:
        correct_post(post, Interval(start=starts_on, end=post.valid_to), by=by)
    moved_by = starts_on - planned.starts_on
    planned.starts_on = starts_on
    for task in _checklist(planned):
        if task.due_on is not None:
            task.due_on = max(task.due_on + moved_by, task.opened_on)
    db.session.flush()


def cancel(planned: HandOver, *, today: date, by: int) -> None:
    """Call a planned hand-over off: who is ambassador stays, its checklist is no longer needed."""
    _hold_planned(planned)
    post = planned_hand_over(planned.organisation_id, today)
    if post is not None and _takes_over(post):
        cancel_hand_over(planned.organisation, today=today, by=by)
    elif post is not None:
        take_back_post(post, today=today, by=by)
    _let_go(planned, today=today, by=by)


def _let_go(planned: HandOver, *, today: date, by: int | None) -> None:
    """Forget a plan that the roster no longer has; its checklist is not needed any more."""
    for task in _checklist(planned):
        end(task, Outcome.NOT_NEEDED, on=today, by=by)
    db.session.delete(planned)
    db.session.flush()


def _hold_planned(planned: HandOver) -> None:
    db.session.refresh(planned.organisation, with_for_update={"of": Organisation})
    db.session.refresh(planned)
    rules.check_still_planned(is_planned=planned.carried_out_on is None)


def _takes_over(post: Post) -> bool:
    """Tell whether somebody stops where this post begins."""
    stops = select(Post.id).where(
        Post.organisation_id == post.organisation_id,
        Post.role == Role.AMBASSADOR,
        Post.valid_to == post.valid_from,
    )
    return db.session.scalar(stops) is not None


def _checklist(planned: HandOver) -> Sequence[Task]:
    mine = Task.dedupe_key.startswith(f"hand_over/{planned.id}/", autoescape=True)
    return keeping.open_ones(mine, Task.done_on.is_(None))


def _invite(planned: HandOver, *, now: datetime) -> None:
    """Ask the successor to choose a password; who has one, or no address, is told or left out."""
    try:
        invite_person(planned.successor, by=planned.recorded_by_id, now=now)
    except RuleBroken:  # there is an account to sign in with, or no way to reach this person
        mails.welcome(planned, now=now)


def _note(planned: HandOver, *, by: int) -> None:
    record(
        "hand_over_planned",
        by=by,
        on=planned.starts_on,
        object_kind="organisation",
        object_id=planned.organisation_id,
        detail={"successor": planned.successor_id},
    )
