"""The parts of a draft: how each is named, found, and told from what it was before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from portal.questionnaires.builder.sketch import Sketch

_NINE_DIGITS: Final = 10**9


class PartKind(StrEnum):
    """What a draft is made of."""

    GENERAL = "general"
    SECTION = "section"
    ITEM = "item"
    SCALE = "scale"
    CONSTRUCT = "construct"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a draft: ``name`` is its code, or the number of a section, from 1."""

    kind: PartKind
    name: str = ""

    @property
    def number(self) -> int:
        """Return the number of a section; nought where the name is none."""
        return int(self.name) if self.name.isdecimal() else 0


GENERAL: Final = Part(kind=PartKind.GENERAL)


def content_of(sketch: Sketch, part: Part) -> Mapping[str, Any] | None:
    """Return what a form about this part shows, or nothing where there is no such part."""
    if part.kind is PartKind.GENERAL:
        shown = {"title", "languages", "minutes", "maturity", "change_note"}
        return sketch.model_dump(mode="json", include=shown)
    if part.kind is PartKind.SECTION:
        if not 1 <= part.number <= len(sketch.sections):
            return None
        return sketch.sections[part.number - 1].model_dump(mode="json", exclude={"items"})
    found = {
        PartKind.ITEM: sketch.item,
        PartKind.SCALE: sketch.scale,
        PartKind.CONSTRUCT: sketch.construct_of,
    }[part.kind](part.name)
    return found.model_dump(mode="json") if found is not None else None


@dataclass(frozen=True, kw_only=True)
class AsItIs:
    """A part as it is now; its ``revision`` is another one whenever its content is."""

    revision: int


def as_it_is(sketch: Sketch, part: Part) -> AsItIs | None:
    """Return the part's revision: two people who change different parts never meet."""
    content = content_of(sketch, part)
    if content is None:
        return None
    digest = sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return AsItIs(revision=int(digest[:12], 16) % _NINE_DIGITS)
