"""Publishing an instrument writes it whole, once, and retires the version before."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.db import db, transaction
from portal.questionnaires.instruments import versions
from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.kinds import VersionStatus
from portal.rules import RuleBroken
from tests.questionnaires.campaigns import OPENS
from tests.questionnaires.instruments import PROCESS_EVALUATION, small, small_culture


def _import(definition: Definition = PROCESS_EVALUATION) -> int:
    with transaction():
        return import_instrument(definition, on=OPENS).id


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


def test_with_what_a_version_is_comparable_is_kept(app: Flask) -> None:
    assert app
    _import(small_culture())
    version_id = _import(small_culture(number=2, comparable_with=1))
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
