"""A call back: asked for by anybody, tied to nothing, read by the project team, then erased."""

import secrets
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.evaluation.call_backs import services as call_back_services
from portal.evaluation.call_backs.models import ContactRequest
from portal.evaluation.call_backs.services import KEPT_AFTER, Wish
from portal.evaluation.jobs import erase_call_backs
from tests.cast import Cast
from tests.conftest import TODAY, Counter, Visitor

PATH = "/evaluation/call-back"
LIST = "/evaluation/call-backs"
MIA = {"name": "Mia", "reach": "0470 00 00 00", "moment": "Na vier uur"}


def ask(name: str = "Mia", *, on: date = TODAY) -> str:
    key = secrets.token_hex(16)
    with transaction():
        wish = Wish(name=name, reach="0470 00 00 00", moment="", lang="nl")
        call_back_services.ask_for_call(wish, key=key, on=on)
    return key


def names() -> list[str]:
    return sorted(db.session.scalars(select(ContactRequest.name)))


def test_anybody_asks_and_the_same_form_twice_is_one_wish(client: Visitor, cast: Cast) -> None:
    page = client.get(PATH).text
    assert "Niets verbindt het met je antwoorden" in page
    key = page.split('name="key"')[1].split('value="')[1].split('"')[0]
    for _ in range(2):
        sent = client.submit(PATH, {**MIA, "key": key})
        assert (sent.status_code, sent.headers["Location"]) == (303, f"{PATH}/asked")
    assert names() == ["Mia"]
    assert "neemt zo snel mogelijk contact met je op" in client.get(f"{PATH}/asked").text
    assert cast.coordinator


def test_nothing_leads_from_a_wish_to_who_asked(client: Visitor, cast: Cast) -> None:
    """Also of somebody who is signed in: no person, no hour, nothing in the trail."""
    client.sign_in(cast.ambassador)
    trail = len(db.session.scalars(select(AuditEvent.id)).all())
    assert client.submit(PATH, {**MIA, "key": "0" * 32}).status_code == 303
    row = db.session.scalars(select(ContactRequest)).one()
    assert (row.asked_on, row.handled_by_id) == (TODAY, None)
    assert {column.name for column in ContactRequest.__table__.columns} == {
        *("id", "name", "reach", "moment", "lang", "asked_on", "handled_on", "handled_by_id")
    }
    assert len(db.session.scalars(select(AuditEvent.id)).all()) == trail


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "een voornaam volstaat"),
        ({"reach": ""}, "Schrijf een telefoonnummer of een mailadres."),
        ({"moment": "x" * 501}, "<title>Fout:"),
        ({"key": "mine"}, "<title>Fout:"),
    ],
)
def test_wrong_input_keeps_what_was_typed(
    client: Visitor, typed: dict[str, str], said: str
) -> None:
    wish = {**MIA, "key": "0" * 32, **typed}
    sent = client.submit(PATH, dict(wish))
    assert (sent.status_code, said in sent.text) == (400, True)
    assert wish["moment"] in sent.text
    assert names() == []


def test_a_machine_that_fills_in_everything_is_thanked_and_forgotten(client: Visitor) -> None:
    sent = client.submit(PATH, {**MIA, "key": "0" * 32, "website": "https://x.example"})
    assert (sent.status_code, names()) == (303, [])


def test_a_flood_from_one_address_waits(client: Visitor) -> None:
    token = client.token(PATH)
    answers = [
        client.post(PATH, data={**MIA, "csrf_token": token, "key": f"{n:032x}"}).status_code
        for n in range(23)
    ]
    assert (answers[0], answers[-1]) == (303, 429)
    assert len(names()) < 23


def test_the_project_team_reads_and_calls(client: Visitor, cast: Cast) -> None:
    key = ask()
    client.sign_in(cast.coordinator)
    assert "0470 00 00 00" in client.get(LIST).text
    for _ in range(2):
        assert client.submit(f"{LIST}/{key}/done", at=LIST).status_code == 303
    row = db.session.scalars(select(ContactRequest)).one()
    assert (row.handled_on, row.handled_by_id) == (TODAY, cast.coordinator.person_id)
    events = db.session.scalars(select(AuditEvent.event)).all()
    assert events.count("call_back_done") == 1
    assert "call_backs_seen" in events


def test_a_wish_that_is_gone_cannot_be_done(client: Visitor, cast: Cast) -> None:
    ask()
    client.sign_in(cast.coordinator)
    assert client.submit(f"{LIST}/{'f' * 32}/done", at=LIST).status_code == 404


@pytest.mark.parametrize("who", ["ambassador", "board_reader", "researcher", "stranger"])
def test_nobody_else_reads_who_asked(client: Visitor, cast: Cast, who: str) -> None:
    key = ask()
    client.sign_in(cast.everyone[who])
    answer = client.get(LIST)
    assert (answer.status_code, "0470" in answer.text) == (404, False)
    token = client.token(PATH)
    sent = client.post(f"{LIST}/{key}/done", data={"csrf_token": token})
    assert sent.status_code == 404
    assert db.session.scalars(select(ContactRequest.handled_on)).all() == [None]


def test_what_was_done_is_erased_after_a_month(cast: Cast) -> None:
    for name, done_on in (
        ("Over", TODAY - KEPT_AFTER),
        ("Nog niet", TODAY - KEPT_AFTER + timedelta(days=1)),
        ("Wacht", None),
    ):
        key = ask(name, on=TODAY - timedelta(days=60))
        if done_on:
            with transaction():
                wish = db.session.get_one(ContactRequest, key)
                call_back_services.note_call(wish, on=done_on, by=cast.coordinator.person_id)
    assert erase_call_backs() == 1
    assert erase_call_backs() == 0
    assert names() == ["Nog niet", "Wacht"]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"id": "short"}, id="contact_request_has_a_random_id"),
        pytest.param({"name": ""}, id="contact_request_has_a_name"),
        pytest.param({"reach": ""}, id="contact_request_can_be_met"),
        pytest.param({"moment": "x" * 501}, id="contact_request_is_short"),
        pytest.param({"handled_on": date(2022, 11, 1)}, id="handled_after_it_was_asked"),
        pytest.param({"handled_by_id": 1}, id="who_called_has_called"),
    ],
)
def test_the_database_refuses(cast: Cast, wrong: dict[str, object]) -> None:
    assert cast.coordinator
    row = {"id": "0" * 32, "name": "Mia", "reach": "1", "asked_on": TODAY, **wrong}
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(insert(ContactRequest).values(**row))


def test_the_list_takes_as_many_statements_for_one_as_for_many(
    client: Visitor, cast: Cast, count_statements: Counter
) -> None:
    client.sign_in(cast.coordinator)
    counts = []
    for many in (1, 30):
        with transaction():
            db.session.execute(delete(ContactRequest))
        for _ in range(many):
            ask()
        with count_statements() as found:
            client.get(LIST)
        counts.append(len(found))
    assert counts[0] == counts[1] <= 6
