"""The coordinator adds an organisation, corrects its facts, and lets it take its steps."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.db import db, transaction
from portal.network.models import Organisation, Province, Rule, Status
from portal.network.rules import Interval
from portal.network.services.exemptions import add_exemption
from portal.network.services.organisations import change_status
from portal.network.services.teams import end_team
from portal.taxonomy.sectors import Sector
from tests.cast import START, Cast
from tests.conftest import Visitor
from tests.network.editing import ON, at_home, exemptions, home, life, team, trail
from tests.network.test_pages import text_of

NEW = {"name": "Wolkendal", "sector": "hospital", "province": "limburg", "wave": "1"}


def facts(**changed: str) -> dict[str, object]:
    return {**NEW, "name": "De Verzonnen Linde", "revision": "1", **changed}


def test_an_organisation_enters_as_a_candidate(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    entry: dict[str, object] = {**NEW, "status": "candidate", "on": "2022-11-01", "revision": "0"}
    answer = client.submit("/organisations/add?lang=nl", entry)
    assert (answer.status_code, answer.location) == (303, "/organisations/wolkendal/")
    page = client.get("/organisations/wolkendal/").text
    assert "Wolkendal is toegevoegd aan het netwerk." in page
    assert "Status Kandidaat Sinds 1 november 2022" in text_of(page)
    assert trail() == [("organisation_added", date(2022, 11, 1))]


def test_entering_as_active_shows_what_is_not_filled_in_yet(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    entry: dict[str, object] = {**NEW, "status": "active", "on": "2022-11-01", "revision": "0"}
    assert client.submit("/organisations/add", entry).status_code == 303
    words = text_of(client.get("/organisations/wolkendal/?lang=nl").text)
    assert words.count("Dit was nog niet ingevuld toen de organisatie instapte.") == len(Rule)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Fill this in."),
        ("name", "x" * 121, "Write it shorter."),
        ("name", "Het Houten Paard", "There is an organisation with this name already."),
        ("sector", "prison", "Choose one from the list."),
        ("province", "", "Choose one"),
        ("wave", "7", "Choose one from the list."),
        ("status", "declined", "Choose one from the list."),
        ("on", "1/11/2022", "Write the day like this: 2022-11-15."),
        ("on", "1830-07-21", "Choose a day from 2019 to 2100."),
    ],
)
def test_a_wrong_entry_keeps_what_was_typed(
    client: Visitor, cast: Cast, field: str, value: str, said: str
) -> None:
    client.sign_in(cast.coordinator)
    entry: dict[str, object] = {
        **NEW,
        "status": "candidate",
        "on": "2022-11-01",
        "revision": "0",
        field: value,
    }
    answer = client.submit("/organisations/add?lang=en", entry)
    assert answer.status_code == 400
    assert said in answer.text
    assert "<title>Error: " in answer.text
    kept = "Wolkendal" if field != "name" else value
    assert f'value="{kept}"' in answer.text
    assert len(db.session.scalars(select(Organisation)).all()) == 2


def test_facts_are_corrected_and_the_address_stays(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    changed = facts(name="De Linde", sector="rehabilitation", province="antwerp")
    answer = client.submit(at_home(cast, "edit"), changed)
    assert (answer.status_code, answer.location) == (303, at_home(cast))
    now = home(cast)
    assert (now.name, now.search_name, now.sector, now.province, now.slug, now.revision) == (
        "De Linde",
        "de linde",
        Sector.REHABILITATION,
        Province.ANTWERP,
        "home",
        2,
    )
    assert trail() == [("organisation_changed", None)]


def test_the_second_of_two_coordinators_sees_both_texts(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    path = at_home(cast, "edit?lang=en")
    assert client.submit(path, facts(name="De Linde", sector="disability")).status_code == 303
    answer = client.submit(path, facts(name="Linde en Eik"))
    assert answer.status_code == 409
    assert 'value="Linde en Eik"' in answer.text
    words = text_of(answer.text)
    assert "Meanwhile it says: De Linde" in words
    assert "Meanwhile it says: Centre for people with disabilities" in words
    assert words.count("Meanwhile it says:") == 2
    assert "Somebody changed this while you were writing." in words
    assert 'aria-describedby="name-theirs"' in answer.text
    assert 'name="revision" type="hidden" value="2"' in answer.text
    assert home(cast).name == "De Linde"
    assert client.submit(path, facts(name="Linde en Eik", revision="2")).status_code == 303
    assert home(cast).name == "Linde en Eik"


def test_steps_that_are_not_possible_say_why(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.coordinator).get(at_home(cast, "status?lang=nl")).text
    words = text_of(page)
    assert "Nu: Actief." in words
    assert "Kandidaat Deze stap kan niet vanuit de status van nu." in words
    disabled = [
        part.split(">")[0] for part in page.split("<input")[1:] if "disabled" in part.split(">")[0]
    ]
    assert sorted(part.split('value="')[1].split('"')[0] for part in disabled) == [
        "accepted",
        "candidate",
        "completed",
        "declined",
        "onboarding",
    ]


def test_a_step_is_recorded_with_its_day_and_reason(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    step: dict[str, object] = {"status": "paused", "on": "2022-12-01", "reason": "Verhuizing"}
    assert client.submit(at_home(cast, "status"), step).status_code == 303
    assert life(cast) == [
        ("active", START, ""),
        ("paused", date(2022, 12, 1), "Verhuizing"),
    ]
    assert trail() == [("status_changed", date(2022, 12, 1))]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"status": "paused", "on": "2022-12-01", "reason": " "}, "Give the reason."),
        ({"status": "completed", "on": "2022-12-01"}, "This step is not possible"),
        ({"status": "paused", "on": "2019-11-01", "reason": "x"}, "after the day of the last one"),
        ({"status": "paused", "on": "2019-01-05", "reason": "x"}, "after the day of the last one"),
        ({"on": "2022-12-01"}, "Choose one."),
    ],
)
def test_a_step_that_breaks_a_rule_changes_nothing(
    client: Visitor, cast: Cast, step: dict[str, object], said: str
) -> None:
    client.sign_in(cast.coordinator)
    answer = client.submit(at_home(cast, "status?lang=en"), step)
    assert answer.status_code == 400
    assert said in answer.text
    assert f'value="{step["on"]}"' in answer.text
    assert life(cast) == [("active", START, "")]


def test_what_is_planned_must_still_follow(client: Visitor, cast: Cast) -> None:
    with transaction():
        change_status(home(cast), Status.SUSTAINING, on=date(2023, 1, 1), by=None)
    client.sign_in(cast.coordinator)
    path = at_home(cast, "status?lang=en")
    stop: dict[str, object] = {"status": "withdrawn", "on": "2022-12-01", "reason": "x"}
    assert "do not follow like that" in client.submit(path, stop).text
    pause: dict[str, object] = {"status": "paused", "on": "2022-12-01", "reason": "Verhuizing"}
    assert client.submit(path, pause).status_code == 303
    assert [status for status, _on, _why in life(cast)] == ["active", "paused", "sustaining"]


def pause(cast: Cast, on: date) -> int:
    with transaction():
        return change_status(home(cast), Status.PAUSED, on=on, reason="Verhuizing", by=None).id


def test_a_status_is_corrected_and_the_rules_still_hold(client: Visitor, cast: Cast) -> None:
    key = pause(cast, ON)
    client.sign_in(cast.coordinator)
    path = at_home(cast, f"statuses/{key}/edit?lang=en")
    wrong: dict[str, object] = {
        "status": "onboarding",
        "on": "2022-03-01",
        "reason": "",
        "revision": "1",
    }
    assert "do not follow like that" in client.submit(path, wrong).text
    right: dict[str, object] = {
        "status": "paused",
        "on": "2022-04-01",
        "reason": "Verbouwing",
        "revision": "1",
    }
    assert client.submit(path, right).status_code == 303
    assert life(cast)[1] == ("paused", date(2022, 4, 1), "Verbouwing")
    assert trail() == [("status_corrected", date(2022, 4, 1))]
    stale = client.submit(path, {**right, "reason": "Brand"})
    assert stale.status_code == 409
    assert "Meanwhile it says: Verbouwing" in text_of(stale.text)


def test_a_planned_step_is_taken_back(client: Visitor, cast: Cast) -> None:
    key = pause(cast, date(2023, 1, 1))
    client.sign_in(cast.coordinator)
    path = at_home(cast, f"statuses/{key}/remove")
    assert client.get(path).status_code == 200
    assert len(life(cast)) == 2
    assert client.submit(path).status_code == 303
    assert life(cast) == [("active", START, "")]
    assert trail() == [("status_removed", date(2023, 1, 1))]


def test_the_status_of_the_entry_stays(client: Visitor, cast: Cast) -> None:
    key = home(cast).statuses[0].id
    client.sign_in(cast.coordinator)
    answer = client.submit(at_home(cast, f"statuses/{key}/remove?lang=en"))
    assert answer.status_code == 400
    assert "keeps the status with which it entered" in answer.text


def test_a_status_of_another_organisation_is_not_there(client: Visitor, cast: Cast) -> None:
    key = home(cast).statuses[0].id
    path = f"/organisations/{cast.away.slug}/statuses/{key}/"
    client.sign_in(cast.coordinator)
    assert [client.get(path + step).status_code for step in ("edit", "remove")] == [404, 404]


def test_an_exception_is_allowed_corrected_and_ended(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    add: dict[str, object] = {
        "rule": "three_teams",
        "reason": "Fusie",
        "start": "2022-03-01",
        "revision": "0",
    }
    assert client.submit(at_home(cast, "exemptions/add"), add).status_code == 303
    assert exemptions(cast) == [("three_teams", "decision", ON, None, "Fusie")]
    change: dict[str, object] = {
        **add,
        "reason": "Fusie van twee diensten",
        "end": "2022-06-01",
        "revision": "1",
    }
    assert client.submit(at_home(cast, "exemptions/1/edit"), change).status_code == 303
    assert exemptions(cast) == [
        ("three_teams", "decision", ON, date(2022, 6, 1), "Fusie van twee diensten")
    ]
    assert trail() == [("exemption_added", ON), ("exemption_corrected", ON)]
    page = client.get(at_home(cast, "?as_of=2022-03-02")).text
    assert at_home(cast, "exemptions/1/edit") in page


def test_an_exception_with_its_days_reversed_is_refused(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    wrong: dict[str, object] = {
        "rule": "three_teams",
        "reason": "Fusie",
        "start": "2022-03-01",
        "end": "2022-03-01",
        "revision": "0",
    }
    answer = client.submit(at_home(cast, "exemptions/add?lang=en"), wrong)
    assert answer.status_code == 400
    assert "The end must come after the start." in answer.text
    assert exemptions(cast) == []


def test_an_exception_is_not_ended_under_what_it_covers(client: Visitor, cast: Cast) -> None:
    with transaction():
        end_team(team(cast, 3), on=ON, reason="De dienst sluit.", by=None)
    client.sign_in(cast.coordinator)
    change: dict[str, object] = {
        "rule": "three_teams",
        "reason": "De dienst sluit.",
        "start": "2022-03-01",
        "end": "2022-06-01",
        "revision": "1",
    }
    answer = client.submit(at_home(cast, "exemptions/1/edit?lang=en"), change)
    assert answer.status_code == 400
    assert "exactly three teams" in answer.text
    assert exemptions(cast) == [("three_teams", "decision", ON, None, "De dienst sluit.")]


@pytest.mark.parametrize("who", ["ambassador", "neighbour", "lead", "researcher", "stranger"])
def test_only_the_coordinator_edits_an_organisation(client: Visitor, cast: Cast, who: str) -> None:
    with transaction():
        period = Interval(start=ON)
        add_exemption(home(cast), Rule.THREE_TEAMS, reason="x", period=period, by=None)
    client.sign_in(getattr(cast, who))
    status = home(cast).statuses[0].id
    rests = (
        "edit",
        "status",
        f"statuses/{status}/edit",
        f"statuses/{status}/remove",
        "exemptions/add",
        "exemptions/1/edit",
        "teams/add",
    )
    paths = ["/organisations/add", *(at_home(cast, rest) for rest in rests)]
    assert {client.get(path).status_code for path in paths} == {404}
    page = client.get(at_home(cast)).text
    assert [path for path in paths if f'href="{path}"' in page] == []


def test_the_history_is_a_picture_with_its_table_and_words(client: Visitor, cast: Cast) -> None:
    pause(cast, ON)
    client.sign_in(cast.ambassador)
    page = client.get(at_home(cast, "history?lang=nl")).text
    words = text_of(page)
    assert 'role="img"' in page
    assert "Actief van 1 november 2019 tot 1 maart 2022" in words
    assert "Status: Actief → Pauzeert" in words
    assert "Pauzeert 1 maart 2022 nu" in words
    assert "Pauzeert: Verhuizing." in words
    assert "style=" not in page.split("<main")[1]
    assert "/statuses/" not in page
    assert "/statuses/" in client.sign_in(cast.coordinator).get(at_home(cast, "history")).text
