"""The culture form by a code of a team: its promise, its eight pages, and what is kept of it."""

import secrets
from datetime import timedelta

from sqlalchemy import func, select

from portal.clock import today
from portal.culture.services import print_codes
from portal.db import db, transaction
from portal.questionnaires.campaigns.response_models import Answer, Response
from tests.cast import Cast
from tests.conftest import Counter, Visitor
from tests.culture.measurements import CULTURE, get, open_, plan, prepare, unit_of, usual
from tests.databases import SECRET
from tests.evaluation.evaluations import code_in, hidden, walk

PAGES = [{item.code: "4" for item in section.items} for section in CULTURE.sections]


def opened_code(cast: Cast) -> tuple[str, int]:
    """Open a measurement that takes answers today; return a code of a team, and its unit."""
    day = today()
    plan(cast, opens=day, closes=day + timedelta(days=14))
    prepare(cast, usual(cast))
    open_(cast, on=day)
    unit = unit_of(cast.home.team_ids[0])
    with transaction():
        by = cast.coordinator.person_id
        seed = secrets.token_hex(16)
        (code,) = print_codes(get(), unit, 1, seed=seed, secret=SECRET, on=day, by=by)
        return code, unit.id


def test_a_nurse_answers_for_her_team_from_page_to_page(
    client: Visitor, cast: Cast, count_statements: Counter
) -> None:
    code, unit_id = opened_code(cast)
    page = client.submit("/evaluate", {"code": code}).text
    for words in ("bewaren geen naam", "Je antwoordt voor: ", "werden ingelicht, ten laatste op"):
        assert words in page
    counts = set()
    for number, typed in enumerate(PAGES[:-1], start=2):
        with count_statements() as found:
            page, status, _ = walk(client, "/evaluate", page, [typed])
        counts.add(len(found))
        assert (status, f"Deel {number} van 8" in page) == (200, True)
    assert max(counts) <= 3
    assert len(str(hidden(page)["progress"])) < 600
    assert db.session.scalar(select(func.count()).select_from(Response)) == 0
    db.session.rollback()
    thanks, status, _ = walk(client, "/evaluate", page, PAGES[-1:])
    assert (status, len(code_in(thanks))) == (200, 19)
    assert db.session.scalars(select(Response.unit_id)).all() == [unit_id]
    assert db.session.scalar(select(func.count()).select_from(Answer)) == 64
