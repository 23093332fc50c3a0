"""The next kit of a team: one reason in a fixed order, never a score."""

from datetime import date

import pytest

from portal.adoption import rules
from portal.adoption.models import Reason
from portal.adoption.rules import Candidate, Suggestion, TeamSituation
from portal.rules import RuleBroken

HOSPITAL = frozenset({"hospital"})
KITS = [
    Candidate(kit_id=1, constructs=frozenset({"openness"}), settings=HOSPITAL),
    Candidate(kit_id=2, constructs=frozenset({"timing"}), settings=frozenset({"disability"})),
    Candidate(kit_id=3, constructs=frozenset({"timing", "radar"}), settings=HOSPITAL),
    Candidate(kit_id=4, constructs=frozenset({"culture"}), settings=HOSPITAL),
]


def team(**more: object) -> TeamSituation:
    return TeamSituation(sector="hospital", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        ({}, Suggestion(kit_id=1, reason=Reason.FIRST)),
        ({"used": {1}}, Suggestion(kit_id=3, reason=Reason.NOT_YET_USED)),
        ({"answered": {1}}, Suggestion(kit_id=3, reason=Reason.FIRST)),
        (
            {"used_in_sector": {4: 9, 3: 2}},
            Suggestion(kit_id=3, reason=Reason.SAME_SECTOR, teams=2),
        ),
        (
            {"needed_constructs": {"culture"}, "used_in_sector": {3: 2}},
            Suggestion(kit_id=4, reason=Reason.NEED_SAME_CONSTRUCT),
        ),
        (
            {"needs_answered_with": {3}, "needed_constructs": {"openness"}},
            Suggestion(kit_id=3, reason=Reason.NEED_ANSWERED),
        ),
        ({"needs_answered_with": {2}}, Suggestion(kit_id=1, reason=Reason.FIRST)),
        ({"used": {1, 4}, "answered": {3}}, None),
    ],
)
def test_one_reason_in_a_fixed_order(
    situation: dict[str, object], expected: Suggestion | None
) -> None:
    assert rules.next_kit(KITS, team(**situation)) == expected


def test_without_kits_nothing_is_suggested() -> None:
    assert rules.next_kit([], team()) is None


def test_a_team_that_said_no_rests_two_weeks() -> None:
    no = date(2022, 11, 1)
    assert rules.rests_until(no, date(2022, 11, 14)) == date(2022, 11, 15)
    assert rules.rests_until(no, date(2022, 11, 15)) is None
    assert rules.rests_until(None, no) is None


def test_only_what_is_suggested_is_answered() -> None:
    with pytest.raises(RuleBroken):
        rules.suggested(Suggestion(kit_id=1, reason=Reason.FIRST), 3)
    with pytest.raises(RuleBroken):
        rules.suggested(None, 3)
