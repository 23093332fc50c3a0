"""The hand-over of an ambassador: one step, on a day that was, is or will be."""

from datetime import date

from sqlalchemy import select

from portal.db import db
from portal.network import rules
from portal.network.models import Organisation, Person, Post
from portal.network.rules import Interval
from portal.network.services.keeping import hold, noted, period_of
from portal.network.services.posts import acting_under, end_row, give_post, hold_place
from portal.network.services.settling import settle
from portal.policy.table import Role
from portal.web.hooks import Act, tell


def hand_over_ambassador(
    organisation: Organisation, successor: Person, *, on: date, by: int | None, reason: str = ""
) -> Post:
    """End the ambassador's post and start the successor's on the same day, in one step."""
    hold(organisation)
    posts = _ambassadors_of(organisation.id)
    earlier = [post for post in posts if post.valid_from < on]
    before = earlier[-1] if earlier else None
    rules.check_none_planned(period_of(post) for post in posts if post.valid_from > on)
    rules.check_may_hand_over(
        period_of(before) if before else None,
        on,
        to_same_person=before is not None and before.person_id == successor.id,
    )
    if before and before.valid_to != on:
        end_row(before, on=on, reason=reason, by=by)
    period = Interval(start=on)
    post = give_post(successor, Role.AMBASSADOR, place=organisation, period=period, by=by)
    tell(
        Act.HAND_OVER,
        organisation_id=organisation.id,
        before_id=before.person_id if before else None,
        successor_id=successor.id,
        on=on,
        by=by,
    )
    return post


def planned_hand_over(organisation_id: int, today: date) -> Post | None:
    """Return the post of a successor who takes over after ``today``, or nothing."""
    posts = [post for post in _ambassadors_of(organisation_id) if post.valid_from > today]
    return posts[0] if posts else None


def move_hand_over(post: Post, *, on: date, by: int | None) -> None:
    """Let a hand-over be on another day, planned or recorded: no day is without, none double."""
    before = _before(post)
    period = Interval(start=on, end=post.valid_to)
    rules.check_interval(period)
    rules.check_nobody_acts_outside(period, [period_of(one) for one in acting_under(post)])
    rules.check_interval(Interval(start=before.valid_from, end=on))
    if on > post.valid_from:
        post.valid_from = on
        db.session.flush()
        before.valid_to = on
    else:
        end_row_on(before, on)
        post.valid_from = on
    noted("hand_over_moved", post, on=on, by=by)
    settle(db.session.get_one(Organisation, post.organisation_id), by=by)


def end_row_on(before: Post, on: date) -> None:
    """Move the end of a post, with the end of who stands in, and write it at once."""
    end_row(before, on=on, reason=before.end_reason, by=None)


def cancel_hand_over(organisation: Organisation, *, today: date, by: int | None) -> None:
    """Let a planned successor not come: the ambassador of the day before goes on."""
    hold(organisation)
    post = rules.check_is_planned(planned_hand_over(organisation.id, today))
    before = _before(post)
    noted("hand_over_cancelled", post, on=post.valid_from, by=by)
    until = post.valid_to
    db.session.delete(post)
    db.session.flush()
    before.valid_to, before.end_reason = until, ""
    db.session.flush()
    settle(organisation, by=by)


def _before(post: Post) -> Post:
    """Lock the place and return the post that this one took over."""
    hold_place(post)
    found = [
        one for one in _ambassadors_of(post.organisation_id) if one.valid_to == post.valid_from
    ]
    rules.check_took_over(before=len(found))
    return found[0]


def _ambassadors_of(organisation_id: int | None) -> list[Post]:
    found = select(Post).where(
        Post.organisation_id == organisation_id, Post.role == Role.AMBASSADOR
    )
    return list(db.session.scalars(found.order_by(Post.valid_from)))
