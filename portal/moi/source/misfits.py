"""What does not fit the shape of a kit's data, as phrases: pydantic speaks English only."""

from collections.abc import Mapping, Sequence
from typing import Final

from pydantic_core import ErrorDetails

from portal.rules import N_, Phrase, joined

_UNKNOWN: Final = N_("is not a key of this file")
# By pydantic's own kind of error, in its own words: the catalogues say the same to people.
_MESSAGES: Final[Mapping[str, Sequence[str]]] = {
    "missing": [N_("field required")],
    "string_type": [N_("input should be a valid string")],
    "string_too_short": [N_("string should have at least %(min_length)s character")],
    "string_too_long": [N_("string should have at most %(max_length)s characters")],
    "string_pattern_mismatch": [N_("string should match pattern '%(pattern)s'")],
    "int_parsing": [N_("input should be a valid integer, unable to parse string as an integer")],
    "int_type": [N_("input should be a valid integer")],
    "bool_parsing": [N_("input should be a valid boolean, unable to interpret input")],
    "bool_type": [N_("input should be a valid boolean")],
    "greater_than_equal": [N_("input should be greater than or equal to %(ge)s")],
    "less_than_equal": [N_("input should be less than or equal to %(le)s")],
    "literal_error": [N_("input should be %(expected)s")],
    "enum": [N_("input should be %(expected)s")],
    "list_type": [N_("input should be a valid list")],
    "dict_type": [N_("input should be a valid dictionary")],
    "model_type": [N_("input should be a valid dictionary or instance of %(class_name)s")],
    "value_error": [N_("value error, %(error)s")],
    "too_short": [
        N_("list should have at least %(min_length)s item after validation, not %(actual_length)s"),
        N_(
            "list should have at least %(min_length)s items after validation, not %(actual_length)s"
        ),
    ],
    "too_long": [
        N_("list should have at most %(max_length)s items after validation, not %(actual_length)s")
    ],
}
# What the shapes themselves refuse.
_REFUSED: Final[frozenset[str]] = frozenset(
    {
        N_("says nothing in any language"),
        N_("min is larger than max"),
        N_("source_language is not one of languages"),
    }
)


def misfit(error: ErrorDetails) -> Phrase:
    """Return why a value does not fit; what is not known here stays as pydantic says it."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return Phrase(_UNKNOWN)
    named = {name: _said(name, str(value)) for name, value in context.items()}
    for message in _MESSAGES.get(kind, ()):
        phrase = Phrase(message, **named)
        if str(phrase) == error["msg"].lower():
            return phrase
    return Phrase("%(said)s", said=error["msg"].lower())


def _said(name: str, value: str) -> Phrase | str:
    if name == "error" and value in _REFUSED:
        return Phrase(value)
    first, either, last = value.lower().rpartition(" or ")
    if name == "expected" and either:
        return joined([first, last], N_("%(one)s or %(next)s"))
    return value.lower()
