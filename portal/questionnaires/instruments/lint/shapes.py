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
from portal.rules import N_, Phrase, joined

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
    "slug": N_("write small letters and digits with hyphens between, like process-evaluation"),
    "languages": N_("write the two letters of each language, like [nl, en]"),
    "constructs": N_("write capitals and then digits, like PF1"),
    "items": N_("write capitals, digits and perhaps one small letter, like PF1a"),
}
_COMPARE: Final = N_("compare it with docs/instruments.md")
_UNUSABLE: Final = (N_("%(what)s cannot be used here"), _COMPARE)
_A_LIST: Final = (
    N_("%(what)s must be a list"),
    N_("write one part a line, each after a hyphen"),
)
_KEYS: Final = (N_("%(what)s must be keys with values"), N_("write `key: value`, one a line"))
_WORDS: Final = (
    N_("%(what)s must have its words per language"),
    N_("write {nl: …, en: …}"),
)
_A_WORD: Final = (
    N_("%(what)s must be one text"),
    N_("write plain words here, between quotes where need be"),
)
_WHOLE: Final = (N_("%(what)s must be a whole number"), N_("write digits only"))
_NUMBER: Final = (
    N_("%(what)s must be a number"),
    N_("write it like 0.5, or as a fraction like 2/3"),
)
_YES_NO: Final = (N_("%(what)s must be true or false"), N_("write true, or take the key away"))
_LIMITS: Final[Mapping[str, str]] = {
    "ge": N_("at least %(limit)s"),
    "gt": N_("more than %(limit)s"),
    "le": N_("at most %(limit)s"),
    "lt": N_("less than %(limit)s"),
}
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
    message, hint = _SAID.get(kind, _UNUSABLE)
    return Remark(root.nearest(path), "I05", Phrase(message, what=_name(root, path)), Phrase(hint))


def _missing(root: Node, path: Path, _detail: ErrorDetails) -> Remark:
    message = Phrase(N_("%(what)s is missing"), what=_name(root, path))
    hint = Phrase(N_("write `%(key)s:` here"), key=path[-1])
    return Remark(root.nearest(path[:-1]), "I04", message, hint)


def _nothing(root: Node, path: Path, _detail: ErrorDetails) -> Remark:
    message = Phrase(N_("%(what)s is missing"), what=_name(root, path))
    hint = Phrase(N_("write `%(key)s:` here"), key=path[-1])
    return Remark(root.nearest(path), "I04", message, hint)


def _unknown(root: Node, path: Path, _detail: ErrorDetails) -> Remark:
    key, fields = str(path[-1]), _SHAPES[_home(path[:-1])].model_fields
    message = Phrase(N_("%(key)s is not known here"), key=key)
    return Remark(root.nearest(path), "I02", message, like(key, fields))


def _choice(root: Node, path: Path, detail: ErrorDetails) -> Remark:
    expected = str(detail.get("ctx", {}).get("expected", "")).replace("'", "")
    *others, last = expected.replace(" or ", ", ").split(", ")
    words = joined([", ".join(others), last] if others else [last], N_("%(one)s or %(next)s"))
    hint = Phrase(N_("choose %(words)s"), words=words)
    return Remark(root.nearest(path), "I05", _cannot_be(root, path, detail), hint)


def _pattern(root: Node, path: Path, detail: ErrorDetails) -> Remark:
    place = _home(path) or str(path[0])
    hint = Phrase(_WRITTEN_AS.get(place, _COMPARE))
    return Remark(root.nearest(path), "I05", _cannot_be(root, path, detail), hint)


def _cannot_be(root: Node, path: Path, detail: ErrorDetails) -> Phrase:
    return Phrase(N_("%(what)s cannot be %(value)s"), what=_name(root, path), value=_shown(detail))


def _limit(root: Node, path: Path, detail: ErrorDetails) -> Remark:
    limits = [
        Phrase(_LIMITS[key], limit=value) for key, value in detail["ctx"].items() if key in _LIMITS
    ]
    message = Phrase(
        N_("%(what)s must be %(limits)s"),
        what=_name(root, path),
        limits=joined(limits, N_("%(one)s and %(next)s")),
    )
    return Remark(root.nearest(path), "I05", message, Phrase(N_("correct the number")))


def _few(root: Node, path: Path, detail: ErrorDetails) -> Remark:
    least = detail["ctx"]["min_length"]
    message = Phrase(N_("%(what)s holds too little"), what=_name(root, path))
    return Remark(
        root.nearest(path), "I04", message, Phrase(N_("write at least %(least)s"), least=least)
    )


_SPECIAL: Final[Mapping[str, Callable[[Node, Path, ErrorDetails], Remark]]] = {
    "missing": _missing,
    "string_too_short": _nothing,
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
