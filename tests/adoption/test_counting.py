"""Counts of teams that used a kit: of which teams, and what is left out."""

from datetime import date

from portal.adoption import queries
from tests.adoption.conftest import MakeKit, Use
from tests.cast import Cast
from tests.conftest import TODAY


def test_six_teams_count(cast: Cast) -> None:
    assert cast
    assert queries.counted_teams(TODAY) == 6


def test_each_team_counts_once_for_a_construct(cast: Cast, make_kit: MakeKit, use: Use) -> None:
    first = make_kit(1, constructs=["openness", "timing"])
    second = make_kit(2, constructs=["openness"])
    one, two, three = cast.home.team_ids
    use(one, first)
    use(one, second)
    use(one, first, used_on=date(2022, 10, 21))
    use(two, second)
    use(three, second, taken_back_on=TODAY)
    use(cast.away.team_ids[0], first, used_on=TODAY)
    assert queries.teams_using_by_construct(TODAY) == {"openness": 3, "timing": 2}
    assert queries.teams_using_by_construct(date(2022, 11, 14)) == {"openness": 2, "timing": 1}


def test_without_kits_nothing_is_counted(cast: Cast) -> None:
    assert cast
    assert queries.teams_using_by_construct(TODAY) == {}
