"""The form of any part of a draft, filled in from the draft as it is."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any, Final

from wtforms import FieldList, FormField

from portal.questionnaires.builder import editing
from portal.questionnaires.builder.item_forms import ItemForm
from portal.questionnaires.builder.part_forms import ConstructForm, PartForm, SectionForm
from portal.questionnaires.builder.parts import Part, PartKind
from portal.questionnaires.builder.rules import MOST_OPTIONS
from portal.questionnaires.builder.scale_forms import OptionForm, ScaleForm
from portal.questionnaires.builder.sketch import LEAST_ANSWERED, Sketch, SketchCondition
from portal.questionnaires.builder.spoken import filled, speaking

BLANK_ROWS: Final = 2


_KINDS: Final[Mapping[PartKind, type[PartForm]]] = {
    PartKind.SECTION: SectionForm,
    PartKind.ITEM: ItemForm,
    PartKind.SCALE: ScaleForm,
    PartKind.CONSTRUCT: ConstructForm,
}


def form_for(
    sketch: Sketch, part: Part, revision: int, *, fresh: bool = False, section: str = ""
) -> PartForm:
    """Return the form of a part, as it was sent; a ``fresh`` one as the draft has it now.

    A new question stands in ``section``, counted from 1.
    """
    kind = speaking(_KINDS[part.kind], sketch.languages)
    known = {"section": section, "revision": str(revision), **_known(sketch, part)}
    if issubclass(kind, ScaleForm):
        rows = len(known.get("options", ()))
        kind = _with_rows(kind, sketch.languages, min(rows + BLANK_ROWS, MOST_OPTIONS))
    form: PartForm = kind(formdata=None, data=known) if fresh else kind(data=known)
    form.offer(sketch, part)
    return form


def _with_rows(kind: type[PartForm], languages: tuple[str, ...], rows: int) -> type[PartForm]:
    none: dict[str, Any] = {"filters": []}  # the base of our forms would strip what is no text
    row = FormField(speaking(OptionForm, languages), **none)
    field = FieldList(row, min_entries=rows, max_entries=MOST_OPTIONS, **none)
    return type(kind.__name__, (kind,), {"options": field})


def _known(sketch: Sketch, part: Part) -> dict[str, Any]:
    known = {
        PartKind.SECTION: _known_section,
        PartKind.ITEM: _known_item,
        PartKind.SCALE: _known_scale,
        PartKind.CONSTRUCT: _known_construct,
    }
    return known[part.kind](sketch, part)


def _known_section(sketch: Sketch, part: Part) -> dict[str, Any]:
    if not 1 <= part.number <= len(sketch.sections):
        return {}
    section = sketch.sections[part.number - 1]
    return filled("title", section.title, sketch.languages) | filled(
        "intro", section.intro, sketch.languages
    )


def _known_item(sketch: Sketch, part: Part) -> dict[str, Any]:
    item, at = sketch.item(part.name), editing.place_of(sketch, part.name)
    if item is None or at is None:
        return {"code": next_code(sketch), "required": True}
    condition = item.show_if or SketchCondition()
    return {
        **item.model_dump(include={"code", "type", "scale", "measures", "offers", "maps_to"}),
        **item.model_dump(include={"core", "reverse", "organisation_only"}),
        "required": item.required == "soft",
        "section": str(at[0] + 1),
        "show_if_item": condition.item,
        "show_if_values": [str(value) for value in condition.any_of],
        **filled("text", item.text, sketch.languages),
        **filled("hint", item.hint, sketch.languages),
        **filled("short", item.short, sketch.languages),
    }


def _known_scale(sketch: Sketch, part: Part) -> dict[str, Any]:
    scale = sketch.scale(part.name)
    if scale is None:
        return {}
    rows = [
        {
            "place": at,
            **one.model_dump(include={"value", "missing", "exclusive"}),
            **filled("text", one.text, sketch.languages),
        }
        for at, one in enumerate(scale.options, 1)
    ]
    return {"code": scale.code, "lo": scale.lo, "hi": scale.hi, "options": rows}


def _known_construct(sketch: Sketch, part: Part) -> dict[str, Any]:
    found = sketch.construct_of(part.name)
    if found is None:
        return {}
    share = "" if found.min_answered in {None, LEAST_ANSWERED} else str(found.min_answered)
    plain = found.model_dump(include={"code", "parent", "referent", "element"})
    return {**plain, "min_answered": share, **filled("title", found.title, sketch.languages)}


def next_code(sketch: Sketch) -> str:
    """Return a code to propose: the letters of the last question, and the next number."""
    pairs = [
        ("".join(letters), int("".join(digits)))
        for item in sketch.items
        for letters, digits in [_parts_of(item.code)]
        if letters and digits
    ]
    if not pairs:
        return ""
    last = pairs[-1][0]
    return f"{last}{max(number for letters, number in pairs if letters == last) + 1:02}"


def _parts_of(code: str) -> tuple[str, str]:
    runs = ["".join(run) for _, run in groupby(code, key=str.isdecimal)]
    is_plain = len(runs) > 1 and runs[0].isalpha() and runs[1].isdecimal()
    return (runs[0], runs[1]) if is_plain else ("", "")
