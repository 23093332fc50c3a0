"""A published or retired version never changes by SQL either, on no database (invariant 1)."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from portal.db import GUARDED, db, transaction
from portal.questionnaires.instruments import versions
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.instruments.models import (
    Construct,
    InstrumentText,
    InstrumentVersion,
    Item,
    Scale,
    ScaleOption,
    Section,
)
from tests.questionnaires.campaigns import OPENS
from tests.questionnaires.instruments import small_culture

TABLES = (InstrumentVersion, Section, Scale, ScaleOption, Construct, Item, InstrumentText)


@pytest.fixture(autouse=True)
def version_ids(app: Flask) -> tuple[int, int]:
    """A retired version and a published one: rows in each table, values in each column."""
    assert app
    with transaction():
        first = import_instrument(small_culture(), on=OPENS).id
        second = import_instrument(small_culture(number=2, comparable_with=1), on=OPENS).id
    return first, second


def _refused(rule: str, statement: str, version_id: int) -> None:
    values = {"v": version_id} if ":v" in statement else {}
    with pytest.raises(IntegrityError, match=rule), transaction():
        db.session.execute(text(statement), values)


CHANGES = {
    "published_version_only_retires": (
        "UPDATE instrument_version SET change_note = 'x' WHERE id = :v"
    ),
    "published_version_stays": "DELETE FROM instrument_version WHERE id = :v",
    "published_construct_never_changes": "UPDATE construct SET element = 'radar'",
    "published_construct_stays": "DELETE FROM construct",
    "published_construct_gets_no_rows": (
        "INSERT INTO construct (version_id, code, min_answered) VALUES (:v, 'NEW', 1)"
    ),
    "published_section_never_changes": "UPDATE section SET ord = ord + 10",
    "published_section_stays": "DELETE FROM section",
    "published_section_gets_no_rows": "INSERT INTO section (version_id, ord) VALUES (:v, 99)",
    "published_scale_never_changes": "UPDATE scale SET code = code || 'x'",
    "published_scale_stays": "DELETE FROM scale",
    "published_scale_gets_no_rows": "INSERT INTO scale (version_id, code) VALUES (:v, 'new')",
    "published_option_never_changes": "UPDATE scale_option SET value = 9 WHERE value = 1",
    "published_option_stays": "DELETE FROM scale_option",
    "published_option_gets_no_rows": (
        "INSERT INTO scale_option (scale_id, ord, value, exclusive) "
        "SELECT min(id), 99, 99, false FROM scale"
    ),
    "published_item_never_changes": "UPDATE item SET code = code || 'x'",
    "published_item_stays": "DELETE FROM item",
    "published_item_gets_no_rows": (
        "INSERT INTO item (version_id, section_id, ord, code, type, required, core, reverse, "
        "organisation_only) SELECT :v, min(id), 99, 'P99', 'long_text', 'no', false, false, false "
        "FROM section"
    ),
    "published_instrument_text_never_changes": "UPDATE instrument_text SET body = 'other'",
    "published_instrument_text_stays": "DELETE FROM instrument_text",
    "published_instrument_text_gets_no_rows": (
        "INSERT INTO instrument_text (version_id, owner, owner_id, field, lang, body) "
        "VALUES (:v, 'item', 1, 'text', 'fr', 'mot')"
    ),
}


@pytest.mark.parametrize("place", [0, 1], ids=["retired", "published"])
def test_every_table_refuses_every_act(version_ids: tuple[int, int], place: int) -> None:
    for rule, statement in CHANGES.items():
        _refused(rule, statement, version_ids[place])


# A rule of the room of culture about versions, broken in its own tests: test_validation.
ELSEWHERE = {"validated_is_said_after_all_steps"}


def test_each_rule_about_published_rows_has_its_statement() -> None:
    tables = {model.__tablename__ for model in TABLES}
    own = {one.name for one in GUARDED.values() if one.table in tables}
    assert own - ELSEWHERE == {*CHANGES, *COMPARED}


OTHER_VALUES = {
    "id": "id + 100",
    "instrument_id": "instrument_id + 100",
    "number": "number + 100",
    "maturity": "'validated'",
    "languages": "'nl'",
    "minutes_short": "minutes_short + 1",
    "minutes_full": "minutes_full + 1",
    "change_note": "'other'",
    "published_on": "'2020-01-01'",
    "content_sha256": f"'{'0' * 64}'",
    "comparable_with_id": "NULL",
}


def test_there_is_another_value_for_each_column_of_a_version() -> None:
    columns = {column.key for column in InstrumentVersion.__table__.columns}
    assert columns == {*OTHER_VALUES, "status"}


@pytest.mark.parametrize("status", ["published", "retired"])
@pytest.mark.parametrize("column", sorted(OTHER_VALUES))
def test_no_column_changes_alone_or_with_the_status(
    version_ids: tuple[int, int], column: str, status: str
) -> None:
    statement = f"{column} = {OTHER_VALUES[column]}, status = '{status}' WHERE id = :v"
    _refused(
        "published_version_only_retires",
        f"UPDATE instrument_version SET {statement}",
        version_ids[1],
    )


def test_what_compares_with_nothing_never_compares_with_something(
    version_ids: tuple[int, int],
) -> None:
    statement = "UPDATE instrument_version SET comparable_with_id = id, status = 'retired'"
    _refused("published_version_only_retires", f"{statement} WHERE id = :v", version_ids[0])


@pytest.mark.parametrize("status", ["draft", "published"])
def test_what_is_retired_stays_so(version_ids: tuple[int, int], status: str) -> None:
    statement = f"UPDATE instrument_version SET status = '{status}' WHERE id = :v"
    _refused("published_version_only_retires", statement, version_ids[0])


def test_a_published_version_may_retire_and_its_hash_still_holds(
    version_ids: tuple[int, int],
) -> None:
    with transaction():
        db.session.execute(text("UPDATE instrument_version SET status = 'retired'"))
    for version_id in version_ids:
        versions.read_version(db.session.get_one(InstrumentVersion, version_id))
    assert versions.find_published("small-culture") is None


_NEW = (
    "INSERT INTO instrument_version (instrument_id, number, status, maturity, languages, "
    "minutes_short, minutes_full, change_note, content_sha256, comparable_with_id) "
    "SELECT instrument_id, {number}, 'draft', maturity, languages, 1, 1, '', content_sha256, "
    "{older} FROM instrument_version WHERE number = 1"
)
_THE_SECOND = "(SELECT max(id) FROM instrument_version WHERE number = 2)"
COMPARED = {
    "new_version_compares_with_an_older_one": _NEW.format(number=0, older="id"),
    "draft_compares_with_an_older_version": (
        "UPDATE instrument_version SET comparable_with_id = id WHERE status = 'draft'"
    ),
}


def test_a_version_compares_with_an_older_one_that_is_kept(version_ids: tuple[int, int]) -> None:
    rule = "new_version_compares_with_an_older_one"
    for number, older in ((0, "id"), (1000, "1000000"), (-1, _THE_SECOND)):
        _refused(rule, _NEW.format(number=number, older=older), version_ids[0])
    with transaction():
        db.session.execute(text(_NEW.format(number=3, older=_THE_SECOND)))
    rule = "draft_compares_with_an_older_version"
    _refused(rule, COMPARED[rule], version_ids[0])


BROKEN_ROWS = {
    "score_needs_a_part": "UPDATE construct SET min_answered = 0",
    "one_construct_per_code|UNIQUE": "UPDATE construct SET code = 'SAME'",
    "text_has_owner": "UPDATE instrument_text SET owner = 'nobody' WHERE owner = 'construct'",
    "item_measures_a_construct_of_its_version|FOREIGN": (
        "UPDATE item SET construct_id = (SELECT min(id) FROM construct) WHERE version_id = :v"
    ),
    "construct_under_one_of_its_version|FOREIGN": (
        "UPDATE construct SET parent_id = (SELECT min(id) FROM construct) WHERE version_id = :v"
    ),
    "offer": "UPDATE item SET offers = 'cake'",
    "referent": "UPDATE construct SET referent = 'them'",
}


def test_rows_of_a_draft_hold_together_as_well(version_ids: tuple[int, int]) -> None:
    """The same rows without the rules for what is published: the constraints are their own."""
    with transaction():
        for guarded in GUARDED.values():
            if guarded.name.startswith("published_"):
                for drop in guarded.drop[db.engine.dialect.name]:
                    db.session.execute(text(drop))
    for rule, statement in BROKEN_ROWS.items():
        _refused(rule, statement, version_ids[1])
