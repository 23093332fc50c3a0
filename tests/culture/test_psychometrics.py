"""Pages for researchers: psychometrics from the snapshot, and answers that leave noted."""

import json
from io import BytesIO
from random import Random
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from portal.db import db
from portal.questionnaires.exports.models import AnswersExport
from tests.cast import Cast
from tests.conftest import Counter, Visitor
from tests.culture import measurements as m
from tests.questionnaires.culture_campaigns import answer_in_bulk

PAGE = "/culture/1/psychometrics"


def _whole(cast: Cast, *, people: int = 11, simulated: bool = False) -> int:
    """Run a measurement that so many people in each team answered; return its campaign's id."""
    campaign_id = m.plan(cast, simulated=simulated)
    m.prepare(cast, m.usual(cast))
    m.open_(cast)
    chance, given = Random(6), []  # noqa: S311 -- the same answers each time
    for team_id in m.usual(cast):
        unit = m.unit_of(team_id).id
        for _ in range(people):
            level = chance.gauss(3.5, 0.8)
            values = {
                code: min(5, max(1, round(level + chance.gauss(0, 0.8))))
                for code in m.CULTURE.items
            }
            given.append((unit, values))
    answer_in_bulk(campaign_id, given)
    m.finish(cast)
    return campaign_id


def test_a_researcher_reads_every_construct(client: Visitor, cast: Cast) -> None:
    _whole(cast)
    client.sign_in(cast.researcher)
    page = client.get(f"{PAGE}?lang=en").text
    for construct in m.CULTURE.constructs:
        if m.CULTURE.items_of(construct.code):
            assert f"/culture/1/psychometrics/{construct.code}" in page
    assert "Provisional: under 200 people." in page
    assert "Simulated answers." not in page
    one = client.get("/culture/1/psychometrics/OL1?lang=en").text
    assert "Omega total" in one
    assert "OL1c" in one


def test_simulated_answers_carry_a_watermark_everywhere(client: Visitor, cast: Cast) -> None:
    campaign_id = _whole(cast, simulated=True)
    client.sign_in(cast.researcher)
    for path in (PAGE, f"{PAGE}/PF1"):
        assert "Simulated answers." in client.get(f"{path}?lang=en").text
    rows = client.get(f"{PAGE}.csv?lang=en").text.splitlines()
    assert all("simulated answers" in row for row in rows[1:])
    assert json.loads(client.get(f"{PAGE}.json").text)["simulated"] is True
    book = load_workbook(BytesIO(client.get(f"{PAGE}.xlsx?lang=en").data))
    assert "simulated answers" in [cell.value for cell in book.worksheets[0][2]]
    assert "The files say so too." in client.get(f"/answers/{campaign_id}/export?lang=en").text


def test_the_file_holds_what_the_page_shows(client: Visitor, cast: Cast) -> None:
    _whole(cast)
    client.sign_in(cast.researcher)
    kept = json.loads(client.get(f"{PAGE}.json").text)["constructs"]
    constructs = [row for row in client.get(f"{PAGE}.csv").text.splitlines()[1:] if ";;" in row]
    assert len(kept) == 31
    assert len(client.get(f"{PAGE}.csv").text.splitlines()) == 1 + 31 + 64
    first = next(row for row in constructs if row.startswith("PF1;"))
    assert str(kept[0]["reliability"]["alpha"]).replace(".", ",") in first


def test_before_the_release_there_is_nothing(client: Visitor, cast: Cast) -> None:
    m.plan(cast)
    client.sign_in(cast.researcher)
    page = client.get(f"{PAGE}?lang=en")
    assert page.status_code == 200
    assert "There are no figures yet" in page.text
    for path in (f"{PAGE}.csv", f"{PAGE}.json", f"{PAGE}/PF1"):
        assert client.get(path).status_code == 404


def test_others_find_nothing(client: Visitor, cast: Cast) -> None:
    _whole(cast, people=5)
    paths = (PAGE, f"{PAGE}.csv", f"{PAGE}.json", f"{PAGE}/PF1")
    for path in paths:
        assert client.get(path).status_code == 303
    for member in (cast.ambassador, cast.lead, cast.neighbour, cast.stranger):
        client.sign_in(member)
        assert {client.get(path).status_code for path in paths} == {404}
    client.sign_in(cast.researcher)
    for path in ("/culture/2/psychometrics", f"{PAGE}/PF", f"{PAGE}/XX1"):
        assert client.get(path).status_code == 404


def test_a_page_costs_few_statements(
    client: Visitor, cast: Cast, count_statements: Counter
) -> None:
    _whole(cast)
    client.sign_in(cast.researcher)
    client.get(PAGE)
    for path in (PAGE, f"{PAGE}/PF1", "/culture/validation"):
        with count_statements() as statements:
            assert client.get(path).status_code == 200
        assert len(statements) <= 10


def test_answers_leave_with_a_purpose_and_a_note(client: Visitor, cast: Cast) -> None:
    campaign_id = _whole(cast)
    client.sign_in(cast.researcher)
    path = f"/answers/{campaign_id}/export"
    answer = client.submit(path, {"purpose": "Factor analysis for the thesis"})
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f"answers-culture-{campaign_id}.zip")
    with ZipFile(BytesIO(answer.data)) as archive:
        rows = archive.read("answers.csv").decode("utf-8-sig").splitlines()
    asked = len(m.usual(cast))
    assert len(rows) == 1 + asked * 11
    note = db.session.scalars(select(AnswersExport)).one()
    assert (note.responses, note.purpose) == (asked * 11, "Factor analysis for the thesis")
    assert note.taken_by_id == cast.researcher.person_id
    assert "Factor analysis for the thesis" in client.get(path).text


@pytest.mark.parametrize("purpose", ["", "   ", "x" * 501])
def test_without_a_purpose_nothing_leaves(client: Visitor, cast: Cast, purpose: str) -> None:
    campaign_id = _whole(cast)
    client.sign_in(cast.researcher)
    answer = client.submit(f"/answers/{campaign_id}/export", {"purpose": purpose})
    assert answer.status_code == 400
    assert purpose.strip() in answer.text
    assert db.session.scalars(select(AnswersExport)).all() == []


def test_an_open_measurement_gives_no_answers(client: Visitor, cast: Cast) -> None:
    campaign_id = m.plan(cast)
    client.sign_in(cast.researcher)
    path = f"/answers/{campaign_id}/export"
    assert client.get(path).status_code == 404
    m.prepare(cast, m.usual(cast))
    m.open_(cast)
    page = client.get(f"{path}?lang=en")
    assert "This questionnaire is not closed yet." in page.text
    assert 'name="purpose"' not in page.text
    token = client.token("/me/")
    answer = client.post(path, data={"csrf_token": token, "purpose": "p"})
    assert answer.status_code == 400
    assert db.session.scalars(select(AnswersExport)).all() == []
