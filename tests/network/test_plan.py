"""The plan with its versions in words, and the waves."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.db import db, transaction
from portal.network import queries
from portal.network.models import Plan, Wave
from portal.network.services.plan import PlanFacts, add_plan
from tests.cast import START, Cast
from tests.conftest import Visitor
from tests.network.editing import trail
from tests.network.test_pages import text_of

SECOND = {
    "on": "2021-02-01",
    "years": "4",
    "target_organisations": "30",
    "second_wave_target": "10",
    "second_wave_from": "2022-01-01",
    "reason": "De pandemie schoof alles op.",
}


def first_version() -> None:
    facts = PlanFacts(
        version=1,
        years=3,
        target_organisations=40,
        second_wave_target=20,
        second_wave_from=date(2021, 1, 1),
    )
    with transaction():
        add_plan(facts, on=START, by=None)


def test_an_empty_plan_teaches_the_next_step(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.coordinator).get("/plan?lang=nl").text
    assert "Er is nog geen plan." in page
    assert 'href="/plan/add"' in page


def test_without_a_wave_an_organisation_has_nowhere_to_start(
    client: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "waves", list)
    answer = client.sign_in(cast.coordinator).get("/organisations/add?lang=nl")
    assert (answer.status_code, answer.location) == (303, "/plan/waves/add")
    assert "Een organisatie start in een golf: voeg de eerste toe." in client.get("/plan").text


def test_a_new_version_says_what_it_changed(client: Visitor, cast: Cast) -> None:
    first_version()
    client.sign_in(cast.coordinator)
    assert 'value="40"' in client.get("/plan/add").text
    assert client.submit("/plan/add", dict(SECOND)).status_code == 303
    words = text_of(client.get("/plan?lang=nl").text)
    told = (
        "Wat versie 2 veranderde De pandemie schoof alles op. 4 jaar in plaats van 3. "
        "30 organisaties in plaats van 40. Golf 2 telt 10 organisaties in plaats van 20. "
        "Golf 2 start op 1 januari 2022 in plaats van op 1 januari 2021."
    )
    assert told in words
    assert "2 geldt nu 1 februari 2021" in words
    assert trail() == [("plan_added", date(2021, 2, 1))]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("reason", " ", "Fill this in."),
        ("years", "drie", "Not a valid integer value."),
        ("years", "0", "Write a number that can be."),
        ("on", "2019-11-01", "A new version of the plan comes after the last one"),
        ("second_wave_from", "later", "Write the day like this"),
    ],
)
def test_a_wrong_version_keeps_what_was_typed(
    client: Visitor, cast: Cast, field: str, value: str, said: str
) -> None:
    first_version()
    client.sign_in(cast.coordinator)
    answer = client.submit("/plan/add?lang=en", {**SECOND, field: value})
    assert answer.status_code == 400
    assert said in answer.text
    assert 'value="30"' in answer.text
    assert len(db.session.scalars(select(Plan)).all()) == 1


def test_the_plan_goes_along_as_a_file(client: Visitor, cast: Cast) -> None:
    first_version()
    answer = client.sign_in(cast.researcher).get("/plan.csv?lang=en")
    line = answer.text.splitlines()[1]
    assert line == "1;2019-11-01;3;40;20;2021-01-01;"
    assert client.get("/plan.xlsx").status_code == 200


def test_waves_are_added_and_moved(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    sent: dict[str, object] = {"starts_on": "2022-01-10", "revision": "0"}
    assert client.submit("/plan/waves/add", sent).status_code == 303
    wave = db.session.scalars(select(Wave).where(Wave.number == 2)).one()
    path = f"/plan/waves/{wave.id}/edit"
    moved: dict[str, object] = {"starts_on": "2022-01-17", "revision": "1"}
    assert client.submit(path, moved).status_code == 303
    assert "Start op 17 januari 2022" in text_of(client.get("/plan?lang=nl").text)
    stale = client.submit(path, {"starts_on": "2022-01-24", "revision": "1"})
    assert stale.status_code == 409
    assert "2022-01-17" in text_of(stale.text)
    assert client.get("/plan/waves/999/edit").status_code == 404


def test_the_plan_is_read_by_the_network_and_kept_by_the_coordinator(
    client: Visitor, cast: Cast
) -> None:
    first_version()
    seen = {}
    for who in ("coordinator", "administrator", "researcher", "ambassador", "lead", "stranger"):
        client.sign_in(getattr(cast, who))
        paths = ("/plan", "/plan.csv", "/plan/add", "/plan/waves/add", "/plan/waves/1/edit")
        seen[who] = [client.get(path).status_code for path in paths]
    assert seen == {
        "coordinator": [200, 200, 200, 200, 200],
        "administrator": [200, 200, 404, 404, 404],
        "researcher": [200, 200, 404, 404, 404],
        "ambassador": [404] * 5,
        "lead": [404] * 5,
        "stranger": [404] * 5,
    }
