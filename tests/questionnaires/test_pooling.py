"""Putting small groups together: nobody ever stands among too few, and nobody is lost."""

from operator import attrgetter

from hypothesis import given
from hypothesis import strategies as st

from portal.questionnaires.campaigns.pooling import (
    Group,
    Pooled,
    pool,
    units_left_out,
)

K = 5


def _groups(sizes: dict[tuple[int, int | None], int]) -> list[Group]:
    return [
        Group(size=size, organisation=place, team=team) for (place, team), size in sizes.items()
    ]


def _told(pooled: Pooled) -> list[list[tuple[int, int | None]]]:
    return [[(one.organisation, one.team) for one in unit] for unit in pooled.units]


KEYS = st.tuples(st.integers(1, 6), st.one_of(st.none(), st.integers(1, 8)))


@given(st.dictionaries(KEYS, st.integers(1, 30)), st.integers(2, 12))
def test_every_unit_and_the_rest_are_large_enough(
    sizes: dict[tuple[int, int | None], int], least: int
) -> None:
    pooled = pool(_groups(sizes), least=least)
    rest = sum(one.size for one in pooled.apart)
    assert all(sum(one.size for one in unit) >= least for unit in pooled.units)
    assert rest == 0 or rest >= least or not pooled.units
    everybody = [one for unit in pooled.units for one in unit] + list(pooled.apart)
    assert sorted(everybody, key=attrgetter("rank")) == sorted(
        _groups(sizes), key=attrgetter("rank")
    )
    for unit in pooled.units:
        assert len({one.organisation for one in unit}) == 1
    without_team = [unit[0].organisation for unit in pooled.units if _is_without_team(unit)]
    assert len(without_team) == len(set(without_team)), "one unit without a team an organisation"


def _is_without_team(unit: tuple[Group, ...]) -> bool:
    return len(unit) > 1 or unit[0].team is None


@given(st.dictionaries(KEYS, st.integers(1, 30)), st.integers(2, 12))
def test_the_order_in_which_groups_are_told_does_not_matter(
    sizes: dict[tuple[int, int | None], int], least: int
) -> None:
    groups = _groups(sizes)
    assert pool(groups, least=least) == pool(reversed(groups), least=least)


@given(st.dictionaries(KEYS, st.integers(1, 30)), st.integers(2, 12), st.integers(0, 30))
def test_a_threshold_that_goes_up_leaves_nobody_among_too_few(
    sizes: dict[tuple[int, int | None], int], least: int, more: int
) -> None:
    pooled = pool(_groups(sizes), least=least)
    apart = sum(one.size for one in pooled.apart)
    units = {number: sum(g.size for g in unit) for number, unit in enumerate(pooled.units)}
    assert units_left_out(units, apart, least=least) == frozenset()
    gone = units_left_out(units, apart, least=least + more)
    kept = {number: size for number, size in units.items() if number not in gone}
    rest = apart + sum(units[number] for number in gone)
    assert all(size >= least + more for size in kept.values())
    assert rest == 0 or rest >= least + more or not kept
    assert gone <= units_left_out(units, apart, least=least + more + 1), "nobody comes back"


def test_small_teams_that_reach_the_threshold_together_are_one_unit() -> None:
    pooled = pool(_groups({(1, 1): 12, (1, 2): 3, (1, 3): 2}), least=K)
    assert _told(pooled) == [[(1, 3), (1, 2)], [(1, 1)]]


def test_else_the_next_smallest_team_joins_them() -> None:
    pooled = pool(_groups({(1, 1): 12, (1, 2): 3, (1, 3): 7}), least=K)
    assert _told(pooled) == [[(1, 2), (1, 3)], [(1, 1)]]


def test_who_cannot_reach_it_counts_for_the_network_only() -> None:
    pooled = pool(_groups({(1, 1): 12, (2, 4): 3, (3, 5): 4}), least=K)
    assert _told(pooled) == [[(1, 1)]]
    assert [(one.organisation, one.size) for one in pooled.apart] == [(2, 3), (3, 4)]


def test_and_when_those_are_too_few_to_hide_among_the_smallest_unit_joins_them() -> None:
    pooled = pool(_groups({(1, 1): 12, (2, 4): 3, (3, 5): 6}), least=K)
    assert _told(pooled) == [[(1, 1)]]
    assert [one.organisation for one in pooled.apart] == [2, 3]


def test_nobody_at_all_is_no_unit() -> None:
    assert pool([], least=K) == Pooled(units=(), apart=())
