"""Posts: given, ended, corrected, taken back before they begin."""

from datetime import date

from sqlalchemy import select

from portal.db import db
from portal.network import rules
from portal.network.models import Organisation, Person, Post, Team
from portal.network.rules import Interval
from portal.network.services.keeping import added, hold, lock, noted, period_of
from portal.network.services.settling import settle
from portal.policy.table import Role
from portal.web.stale import check_not_stale


def give_post(
    person: Person,
    role: Role,
    *,
    place: Organisation | Team | None = None,
    period: Interval,
    by: int | None,
) -> Post:
    """Let a person hold a role at a place: the network, an organisation, or a team."""
    team = place if isinstance(place, Team) else None
    organisation = place.organisation if isinstance(place, Team) else place
    rules.check_place(role, in_organisation=organisation is not None, in_team=team is not None)
    if organisation is not None:
        hold(organisation)
    post = Post(
        person_id=person.id,
        role=role,
        organisation_id=organisation.id if organisation else None,
        team_id=team.id if team else None,
        valid_from=period.start,
        valid_to=period.end,
    )
    _check_days(post, period)
    added(post, "post_given", on=period.start, by=by)
    settle_if_counted(post, by=by)
    return post


def end_post(post: Post, *, on: date, by: int | None, reason: str = "") -> None:
    """End a post on ``on``, its first day without; an end in the past stays as it was."""
    hold_place(post)
    rules.check_may_end(period_of(post), on)
    rules.check_reason_of_end(post.role, reason)
    end_row(post, on=on, reason=reason, by=by)
    settle_if_counted(post, by=by)


def end_row(post: Post, *, on: date, reason: str, by: int | None) -> None:
    """End a post, and what somebody does in its holder's stead; the place may stay open."""
    endacting_under(post, on)
    post.valid_to = on
    post.end_reason = reason
    noted("post_ended", post, on=on, by=by)


def correct_post(
    post: Post,
    period: Interval,
    *,
    by: int | None,
    reason: str | None = None,
    based_on: int | None = None,
) -> None:
    """Overwrite the days, or the reason of the end, that were recorded by mistake."""
    hold_place(post)
    check_not_stale(post, based_on)
    wanted = post.end_reason if reason is None else reason
    if period.end is not None and post.valid_to is None:
        rules.check_reason_of_end(post.role, wanted)
    rules.check_nobody_acts_outside(
        period if post.role is Role.AMBASSADOR else None,
        [period_of(one) for one in acting_under(post)],
    )
    _check_days(post, period)
    post.valid_from, post.valid_to = period.start, period.end
    post.end_reason = wanted if period.end is not None else ""
    noted("post_corrected", post, on=period.start, by=by)
    settle_if_counted(post, by=by)


def take_back_post(post: Post, *, today: date, by: int | None, based_on: int | None = None) -> None:
    """Let a post that was given for later not come."""
    hold_place(post)
    check_not_stale(post, based_on)
    rules.check_is_to_come(post.valid_from, today)
    rules.check_nobody_acts_later(post.valid_from, [period_of(one) for one in acting_under(post)])
    noted("post_taken_back", post, on=post.valid_from, by=by)
    db.session.delete(post)
    db.session.flush()
    settle_if_counted(post, by=by)


def settle_if_counted(post: Post, *, by: int | None) -> None:
    """Bring the exemptions in step when the post is one that an active organisation must have."""
    if post.role in rules.LEAVES_A_GAP:
        settle(db.session.get_one(Organisation, post.organisation_id), by=by)


def hold_place(post: Post) -> None:
    """Lock the organisation of a post and read the post again."""
    if post.organisation_id is not None:
        hold(db.session.get_one(Organisation, post.organisation_id))
    lock(post)


def endacting_under(post: Post, on: date) -> None:
    """Let who stands in for an ambassador stop when that ambassador does."""
    acting = acting_under(post)
    rules.check_nobody_acts_later(on, [period_of(one) for one in acting])
    for one in acting:
        if period_of(one).holds(on):
            one.valid_to = on
    db.session.flush()


def acting_under(post: Post) -> list[Post]:
    """Return the posts of those who stand in for the holder of this one."""
    if post.role is not Role.AMBASSADOR:
        return []
    whole = period_of(post)
    return [
        one
        for one in _posts_at(post.organisation_id, Role.ACTING_AMBASSADOR)
        if whole.holds(one.valid_from)
    ]


def _posts_at(organisation_id: int | None, role: Role) -> list[Post]:
    found = select(Post).where(Post.organisation_id == organisation_id, Post.role == role)
    return list(db.session.scalars(found))


def _check_days(post: Post, period: Interval) -> None:
    """Refuse days on which the place, or another holder, leaves no room for the post."""
    if post.team_id is not None:
        rules.check_within(period, period_of(db.session.get_one(Team, post.team_id)))
    rules.check_may_hold(post.role, period, _periods_beside(post))
    if post.role is Role.ACTING_AMBASSADOR:
        ambassadors = _posts_at(post.organisation_id, Role.AMBASSADOR)
        rules.check_may_act(period, [period_of(one) for one in ambassadors])


def _periods_beside(post: Post) -> list[Interval]:
    """Return the periods that may not meet this one: of the place, or of the same person there."""
    same_role = select(Post).where(
        Post.role == post.role,
        Post.organisation_id == post.organisation_id,
        Post.team_id == post.team_id,
        Post.id != (post.id or 0),
    )
    if post.role not in rules.SINGLE_HOLDER:
        same_role = same_role.where(Post.person_id == post.person_id)
    return [period_of(other) for other in db.session.scalars(same_role)]
