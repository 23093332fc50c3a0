"""The code of a team: its sheet, and what a colleague may do without an account."""

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.accounts.models import Tries
from portal.audit.models import AuditEvent
from portal.cards import codes, queries
from portal.cards.models import CardPart, HelpAnswer, Part, TeamCard, TeamCode, Went
from portal.cards.rules import CODE_TRIES
from portal.db import UtcDateTime, db
from tests.cards.conftest import Fill, card_of, words_of
from tests.cast import Cast
from tests.conftest import TODAY, Counter, Visitor

NO_SUCH = "ZZZZZZZZ"
KEEPERS = {"ambassador", "acting_ambassador", "team_lead"}

pytestmark = pytest.mark.usefixtures("moments")


def _on_sheet(client: Visitor, team: int) -> str:
    found = re.search(r'<p class="code">([^<]+)<', client.get(f"/teams/{team}/code").text)
    return found[1] if found else ""


def test_only_who_keeps_the_code_sees_it(client: Visitor, cast: Cast, code: str) -> None:
    path = f"/teams/{cast.home.team_ids[0]}/code"
    for who, member in cast.everyone.items():
        page = client.sign_in(member).get(path)
        expected = 200 if who in KEEPERS else 404
        assert page.status_code == expected, who
        assert (codes.shown(code) in page.text) == (expected == 200), who


def test_looking_makes_no_code_and_pressing_makes_one(client: Visitor, cast: Cast) -> None:
    team = cast.home.team_ids[0]
    path = f"/teams/{team}/code"
    client.sign_in(cast.lead)
    assert _on_sheet(client, team) == ""
    assert db.session.scalar(select(func.count()).select_from(TeamCode)) == 0
    assert client.submit(path).status_code == 303
    made = _on_sheet(client, team)
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", made)
    page = client.get(path).text
    assert "<svg" in page
    assert "style=" not in page.split('class="qr"')[1].split("</svg>")[0]
    assert "http://localhost/team" in page
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.event, event.by_person_id) == ("team_code_made", cast.lead.person_id)


def test_a_new_code_kills_the_old_one_at_once(client: Visitor, cast: Cast, code: str) -> None:
    team = cast.home.team_ids[0]
    visitor = client.application.test_client()
    assert visitor.get(f"/team/{code}").status_code == 200
    client.sign_in(cast.lead).submit(f"/teams/{team}/code")
    fresh = _on_sheet(client, team)
    assert visitor.get(f"/team/{code}").status_code == 404
    assert visitor.get(f"/team/{fresh}").status_code == 200
    assert db.session.scalar(select(func.count()).select_from(TeamCode)) == 1


def test_the_database_holds_no_code_in_the_clear(code: str) -> None:
    kept = db.session.scalars(select(TeamCode)).one()
    assert code not in (kept.sealed, kept.code_hash)
    assert codes.unseal(kept.sealed) == code


def test_a_code_opens_the_card_of_its_team_without_names(
    client: Visitor, cast: Cast, fill: Fill, code: str
) -> None:
    fill(tries="Een vraag per dag", help="Wie deed dit al?")
    page = client.get(f"/team/{codes.shown(code).lower()}")
    assert page.status_code == 200
    assert "Een vraag per dag" in page.text
    assert cast.lead.name not in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in page.text
    assert 'name="share"' not in page.text


def test_what_comes_by_a_code_is_kept_without_a_name(
    client: Visitor, cast: Cast, fill: Fill, code: str
) -> None:
    fill(tries="Een vraag per dag", on=TODAY - timedelta(days=9))
    data: dict[str, object] = {
        "tries": "Een vraag per dag",
        "went": "well",
        "went_words": "De nachtdienst deed mee",
        "help": "Wie deed dit al?",
        "share": "y",
        "revision": "1",
    }
    answer = client.submit(f"/team/{code}", data)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/team/{code}/saved")
    card = card_of(cast.home.team_ids[0])
    assert words_of(card)[1:] == ("well: De nachtdienst deed mee", "Wie deed dit al?")
    assert card.went is not None
    assert card.tries is not None
    assert card.help is not None
    assert (card.went.by_code, card.went.written_by_id, card.went.written_on) == (
        True,
        None,
        TODAY,
    )
    assert (card.tries.by_code, card.tries.written_by_id) == (False, cast.lead.person_id)
    assert card.help.shared_on is None
    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == 1  # the code's own
    page = client.get(f"/team/{code}/saved").text
    assert "Er staat geen naam bij." in page
    assert cast.lead.name not in page


