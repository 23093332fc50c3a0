"""A version that was changed behind the portal's back is named when the portal starts."""

import pytest
from flask import Flask
from sqlalchemy import text

from portal.db import GUARDED, db, transaction
from portal.questionnaires.instruments import versions
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.instruments.verifying import changed_versions, health, tell_changed
from tests.conftest import Visitor
from tests.questionnaires.campaigns import OPENS
from tests.questionnaires.instruments import small_culture

WHAT = "instrument small-culture 1 was changed after it was published"
TAMPERING = [
    "UPDATE instrument_text SET body = 'x' WHERE owner = 'version'",
    "DELETE FROM instrument_text WHERE owner = 'item' AND lang = 'nl'",
    "DELETE FROM instrument_text WHERE owner = 'construct'",
    "UPDATE construct SET min_answered = 1",
    "UPDATE construct SET parent_id = id WHERE code = 'G2'",
    "UPDATE item SET reverse = NOT reverse",
    "UPDATE item SET organisation_only = false",
    "UPDATE item SET construct_id = NULL",
    "UPDATE scale_option SET value = 9 WHERE value = 3",
    "UPDATE instrument_version SET change_note = 'x'",
    "UPDATE instrument_version SET languages = 'nl'",
]


def _start() -> None:
    versions._LOADED.clear()  # noqa: SLF001 -- as in a process that just started


def _tamper(statement: str) -> None:
    """Change a published row as somebody who may drop triggers could."""
    with transaction():
        for name, guarded in GUARDED.items():
            if name.startswith("published_"):
                for drop in guarded.drop[db.engine.dialect.name]:
                    db.session.execute(text(drop))
        db.session.execute(text(statement))
    _start()


@pytest.fixture(autouse=True)
def _two_versions(app: Flask) -> None:
    assert app
    with transaction():
        import_instrument(small_culture(), on=OPENS)
    _start()


def test_what_was_not_changed_is_served_and_not_named(client: Visitor) -> None:
    assert (list(changed_versions()), list(health()), tell_changed()) == ([], [], 0)
    assert client.get("/readyz").json == {"status": "ready"}


@pytest.mark.parametrize("statement", TAMPERING)
def test_any_change_is_named(statement: str) -> None:
    _tamper(statement)
    assert [str(one) for one in changed_versions()] == [WHAT]
    assert (list(health()), tell_changed()) == ([WHAT], 1)


def test_the_probe_names_it_and_the_rest_goes_on(client: Visitor) -> None:
    _tamper(TAMPERING[0])
    told = client.get("/readyz")
    assert (told.status_code, told.json) == (200, {"status": "ready", "wrong": [WHAT]})
    assert client.get("/").status_code == 200


def test_it_stands_in_the_log_as_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    _tamper(TAMPERING[0])
    tell_changed()
    said = capsys.readouterr()
    assert WHAT in said.out + said.err


def test_an_operator_can_ask(app: Flask) -> None:
    run = app.test_cli_runner()
    fine = run.invoke(args=["instruments", "verify"])
    assert (fine.exit_code, fine.output) == (0, "1 versions, 0 changed\n")
    _tamper(TAMPERING[0])
    told = run.invoke(args=["instruments", "verify"])
    assert (told.exit_code, told.output) == (1, f"{WHAT}\n1 versions, 1 changed\n")
    refused = run.invoke(args=["instruments", "export", "small-culture"])
    assert (refused.exit_code, WHAT in refused.output) == (1, True)


def test_nothing_new_is_published_beside_it() -> None:
    _tamper(TAMPERING[0])
    with pytest.raises(versions.VersionChanged), transaction():
        import_instrument(small_culture(number=2), on=OPENS)
