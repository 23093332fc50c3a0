"""A questionnaire in the shape of its file while it is written: anything may still be missing."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

LEAST_ANSWERED: Final = 2 / 3
_CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")
_ODD: Final = re.compile(r"[^A-Za-z0-9_-]+")


def _text(value: object) -> str:
    return str(value).replace("\0", "") if isinstance(value, str | int | float) else ""


def _number(value: object) -> int | None:
    try:
        return int(_text(value))
    except ValueError:
        return None


def _share(value: object) -> float | None:
    try:
        return float(_text(value))
    except ValueError:
        return None


def _flag(value: object) -> bool:
    return _text(value).lower() in {"true", "yes", "on", "1"}


def _words(value: object) -> dict[str, str]:
    said = value if isinstance(value, Mapping) else {}
    return {_text(lang): words for lang, body in said.items() if (words := _text(body).strip())}


def _several(value: object) -> list[object]:
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else []


def _names(value: object) -> list[str]:
    return [name for one in _several(value) if (name := _text(one))]


def _values(value: object) -> list[int]:
    return [number for one in _several(value) if (number := _number(one)) is not None]


Text = Annotated[str, BeforeValidator(_text)]
Number = Annotated[int | None, BeforeValidator(_number)]
Share = Annotated[float | None, BeforeValidator(_share)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Said = Annotated[dict[str, str], BeforeValidator(_words)]


class _Part(BaseModel):
    """Whatever is read becomes a part: what has no place in it is left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _is_a_mapping(cls, value: object) -> object:
        return value if isinstance(value, Mapping | BaseModel) else {}


class SketchOption(_Part):
    """One answer of a scale."""

    value: Number = None
    missing: Text = ""
    exclusive: Flag = False
    text: Said = {}


class SketchScale(_Part):
    """The answers that items share."""

    code: Text = ""
    lo: Number = None
    hi: Number = None
    options: Annotated[tuple[SketchOption, ...], BeforeValidator(_several)] = ()


class SketchCondition(_Part):
    """When an item is shown."""

    item: Text = ""
    any_of: Annotated[tuple[int, ...], BeforeValidator(_values)] = ()


class SketchItem(_Part):
    """One question or block of information."""

    code: Text = ""
    type: Text = ""
    measures: Text = ""
    reverse: Flag = False
    organisation_only: Flag = False
    offers: Text = ""
    scale: Text = ""
    required: Text = ""
    core: Flag = False
    maps_to: Text = ""
    show_if: SketchCondition | None = None
    text: Said = {}
    hint: Said = {}
    short: Said = {}


class SketchSection(_Part):
    """A page of the full form."""

    title: Said = {}
    intro: Said = {}
    items: Annotated[tuple[SketchItem, ...], BeforeValidator(_several)] = ()


class SketchConstruct(_Part):
    """What several items measure together."""

    code: Text = ""
    title: Said = {}
    parent: Text = ""
    referent: Text = ""
    element: Text = ""
    min_answered: Share = None


class SketchMinutes(_Part):
    """What answering costs."""

    short: Number = None
    full: Number = None


class Sketch(_Part):
    """One version of a questionnaire, as far as it is written."""

    slug: Text = ""
    kind: Text = ""
    number: Number = None
    comparable_with: Number = None
    maturity: Text = "pilot"
    change_note: Text = ""
    languages: Annotated[tuple[str, ...], BeforeValidator(_names)] = ()
    minutes: SketchMinutes = Field(default_factory=SketchMinutes)
    title: Said = {}
    scales: Annotated[tuple[SketchScale, ...], BeforeValidator(_several)] = ()
    constructs: Annotated[tuple[SketchConstruct, ...], BeforeValidator(_several)] = ()
    sections: Annotated[tuple[SketchSection, ...], BeforeValidator(_several)] = ()

    @property
    def items(self) -> Sequence[SketchItem]:
        """Return all items, in the order of the form."""
        return [item for section in self.sections for item in section.items]

    def item(self, code: str) -> SketchItem | None:
        """Return the item with this code, or nothing."""
        return next((item for item in self.items if item.code == code), None)

    def scale(self, code: str) -> SketchScale | None:
        """Return the scale with this code, or nothing."""
        return next((scale for scale in self.scales if scale.code == code), None)

    def construct_of(self, code: str) -> SketchConstruct | None:
        """Return the construct with this code, or nothing."""
        return next((one for one in self.constructs if one.code == code), None)


Coded = TypeVar("Coded", SketchItem, SketchScale, SketchConstruct)


def sketch_of(data: object) -> Sketch:
    """Return whatever was read as a sketch, in which every item, scale and construct has a code."""
    read = Sketch.model_validate(data)
    changed = {
        "scales": tuple(_coded(one, f"scale-{at}") for at, one in enumerate(read.scales, 1)),
        "constructs": tuple(_coded(one, f"NEW{at}") for at, one in enumerate(read.constructs, 1)),
        "sections": tuple(_with_codes(one, at) for at, one in enumerate(read.sections, 1)),
    }
    return read.model_copy(update=changed)


def _with_codes(section: SketchSection, place: int) -> SketchSection:
    named = (_coded(one, f"NEW{place}{at:02}") for at, one in enumerate(section.items, 1))
    return section.model_copy(update={"items": tuple(named)})


def _coded(part: Coded, otherwise: str) -> Coded:
    """Return the part with a code that an address can hold."""
    if _CODE.fullmatch(part.code):
        return part
    plain = _ODD.sub("-", part.code).strip("-")[:40] or otherwise
    return part.model_copy(update={"code": plain})


_ALWAYS_SAID: Final = frozenset({"title", "text", "code", "change_note", "items", "options"})


def data_of(sketch: Sketch) -> dict[str, Any]:
    """Return the sketch in the shape of its file; what is not said is left out."""
    data = _said(sketch.model_dump(mode="json"))
    return {"scales": [], "sections": [], "languages": [], **data}


def declared(sketch: Sketch) -> Sketch:
    """Return the sketch with the words of its declared languages only: what is published."""
    return Sketch.model_validate(_only(sketch.model_dump(mode="json"), sketch.languages))


_WORDS: Final = frozenset({"title", "intro", "text", "hint", "short"})


def _only(data: Any, languages: Sequence[str]) -> Any:  # noqa: ANN401 -- any part of a tree of JSON
    if isinstance(data, list):
        return [_only(one, languages) for one in data]
    if not isinstance(data, dict):
        return data
    return {
        key: {lang: body for lang, body in value.items() if lang in languages}
        if key in _WORDS and isinstance(value, dict)
        else _only(value, languages)
        for key, value in data.items()
    }


def _said(data: Any) -> Any:  # noqa: ANN401 -- any part of a tree of JSON
    """Leave out what is empty, false or as it is by itself, but never a nought."""
    if isinstance(data, list):
        return [_said(one) for one in data]
    if not isinstance(data, dict):
        return data
    return {
        key: _said(value)
        for key, value in data.items()
        if key in _ALWAYS_SAID or not _goes_without_saying(key, value)
    }


def _goes_without_saying(key: str, value: object) -> bool:
    if key == "min_answered":
        return value in {None, LEAST_ANSWERED}
    return value is None or value is False or value in ("", {}, [])
