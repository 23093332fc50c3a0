"""What pydantic finds in the form of the data, said in plain words: I02, I04, I05."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from portal.questionnaires.instruments.definition import (
    Construct,
    Definition,
    Item,
    Minutes,
    Option,
    Scale,
    Section,
    ShowIf,
)
from portal.questionnaires.instruments.lint.faults import Remark
from portal.questionnaires.instruments.lint.places import like
from portal.questionnaires.instruments.lint.tree import Node, Path

LONGEST_SHOWN: Final = 40
# Which keys may stand at a place: the last key on the way there tells.
_SHAPES: Final[Mapping[str, type[BaseModel]]] = {
    "": Definition,
    "minutes": Minutes,
    "scales": Scale,
    "options": Option,
    "constructs": Construct,
    "sections": Section,
    "items": Item,
    "show_if": ShowIf,
}
_WRITTEN_AS: Final[Mapping[str, str]] = {
    "slug": "write small letters and digits with hyphens between, like process-evaluation",
    "languages": "write the two letters of each language, like [nl, en]",
    "constructs": "write capitals and then digits, like PF1",
    "items": "write capitals, digits and perhaps one small letter, like PF1a",
}
_A_LIST: Final = ("must be a list", "write one part a line, each after a hyphen")
_KEYS: Final = ("must be keys with values", "write `key: value`, one a line")
_WORDS: Final = ("must have its words per language", "write {nl: …, en: …}")
_A_WORD: Final = ("must be one text", "write plain words here, between quotes where need be")
_WHOLE: Final = ("must be a whole number", "write digits only")
_NUMBER: Final = ("must be a number", "write it like 0.5, or as a fraction like 2/3")
_YES_NO: Final = ("must be true or false", "write true, or take the key away")
_SAID: Final[Mapping[str, tuple[str, str]]] = {
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": _WHOLE,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "bool_parsing": _YES_NO,
    "bool_type": _YES_NO,
    "string_type": _A_WORD,
    "tuple_type": _A_LIST,
    "model_type": _KEYS,
    "model_attributes_type": _KEYS,
    "dict_type": _WORDS,
    "mapping_type": _WORDS,
}


def check_shape(root: Node) -> Iterator[Remark]:
    """I02, I04, I05: all keys are known, none that is needed is missing, each value is possible."""
    try:
        Definition.model_validate(root.plain())
    except ValidationError as error:
        for detail in error.errors():
            if _is_news(root, detail):
                yield _remark(root, detail)


def _is_news(root: Node, detail: ErrorDetails) -> bool:
    """Tell whether no other remark says this: pydantic does not count the parts that are broken."""
    if detail["type"] == "too_short":
        return len(root.nearest(detail["loc"]).parts or ()) < int(detail["ctx"]["min_length"])
    return detail["type"] != "value_error"  # these the other checks find, each in its place


def _remark(root: Node, detail: ErrorDetails) -> Remark:
    path, kind = detail["loc"], detail["type"]
    say = _SPECIAL.get(kind)
    if say is not None:
        return say(root, path, detail)
    message, hint = _SAID.get(kind, ("cannot be used here", "compare it with docs/instruments.md"))
    return Remark(root.nearest(path), "I05", f"{_name(root, path)} {message}", hint)


def _missing(root: Node, path: Path, _detail: ErrorDetails) -> Remark:
    message = f"{_name(root, path)} is missing"
    return Remark(root.nearest(path[:-1]), "I04", message, f"write `{path[-1]}:` here")


def _unknown(root: Node, path: Path, _detail: ErrorDetails) -> Remark:
    key, fields = str(path[-1]), _SHAPES[_home(path[:-1])].model_fields
    return Remark(root.nearest(path), "I02", f"{key} is not known here", like(key, fields))


def _choice(root: Node, path: Path, detail: ErrorDetails) -> Remark:
    choices = str(detail.get("ctx", {}).get("expected", "")).replace("'", "")
    message = f"{_name(root, path)} cannot be {_shown(detail)}"
    return Remark(root.nearest(path), "I05", message, f"choose {choices}")


def _pattern(root: Node, path: Path, detail: ErrorDetails) -> Remark:
    place = str(path[0]) if len(path) == 1 else _home(path)
    hint = _WRITTEN_AS.get(place, "compare it with docs/instruments.md")
    message = f"{_name(root, path)} cannot be {_shown(detail)}"
    return Remark(root.nearest(path), "I05", message, hint)


def _limit(root: Node, path: Path, detail: ErrorDetails) -> Remark:
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    limits = [f"{words[key]} {value}" for key, value in detail["ctx"].items() if key in words]
    message = f"{_name(root, path)} must be {' and '.join(limits)}"
    return Remark(root.nearest(path), "I05", message, "correct the number")


def _few(root: Node, path: Path, detail: ErrorDetails) -> Remark:
    least = detail["ctx"]["min_length"]
    message = f"{_name(root, path)} holds too little"
    return Remark(root.nearest(path), "I04", message, f"write at least {least}")


_SPECIAL: Final[Mapping[str, Callable[[Node, Path, ErrorDetails], Remark]]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "enum": _choice,
    "string_pattern_mismatch": _pattern,
    **dict.fromkeys(("greater_than_equal", "greater_than", "less_than_equal"), _limit),
    "too_short": _few,
}


def _home(path: Sequence[str | int]) -> str:
    """Return the last key of a place, list positions and a key of an item aside."""
    keys = [step for step in path if isinstance(step, str) and step in _SHAPES]
    return keys[-1] if keys else ""


def _name(root: Node, path: Path) -> str:
    """Return how a person calls this place: by the nearest code, and the third part as 3."""
    words: list[str] = []
    for depth, step in enumerate(path, start=1):
        if isinstance(step, str):
            words.append(step)
        else:
            code = root.nearest(path[:depth]).text("code")
            words = [code] if code else [*words, str(step + 1)]
    return " ".join(words)


def _shown(detail: ErrorDetails) -> str:
    said = str(detail["input"])
    return said if len(said) <= LONGEST_SHOWN else f"{said[:LONGEST_SHOWN]}…"
