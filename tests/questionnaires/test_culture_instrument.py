"""The culture instrument holds what the model has, and what the law of the questionnaires says."""

from collections import Counter

from portal.questionnaires.instruments.loader import INSTRUMENTS, load_instrument
from portal.questionnaires.kinds import InstrumentKind, ItemType, Length, Maturity, Missing
from portal.taxonomy.model import CONSTRUCTS, Part

CULTURE = load_instrument(INSTRUMENTS / "culture.yaml")
MEASURED = [construct for construct in CULTURE.constructs if construct.parent]


def test_there_are_31_constructs_in_7_groups_and_64_items() -> None:
    groups = [construct.code for construct in CULTURE.constructs if not construct.parent]
    assert groups == ["PF", "HP", "OL", "CA", "IM", "PR", "RE"]
    assert (len(MEASURED), len(CULTURE.items)) == (31, 64)
    sizes = Counter(construct.parent for construct in MEASURED)
    assert [sizes[group] for group in groups] == [4, 9, 4, 3, 6, 3, 2]


def test_each_construct_has_two_items_and_two_of_them_three() -> None:
    sizes = Counter(len(CULTURE.items_of(construct.code)) for construct in MEASURED)
    assert sizes == {2: 29, 3: 2}
    assert [len(CULTURE.items_of(code)) for code in ("OL1", "CA3")] == [3, 3]


def test_every_idea_of_the_model_but_the_moment_itself_is_measured_once() -> None:
    wanted = [key for key, one in CONSTRUCTS.items() if one.part is not Part.MOMENT]
    assert sorted(str(construct.element) for construct in MEASURED) == sorted(wanted)


def test_an_item_carries_the_code_of_its_construct() -> None:
    assert {code: item.measures for code, item in CULTURE.items.items()} == {
        code: code[:3] for code in CULTURE.items
    }


def test_every_construct_says_whom_it_is_about() -> None:
    about = Counter(construct.referent for construct in MEASURED)
    assert about == {"patient": 8, "team": 10, "self": 8, "organisation": 5}


def test_what_is_turned_round_and_what_speaks_of_one_person() -> None:
    items = CULTURE.items.values()
    assert {item.code for item in items if item.reverse} == {"PF3b", "CA1b", "CA3c"}
    of_one = {"OL1a", "HP9a", "HP9b", "IM5a", "IM5b", "RE2a", "RE2b"}
    assert {item.code for item in items if item.organisation_only} == of_one


def test_all_items_share_one_scale_with_a_way_out() -> None:
    (scale,) = CULTURE.scales
    assert (scale.lo, scale.hi, scale.options[-1].missing) == (1, 5, Missing.NA)
    assert {item.type for item in CULTURE.items.values()} == {ItemType.AGREEMENT}


def test_pages_are_short_enough_for_a_phone_and_begin_with_the_stem() -> None:
    pages = CULTURE.pages(Length.FULL)
    assert [len(page.items) for page in pages] == [8, 8, 10, 9, 7, 6, 6, 10]
    for page in pages:
        assert page.intro is not None
        assert page.intro["nl"].startswith("Denk aan de voorbije twee maanden.")
        assert page.intro["en"].startswith("Thinking of the past two months.")


def test_the_short_form_is_the_full_one_for_one_item_would_give_no_score() -> None:
    assert CULTURE.pages(Length.SHORT) == CULTURE.pages(Length.FULL)
    assert (CULTURE.minutes.short, CULTURE.minutes.full) == (10, 10)


def test_it_says_that_it_is_a_pilot() -> None:
    assert (CULTURE.kind, CULTURE.maturity) == (InstrumentKind.CULTURE, Maturity.PILOT)
