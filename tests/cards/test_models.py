"""What the database itself refuses about cards, on both databases, by direct SQL."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from portal.db import db
from tests.cards.conftest import Fill
from tests.cast import Cast

CARD = "INSERT INTO team_card (team_id, since, revision) VALUES ({team}, '{since}', {revision})"
PART = (
    "INSERT INTO card_part (card_id, part, words, went, lang, written_on, written_by_id, by_code, "
    "shared_on, closed_on) VALUES ({card}, {part}, {words}, {went}, {lang}, '2022-11-15', {by}, "
    "{by_code}, {shared}, {closed})"
)
ANSWER = (
    "INSERT INTO help_answer (card_id, person_id, place, words, lang, sent_on) "
    "VALUES ({card}, {person}, '', {words}, {lang}, '2022-11-15')"
)
CODE = (
    "INSERT INTO team_code (team_id, code_hash, sealed, made_on) "
    "VALUES ({team}, '{hash}', 's', '2022-11-15')"
)
GOOD_PART = {
    "part": "'tries'",
    "words": "'x'",
    "went": "NULL",
    "lang": "'nl'",
    "by": "NULL",
    "by_code": "false",
    "shared": "NULL",
    "closed": "NULL",
}
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
    with db.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("since", "revision", "name"),
    [
        ("2022-10-13", 1, "one_card_per_period|team_card.team_id"),
        ("2022-12-01", 0, "card_revision_counts_up"),
        ("2022-08-25", 1, "earlier_cards_stay"),
    ],
)
def test_a_card_that_cannot_be(
    cast: Cast, fill: Fill, since: str, revision: int, name: str
) -> None:
    fill(tries="Een vraag per dag")
    said = refused(CARD.format(team=cast.home.team_ids[0], since=since, revision=revision))
    assert any(one in said for one in name.split("|")), said


@pytest.mark.parametrize("since", ["2019-10-31", "2022-06-01"])
def test_a_card_lies_within_the_days_of_its_team(cast: Cast, since: str) -> None:
    team = cast.home.team_ids[1]
    run(f"UPDATE team SET valid_to = '2022-06-01' WHERE id = {team}")
    assert "card_within_its_team" in refused(CARD.format(team=team, since=since, revision=1))
    run(CARD.format(team=team, since="2022-05-31", revision=1))


@pytest.mark.parametrize("change", ["since = '2022-10-14'", "team_id = 2"])
def test_a_card_stays_in_its_period(cast: Cast, fill: Fill, change: str) -> None:
    assert cast
    card = fill(tries="Een vraag per dag")
    said = refused(f"UPDATE team_card SET {change} WHERE id = {card}")
    assert "card_stays_in_its_period" in said


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"part": "'went'"}, "how_it_went_is_chosen"),
        ({"part": "'help'", "went": "'well'"}, "how_it_went_is_chosen"),
        ({"part": "'help'", "words": "''"}, "part_has_words"),
        ({"part": "'help'", "words": LONG}, "part_is_short"),
        ({"part": "'went'", "went": "'well'", "shared": "'2022-11-15'"}, "only_help_is_shared"),
        ({"part": "'went'", "went": "'well'", "closed": "'2022-11-15'"}, "only_help_is_shared"),
        ({"part": "'help'", "by": "1", "by_code": "true"}, "a_code_has_no_name"),
        ({"part": "'help'", "lang": "'xx'"}, "part_in_our_languages"),
        ({"part": "'other'"}, "ck_card_part_part"),
        ({"part": "'went'", "went": "'badly'"}, "ck_card_part_went"),
        ({}, "one_part_of_a_kind|card_part.card_id"),
    ],
)
def test_words_that_cannot_be(cast: Cast, fill: Fill, wrong: dict[str, str], name: str) -> None:
    assert cast
    card = fill(tries="Een vraag per dag")
    said = refused(PART.format(card=card, **(GOOD_PART | wrong)))
    assert any(one in said for one in name.split("|")), said


@pytest.mark.parametrize(
    ("words", "lang", "name"),
    [
        ("''", "'nl'", "help_answer_has_words"),
        (LONG, "'nl'", "help_answer_is_short"),
        ("'x'", "'xx'", "help_answer_in_our_languages"),
        ("'x'", "'nl'", "one_help_answer_a_day|help_answer.card_id"),
    ],
)
def test_an_answer_that_cannot_be(cast: Cast, fill: Fill, words: str, lang: str, name: str) -> None:
    known = {"card": fill(help="Wie deed dit al?"), "person": cast.neighbour.person_id}
    run(ANSWER.format(**known, words="'x'", lang="'nl'"))
    said = refused(ANSWER.format(**known, words=words, lang=lang))
    assert any(one in said for one in name.split("|")), said


@pytest.mark.parametrize(
    ("team", "code_hash", "name"),
    [
        (0, "b" * 64, "one_code_per_team|team_code.team_id"),
        (1, "a" * 64, "one_team_per_code|team_code.code_hash"),
        (1, "b" * 63, "team_code_has_hash"),
    ],
)
def test_a_code_that_cannot_be(cast: Cast, team: int, code_hash: str, name: str) -> None:
    run(CODE.format(team=cast.home.team_ids[0], hash="a" * 64))
    said = refused(CODE.format(team=cast.home.team_ids[team], hash=code_hash))
    assert any(one in said for one in name.split("|")), said
