"""What the database itself refuses about draft files, on both databases, by direct SQL."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from portal.db import GUARDED, db, transaction
from portal.making import services as making
from portal.making.files.models import DraftFile
from portal.making.files.rules import LARGEST_FILE
from tests.cast import Cast
from tests.making.files.drafts import DAY, draft_by, make_draft, proposed

FILE = (
    "INSERT INTO draft_file (draft_id, path, content, revision, changed_on) "
    "VALUES ({draft}, '{path}', {content}, {revision}, '2022-11-15')"
)
LONG = "a" * 201
WRONG = {
    "one_draft_file_per_path|draft_file.path": {"path": "moi.yaml"},
    "draft_file_has_path": {"path": ""},
    "draft_file_has_path of a long one": {"path": LONG},
    "draft_file_stays_inside": {"path": "../moi.yaml"},
    "draft_file_stays_inside from the top": {"path": "/moi.yaml"},
    "draft_file_counts_up": {"revision": 0},
}


def refused(statement: str, **values: object) -> str:
    """Run a statement that the database must refuse; return what it says."""
    with (
        pytest.raises((IntegrityError, StatementError)) as error,
        db.engine.begin() as connection,
    ):
        connection.execute(text(statement), values)
    return str(error.value.args[0])


@pytest.mark.parametrize(("name", "wrong"), WRONG.items(), ids=WRONG)
def test_a_file_that_cannot_be(cast: Cast, name: str, wrong: dict[str, object]) -> None:
    known = {"draft": make_draft(cast), "path": "a.md", "content": "''", "revision": 1}
    said = refused(FILE.format(**known | wrong))
    assert any(one in said for one in name.split(" ", maxsplit=1)[0].split("|")), said


def test_a_file_is_no_larger_than_a_kit_needs(cast: Cast) -> None:
    statement = FILE.format(draft=make_draft(cast), path="a.md", content=":content", revision=1)
    assert "draft_file_is_small" in refused(statement, content=b"x" * (LARGEST_FILE + 1))


def test_a_file_stays_in_its_draft_and_keeps_its_name(cast: Cast) -> None:
    make_draft(cast)
    assert "draft_file_stays_there" in refused("UPDATE draft_file SET path = 'b.md'")


def test_files_come_only_while_a_draft_is_written(cast: Cast) -> None:
    known = {"path": "a.md", "content": "''", "revision": 1}
    with transaction():
        asked = proposed(cast).id
    assert "draft_files_while_written" in refused(FILE.format(draft=asked, **known))
    written = make_draft(cast, key="1" * 32)
    with transaction():
        making.withdraw(draft_by(written), by=cast.lead.person_id, on=DAY)
    assert "draft_files_while_written" in refused(FILE.format(draft=written, **known))


def test_every_rule_of_the_table_is_broken_above() -> None:
    own = {guard.name for guard in GUARDED.values() if guard.table == DraftFile.__tablename__}
    assert own == {"draft_file_stays_there", "draft_files_while_written"}
