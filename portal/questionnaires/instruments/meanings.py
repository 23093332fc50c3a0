"""Which versions of an instrument may be read as one line through time.

A code keeps its meaning for ever: what asks something else gets another code. Where a version says
that it is comparable with an older one, the items that both have may be joined.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final

from portal.questionnaires.instruments.definition import Definition
from portal.rules import N_, Phrase, RuleBroken, joined

_SAID: Final[Mapping[str, str]] = {
    "type": N_("another type"),
    "scale": N_("other values"),
    "construct": N_("another construct"),
    "reverse": N_("another direction"),
}


def changed_meanings(newer: Definition, older: Definition) -> Mapping[str, Phrase]:
    """Return the codes that both have with another meaning, and what is different in words."""
    found: dict[str, Phrase] = {}
    for code in newer.items:
        if code in older.items:
            now, before = _meaning(newer, code), _meaning(older, code)
            different = [Phrase(said) for part, said in _SAID.items() if now[part] != before[part]]
            if different:
                found[code] = joined(different, N_("%(one)s and %(next)s"))
    return found


def _meaning(definition: Definition, code: str) -> Mapping[str, object]:
    """Return what an item asks, as far as a computer can tell; people judge the words."""
    item = definition.items[code]
    scale = definition.scale_by_code.get(item.scale or "")
    construct = definition.construct_by_code.get(item.measures or "")
    return {
        "type": item.type,
        "scale": (scale.lo, scale.hi, set(scale.by_key)) if scale else None,
        "construct": (construct.code, construct.element, construct.referent) if construct else None,
        "reverse": item.reverse,
    }


def check_number(number: int, kept: Iterable[int]) -> None:
    """Refuse a number that does not come after those that are kept: versions follow each other."""
    newest = max(kept, default=0)
    if number <= newest:
        raise RuleBroken(
            N_("Version %(newest)s is published. Give the new one a higher number."),
            newest=newest,
        )


def check_codes_keep_their_meaning(newer: Definition, kept: Iterable[Definition]) -> None:
    """Refuse a version in which a code of any earlier version means something else."""
    for older in kept:
        if changed := changed_meanings(newer, older):
            raise RuleBroken(
                N_(
                    "These codes mean something else in version %(number)s: %(codes)s. "
                    "Give what is asked now a new code."
                ),
                number=older.number,
                codes=", ".join(changed),
            )


def check_comparable(newer: Definition, kept: Iterable[Definition]) -> None:
    """Refuse to compare with a version that is not kept, is not older, or shares no question."""
    if newer.comparable_with is None:
        return
    older = {one.number: one for one in kept}.get(newer.comparable_with)
    if older is None or older.number >= newer.number:
        raise RuleBroken(
            N_("There is no earlier version %(number)s to compare with."),
            number=newer.comparable_with,
        )
    if not trend_codes(newer, older):
        raise RuleBroken(
            N_("No question is the same as in version %(number)s."), number=older.number
        )


def trend_codes(*newest_first: Definition) -> Sequence[str]:
    """Return the codes of choices that may be joined over these versions, in the newest's order.

    Each version must say that it is comparable with the next one; else nothing may be joined.
    """
    if not newest_first:
        return []
    for newer, older in pairwise(newest_first):
        if newer.slug != older.slug or newer.comparable_with != older.number:
            return []
    newest, *others = newest_first
    changed = {code for older in others for code in changed_meanings(newest, older)}
    return [
        code
        for code, item in newest.items.items()
        if item.type.has_options
        and all(code in older.items for older in others)
        and code not in changed
    ]
