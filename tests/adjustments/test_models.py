"""What the database itself refuses about findings and their steps, by direct SQL."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from portal.db import db
from tests.adjustments.loops import announced, told
from tests.cast import Cast
from tests.evaluation.evaluations import make_meeting

FINDING = (
    "INSERT INTO finding (words, folded, lang, source, meeting_id, campaign_id, item_code, cfir,"
    " told_on, public_on, revision) VALUES ({words}, '', '{lang}', '{source}', {meeting}, NULL,"
    " '{item}', '', '2022-01-10', {public}, {revision})"
)
GOOD_FINDING = {
    "words": "'x'",
    "lang": "nl",
    "source": "free",
    "meeting": "NULL",
    "item": "",
    "public": "NULL",
    "revision": "1",
}
STEP = (
    "INSERT INTO adjustment_step (finding_id, kind, happened_on, words, lang, meeting_id, plan_id,"
    " kit_version, item_code, helped) VALUES ({finding}, '{kind}', '{on}', {words}, '{lang}',"
    " {meeting}, NULL, '{kit}', '{item}', {helped})"
)
GOOD_STEP = {
    "kind": "adopted",
    "on": "2022-11-15",
    "words": "'x'",
    "lang": "nl",
    "meeting": "NULL",
    "kit": "",
    "item": "",
    "helped": "NULL",
}


def refused(statement: str) -> str:
    """Run a statement that the database must refuse; return what it says."""
    with (
        pytest.raises((IntegrityError, StatementError)) as error,
        db.engine.begin() as connection,
    ):
        connection.execute(text(statement))
    return str(error.value.args[0])


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"words": "''"}, "finding_has_words"),
        ({"words": "'" + "x" * 301 + "'"}, "finding_has_words"),
        ({"lang": "fr"}, "finding_in_our_languages"),
        ({"revision": "0"}, "finding_revision_counts_up"),
        ({"source": "item"}, "figure_says_which"),
        ({"source": "flag", "item": "P05"}, "figure_says_which"),
        ({"source": "code"}, "code_says_which"),
        ({"source": "meeting"}, "heard_at_a_meeting"),
        ({"public": "'2022-01-09'"}, "finding_is_told_before_it_is_public"),
        ({"public": "'2022-01-10'"}, "public_only_after_it_was_announced"),
    ],
)
def test_a_finding_that_cannot_be_is_refused(cast: Cast, wrong: dict[str, str], name: str) -> None:
    assert cast
    assert name in refused(FINDING.format(**GOOD_FINDING | wrong))


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"words": "''"}, "adjustment_step_has_words"),
        ({"words": "'" + "x" * 2001 + "'"}, "adjustment_step_has_words"),
        ({"lang": "fr"}, "adjustment_step_in_our_languages"),
        ({"helped": "'yes'"}, "rerated_says_if_it_did"),
        ({"kit": "Radar aan 1.0"}, "only_a_change_names_what"),
        ({"kind": "rerated", "helped": "'yes'", "item": "P05"}, "figure_of_which_evaluation"),
        ({"on": "2022-01-09"}, "adjustment_steps_in_time"),
        *(
            ({"kind": kind, "helped": "'yes'" if kind == "rerated" else "NULL"}, "in_order")
            for kind in ("changed", "announced", "explained", "reopened")
        ),
    ],
)
def test_a_step_that_cannot_be_is_refused(cast: Cast, wrong: dict[str, str], name: str) -> None:
    finding_id = told(cast)
    assert name in refused(STEP.format(finding=finding_id, **GOOD_STEP | wrong))


def test_only_rating_again_names_a_question(cast: Cast) -> None:
    meeting_id = make_meeting(cast, others=0)
    wrong = GOOD_STEP | {"item": "P05", "meeting": str(meeting_id)}
    said = refused(STEP.format(finding=told(cast), **wrong))
    assert "only_rating_again_names_a_question" in said


def test_a_step_is_never_taken_before_the_last_one_or_changed(cast: Cast) -> None:
    finding_id = announced(cast)
    early = GOOD_STEP | {"kind": "reopened", "on": "2022-03-02"}
    assert "adjustment_steps_in_time" in refused(STEP.format(finding=finding_id, **early))
    changed = "UPDATE adjustment_step SET words = 'anders'"
    assert "adjustment_steps_stay" in refused(changed)


def test_nothing_is_rated_again_before_two_moments_were_held(cast: Cast) -> None:
    finding_id = announced(cast)
    soon = GOOD_STEP | {"kind": "rerated", "helped": "'yes'"}
    assert "rated_again_two_meetings_later" in refused(STEP.format(finding=finding_id, **soon))
