"""Instruments for tests: the real one, and a small one that a test can bend."""

from copy import deepcopy
from typing import Any

from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.instruments.loader import INSTRUMENTS, load_instrument

PROCESS_EVALUATION = load_instrument(INSTRUMENTS / "process-evaluation.yaml")


def words(text: str) -> dict[str, str]:
    return {"en": text, "nl": f"{text} (nl)"}


SCALES = [
    {
        "code": "three",
        "lo": 1,
        "hi": 3,
        "options": [
            *({"value": n, "text": words(f"level {n}")} for n in (1, 2, 3)),
            {"missing": "na", "text": words("cannot say")},
        ],
    },
    {
        "code": "pick",
        "options": [
            {"value": 1, "text": words("red")},
            {"value": 2, "text": words("blue")},
            {"value": 3, "exclusive": True, "text": words("none")},
        ],
    },
]
FIRST = [
    {
        "code": "Q1",
        "type": "agreement",
        "scale": "three",
        "required": "soft",
        "core": True,
        "text": words("one"),
    },
    {"code": "Q2", "type": "multiple", "scale": "pick", "text": words("two")},
    {
        "code": "Q2n",
        "type": "single",
        "scale": "three",
        "show_if": {"item": "Q2", "any_of": [1]},
        "text": words("two more"),
    },
]
SECOND = [{"code": "Q3", "type": "long_text", "core": True, "text": words("three")}]


def small(**changes: Any) -> dict[str, Any]:
    """Return the data of a questionnaire with a scale, a choice of several, and a condition."""
    sections = [
        {"title": words("First"), "items": FIRST},
        {"title": words("Second"), "items": SECOND},
    ]
    return deepcopy(
        {
            "slug": "small",
            "kind": "process",
            "number": 1,
            "maturity": "pilot",
            "change_note": "",
            "languages": ["nl", "en"],
            "minutes": {"short": 1, "full": 2},
            "title": words("Small"),
            "scales": SCALES,
            "sections": sections,
            **changes,
        }
    )


def small_definition() -> Definition:
    return Definition.model_validate(small())


CONSTRUCTS: list[dict[str, Any]] = [
    {"code": "G", "title": words("Group")},
    {"code": "G1", "title": words("Warmth"), "parent": "G", "referent": "team"},
    {
        "code": "G2",
        "title": words("Support"),
        "parent": "G",
        "referent": "organisation",
        "element": "management_support",
        "min_answered": 0.5,
    },
]
MEASURED: list[dict[str, Any]] = [
    {
        "code": f"G{number}{letter}",
        "type": "agreement",
        "scale": "three",
        "core": letter == "a",
        "measures": f"G{number}",
        "reverse": letter == "b",
        "organisation_only": number == 2,
        "text": words(f"statement {number}{letter}"),
    }
    for number in (1, 2)
    for letter in "ab"
]
CULTURE: dict[str, Any] = {
    "slug": "small-culture",
    "kind": "culture",
    "scales": SCALES[:1],
    "constructs": CONSTRUCTS,
    "sections": [{"title": words("All"), "intro": words("Lately"), "items": MEASURED}],
}


def small_culture(**changes: Any) -> Definition:
    """Return a questionnaire of two constructs in a group, with all that items can be."""
    return Definition.model_validate(small(**CULTURE, **changes))
