"""What the database itself refuses about kits in the making, on both databases, by direct SQL."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from portal.db import db
from portal.moi.models import Kit
from tests.cast import Cast
from tests.making.conftest import Propose

DRAFT = (
    "INSERT INTO kit_draft (title, lang, why, able_to, constructs, sectors, kit_id, slug, moi_id,"
    " step, since, form_key, revision) VALUES ({title}, {lang}, {why}, '', '[]', '[]', {kit},"
    " {slug}, {moi_id}, {step}, '2022-11-15', {form_key}, {revision})"
)
GOOD: dict[str, object] = {
    "title": "'Een titel'",
    "lang": "'nl'",
    "why": "'Omdat'",
    "kit": "NULL",
    "slug": "NULL",
    "moi_id": "NULL",
    "step": "'proposed'",
    "form_key": "'abc'",
    "revision": 1,
}
STEP = (
    "INSERT INTO kit_draft_step (draft_id, step, happened_on, note, lang)"
    " VALUES ({draft}, '{step}', '{on}', '{note}', '{lang}')"
)
COMMENT = (
    "INSERT INTO kit_draft_comment (draft_id, path, words, lang, written_on, answers_id,"
    " resolved_on, taken_back_on, form_key) VALUES ({draft}, {path}, {words}, {lang},"
    " '2022-11-15', {answers}, {resolved}, {taken_back}, {form_key})"
)
SAID: dict[str, object] = {
    "path": "''",
    "words": "'Goed'",
    "lang": "'nl'",
    "answers": "NULL",
    "resolved": "NULL",
    "taken_back": "NULL",
    "form_key": "'k1'",
}


def long(length: int) -> str:
    return "'" + "x" * length + "'"


def refused(statement: str) -> str:
    """Run a statement that the database must refuse; return what it says."""
    with (
        pytest.raises((IntegrityError, StatementError)) as error,
        db.engine.begin() as connection,
    ):
        connection.execute(text(statement))
    return str(error.value.args[0])


def run(statement: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"title": "''"}, "draft_says_what_and_why"),
        ({"why": "''"}, "draft_says_what_and_why"),
        ({"title": long(121)}, "draft_title_is_short"),
        ({"lang": "'fr'"}, "draft_in_our_languages"),
        ({"revision": 0}, "draft_counts_its_changes"),
        ({"slug": "'x'"}, "draft_named_whole"),
        ({"step": "'draft'"}, "draft_begins_as_proposal"),
        ({"step": "'begun'"}, "draft_begins_as_proposal|kit_draft_step"),
        ({"slug": "'op-een-kier'", "moi_id": "'MOI-099'"}, "draft_name_is_free"),
        ({"slug": "'iets-anders'", "moi_id": "'MOI-001'"}, "draft_name_is_free"),
    ],
)
def test_a_proposal_that_cannot_be(kit: Kit, wrong: dict[str, object], name: str) -> None:
    assert kit
    said = refused(DRAFT.format(**{**GOOD, **wrong}))
    assert any(one in said for one in name.split("|")), said
    run(DRAFT.format(**GOOD))


@pytest.mark.parametrize(
    ("before", "after"), [("proposed", "pilot"), ("draft", "declined"), ("draft", "proposed")]
)
def test_steps_come_in_order(kit: Kit, propose: Propose, before: str, after: str) -> None:
    draft = propose(accepted=before == "draft")
    change = f"UPDATE kit_draft SET step = '{after}', kit_id = {kit.id} WHERE id = {draft}"
    assert "draft_steps_in_order" in refused(change)


@pytest.mark.parametrize(
    ("accepted", "change", "name"),
    [
        (False, "step = 'draft'", "accepted_has_slug"),
        (True, "step = 'pilot'", "pilot_is_of_a_kit"),
        (True, "since = '2022-11-14'", "draft_steps_in_order"),
        (True, "slug = 'op-een-kier'", "draft_name_is_free"),
    ],
)
def test_what_a_draft_cannot_become(
    kit: Kit, propose: Propose, *, accepted: bool, change: str, name: str
) -> None:
    assert kit
    draft = propose(accepted=accepted)
    assert name in refused(f"UPDATE kit_draft SET {change} WHERE id = {draft}")


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"kit": "{kit}"}, "one_open_draft_per_kit|kit_draft.kit_id"),
        ({"slug": "'nieuw'", "moi_id": "'MOI-098'"}, "one_open_draft_per_slug|kit_draft.slug"),
        ({"slug": "'nog'", "moi_id": "'MOI-099'"}, "one_open_draft_per_moi_id|kit_draft.moi_id"),
        ({}, "one_draft_per_form|kit_draft.form_key"),
    ],
)
def test_no_two_that_are_open_are_the_same(kit: Kit, wrong: dict[str, str], name: str) -> None:
    taken = {"slug": "'nieuw'", "moi_id": "'MOI-099'", "form_key": "'eerste'"}
    run(DRAFT.format(**{**GOOD, "kit": kit.id, "form_key": "'van-de-kit'"}))
    run(DRAFT.format(**{**GOOD, **taken}))
    second = {key: value.format(kit=kit.id) for key, value in wrong.items()}
    key = {"form_key": "'tweede'" if wrong else "'eerste'"}
    said = refused(DRAFT.format(**{**GOOD, **second, **key}))
    assert any(one in said for one in name.split("|")), said


@pytest.mark.parametrize(
    ("step", "on", "note", "lang", "name"),
    [
        ("declined", "2022-11-15", "", "nl", "declining_has_reason"),
        ("draft", "2022-11-15", "", "nl", "draft_step_is_taken"),
        ("proposed", "2022-11-14", "", "nl", "draft_step_is_taken"),
        ("proposed", "2022-11-15", "", "fr", "step_in_our_languages"),
        ("proposed", "2022-11-15", "x" * 1001, "nl", "step_note_is_short"),
    ],
)
def test_a_step_that_cannot_be(
    propose: Propose, step: str, on: str, note: str, lang: str, name: str
) -> None:
    statement = STEP.format(draft=propose(), step=step, on=on, note=note, lang=lang)
    assert name in refused(statement)


def test_a_step_that_was_taken_stays(propose: Propose) -> None:
    draft = propose()
    change = f"UPDATE kit_draft_step SET note = 'anders' WHERE draft_id = {draft}"
    assert "draft_steps_stay" in refused(change)
    assert "draft_steps_are_kept" in refused(f"DELETE FROM kit_draft_step WHERE draft_id = {draft}")
    run(f"UPDATE kit_draft_step SET by_person_id = NULL WHERE draft_id = {draft}")


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"words": "''"}, "comment_has_words"),
        ({"taken_back": "'2022-11-15'"}, "comment_has_words"),
        ({"words": long(1001)}, "comment_is_short"),
        ({"path": long(201)}, "comment_path_is_short"),
        ({"lang": "'fr'"}, "comment_in_our_languages"),
        ({"answers": 1, "resolved": "'2022-11-15'"}, "only_a_question_is_settled"),
        ({"answers": 1, "path": "'intro.nl.md'"}, "answer_in_its_draft"),
        ({"answers": 999}, "answer_in_its_draft|foreign|FOREIGN"),
        ({"form_key": "'eerste'"}, "one_comment_per_form|kit_draft_comment.form_key"),
    ],
)
def test_a_comment_that_cannot_be(propose: Propose, wrong: dict[str, object], name: str) -> None:
    draft = propose()
    run(COMMENT.format(**{**SAID, "draft": draft, "form_key": "'eerste'"}))
    said = refused(COMMENT.format(**{**SAID, "draft": draft, **wrong}))
    assert any(one in said for one in name.split("|")), said
    run(COMMENT.format(**{**SAID, "draft": draft, "answers": 1}))


def test_an_answer_stands_in_its_own_draft(cast: Cast, propose: Propose) -> None:
    assert cast
    first, other = propose(), propose()
    run(COMMENT.format(**{**SAID, "draft": first}))
    said = refused(COMMENT.format(**{**SAID, "draft": other, "answers": 1, "form_key": "'k2'"}))
    assert "answer_in_its_draft" in said
