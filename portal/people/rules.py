"""What holds for inviting many, joining doubles, and forgetting: pure decisions."""

from collections.abc import Sequence
from datetime import date, timedelta
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from portal.network.models import folded
from portal.network.rules import Interval
from portal.rules import N_, RuleBroken

# Whoever was invited in these days is left in peace: a second mail would only be in the way.
RECENTLY: Final = timedelta(days=3)
MOST_AT_ONCE: Final = 3000
SHORTEST_CLUE: Final = 5
ALIKE: Final = 0.85  # a letter or two apart, as by a slip of the hand


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


def check_may_merge(kept_id: int, gone_id: int, *, by: int, holds_on_to: bool) -> None:
    """Refuse to join somebody with themselves, to let oneself or a fixed author disappear."""
    if kept_id == gone_id:
        raise RuleBroken(N_("These are one and the same row already."))
    if gone_id == by:
        raise RuleBroken(
            N_("You are signed in as the one who would disappear. Start from the other person.")
        )
    if holds_on_to:
        raise RuleBroken(
            N_("Who would disappear published a lesson kit. Start from the other person.")
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


class Likeness(StrEnum):
    """Why two rows may be one person."""

    SAME_NAME = "same_name"
    SIMILAR_NAME = "similar_name"
    SIMILAR_ADDRESS = "similar_address"


def likeness(name: str, email: str | None, other: str, other_email: str | None) -> Likeness | None:
    """Return why two people may be one, or nothing; a name counts in any order of its words."""
    mine, theirs = _in_any_order(name), _in_any_order(other)
    if mine == theirs:
        return Likeness.SAME_NAME
    if email and other_email and _alike(_owner(email), _owner(other_email)):
        return Likeness.SIMILAR_ADDRESS
    similar = _alike(mine, theirs) or _alike(folded(name), folded(other))
    return Likeness.SIMILAR_NAME if similar else None


def _in_any_order(name: str) -> str:
    return " ".join(sorted(folded(name).replace("-", " ").split()))


def _owner(email: str) -> str:
    return email.partition("@")[0]


def _alike(one: str, other: str) -> bool:
    """Compare what is long enough to say something; two numbers apart are two people."""
    numbers = [[sign for sign in words if sign.isdigit()] for words in (one, other)]
    if min(len(one), len(other)) < SHORTEST_CLUE or numbers[0] != numbers[1]:
        return False
    return SequenceMatcher(None, one, other).ratio() >= ALIKE


def check_may_change_address(*, opens_a_door: bool, reaches_all: bool) -> None:
    """Refuse a new address for somebody who signs in, unless the project team gives it.

    Whoever reads the mail of an address can choose its password.
    """
    if opens_a_door and not reaches_all:
        raise RuleBroken(
            N_(
                "This person can sign in, so they change the address on their own page. "
                "If they cannot, ask the project team."
            )
        )


def check_may_touch(*, is_of_project_team: bool, is_administrator: bool) -> None:
    """Leave the rows of the project team to administrators: their address opens every door."""
    if is_of_project_team and not is_administrator:
        raise RuleBroken(N_("Only an administrator changes somebody of the project team."))
