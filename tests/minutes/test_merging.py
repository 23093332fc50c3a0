"""Two texts become one: no line of either is lost, and nobody's change is undone."""

from hypothesis import given
from hypothesis import strategies as st

from portal.minutes.merging import Fate, merged, told

WORDS = st.sampled_from(["", "aap", "noot", "mies", "wim", "zus", "- jet", "teun"])
TEXTS = st.lists(WORDS, max_size=7).map("\n".join)


@given(base=TEXTS, theirs=TEXTS, mine=TEXTS)
def test_no_line_that_either_wrote_is_lost(base: str, theirs: str, mine: str) -> None:
    joined = merged(base, theirs, mine)
    if joined is None:
        return
    lines, before = set(joined.split("\n")), set(base.split("\n"))
    new = set(theirs.split("\n")) | set(mine.split("\n"))
    assert {line for line in new - before if line} <= lines
    stayed = before & set(theirs.split("\n")) & set(mine.split("\n"))
    assert {line for line in stayed if line} <= lines
    assert {line for line in lines if line} <= before | new


@given(base=TEXTS, changed=TEXTS)
def test_who_changed_nothing_takes_over_what_the_other_wrote(base: str, changed: str) -> None:
    if base.strip():
        assert merged(base, changed, base) == changed
        assert merged(base, base, changed) == changed
    assert merged(base, changed, changed) in {changed, "" if not changed.strip() else changed}


def test_what_both_add_in_one_place_stands_one_after_the_other() -> None:
    assert merged("a", "a\nvan An", "a\nvan Bea") == "a\nvan An\nvan Bea"
    assert merged("", "van An", "van Bea") == "van An\n\nvan Bea"
    assert merged("a\nb", "nieuw\na\nb", "a!\nb") == "nieuw\na!\nb"
    assert merged("a\nb", "a!\nb", "a\nertussen\nb") == "a!\nertussen\nb"


def test_the_same_line_changed_by_both_is_for_people_to_join() -> None:
    assert merged("a\nb", "a!\nb", "a?\nb") is None
    assert merged("a\nb\nc", "a\nc", "a\nb!\nc") is None
    assert merged("a\nb\nc", "c", "a\nx\nb\nc") is None
    assert merged("a\nb", "a!\nb", "a!\nb") == "a!\nb"
    assert merged("a\na\n", "a", "a\n") is None


def test_a_text_is_told_line_by_line_in_words() -> None:
    lines = told("a\nb", "a\n\nc")
    assert [(line.fate, line.words) for line in lines] == [
        (Fate.STAYED, "a"),
        (Fate.GONE, "b"),
        (Fate.ADDED, "c"),
    ]
    assert [line.fate for line in told("", "a")] == [Fate.ADDED]
