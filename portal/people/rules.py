"""What holds for inviting many, joining doubles, and forgetting: pure decisions."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from portal.network.rules import Interval
from portal.rules import N_, RuleBroken

# Whoever was invited in these days is left in peace: a second mail would only be in the way.
RECENTLY: Final = timedelta(days=3)
MOST_AT_ONCE: Final = 3000


class Standing(StrEnum):
    """How far somebody is on the way to signing in."""

    NO_ACCOUNT = "none"
    NO_ADDRESS = "no_address"
    INVITED = "invited"
    LAPSED = "lapsed"
    BOUNCED = "bounced"
    ACTIVE = "active"
    CLOSED = "closed"


def check_may_invite_so_many(found: int, expected: int) -> None:
    """Refuse to invite nobody, too many, or others than the inviter just saw."""
    if found != expected:
        raise RuleBroken(
            N_("The list has changed: it is now %(found)s, you saw %(expected)s. Look once more."),
            found=found,
            expected=expected,
        )
    if not found:
        raise RuleBroken(N_("There is nobody to invite here."))
    if found > MOST_AT_ONCE:
        raise RuleBroken(
            N_("That is more than %(most)s people. Choose fewer with the filters."),
            most=MOST_AT_ONCE,
        )


def check_may_merge(kept_id: int, gone_id: int, by: int) -> None:
    """Refuse to join somebody with themselves, or to let oneself disappear."""
    if kept_id == gone_id:
        raise RuleBroken(N_("These are one and the same row already."))
    if gone_id == by:
        raise RuleBroken(
            N_("You are signed in as the one who would disappear. Start from the other person.")
        )


def check_may_forget(
    posts: Sequence[Interval], *, on: date, is_own: bool, is_forgotten: bool
) -> None:
    """Refuse to forget oneself, somebody forgotten, or somebody with a post now or to come."""
    if is_own:
        raise RuleBroken(N_("You cannot forget yourself. Ask another administrator."))
    if is_forgotten:
        raise RuleBroken(N_("This person was made anonymous already."))
    if any(post.end is None or post.end > on for post in posts):
        raise RuleBroken(N_("First end the posts that this person holds now or later."))


def joined(periods: Sequence[Interval]) -> Sequence[Interval]:
    """Return the same days with the periods that overlap made one, in order."""
    whole: list[Interval] = []
    for period in sorted(periods, key=lambda one: one.start):
        last = whole[-1] if whole else None
        if last is not None and (last.end is None or period.start < last.end):
            ends = None if last.end is None or period.end is None else max(last.end, period.end)
            whole[-1] = Interval(start=last.start, end=ends)
        else:
            whole.append(period)
    return whole
