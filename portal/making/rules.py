"""What may happen to a kit in the making, and when."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from portal.making.models import Step
from portal.rules import N_, RuleBroken

S = Step
OPEN: Final = frozenset({S.PROPOSED, S.DRAFT})
NEXT_STEPS: Final[Mapping[Step, frozenset[Step]]] = {
    S.PROPOSED: frozenset({S.DRAFT, S.DECLINED, S.WITHDRAWN}),
    S.DRAFT: frozenset({S.PILOT, S.WITHDRAWN}),
    S.PILOT: frozenset(),
    S.DECLINED: frozenset({S.PROPOSED}),
    S.WITHDRAWN: frozenset({S.PROPOSED}),
}
# What may still come after where it is: shown as a step that is not possible yet.
LATER: Final[Mapping[Step, frozenset[Step]]] = {
    S.PROPOSED: frozenset({S.DRAFT, S.PILOT}),
    S.DRAFT: frozenset({S.PILOT}),
    S.PILOT: frozenset(),
    S.DECLINED: frozenset({S.DRAFT, S.PILOT}),
    S.WITHDRAWN: frozenset({S.DRAFT, S.PILOT}),
}
MOI_ID: Final = re.compile(r"MOI-\d{3}")
SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_AUTHORS: Final = 12
_REFUSED: Final[Mapping[Step, str]] = {
    S.PROPOSED: N_("It is still being made: there is nothing to propose again."),
    S.DRAFT: N_("Only a proposal can be accepted."),
    S.DECLINED: N_("Only a proposal can be declined."),
    S.WITHDRAWN: N_("Only what is still being made can be withdrawn."),
    S.PILOT: N_("Put in as a pilot only after the coordinator has accepted the proposal."),
}


def check_may_step(current: Step, wanted: Step) -> None:
    """Refuse a step that does not follow from where the kit in the making is."""
    if wanted not in NEXT_STEPS[current]:
        raise RuleBroken(_REFUSED[wanted])


def check_has_reason(reason: str) -> None:
    """Refuse a no without a reason: who proposed it, reads it."""
    if not reason.strip():
        raise RuleBroken(N_("Say why. Who proposed it, reads this."))


def check_plan(
    title: str, why: str, constructs: Collection[str], team_ids: Collection[int] | None
) -> None:
    """Refuse a proposal that does not say what, why, about what, or who writes it.

    Without ``team_ids`` nobody asks for a team: the project team writes it.
    """
    if not (title.strip() and why.strip()):
        raise RuleBroken(N_("Give it a title, and say why it is wanted."))
    if not constructs:
        raise RuleBroken(N_("Choose at least one part of the model that the kit is about."))
    if team_ids is not None and not team_ids:
        raise RuleBroken(N_("Choose at least one team that writes it."))


def check_name(slug: str, moi_id: str, *, taken: Iterable[str]) -> None:
    """Refuse an address or number that cannot be one, or that another kit or draft has."""
    if not SLUG.fullmatch(slug):
        raise RuleBroken(N_("The address takes small letters, digits and single dashes."))
    if not MOI_ID.fullmatch(moi_id):
        raise RuleBroken(N_("The number looks like MOI-013: MOI, a dash and three digits."))
    clash = next((name for name in (slug, moi_id) if name in set(taken)), None)
    if clash:
        raise RuleBroken(N_("%(name)s is taken by another lesson kit."), name=clash)


def next_moi_id(taken: Iterable[str]) -> str:
    """Return the first number after the highest that is taken: no gap is filled again."""
    numbers = [int(one[4:]) for one in taken if MOI_ID.fullmatch(one)]
    return f"MOI-{max(numbers, default=0) + 1:03d}"


def check_none_is_open(*, already: bool) -> None:
    """Refuse a second next version of one kit at the same time."""
    if already:
        raise RuleBroken(N_("A next version of this lesson kit is already in the making."))


def check_may_add_author(current: Step, *, is_author: bool, authors: int) -> None:
    """Refuse a co-author twice, one too many, or of what is not being made."""
    check_is_open(current)
    if is_author:
        raise RuleBroken(N_("This colleague writes along already."))
    if authors >= MOST_AUTHORS:
        raise RuleBroken(N_("Twelve people write along: that is enough for one lesson kit."))


def check_may_leave(*, authors: int) -> None:
    """Keep the last author: a kit in the making always has somebody who writes it."""
    if authors <= 1:
        raise RuleBroken(N_("You are the only author. Add a co-author first, or withdraw the kit."))


def check_is_open(current: Step) -> None:
    """Refuse a change to what is no longer in the making."""
    if current not in OPEN:
        raise RuleBroken(N_("This is not in the making any more."))


def check_may_write_files(current: Step) -> None:
    """Refuse files before the coordinator accepted the proposal, and after it left the making."""
    if current is S.PROPOSED:
        raise RuleBroken(N_("You write the files once the coordinator has accepted the proposal."))
    check_is_open(current)


def check_may_take_back(*, is_own: bool, is_taken_back: bool) -> None:
    """Refuse to take back what somebody else said, or what is taken back already."""
    if not is_own:
        raise RuleBroken(N_("Only who wrote this can take it back."))
    if is_taken_back:
        raise RuleBroken(N_("This was taken back already."))


def check_may_answer(*, is_answer: bool, is_taken_back: bool) -> None:
    """Refuse an answer to an answer, or to words that were taken back."""
    if is_answer or is_taken_back:
        raise RuleBroken(N_("Answer the first comment of this conversation."))


def check_may_settle(*, is_answer: bool, is_taken_back: bool) -> None:
    """Refuse to settle an answer: the comment above it is what is settled."""
    if is_answer or is_taken_back:
        raise RuleBroken(N_("Settle the first comment of this conversation."))
