"""What the database itself refuses about uses and next kits, on both databases, by direct SQL."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from portal.db import db
from portal.moi.models import KitVersion
from tests.adoption.conftest import MakeKit, end_team
from tests.cast import Cast

USE = (
    "INSERT INTO kit_use (team_id, kit_id, version_id, used_on, felt, words, changed, again,"
    " minutes, patients, relatives, colleagues, lang, told_on, told_by_id, by_code, shared_on,"
    " revision) VALUES ({team}, {kit}, {version}, {used_on}, {felt}, {words}, {changed}, {again},"
    " {minutes}, {patients}, {relatives}, {colleagues}, {lang}, '2022-11-15', {by}, {by_code},"
    " {shared}, {revision})"
)
GOOD_USE = {
    "used_on": "'2022-11-01'",
    "felt": "'well'",
    "words": "''",
    "changed": "''",
    "again": "NULL",
    "minutes": "NULL",
    "patients": "NULL",
    "relatives": "NULL",
    "colleagues": "NULL",
    "lang": "'nl'",
    "by": "NULL",
    "by_code": "false",
    "shared": "NULL",
    "revision": "1",
}
NEXT = (
    "INSERT INTO next_kit (team_id, kit_id, reason, answer, answered_on, why, ended_on) VALUES"
    " ({team}, {kit}, {reason}, {answer}, '2022-11-01', {why}, {ended})"
)
GOOD_NEXT = {"reason": "'first'", "answer": "'accepted'", "why": "''", "ended": "NULL"}
LONG = "'" + "x" * 1001 + "'"


@pytest.fixture
def kit(make_kit: MakeKit) -> KitVersion:
    return make_kit(1)


def run(statement: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text(statement))


def refused(statement: str) -> str:
    """Run a statement that the database must refuse; return what it says."""
    with pytest.raises(IntegrityError) as error:
        run(statement)
    return str(error.value.args[0])


def ids(cast: Cast, kit: KitVersion, place: int = 0) -> dict[str, object]:
    return {"team": cast.home.team_ids[place], "kit": kit.kit_id, "version": kit.id}


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"used_on": "'2022-11-16'"}, "use_is_told_afterwards"),
        ({"minutes": "0"}, "use_minutes_fit_a_day"),
        ({"minutes": "1441"}, "use_minutes_fit_a_day"),
        ({"patients": "-1"}, "use_counts_patients"),
        ({"relatives": "10000"}, "use_counts_relatives"),
        ({"colleagues": "-1"}, "use_counts_colleagues"),
        ({"words": LONG}, "use_is_short"),
        ({"changed": LONG}, "use_is_short"),
        ({"shared": "'2022-11-15'"}, "only_words_are_shared"),
        ({"by": "1", "by_code": "true"}, "a_code_names_nobody"),
        ({"lang": "'fr'"}, "use_in_our_languages"),
        ({"revision": "0"}, "use_revision_counts_up"),
        ({"felt": "'great'"}, "felt"),
        ({"again": "'never'"}, "again"),
    ],
)
def test_a_use_that_cannot_be(
    cast: Cast, kit: KitVersion, wrong: dict[str, str], name: str
) -> None:
    assert name in refused(USE.format(**ids(cast, kit), **{**GOOD_USE, **wrong}))


def test_a_team_tells_of_one_kit_on_one_day_once(cast: Cast, kit: KitVersion) -> None:
    run(USE.format(**ids(cast, kit), **GOOD_USE))
    said = refused(USE.format(**ids(cast, kit), **GOOD_USE))
    assert any(name in said for name in ("one_use_per_day", "kit_use.team_id"))


def test_a_use_is_of_a_version_of_its_kit(cast: Cast, kit: KitVersion, make_kit: MakeKit) -> None:
    other = make_kit(2)
    wrong = {**ids(cast, kit), "version": other.id}
    assert "use_of_a_version_of_its_kit" in refused(USE.format(**wrong, **GOOD_USE))
    run(USE.format(**ids(cast, kit), **GOOD_USE))
    moved = f"UPDATE kit_use SET version_id = {other.id}"
    assert "use_of_a_version_of_its_kit" in refused(moved)


@pytest.mark.parametrize("day", ["2019-10-31", "2022-11-05"])
def test_a_use_lies_within_the_days_of_its_team(cast: Cast, kit: KitVersion, day: str) -> None:
    end_team(cast.home.team_ids[1], "2022-11-05")
    wrong = {**GOOD_USE, "used_on": f"'{day}'"}
    assert "use_within_its_team" in refused(USE.format(**ids(cast, kit, 1), **wrong))
    run(USE.format(**ids(cast, kit, 1), **{**GOOD_USE, "used_on": "'2022-11-04'"}))


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"why": "'x'"}, "only_declining_has_a_why"),
        ({"answer": "'declined'", "why": LONG}, "why_is_short"),
        ({"ended": "'2022-10-31'"}, "next_kit_ends_after"),
        ({"reason": "'popular'"}, "reason"),
        ({"answer": "'perhaps'"}, "answer"),
    ],
)
def test_a_next_kit_that_cannot_be(
    cast: Cast, kit: KitVersion, wrong: dict[str, str], name: str
) -> None:
    assert name in refused(NEXT.format(**ids(cast, kit), **{**GOOD_NEXT, **wrong}))


def test_one_next_kit_is_taken_at_a_time(cast: Cast, kit: KitVersion, make_kit: MakeKit) -> None:
    run(NEXT.format(**ids(cast, kit), **GOOD_NEXT))
    said = refused(NEXT.format(**ids(cast, make_kit(2)), **GOOD_NEXT))
    assert any(name in said for name in ("one_next_kit_taken", "next_kit.team_id"))
    run("UPDATE next_kit SET ended_on = '2022-11-02'")
    run(NEXT.format(**ids(cast, kit), **GOOD_NEXT))


def test_one_answer_holds_for_a_kit(cast: Cast, kit: KitVersion) -> None:
    declined = {**GOOD_NEXT, "answer": "'declined'"}
    run(NEXT.format(**ids(cast, kit), **declined))
    said = refused(NEXT.format(**ids(cast, kit), **declined))
    assert any(name in said for name in ("one_answer_per_kit", "next_kit.kit_id"))


def test_a_team_is_asked_once_about_a_kit(cast: Cast, kit: KitVersion) -> None:
    asked = "INSERT INTO kit_use_asked (team_id, kit_id, asked_on) VALUES ({team}, {kit}, '{day}')"
    run(asked.format(**ids(cast, kit), day="2022-11-01"))
    said = refused(asked.format(**ids(cast, kit), day="2022-11-02"))
    assert any(name in said for name in ("pk_kit_use_asked", "kit_use_asked.team_id"))
