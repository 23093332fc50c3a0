"""The practice network written out and read back: nothing of it changes."""

from flask import Flask
from flask_babel import force_locale

from portal.network.importing.checking import check_file
from portal.network.importing.exporting import roster_workbook
from portal.network.importing.shape import Sheet
from tests.conftest import TODAY


def test_the_whole_roster_comes_back_the_same(app: Flask) -> None:
    assert app
    for lang in ("nl", "en"):
        with force_locale(lang):
            content = roster_workbook()
        plan = check_file(content, today=TODAY)
        assert list(plan.problems) == []
        assert plan.differences == []
        assert [plan.left[sheet] for sheet in Sheet] == [0, 0, 0]
        assert plan.same[Sheet.ORGANISATIONS] == 31
