"""Codes of open answers: only of released ones, each coder apart, counted in answers."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from portal.db import db, transaction
from portal.evaluation.coding import services as coding
from portal.evaluation.coding.models import Coding, Leaning
from portal.evaluation.coding.rules import Coded, Noted, comment_key, comments_of, count_codes
from portal.questionnaires.results.suppression import ItemResult, Note, Results
from portal.rules import RuleBroken
from tests.cast import Cast
from tests.conftest import TODAY, Counter, Visitor
from tests.evaluation.evaluations import OTHERS, address, close, evaluation_of, let_answer

TIME, DESIGN = "available_resources", "design"
FIRST = "voorstel 0"


@pytest.fixture
def closed_id(open_id: int) -> int:
    """A closed evaluation with fourteen open answers."""
    let_answer(open_id, OTHERS)
    close(open_id)
    return open_id


def path_of(meeting_id: int) -> str:
    return f"{address(meeting_id)}coding"


def filled(body: str, code: str, way: str = "hindered", memo: str = "") -> dict[str, object]:
    place = f"P16.{comment_key('P16', body)}"
    return {f"code.{place}": [code, ""], f"way.{place}": [way, "hindered"], f"memo.{place}": memo}


def codings(meeting_id: int) -> list[Coding]:
    db.session.rollback()
    return list(coding.coded_evaluations([evaluation_of(meeting_id)])[0].codings)


def refused(statement: str) -> str:
    with (
        pytest.raises((IntegrityError, StatementError)) as error,
        db.engine.begin() as connection,
    ):
        connection.execute(text(statement))
    return str(error.value.args[0])


def test_only_coordinators_code(client: Visitor, cast: Cast, closed_id: int) -> None:
    paths = (path_of(closed_id), "/evaluation/codes", "/evaluation/codes.csv")
    for member in (cast.ambassador, cast.researcher, cast.administrator, cast.stranger):
        client.sign_in(member)
        assert {client.get(path).status_code for path in paths} == {404}
    client.sign_in(cast.coordinator)
    assert {client.get(path).status_code for path in paths} == {200}
    assert client.get(path_of(closed_id + 1)).status_code == 404


def test_nothing_is_coded_before_the_close(client: Visitor, cast: Cast, open_id: int) -> None:
    let_answer(open_id, OTHERS)
    page = client.sign_in(cast.coordinator).get(path_of(open_id))
    assert page.status_code == 303
    with pytest.raises(RuleBroken, match="closes"), transaction():
        coding.save_codes(
            evaluation_of(open_id), {}, based_on=0, by=cast.coordinator.person_id, on=TODAY
        )
    campaign_id = evaluation_of(open_id).campaign_id
    insert = f"INSERT INTO coding (campaign_id, revision) VALUES ({campaign_id}, 1)"
    assert "only_released_answers_are_coded" in refused(insert)


def test_too_few_answers_are_never_read_here(client: Visitor, cast: Cast, open_id: int) -> None:
    let_answer(open_id, 6)
    close(open_id)
    page = client.sign_in(cast.coordinator).get(path_of(open_id)).text
    assert "voorstel" not in page
    assert "te weinig mensen antwoordden" in page


def test_codes_are_kept_and_counted_in_answers(client: Visitor, cast: Cast, closed_id: int) -> None:
    client.sign_in(cast.coordinator)
    path = path_of(closed_id)
    assert "0 van de 14 open antwoorden hebben een code." in client.get(path).text
    data = filled(FIRST, TIME, memo="Zie ook 3.") | filled("voorstel 1", TIME, "helped")
    assert client.submit(path, {"revision": "0", **data}).status_code == 303
    page = client.get(path).text
    assert "2 van de 14 open antwoorden hebben een code." in page
    assert "Zie ook 3." in page
    overview = client.get("/evaluation/codes").text
    assert "2 van 14" in overview
    assert "voorstel" not in overview
    assert "voorstel" not in client.get("/evaluation/codes.csv").get_data().decode("utf-8-sig")


def test_a_stale_page_is_refused_with_both_texts(
    client: Visitor, cast: Cast, closed_id: int
) -> None:
    client.sign_in(cast.coordinator)
    path = path_of(closed_id)
    assert client.submit(path, {"revision": "0", **filled(FIRST, TIME)}).status_code == 303
    late = client.submit(path, {"revision": "0", **filled(FIRST, DESIGN, memo="Mijn blik.")})
    assert late.status_code == 409
    assert "Mijn blik." in late.text
    assert "Tijd, ruimte en materiaal (hinderde)" in late.text
    (kept,) = codings(closed_id)
    assert [one.construct for one in kept.codes] == [TIME]


def test_what_the_page_does_not_offer_is_not_kept(
    client: Visitor, cast: Cast, closed_id: int
) -> None:
    client.sign_in(cast.coordinator)
    path = path_of(closed_id)
    for wrong in (filled(FIRST, "nonsense"), filled("nooit geschreven", TIME)):
        answer = client.submit(path, {"revision": "0", **wrong})
        assert (answer.status_code, "Open de pagina opnieuw." in answer.text) == (400, True)
    answer = client.submit(path, {"revision": "0", **filled(FIRST, TIME, memo="x" * 501)})
    assert answer.status_code == 400
    assert "x" * 501 in answer.text
    assert codings(closed_id) == []


def test_coders_stand_apart_and_are_forgotten(client: Visitor, cast: Cast, closed_id: int) -> None:
    place = ("P16", comment_key("P16", FIRST))
    for by, key in ((cast.coordinator, TIME), (cast.researcher, DESIGN)):
        with transaction():
            said = {place: Coded(codes={key: Leaning.HELPED})}
            coding.save_codes(evaluation_of(closed_id), said, based_on=0, by=by.person_id, on=TODAY)
    page = client.sign_in(cast.coordinator).get(path_of(closed_id)).text
    assert f"{cast.researcher.name}: Hoe het gemaakt is (hielp)" in page
    with transaction():
        coding.forget_coder(cast.researcher.person_id)
    page = client.get(path_of(closed_id)).text
    assert cast.researcher.name not in page
    assert "Een vroegere codeur: Hoe het gemaakt is (hielp)" in page
    ids = {"kept_id": cast.ambassador.person_id, "gone_id": cast.coordinator.person_id}
    with transaction():
        coding.merge_coders(**ids)
    assert len(codings(closed_id)) == 2


def test_statements_do_not_grow_with_comments_and_codes(
    client: Visitor, cast: Cast, closed_id: int, count_statements: Counter
) -> None:
    client.sign_in(cast.coordinator)
    path = path_of(closed_id)
    data = filled(FIRST, TIME)
    assert client.submit(path, {"revision": "0", **data}).status_code == 303
    for number in range(1, OTHERS):
        data |= filled(f"voorstel {number}", TIME, memo="x")
    for wanted in (path, "/evaluation/codes"):
        client.get(wanted)
        with count_statements() as statements:
            client.get(wanted)
        assert len(statements) <= 10, statements
    assert client.submit(path, {"revision": "1", **data}).status_code == 303


def noted(key: str, times: int = 1) -> Noted:
    return Noted(item_code="P16", key=key, lang="nl", body=key, times=times)


def test_an_answer_with_two_coders_counts_once_and_is_neutral_where_they_differ() -> None:
    one = {("P16", "a"): Coded(codes={TIME: Leaning.HELPED})}
    two = {("P16", "a"): Coded(codes={TIME: Leaning.HINDERED})}
    (count,) = count_codes([noted("a"), noted("b")], [one, two])
    assert (count.construct, count.answers) == (TIME, 1)
    assert count.leaning == {Leaning.HELPED: 0, Leaning.HINDERED: 0, Leaning.NEUTRAL: 1}


def test_equal_words_count_as_often_as_they_were_written() -> None:
    notes = tuple(Note(lang="nl", body=body) for body in ("Meer tijd", "Anders", "Meer tijd"))
    item = ItemResult(code="P16", comments=notes)
    found = comments_of(Results(responses=12, invited=12, items=(item,)))
    assert [(one.body, one.times) for one in found] == [("Meer tijd", 2), ("Anders", 1)]
    said = {("P16", found[0].key): Coded(codes={TIME: Leaning.HELPED})}
    assert [one.answers for one in count_codes(found, [said])] == [2]


@pytest.mark.parametrize(
    ("insert", "name"),
    [
        ("coding (campaign_id, revision) VALUES ({0}, 0)", "coding_revision_counts_up"),
        (
            "comment_code VALUES (1, 'P16', 'x', 'design', 'helped')",
            "code_knows_its_comment_by_a_hash",
        ),
        (
            "comment_memo VALUES (1, 'P16', 'x', 'y')",
            "memo_knows_its_comment_by_a_hash",
        ),
        (
            f"comment_memo VALUES (1, 'P16', '{'0' * 32}', '')",
            "memo_has_words",
        ),
    ],
)
def test_the_database_holds_the_shape_of_codes(
    cast: Cast, closed_id: int, insert: str, name: str
) -> None:
    with transaction():
        by = cast.coordinator.person_id
        coding.save_codes(evaluation_of(closed_id), {}, based_on=0, by=by, on=TODAY)
    campaign_id = evaluation_of(closed_id).campaign_id
    db.session.rollback()
    assert name in refused("INSERT INTO " + insert.format(campaign_id))


def test_one_coding_for_each_coder(cast: Cast, closed_id: int) -> None:
    with transaction():
        by = cast.coordinator.person_id
        coding.save_codes(evaluation_of(closed_id), {}, based_on=0, by=by, on=TODAY)
    campaign_id = evaluation_of(closed_id).campaign_id
    db.session.rollback()
    row = f"({campaign_id}, {cast.coordinator.person_id}, 1)"
    said = refused(f"INSERT INTO coding (campaign_id, coder_id, revision) VALUES {row}")
    assert "one_coding_per_coder" in said or "coding.campaign_id, coding.coder_id" in said
