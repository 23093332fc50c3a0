"""What may be done with a draft of a questionnaire, and when it may be published."""

import re
from collections.abc import Sequence
from typing import Final

from portal.questionnaires.builder.parts import Part, PartKind
from portal.questionnaires.builder.sketch import Sketch
from portal.questionnaires.kinds import InstrumentKind
from portal.rules import N_, RuleBroken

SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_ITEMS: Final = 200
MOST_OPTIONS: Final = 30
LARGEST_FILE: Final = 512 * 1024


def check_slug(slug: str, *, taken: bool) -> None:
    """Refuse an address that cannot be one, or under which something is written already."""
    if not SLUG.fullmatch(slug):
        raise RuleBroken(N_("The address takes small letters, digits and single dashes."))
    if taken:
        raise RuleBroken(N_("Under this address there is a questionnaire or a draft already."))


def check_none_is_written(*, already: bool) -> None:
    """Refuse a second draft of one questionnaire: nobody could tell which one holds."""
    if already:
        raise RuleBroken(N_("A next version is being written already. Go on with that draft."))


def check_kind(before: str | None, kind: str) -> None:
    """Refuse a kind that we do not know, or another one than the questionnaire that is there."""
    if kind not in set(InstrumentKind):
        raise RuleBroken(N_("Say of which kind it is: process or culture."))
    if before is not None and before != kind:
        raise RuleBroken(N_("A questionnaire keeps its kind in every version."))


def check_is_free(sketch: Sketch, part: Part, *, renamed: str) -> None:
    """Refuse a code that another part of the same kind has."""
    if renamed == part.name:
        return
    find = {
        PartKind.ITEM: sketch.item,
        PartKind.SCALE: sketch.scale,
        PartKind.CONSTRUCT: sketch.construct_of,
    }.get(part.kind)
    if find is not None and find(renamed) is not None:
        raise RuleBroken(N_("The code %(code)s is used already."), code=renamed)


def check_may_remove(sketch: Sketch, part: Part) -> None:
    """Refuse to take out what others still lean on, and name the first of them."""
    users = users_of(sketch, part)
    if users:
        raise RuleBroken(
            N_("This is used by %(codes)s. Change that first."), codes=", ".join(users)
        )


def users_of(sketch: Sketch, part: Part) -> Sequence[str]:
    """Return the codes of what would hang in the air without this part."""
    name = part.name
    if part.kind is PartKind.SCALE:
        return [item.code for item in sketch.items if item.scale == name]
    if part.kind is PartKind.ITEM:
        return [item.code for item in sketch.items if item.show_if and item.show_if.item == name]
    if part.kind is PartKind.CONSTRUCT:
        children = [one.code for one in sketch.constructs if one.parent == name]
        return [*children, *(item.code for item in sketch.items if item.measures == name)]
    return []


def check_may_publish(faults: int, *, is_changed: bool, note: str) -> None:
    """Refuse a version with a fault, one that changes nothing, or one that does not say what."""
    if faults:
        raise RuleBroken(N_("There is still something to mend: see what stands on the draft."))
    if not is_changed:
        raise RuleBroken(N_("Nothing changed since the previous version: there is nothing new."))
    if not note.strip():
        raise RuleBroken(N_("Say what changed and why, for who reads the results later."))


def check_comparable(reasons: Sequence[object], *, wanted: bool) -> None:
    """Refuse to join two versions in one trend where their questions differ too much."""
    if wanted and reasons:
        raise RuleBroken(
            N_("This version cannot be compared with the previous one: see the reasons.")
        )
