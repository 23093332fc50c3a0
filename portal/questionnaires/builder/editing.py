"""What can be done to a draft, each as a function from one sketch to the next: pure, and total.

A part that is not there leaves the sketch as it was.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from portal.questionnaires.builder.parts import Part, PartKind
from portal.questionnaires.builder.sketch import (
    Sketch,
    SketchConstruct,
    SketchItem,
    SketchScale,
    SketchSection,
)

Edit = Callable[[Sketch], Sketch]
T = TypeVar("T")
Piece = TypeVar("Piece", bound=BaseModel)


class Direction(StrEnum):
    """Which way a part moves."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, kw_only=True)
class Removed:
    """A part that was taken out, and where it stood: enough to put it back."""

    part: Part
    section: int
    place: int
    content: dict[str, Any]


def put_item(code: str, item: SketchItem, *, section: int) -> Edit:
    """Write another content in an item; what depends on it follows a new code."""

    def edit(sketch: Sketch) -> Sketch:
        at = place_of(sketch, code)
        if at is None:
            return sketch
        items = _replaced(sketch.sections[at[0]].items, at[1], item)
        written = _follow_item(_with_items(sketch, at[0], items), code, item.code)
        return written if section == at[0] else put_into(written, item.code, section)

    return edit


def add_item(item: SketchItem, *, section: int) -> Edit:
    """Add an item at the end of a section; ``section`` counts from 0."""

    def edit(sketch: Sketch) -> Sketch:
        if not 0 <= section < len(sketch.sections):
            return sketch
        return _with_items(sketch, section, (*sketch.sections[section].items, item))

    return edit


def put_into(sketch: Sketch, code: str, section: int) -> Sketch:
    """Move an item to the end of another section."""
    item = sketch.item(code)
    if item is None or not 0 <= section < len(sketch.sections):
        return sketch
    return add_item(item, section=section)(_without_item(sketch, code))


def put_section(number: int, section: SketchSection) -> Edit:
    """Write another title and introduction for a section, which keeps its items."""

    def edit(sketch: Sketch) -> Sketch:
        if not 1 <= number <= len(sketch.sections):
            return sketch
        kept = section.model_copy(update={"items": sketch.sections[number - 1].items})
        return _changed(sketch, sections=_replaced(sketch.sections, number - 1, kept))

    return edit


def add_section(section: SketchSection) -> Edit:
    """Add a section at the end."""
    return lambda sketch: _changed(sketch, sections=(*sketch.sections, section))


def put_scale(code: str, scale: SketchScale) -> Edit:
    """Write another content in a scale; its items follow a new code."""

    def edit(sketch: Sketch) -> Sketch:
        at = _index(sketch, Part(kind=PartKind.SCALE, name=code))
        scales = _replaced(sketch.scales, at, scale) if at >= 0 else sketch.scales
        return _on_each_item(
            _changed(sketch, scales=scales),
            lambda item: _changed(item, scale=scale.code) if item.scale == code else item,
        )

    return edit


def add_scale(scale: SketchScale) -> Edit:
    """Add a scale at the end."""
    return lambda sketch: _changed(sketch, scales=(*sketch.scales, scale))


def put_construct(code: str, construct: SketchConstruct) -> Edit:
    """Write another content in a construct; its items and parts follow a new code."""

    def edit(sketch: Sketch) -> Sketch:
        at = _index(sketch, Part(kind=PartKind.CONSTRUCT, name=code))
        written = _replaced(sketch.constructs, at, construct) if at >= 0 else sketch.constructs
        children = tuple(
            _changed(one, parent=construct.code) if one.parent == code else one for one in written
        )
        return _on_each_item(
            _changed(sketch, constructs=children),
            lambda item: _changed(item, measures=construct.code) if item.measures == code else item,
        )

    return edit


def add_construct(construct: SketchConstruct) -> Edit:
    """Add a construct at the end."""
    return lambda sketch: _changed(sketch, constructs=(*sketch.constructs, construct))


def change(**general: object) -> Edit:
    """Write another title, other languages, minutes or note."""
    return lambda sketch: _changed(sketch, **general)


def move(part: Part, direction: Direction) -> Edit:
    """Move a part one place; an item at the edge of its section goes over into the next."""

    def edit(sketch: Sketch) -> Sketch:
        step = -1 if direction is Direction.UP else 1
        if part.kind is PartKind.ITEM:
            return _move_item(sketch, part.name, step)
        name = _LISTS.get(part.kind)
        parts = getattr(sketch, name) if name else ()
        at = _index(sketch, part)
        return _changed(sketch, **{name: _swapped(parts, at, step)}) if name and at >= 0 else sketch

    return edit


def take_out(sketch: Sketch, part: Part) -> tuple[Sketch, Removed | None]:
    """Return the sketch without the part, and the part as it stood there."""
    if part.kind is PartKind.ITEM:
        at = place_of(sketch, part.name)
        if at is None:
            return sketch, None
        section, place = at
        found = sketch.sections[section].items[place]
        return _without_item(sketch, part.name), _as_removed(part, section, place, found)
    name, place = _LISTS.get(part.kind), _index(sketch, part)
    if name is None or place < 0:
        return sketch, None
    parts = getattr(sketch, name)
    left = (*parts[:place], *parts[place + 1 :])
    return _changed(sketch, **{name: left}), _as_removed(part, 0, place, parts[place])


