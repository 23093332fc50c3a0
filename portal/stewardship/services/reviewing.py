"""The day on which somebody looks whether a published kit is still right."""

from datetime import date

from portal.audit.services import record
from portal.db import db
from portal.stewardship import rules
from portal.stewardship.models import KitReview, ReviewOutcome
from portal.stewardship.queries import life as lives
from portal.support.models import Outcome, Side, TaskKind
from portal.support.services import Matter, end, find_task, open_task

STEP = "review_kit"


def plan_review(kit_id: int, due_on: date, *, on: date, by: int | None) -> KitReview:
    """Plan the day on which somebody looks at a kit once more."""
    review = KitReview(kit_id=kit_id, set_on=on, due_on=due_on, set_by_id=by)
    db.session.add(review)
    db.session.flush()
    return review


def end_review(
    kit_id: int, outcome: ReviewOutcome, *, on: date, by: int | None, note: str = ""
) -> KitReview | None:
    """End the planned look once more, if there is one, and the task that asks for it."""
    review = lives.find_review(kit_id)
    if review is None:
        return None
    review.done_on, review.done_by_id, review.outcome, review.note = on, by, outcome, note
    db.session.flush()
    task = find_task(_key(review))
    if task is not None and task.done_on is None:
        end(task, Outcome.DONE, on=on, by=by)
    return review


def review(
    kit_id: int, *, seen: int, on: date, by: int, next_on: date | None, note: str = ""
) -> None:
    """Note that a kit is still right until ``next_on``, or without that day that it must change."""
    life = lives.get_life(kit_id, on)
    planned = lives.find_review(kit_id)
    rules.check_may_review(life.at, is_planned=planned is not None)
    rules.check_nobody_was_faster(seen, planned.id if planned else 0)
    if next_on is None:
        rules.check_says_why(note)
        end_review(kit_id, ReviewOutcome.CHANGE, on=on, by=by, note=note)
    else:
        rules.check_review_day(next_on, on)
        end_review(kit_id, ReviewOutcome.STILL_RIGHT, on=on, by=by, note=note)
        plan_review(kit_id, next_on, on=on, by=by)
    record("kit_reviewed", by=by, on=on, object_kind="kit", object_id=kit_id)


def open_due_reviews(today: date) -> int:
    """Open a task for each kit whose day has come; return how many were new."""
    opened = 0
    for one in lives.reviews_due(today):
        words = lives.newest_version(one.kit_id).words("nl")["title"]
        matter = Matter(
            kind=TaskKind.KIT_REVIEW,
            key=_key(one),
            side=Side.PROJECT_TEAM,
            organisation_id=None,
            step=STEP,
            words=words,
            due_on=today,
        )
        opened += open_task(matter, on=today) is not None
    return opened


def _key(review: KitReview) -> str:
    return f"kit_review/{review.kit.slug}/{review.id}"
