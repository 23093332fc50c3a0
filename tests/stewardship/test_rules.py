"""What may happen to a kit once its version is in, without any database."""

from datetime import date, timedelta

import pytest

from portal.moi.models import ActKind
from portal.rules import RuleBroken, why_not
from portal.stewardship import rules
from portal.stewardship.models import Item, PilotState
from portal.stewardship.rules import Evidence, Standing
from tests.conftest import TODAY

WHOLE = Evidence(tested_by=1, languages=("nl", "en"), ticked=frozenset(Item))


def reason(broken: RuleBroken | None) -> str:
    return broken.message if broken else ""


def test_every_stage_allows_its_own_step_alone() -> None:
    allowed = {
        stage: [
            name
            for name, broken in (
                ("test", why_not(rules.check_is_in_pilot, Standing(stage=stage))),
                ("validate", why_not(rules.check_may_validate, Standing(stage=stage), WHOLE)),
                ("publish", why_not(rules.check_may_publish, Standing(stage=stage))),
                (
                    "announce",
                    why_not(rules.check_may_announce, Standing(stage=stage), is_settled=False),
                ),
                ("review", why_not(rules.check_may_review, Standing(stage=stage), is_planned=True)),
                ("retire", why_not(rules.check_may_retire, Standing(stage=stage))),
            )
            if broken is None
        ]
        for stage in ActKind
    }
    assert allowed == {
        ActKind.PROPOSED: ["retire"],
        ActKind.DRAFT: ["retire"],
        ActKind.PILOT: ["test", "validate", "retire"],
        ActKind.VALIDATED: ["publish", "retire"],
        ActKind.PUBLISHED: ["announce", "review", "retire"],
        ActKind.RETIRED: [],
    }


@pytest.mark.parametrize("stage", [ActKind.PILOT, ActKind.VALIDATED, ActKind.PUBLISHED])
def test_a_new_version_first_begins_its_pilot(stage: ActKind) -> None:
    at = Standing(stage=stage, has_new_version=True)
    assert why_not(rules.check_may_begin_pilot, at) is None
    for broken in (
        why_not(rules.check_is_in_pilot, at),
        why_not(rules.check_may_validate, at, WHOLE),
        why_not(rules.check_may_publish, at),
        why_not(rules.check_may_announce, at, is_settled=False),
    ):
        assert broken is not None


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (Evidence(languages=("nl", "en"), ticked=frozenset(Item)), "has sent its feedback yet"),
        (
            Evidence(tested_by=2, unanswered=1, languages=("nl", "en"), ticked=frozenset(Item)),
            "waits for your answer",
        ),
        (Evidence(tested_by=1, languages=("nl",), ticked=frozenset(Item)), "not there yet in"),
        (
            Evidence(tested_by=1, languages=("nl", "en"), outdated=["en"], ticked=frozenset(Item)),
            "older than its source",
        ),
        *(
            (Evidence(tested_by=1, languages=("nl", "en"), ticked=frozenset(Item) - {item}), "tick")
            for item in Item
        ),
    ],
)
def test_approval_names_the_first_thing_that_is_open(known: Evidence, said: str) -> None:
    at = Standing(stage=ActKind.PILOT)
    assert why_not(rules.check_may_validate, at, WHOLE) is None
    assert said in reason(why_not(rules.check_may_validate, at, known))


def test_no_team_tests_what_it_wrote_or_tests_twice() -> None:
    at = Standing(stage=ActKind.PILOT)
    check = rules.check_may_test
    assert why_not(check, at, 7, authors={8}, busy=False) is None
    assert "wrote" in reason(why_not(check, at, 7, authors={7}, busy=False))
    assert "already" in reason(why_not(check, at, 7, authors=(), busy=True))


def test_a_team_that_is_not_there_tests_nothing() -> None:
    check, day = rules.check_team_is_there, timedelta(days=1)
    assert why_not(check, TODAY, None, TODAY) is None
    assert why_not(check, TODAY + day, None, TODAY) is not None
    assert why_not(check, TODAY - day, TODAY, TODAY) is not None


def test_feedback_is_written_while_the_pilot_runs() -> None:
    at, check = Standing(stage=ActKind.PILOT), rules.check_may_write
    assert why_not(check, at, PilotState.RUNNING, is_newest=True) is None
    assert why_not(check, at, PilotState.OFFERED, is_newest=True) is not None
    assert why_not(check, at, PilotState.RUNNING, is_newest=False) is not None
    over = Standing(stage=ActKind.VALIDATED)
    assert "over" in reason(why_not(check, over, PilotState.RUNNING, is_newest=True))


def test_only_who_has_not_sent_stops() -> None:
    check = rules.check_may_stop
    assert why_not(check, PilotState.RUNNING, is_in=False) is None
    assert why_not(check, PilotState.RUNNING, is_in=True) is not None
    assert why_not(check, PilotState.STOPPED, is_in=False) is not None


def test_a_clinical_reading_names_its_reader() -> None:
    at = Standing(stage=ActKind.PILOT)
    assert why_not(rules.check_may_tick, at, Item.CLINICAL, "") is not None
    assert why_not(rules.check_may_tick, at, Item.CLINICAL, "Een arts") is None
    assert why_not(rules.check_may_tick, at, Item.LICENCE, "") is None


@pytest.mark.parametrize(
    ("due_on", "fits"),
    [
        (TODAY, False),
        (TODAY + timedelta(days=1), True),
        (TODAY + rules.LATEST_REVIEW, True),
        (date(2031, 1, 1), False),
    ],
)
def test_the_day_to_look_lies_ahead_and_not_too_far(due_on: date, *, fits: bool) -> None:
    assert (why_not(rules.check_review_day, due_on, TODAY) is None) == fits


def test_a_median_needs_enough_reports() -> None:
    assert rules.median_minutes([15, 20]) is None
    assert rules.median_minutes([15, 40, 20]) == 20
    assert rules.median_minutes([10, 20, 30, 40]) == 25


def test_no_kit_follows_itself_or_what_is_not_public() -> None:
    check = rules.check_may_follow
    assert why_not(check, 1, 2, is_public=True) is None
    for successor, public in ((1, True), (2, False), (None, False)):
        assert why_not(check, 1, successor, is_public=public) is not None