def test_who_is_signed_in_leaves_no_name_by_a_code_either(
    client: Visitor, cast: Cast, code: str
) -> None:
    client.sign_in(cast.member).submit(f"/team/{code}", {"tries": "Een bord", "revision": "0"})
    card = card_of(cast.home.team_ids[0])
    assert card.tries is not None
    assert (card.tries.by_code, card.tries.written_by_id) == (True, None)


def test_nothing_finer_than_a_day_is_stored() -> None:
    tables = (TeamCard, CardPart, HelpAnswer, TeamCode)
    columns = [column for table in tables for column in table.__table__.columns]
    assert [c.name for c in columns if isinstance(c.type, UtcDateTime)] == []
    assert {c.type.python_type for c in columns} <= {int, str, bool, date, Part, Went}


def test_a_visitor_gets_no_cookie_but_that_of_the_form(client: Visitor, code: str) -> None:
    answer = client.get(f"/team/{code}")
    assert [line.split("=")[0] for line in answer.headers.getlist("Set-Cookie")] == ["session"]
    with client.session_transaction() as session:
        assert set(session) == {"csrf_token"}


def test_wrong_input_comes_back_and_a_stale_card_shows_both(
    client: Visitor, cast: Cast, fill: Fill, code: str
) -> None:
    fill(tries="Van de lead")
    path = f"/team/{code}"
    wrong = client.submit(path, {"went_words": "Fijn", "revision": "1"})
    assert wrong.status_code == 400
    assert "\nFijn</textarea>" in wrong.text
    stale = client.submit(path, {"tries": "Van een collega", "revision": "0"})
    assert stale.status_code == 409
    assert "\nVan een collega</textarea>" in stale.text
    assert "Van de lead</span>" in stale.text
    assert words_of(card_of(cast.home.team_ids[0]))[0] == "Van de lead"


def test_wrong_replaced_and_dead_codes_answer_in_the_same_words(
    client: Visitor, cast: Cast, code: str
) -> None:
    team = cast.home.team_ids[0]
    client.sign_in(cast.lead).submit(f"/teams/{team}/code")
    dead = _on_sheet(client, team).replace("-", "")
    with db.engine.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM post WHERE team_id = {team}")
        connection.exec_driver_sql(f"UPDATE team SET valid_to = '2022-11-15' WHERE id = {team}")
    visitor = client.application.test_client()
    assert isinstance(visitor, Visitor)
    pages = {}
    for typed in (NO_SUCH, code, dead):
        page = visitor.get(f"/team/{typed}")
        assert page.status_code == 404
        pages[typed] = re.sub(r'value="[^"]+"', "", page.text.replace(typed, "CODE"))
    assert len(set(pages.values())) == 1
    posted = {visitor.submit("/team", {"code": typed}).status_code for typed in pages}
    assert posted == {400}


def test_the_code_is_typed_in_any_way(client: Visitor, code: str) -> None:
    typed = f" {codes.shown(code).lower()} "
    answer = client.submit("/team", {"code": typed})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/team/{code}")
    for wrong in ("", "   ", "1234", NO_SUCH, "🥭" * 8):
        page = client.submit("/team", {"code": wrong})
        assert page.status_code == 400
        assert "Fout:" in page.text


def test_who_guesses_must_wait_and_who_knows_does_not(client: Visitor, code: str) -> None:
    for _ in range(CODE_TRIES.free + 5):
        assert client.get(f"/team/{code}").status_code == 200
    statuses = [client.get(f"/team/{NO_SUCH}").status_code for _ in range(CODE_TRIES.free + 1)]
    assert statuses == [404] * CODE_TRIES.free + [429]
    assert client.get(f"/team/{code}").status_code == 429
    [row] = db.session.execute(select(Tries.key))
    assert "127.0.0.1" not in row.key


@pytest.mark.parametrize("path", ["", "/saved"])
def test_a_visit_by_code_costs_at_most_eight_statements(
    client: Visitor, fill: Fill, code: str, count_statements: Counter, path: str
) -> None:
    fill(tries="Een vraag per dag", help="Wie?")
    with count_statements() as statements:
        assert client.get(f"/team/{code}{path}").status_code == 200
    assert len(statements) <= 8


def test_other_rooms_ask_for_the_team_of_a_code(app: Flask, cast: Cast, code: str) -> None:
    assert app
    found = queries.find_team_by_code(codes.shown(code), TODAY)
    assert found is not None
    assert found.id == cast.home.team_ids[0]
    assert queries.find_team_by_code(NO_SUCH, TODAY) is None
    assert queries.find_team_by_code(code, date(2019, 10, 31)) is None
