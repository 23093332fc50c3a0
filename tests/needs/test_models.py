"""What the database itself refuses about needs, on both databases, by direct SQL."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from portal.db import db
from tests.cast import Cast
from tests.needs.conftest import Share, Tell

NEED = (
    "INSERT INTO need (words, happened, folded, lang, told_on, team_id, organisation_id, revision)"
    " VALUES ({words}, {happened}, '', {lang}, '2022-11-15', {team}, {house}, {revision})"
)
GOOD_NEED = {
    "words": "'x'",
    "happened": "''",
    "lang": "'nl'",
    "team": "NULL",
    "house": "NULL",
    "revision": "1",
}
SUPPORT = (
    "INSERT INTO need_support (need_id, team_id, said_on, named_on)"
    " VALUES ({need}, {team}, '{on}', {named})"
)
STEP = (
    "INSERT INTO need_step (need_id, kind, happened_on, kit_id, into_id, reason, lang)"
    " VALUES ({need}, '{kind}', '{on}', {kit}, {into}, {reason}, '{lang}')"
)
GOOD_STEP = {
    "kind": "parted",
    "on": "2022-11-15",
    "kit": "NULL",
    "into": "NULL",
    "reason": "''",
    "lang": "nl",
}


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
    ("change", "name"),
    [
        ({"words": "''"}, "need_has_words"),
        ({"words": "'" + "x" * 301 + "'"}, "need_has_words"),
        ({"happened": "'" + "x" * 1001 + "'"}, "need_is_short"),
        ({"lang": "'fr'"}, "need_in_our_languages"),
        ({"team": "{team}"}, "need_of_a_team_has_its_place"),
        ({"revision": "0"}, "need_revision_counts_up"),
        ({"team": "{team}", "house": "{away}"}, "need_in_organisation_of_team|FOREIGN KEY"),
    ],
)
def test_a_need_that_cannot_be(cast: Cast, change: dict[str, str], name: str) -> None:
    places = {"team": cast.home.team_ids[0], "away": cast.away.organisation_id}
    given = {key: value.format(**places) for key, value in {**GOOD_NEED, **change}.items()}
    said = refused(NEED.format(**given))
    assert any(one in said for one in name.split("|")), said


@pytest.mark.parametrize(
    ("place", "on", "named", "name"),
    [
        ("home", "2022-11-15", "NULL", "one_support_per_team|need_support.need_id"),
        ("away", "2022-11-15", "'2022-11-14'", "named_from_the_day_it_was_said"),
        ("away", "2022-11-14", "NULL", "support_in_its_time"),
    ],
)
def test_a_support_that_cannot_be(
    cast: Cast, tell: Tell, place: str, on: str, named: str, name: str
) -> None:
    need_id = tell()
    team = (cast.home if place == "home" else cast.away).team_ids[0]
    said = refused(SUPPORT.format(need=need_id, team=team, on=on, named=named))
    assert any(one in said for one in name.split("|")), said


def test_a_team_shares_nothing_once_it_has_ended(cast: Cast, tell: Tell) -> None:
    need_id, team_id = tell(), cast.away.team_ids[2]  # nobody holds a post there
    run(f"UPDATE team SET valid_to = '2022-11-01' WHERE id = {team_id}")
    said = refused(SUPPORT.format(need=need_id, team=team_id, on="2022-11-15", named="NULL"))
    assert "support_in_its_time" in said


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"kind": "kit"}, "answered_with_its_kit"),
        ({"kind": "reason"}, "need_step_has_reason"),
        ({"kind": "reopened"}, "need_step_has_reason"),
        ({"kind": "merged"}, "merged_into_another"),
        ({"kind": "reopened", "into": "{other}", "reason": "'x'"}, "merged_into_another"),
        ({"kind": "merged", "into": "{need}"}, "never_merged_into_itself"),
        ({"reason": "'" + "x" * 1001 + "'"}, "need_step_is_short"),
        ({"lang": "fr"}, "need_step_in_our_languages"),
        ({"kind": "solved"}, "stepkind"),
        ({"on": "2022-11-14"}, "need_steps_in_order"),
    ],
)
def test_a_step_that_cannot_be(tell: Tell, change: dict[str, str], name: str) -> None:
    places = {"need": tell(), "other": tell("Iets helemaal anders")}
    given = {key: value.format(**places) for key, value in {**GOOD_STEP, **change}.items()}
    assert name in refused(STEP.format(need=places["need"], **given))


def test_steps_stand_in_the_order_of_their_days(tell: Tell) -> None:
    need_id = tell()
    run(STEP.format(need=need_id, **{**GOOD_STEP, "on": "2022-11-20"}))
    said = refused(STEP.format(need=need_id, **{**GOOD_STEP, "on": "2022-11-19"}))
    assert "need_steps_in_order" in said


def test_a_step_stays_as_it_was_taken(tell: Tell) -> None:
    need_id = tell()
    run(STEP.format(need=need_id, **{**GOOD_STEP, "kind": "reason", "reason": "'Niet nu.'"}))
    assert "need_steps_stay" in refused("UPDATE need_step SET reason = 'Toch wel.'")
    assert "need_steps_stay" in refused("UPDATE need_step SET into_id = 1, kind = 'merged'")
    run("UPDATE need_step SET by_person_id = 1")  # two rows of one person may become one


def test_mergers_make_no_circle_and_are_never_two_deep(tell: Tell) -> None:
    first, second, third = tell("Een"), tell("Twee"), tell("Drie")
    run(STEP.format(need=first, **{**GOOD_STEP, "kind": "merged", "into": second}))
    for need, into in ((second, first), (second, third), (third, first)):
        said = refused(STEP.format(need=need, **{**GOOD_STEP, "kind": "merged", "into": into}))
        assert "never_merged_in_a_circle" in said
    run(STEP.format(need=first, **GOOD_STEP))  # taken back
    run(STEP.format(need=second, **{**GOOD_STEP, "kind": "merged", "into": first}))
    run(STEP.format(need=third, **{**GOOD_STEP, "kind": "merged", "into": first}))


def test_one_construct_once(tell: Tell, share: Share) -> None:
    need_id = tell(constructs=["timing", "timing"])
    share(need_id)
    row = f"INSERT INTO need_construct (need_id, construct) VALUES ({need_id}, 'timing')"
    assert "need_construct" in refused(row)