def put_back(sketch: Sketch, removed: Removed) -> Sketch:
    """Return the sketch with the part where it stood, as near as there is still such a place."""
    if removed.part.kind is PartKind.ITEM:
        if not sketch.sections:
            return sketch
        at = min(removed.section, len(sketch.sections) - 1)
        item = SketchItem.model_validate(removed.content)
        items = _inserted(sketch.sections[at].items, removed.place, item)
        return _with_items(sketch, at, items)
    name = _LISTS[removed.part.kind]
    part = _MODELS[removed.part.kind].model_validate(removed.content)
    return _changed(sketch, **{name: _inserted(getattr(sketch, name), removed.place, part)})


def place_of(sketch: Sketch, code: str) -> tuple[int, int] | None:
    """Return in which section an item stands and where in it, both from 0."""
    places = (
        (at, place)
        for at, section in enumerate(sketch.sections)
        for place, item in enumerate(section.items)
        if item.code == code
    )
    return next(places, None)


def choices_before(sketch: Sketch, code: str | None, *, section: int) -> Sequence[SketchItem]:
    """Return the items with a scale that stand before this one: those it can depend on."""
    if not 0 <= section < len(sketch.sections):
        return []
    items = sketch.sections[section].items
    end = next((at for at, item in enumerate(items) if item.code == code), len(items))
    return [item for item in items[:end] if item.scale]


_LISTS: Final[Mapping[PartKind, str]] = {
    PartKind.SECTION: "sections",
    PartKind.SCALE: "scales",
    PartKind.CONSTRUCT: "constructs",
}
_MODELS: Final[Mapping[PartKind, type[BaseModel]]] = {
    PartKind.SECTION: SketchSection,
    PartKind.SCALE: SketchScale,
    PartKind.CONSTRUCT: SketchConstruct,
}


def _as_removed(part: Part, section: int, place: int, content: Any) -> Removed:  # noqa: ANN401 -- any part
    kept: dict[str, Any] = content.model_dump(mode="json")
    return Removed(part=part, section=section, place=place, content=kept)


def _index(sketch: Sketch, part: Part) -> int:
    if part.kind is PartKind.SECTION:
        return part.number - 1 if part.number <= len(sketch.sections) else -1
    codes = [one.code for one in getattr(sketch, _LISTS.get(part.kind, "items"))]
    return codes.index(part.name) if part.name in codes else -1


def _move_item(sketch: Sketch, code: str, step: int) -> Sketch:
    at = place_of(sketch, code)
    if at is None:
        return sketch
    section, place = at
    items = sketch.sections[section].items
    if 0 <= place + step < len(items):
        return _with_items(sketch, section, _swapped(items, place, step))
    if not 0 <= section + step < len(sketch.sections):
        return sketch
    neighbours = sketch.sections[section + step].items
    into = _inserted(neighbours, len(neighbours) if step < 0 else 0, items[place])
    left = (*items[:place], *items[place + 1 :])
    return _with_items(_with_items(sketch, section, left), section + step, into)


def _without_item(sketch: Sketch, code: str) -> Sketch:
    at = place_of(sketch, code)
    if at is None:
        return sketch
    items = sketch.sections[at[0]].items
    return _with_items(sketch, at[0], (*items[: at[1]], *items[at[1] + 1 :]))


def _follow_item(sketch: Sketch, before: str, after: str) -> Sketch:
    def follow(item: SketchItem) -> SketchItem:
        if item.show_if is None or item.show_if.item != before:
            return item
        return _changed(item, show_if=_changed(item.show_if, item=after))

    return _on_each_item(sketch, follow)


def _on_each_item(sketch: Sketch, function: Callable[[SketchItem], SketchItem]) -> Sketch:
    sections = tuple(
        _changed(section, items=tuple(function(item) for item in section.items))
        for section in sketch.sections
    )
    return _changed(sketch, sections=sections)


def _with_items(sketch: Sketch, section: int, items: tuple[SketchItem, ...]) -> Sketch:
    changed = _changed(sketch.sections[section], items=items)
    return _changed(sketch, sections=_replaced(sketch.sections, section, changed))


def _changed(part: Piece, **changes: object) -> Piece:
    return part.model_copy(update=changes)


def _replaced(parts: tuple[T, ...], place: int, part: T) -> tuple[T, ...]:
    return (*parts[:place], part, *parts[place + 1 :])


def _inserted(parts: tuple[T, ...], place: int, part: T) -> tuple[T, ...]:
    return (*parts[:place], part, *parts[place:])


def _swapped(parts: tuple[T, ...], place: int, step: int) -> tuple[T, ...]:
    other = place + step
    if not 0 <= other < len(parts):
        return parts
    kept = list(parts)
    kept[place], kept[other] = kept[other], kept[place]
    return tuple(kept)
