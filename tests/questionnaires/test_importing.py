"""A published version never changes: not through the services, not through SQL, on no database."""

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from portal.db import db, transaction
from portal.questionnaires import versions
from portal.questionnaires.definition import Definition
from portal.questionnaires.importing import import_instrument
from portal.questionnaires.kinds import VersionStatus
from portal.questionnaires.models import InstrumentVersion
from portal.rules import RuleBroken
from tests.questionnaires.campaigns import OPENS
from tests.questionnaires.instruments import PROCESS_EVALUATION, small, small_culture


def _import(definition: Definition = PROCESS_EVALUATION) -> int:
    with transaction():
        return import_instrument(definition, on=OPENS).id


@pytest.fixture
def version_id(app: Flask) -> int:
    """A version that has a row in each table and a value in each column."""
    assert app
    _import(small_culture())
    return _import(small_culture(number=2, comparable_with=1))


@pytest.mark.parametrize(
    "definition", [PROCESS_EVALUATION, small_culture()], ids=lambda one: one.slug
)
def test_what_is_read_back_is_what_was_written(app: Flask, definition: Definition) -> None:
    assert app
    version_id = _import(definition)
    versions._LOADED.clear()  # noqa: SLF001 -- as in a process that just started
    loaded = versions.load_version(db.session.get_one(InstrumentVersion, version_id))
    assert loaded.definition == definition
    assert loaded.definition.content_sha256 == definition.content_sha256
    assert set(loaded.item_ids) == set(definition.items)


def test_with_what_a_version_is_comparable_is_kept(version_id: int) -> None:
    version = db.session.get_one(InstrumentVersion, version_id)
    assert version.comparable_with is not None
    assert (version.comparable_with.number, version.comparable_with.status) == (1, "retired")
    assert versions.load_version(version).definition.comparable_with == 1


def test_the_same_file_again_is_the_same_version(app: Flask) -> None:
    assert app
    assert _import() == _import()
    assert db.session.scalar(select(func.count()).select_from(InstrumentVersion)) == 1


def test_the_same_number_with_other_words_is_refused(app: Flask) -> None:
    assert app
    _import(Definition.model_validate(small()))
    with pytest.raises(RuleBroken, match="Give the file a new number"):
        _import(Definition.model_validate(small(change_note="other")))


def test_a_new_number_retires_the_old_version(app: Flask) -> None:
    assert app
    _import(Definition.model_validate(small()))
    newer = _import(Definition.model_validate(small(number=2)))
    rows = db.session.execute(
        select(InstrumentVersion.number, InstrumentVersion.status).order_by("number")
    )
    assert [tuple(row) for row in rows] == [
        (1, VersionStatus.RETIRED),
        (2, VersionStatus.PUBLISHED),
    ]
    found = versions.find_published("small")
    assert found is not None
    assert found.id == newer


CHANGES = {
    "published_version_only_retires": "UPDATE instrument_version SET change_note = 'x'",
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


def test_the_database_refuses_to_change_a_published_version(version_id: int) -> None:
    for rule, statement in CHANGES.items():
        values = {"v": version_id} if ":v" in statement else {}
        with pytest.raises(IntegrityError, match=rule), transaction():
            db.session.execute(text(statement), values)


def test_a_version_whose_rows_were_tampered_with_is_not_served(version_id: int) -> None:
    versions._LOADED.clear()  # noqa: SLF001 -- as in a process that just started
    with transaction():
        for name in ("published_instrument_text_never_changes",):
            where = "" if db.engine.dialect.name == "sqlite" else " ON instrument_text"
            db.session.execute(text(f"DROP TRIGGER {name}{where}"))
        db.session.execute(text("UPDATE instrument_text SET body = 'x' WHERE owner = 'version'"))
    with pytest.raises(ValueError, match="was changed after it was published"):
        versions.load_version(db.session.get_one(InstrumentVersion, version_id))
