"""Which totals may stand together: small trees, written out."""

from collections.abc import Mapping, Sequence

from portal.questionnaires.results.remainders import Group, Tree, closed, large_enough

PARTS: Mapping[str, Sequence[str]] = {
    "all": ("north", "south"),
    "north": ("a", "b", "c"),
    "south": ("d", "e", "f"),
}
EVERYWHERE = {"all", *PARTS["all"], *PARTS["north"], *PARTS["south"]}


def tree(*sizes: int, alike: str = "") -> Tree:
    """Return the tree with so many answers in a to f; the units in ``alike`` all answered 4."""
    return Tree(
        top="all",
        parts=PARTS,
        leaves={
            unit: Group(answers=size, units=1, low=4 if unit in alike else 1, high=4)
            for unit, size in zip("abcdef", sizes, strict=True)
            if size
        },
    )


def hidden(made: Tree, least: int = 5) -> set[str]:
    return EVERYWHERE - closed(made, EVERYWHERE, least)


def test_nothing_is_hidden_where_all_are_large() -> None:
    assert hidden(tree(5, 6, 7, 8, 9, 10)) == set()


def test_a_small_unit_takes_the_next_smallest_with_it() -> None:
    assert hidden(tree(3, 6, 7, 8, 9, 10)) == {"a", "b"}


def test_two_small_units_protect_each_other_when_they_are_enough_together() -> None:
    assert hidden(tree(3, 4, 7, 8, 9, 10)) == {"a", "b"}
    assert hidden(tree(1, 1, 7, 8, 9, 10)) == {"a", "b", "c"}


def test_a_total_stands_alone_where_nothing_below_can() -> None:
    assert hidden(tree(3, 2, 0, 8, 9, 10)) == {"a", "b", "c"}


def test_a_small_sector_takes_parts_of_the_other_with_it() -> None:
    assert hidden(tree(1, 1, 1, 8, 9, 10)) == {"a", "b", "c", "north", "south", "d"}


def test_a_unit_of_which_nobody_answered_hides_nobody() -> None:
    assert hidden(tree(0, 6, 7, 8, 9, 10)) == {"a"}
    assert "b" in hidden(tree(0, 6, 3, 8, 9, 10))  # c alone would be left over


def test_those_who_all_answered_alike_hide_nobody_either() -> None:
    assert hidden(tree(6, 7, 8, 9, 9, 9, alike="a")) == {"a", "b"}
    assert hidden(tree(6, 7, 8, 9, 9, 9, alike="ab")) == {"a", "b", "c"}


def test_only_the_places_asked_for_are_shown() -> None:
    units = set("abcdef")
    assert closed(tree(5, 6, 7, 8, 9, 3), units, 5) == set("abcde")
    assert closed(tree(5, 6, 7, 8, 9, 3), set(), 5) == set()


def test_an_empty_tree_shows_nothing() -> None:
    assert closed(Tree(top="all", parts={}, leaves={}), {"all"}, 5) == frozenset()


def test_the_first_step_alone_looks_at_each_place_by_itself() -> None:
    assert large_enough(tree(3, 6, 7, 8, 9, 10), EVERYWHERE, 5) == EVERYWHERE - {"a"}
