"""Moments of support, kept and corrected: what was said about the work, and what was agreed."""

from dataclasses import dataclass
from datetime import date

from portal.audit.services import record
from portal.db import db
from portal.network.models import Organisation
from portal.network.rules import EARLIEST
from portal.support import queries, rules
from portal.support.models import Channel, Moment, Side, TaskKind
from portal.support.services import Matter, open_task
from portal.web.stale import check_not_stale


@dataclass(frozen=True, kw_only=True)
class Account:
    """What somebody tells of a moment; ``action_for`` makes what was agreed an action."""

    held_on: date
    how: Channel
    with_id: int | None
    about: str
    lang: str
    next_step: str = ""
    next_on: date | None = None
    action_for: Side | None = None


def log_moment(
    organisation: Organisation, told: Account, *, form_key: str, today: date, by: int
) -> Moment:
    """Keep a moment; the same form sent twice is one moment."""
    known = queries.find_moment_by_form(form_key)
    if known is not None:
        return known
    rules.check_moment(told.held_on, told.next_on, earliest=EARLIEST, today=today)
    moment = Moment(
        organisation_id=organisation.id,
        form_key=form_key,
        logged_on=today,
        logged_by_id=by,
        **_written(told),
    )
    db.session.add(moment)
    db.session.flush()
    _keep_action(moment, told, today=today, by=by)
    _note("support_logged", moment, by=by)
    return moment


def correct_moment(moment: Moment, told: Account, *, revision: int, today: date, by: int) -> None:
    """Put a moment right; raises ``Stale`` when it is not the one that was read any more."""
    db.session.refresh(moment, with_for_update={"of": Moment})
    check_not_stale(moment, revision)
    rules.check_moment(told.held_on, told.next_on, earliest=EARLIEST, today=today)
    rules.check_step_stays(told.next_step, has_action=moment.task_id is not None)
    for name, value in _written(told).items():
        setattr(moment, name, value)
    moment.revision += 1
    db.session.flush()
    _keep_action(moment, told, today=today, by=by)
    _note("support_corrected", moment, by=by)


def _written(told: Account) -> dict[str, object]:
    return {key: value for key, value in vars(told).items() if key != "action_for"}


def _keep_action(moment: Moment, told: Account, *, today: date, by: int) -> None:
    """Open the action that was agreed, or bring the open one in line with what is written now."""
    if moment.task is not None and moment.task.done_on is None and told.next_step:
        moment.task.words = told.next_step
        moment.task.due_on = max(told.next_on, moment.task.opened_on) if told.next_on else None
    if moment.task is not None or told.action_for is None or not told.next_step:
        db.session.flush()
        return
    matter = Matter(
        kind=TaskKind.ACTION,
        key=f"action/moment/{moment.id}",
        side=told.action_for,
        organisation_id=moment.organisation_id,
        owner_id=_owner(moment.organisation_id, told.action_for, today, by),
        words=told.next_step,
        lang=told.lang,
        due_on=max(told.next_on, today) if told.next_on else None,
    )
    moment.task = open_task(matter, on=today)
    db.session.flush()


def _owner(organisation_id: int, side: Side, today: date, by: int) -> int | None:
    """Return whose action it is: of who logs it, or of the ambassador of the day."""
    if side is Side.PROJECT_TEAM:
        return by
    return queries.standing_of(organisation_id, today).ambassador_id


def _note(event: str, moment: Moment, *, by: int) -> None:
    detail = {"organisation": moment.organisation_id}
    record(
        event,
        by=by,
        on=moment.held_on,
        object_kind="support_moment",
        object_id=moment.id,
        detail=detail,
    )
