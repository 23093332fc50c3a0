"""What the database itself refuses about the life of kits, on both databases, by direct SQL."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from portal.db import db
from tests.cast import Cast
from tests.stewardship.conftest import Pilot, life
from tests.stewardship.test_services import write

PILOT = (
    "INSERT INTO kit_pilot (version_id, team_id, origin, state, opened_on, settled_on, words, "
    "reason, lang) VALUES ({version}, {team}, {origin}, {state}, '2022-10-03', {settled}, {words}, "
    "{reason}, {lang})"
)
GOOD_PILOT = {
    "origin": "'asked'",
    "state": "'running'",
    "settled": "'2022-10-03'",
    "words": "''",
    "reason": "''",
    "lang": "'nl'",
}
FEEDBACK = (
    "INSERT INTO pilot_feedback (pilot_id, revision, length_used, minutes, people, introduction, "
    "assignments, visuals, teaching_note, again, change, lang, saved_on, sent_on, answer, "
    "answer_lang, answered_on) VALUES ({pilot}, {revision}, 'five', {minutes}, {people}, 'yes', "
    "'yes', 'yes', 'yes', {again}, {change}, {lang}, '2022-10-03', {sent}, {answer}, 'nl', "
    "{answered})"
)
GOOD_FEEDBACK = {
    "revision": "1",
    "minutes": "5",
    "people": "2",
    "again": "'yes'",
    "change": "''",
    "lang": "'nl'",
    "sent": "'2022-10-03'",
    "answer": "''",
    "answered": "NULL",
}
CHECK = (
    "INSERT INTO kit_check (version_id, item, ticked_on, who) "
    "VALUES ({version}, '{item}', '2022-10-03', {who})"
)
TOLD = (
    "INSERT INTO kit_announcement (version_id, decided_on, words_nl, words_en, people, teams, "
    "reason) VALUES ({version}, '2022-10-03', {words}, '', {people}, {teams}, {reason})"
)
REVIEW = (
    "INSERT INTO kit_review (kit_id, set_on, due_on, done_on, outcome, note) "
    "VALUES ({kit}, '2022-10-03', {due}, {done}, {outcome}, {note})"
)
LONG = "'" + "x" * 1001 + "'"


def refused(statement: str) -> str:
    """Run a statement that the database must refuse; return what it says."""
    with (
        pytest.raises((IntegrityError, StatementError)) as error,
        db.engine.begin() as connection,
    ):
        connection.execute(text(statement))
    return str(error.value.args[0])


def run(statement: str) -> None:
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"settled": "NULL"}, "settled_pilot_has_day"),
        ({"state": "'offered'", "settled": "NULL"}, "who_is_asked_has_no_offer"),
        ({"origin": "'offered'", "state": "'turned_down'"}, "turning_down_has_reason"),
        ({"settled": "'2022-10-02'"}, "pilot_settled_after"),
        ({"words": LONG}, "pilot_words_are_short"),
        ({"lang": "'xx'"}, "pilot_in_our_languages"),
    ],
)
def test_a_pilot_is_whole(cast: Cast, kit_id: int, wrong: dict[str, str], name: str) -> None:
    assert kit_id
    place = {"version": str(life().version.id), "team": str(cast.home.team_ids[0])}
    db.session.rollback()
    assert name in refused(PILOT.format(**place, **{**GOOD_PILOT, **wrong}))


def test_a_team_has_one_open_pilot_and_keeps_it(cast: Cast, pilot: Pilot) -> None:
    pilot_id = pilot(send=False)
    place = {"version": str(life().version.id), "team": str(cast.home.team_ids[0])}
    db.session.rollback()
    said = refused(PILOT.format(**place, **GOOD_PILOT))
    assert "one_open_pilot_per_team" in said or "kit_pilot.version_id" in said
    move = f"UPDATE kit_pilot SET team_id = {cast.home.team_ids[1]} WHERE id = {pilot_id}"
    assert "pilot_stays_of_its_team" in refused(move)


def test_no_team_tests_its_own_kit(cast: Cast, kit_id: int) -> None:
    write(kit_id, cast.home.team_ids[0])
    version = str(life().version.id)
    db.session.rollback()
    own = {"version": version, "team": str(cast.home.team_ids[0])}
    assert "no_team_tests_its_own_kit" in refused(PILOT.format(**own, **GOOD_PILOT))
    run(PILOT.format(version=version, team=cast.home.team_ids[1], **GOOD_PILOT))


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"revision": "0"}, "feedback_revision_counts_up"),
        ({"minutes": "0"}, "minutes_that_can_be"),
        ({"people": "501"}, "people_that_can_be"),
        ({"again": "NULL"}, "sent_feedback_is_whole"),
        ({"answer": "'Goed'"}, "only_sent_feedback_is_answered"),
        ({"change": LONG}, "feedback_words_are_short"),
        ({"lang": "'xx'"}, "feedback_in_our_languages"),
    ],
)
def test_feedback_is_whole(pilot: Pilot, wrong: dict[str, str], name: str) -> None:
    place = {"pilot": str(pilot(send=False))}
    db.session.rollback()
    assert name in refused(FEEDBACK.format(**place, **{**GOOD_FEEDBACK, **wrong}))


def test_feedback_is_of_a_pilot_that_runs_and_comes_once(pilot: Pilot) -> None:
    pilot_id = pilot(send=False)
    run(f"UPDATE kit_pilot SET state = 'stopped' WHERE id = {pilot_id}")
    sent = FEEDBACK.format(pilot=pilot_id, **GOOD_FEEDBACK)
    assert "feedback_of_a_running_pilot" in refused(sent)
    run(f"UPDATE kit_pilot SET state = 'running' WHERE id = {pilot_id}")
    run(sent)
    said = refused(sent)
    assert "one_feedback_per_pilot" in said or "pilot_feedback.pilot_id" in said
    remark = (
        "INSERT INTO pilot_remark (feedback_id, position, words) "
        "SELECT id, {0}, {1} FROM pilot_feedback"
    )
    assert "remark_has_few_words" in refused(remark.format(1, "''"))
    assert "remark_is_about_an_assignment" in refused(remark.format(0, "'x'"))


@pytest.mark.parametrize(
    ("item", "who", "name"),
    [("minutes", "'Ilse'", "only_the_field_is_named"), ("clinical", LONG, "who_read_it_is_short")],
)
def test_a_tick_says_no_more_than_it_may(kit_id: int, item: str, who: str, name: str) -> None:
    assert kit_id
    version = life().version.id
    db.session.rollback()
    assert name in refused(CHECK.format(version=version, item=item, who=who))


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"people": "0"}, "told_or_left_out_with_reason"),
        ({"teams": "-1"}, "announcement_counts_people"),
        ({"words": LONG}, "announcement_is_short"),
    ],
)
def test_an_announcement_is_whole(kit_id: int, wrong: dict[str, str], name: str) -> None:
    assert kit_id
    version = life().version.id
    db.session.rollback()
    good = {"words": "''", "people": "3", "teams": "1", "reason": "''"}
    assert name in refused(TOLD.format(version=version, **{**good, **wrong}))


def test_what_was_told_is_told_once(kit_id: int) -> None:
    assert kit_id
    version = life().version.id
    told = TOLD.format(version=version, words="''", people=3, teams=1, reason="''")
    run(told)
    said = refused(told)
    assert "one_announcement_per_version" in said or "kit_announcement.version_id" in said
    assert "told_is_told" in refused("DELETE FROM kit_announcement")


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"due": "'2022-10-03'"}, "review_lies_ahead"),
        ({"done": "'2022-11-03'"}, "done_review_has_outcome"),
        ({"done": "'2022-11-03'", "outcome": "'change'"}, "change_has_reason"),
        ({"note": LONG}, "review_note_is_short"),
    ],
)
def test_a_review_is_whole(kit_id: int, wrong: dict[str, str], name: str) -> None:
    good = {"due": "'2023-10-03'", "done": "NULL", "outcome": "NULL", "note": "''"}
    db.session.rollback()
    assert name in refused(REVIEW.format(kit=kit_id, **{**good, **wrong}))


def test_a_kit_has_one_open_review_and_does_not_follow_itself(kit_id: int) -> None:
    planned = REVIEW.format(kit=kit_id, due="'2023-10-03'", done="NULL", outcome="NULL", note="''")
    run(planned)
    said = refused(planned)
    assert "one_open_review" in said or "kit_review.kit_id" in said
    itself = (
        "INSERT INTO kit_successor (act_id, kit_id, successor_id) "
        f"SELECT id, {kit_id}, {kit_id} FROM kit_act"
    )
    assert "no_kit_follows_itself" in refused(itself)
