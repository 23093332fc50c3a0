"""The vocabulary: the model is whole, keys are stable, words exist in both languages."""

import re
from collections import Counter

from flask import Flask
from flask_babel import force_locale

from portal.taxonomy.model import (
    CONSTRUCTS,
    DOI,
    Level,
    Part,
    constructs_in,
    known_constructs,
    level_label,
    levels_of,
    part_label,
)
from portal.taxonomy.sectors import (
    CareContext,
    Sector,
    context_label,
    sector_label,
    setting_label,
)


def test_the_model_has_the_constructs_of_the_article() -> None:
    counted = Counter(construct.part for construct in CONSTRUCTS.values())
    assert counted == {
        Part.PRECONDITION: 17,
        Part.CATALYST: 3,
        Part.MOMENT: 1,
        Part.IMPACT: 9,
        Part.RESULT: 2,
    }
    before = {level: len(constructs_in(Part.PRECONDITION, level)) for level in Level}
    assert before == {
        Level.PATIENT_FAMILY: 4,
        Level.PROFESSIONAL: 9,
        Level.ORGANISATION: 4,
        Level.RESONANCE: 0,
        Level.ALL: 0,
    }


def test_each_level_of_precondition_has_its_catalyst() -> None:
    assert levels_of(Part.PRECONDITION) == levels_of(Part.CATALYST)


def test_keys_are_stored_words_and_name_their_source() -> None:
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", key) for key in CONSTRUCTS)
    assert {construct.source for construct in CONSTRUCTS.values()} == {DOI}


def test_unknown_constructs_are_left_out_and_the_order_is_the_models() -> None:
    found = known_constructs(["radar", "no_such_thing", "openness"])
    assert [construct.key for construct in found] == ["openness", "radar"]


def test_every_word_is_said_in_dutch_and_in_english(app: Flask) -> None:
    assert app
    for locale in ("nl", "en"):
        with force_locale(locale):
            words = [str(one.label) + str(one.definition) for one in CONSTRUCTS.values()]
            words += [part_label(part) for part in Part] + [level_label(one) for one in Level]
            words += [sector_label(one) + setting_label(one) for one in Sector]
            words += [context_label(one) for one in CareContext]
        assert all(words), locale
        if locale == "nl":
            dutch = words
    assert [same for same, english in zip(dutch, words, strict=True) if same == english] == [
        "Impact"
    ]
