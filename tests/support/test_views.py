"""The pages: who may see and do what, wrong input, a stale form, the same number of statements."""

from datetime import date

import pytest

from portal.db import db, transaction
from portal.support.jobs import keep_tasks
from portal.support.models import Outcome, Task, TaskKind
from tests.cast import Cast
from tests.conftest import TODAY, Counter, Visitor
from tests.outbox.mails import the_mail
from tests.support.agreed import (
    action,
    hand_over,
    moment,
    stops,
    task_by,
    tasks_about,
)
from tests.support.test_keeping import bounce, starting

SOON = "2022-12-01"
OUTSIDE = ("stranger", "neighbour", "researcher", "funder", "team_member")
PLAN = {
    "starts_on": SOON,
    "reason": "Nieuwe functie",
    "invite": "at-once",
    "checklist": ["visit_teams"],
}


def hand_over_path(cast: Cast) -> str:
    return f"/organisations/{cast.home.slug}/hand-over"


@pytest.mark.parametrize("who", OUTSIDE)
def test_nobody_else_sees_what_is_agreed(client: Visitor, cast: Cast, who: str) -> None:
    task_id, moment_id = action(cast), moment(cast)
    client.sign_in(cast.everyone[who])
    paths = [
        f"/tasks/{task_id}/",
        f"/support/{moment_id}/edit",
        hand_over_path(cast),
        f"/organisations/{cast.home.slug}/support",
    ]
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)
    for path in ("/tasks/?show=all", "/support/", "/tasks.csv?show=all", "/support.csv"):
        page = client.get(path)
        assert page.status_code in {200, 404}
        assert "Bel de teams" not in page.text
        assert "kort moment" not in page.text


def test_an_alumnus_sees_nothing_any_more(client: Visitor, cast: Cast) -> None:
    task_id = action(cast)
    stops(cast.home, TODAY)
    client.sign_in(cast.ambassador)
    assert client.get(f"/tasks/{task_id}/").status_code == 404
    assert client.get("/tasks/").status_code == 404


def test_a_contact_reads_and_does_not_tick(client: Visitor, cast: Cast) -> None:
    task_id = action(cast)
    client.sign_in(cast.contact)
    page = client.get(f"/tasks/{task_id}/")
    assert page.status_code == 200
    assert "/done" not in page.text
    token = client.token("/sign-out")
    answer = client.post(f"/tasks/{task_id}/done", data={"csrf_token": token})
    assert answer.status_code == 404
    assert task_by(task_id).done_on is None


def test_the_ambassador_ticks_and_takes_back(client: Visitor, cast: Cast) -> None:
    task_id = action(cast)
    client.sign_in(cast.ambassador)
    path = f"/tasks/{task_id}/"
    tick: dict[str, object] = {"outcome": "done", "done_on": "2022-11-15"}
    assert client.submit(f"{path}done", tick, at=path).status_code == 303
    done = task_by(task_id)
    assert (done.done_on, done.done_by_id, done.outcome) == (
        TODAY,
        cast.ambassador.person_id,
        Outcome.DONE,
    )
    assert client.submit(f"{path}done", tick, at="/sign-out").status_code == 400
    assert client.submit(f"{path}reopen", at=path).status_code == 303
    assert task_by(task_id).done_on is None


@pytest.mark.parametrize("day", ["2022-11-16", "2022-11-14", "soon", ""])
def test_a_wrong_day_comes_back_with_what_was_typed(client: Visitor, cast: Cast, day: str) -> None:
    task_id = action(cast)
    client.sign_in(cast.ambassador)
    path = f"/tasks/{task_id}/"
    page = client.submit(f"{path}done", {"outcome": "not_needed", "done_on": day}, at=path)
    assert page.status_code == 400
    assert f'value="{day}"' in page.text
    assert page.text.count("checked") == 1
    assert task_by(task_id).done_on is None


def test_a_tick_on_the_page_of_the_organisation_leads_back_there(
    client: Visitor, cast: Cast
) -> None:
    task_id = action(cast)
    home = f"/organisations/{cast.home.slug}/"
    client.sign_in(cast.ambassador)
    tick: dict[str, object] = {"outcome": "done", "done_on": "2022-11-15", "from": "organisation"}
    answer = client.submit(f"/tasks/{task_id}/done", tick, at=home)
    assert answer.headers["Location"] == f"{home}#tasks"


def test_the_list_is_for_me_or_for_all(client: Visitor, cast: Cast) -> None:
    action(cast)
    client.sign_in(cast.coordinator)
    assert "Bel de teams" not in client.get("/tasks/").text
    assert "Bel de teams" in client.get("/tasks/?show=all").text
    assert "Bel de teams" in client.get(f"/tasks/?show=all&organisation={cast.home.slug}").text
    assert "Bel de teams" not in client.get(f"/tasks/?show=all&organisation={cast.away.slug}").text
    assert "Bel de teams" in client.get("/tasks.csv?show=all&kind=action").text
    client.sign_in(cast.everyone["acting_ambassador"])
    assert "Bel de teams" in client.get("/tasks/").text


@pytest.mark.parametrize("query", ["show=mine2", "kind=holiday", "state=x", "page=0", "page=x"])
def test_a_wrong_filter_is_400(client: Visitor, cast: Cast, query: str) -> None:
    client.sign_in(cast.coordinator)
    assert client.get(f"/tasks/?{query}").status_code == 400
    assert client.get(f"/tasks.csv?{query}").status_code == 400


def test_a_page_too_far_is_404(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    assert client.get("/tasks/?page=9").status_code == 404
    assert client.get("/support/?page=9").status_code == 404
    assert client.get("/support/?since=gisteren").status_code == 400


@pytest.mark.parametrize(
    ("path", "most"), [("/tasks/?show=all", 8), ("/support/", 8), ("/tasks/", 8), ("/today", 10)]
)
def test_lists_cost_the_same_for_one_and_for_thirty(
    client: Visitor, cast: Cast, count_statements: Counter, path: str, most: int
) -> None:
    client.sign_in(cast.coordinator)
    costs = []
    for many in (1, 29):
        for number in range(many):
            action(cast, key=f"{many}-{number}")
            moment(cast, key=f"{many:016d}{number:016d}")
        client.get(path)
        with count_statements() as statements:
            assert client.get(path).status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1]
    assert costs[0] <= most


@pytest.mark.parametrize("who", ["coordinator", "ambassador"])
def test_the_page_of_an_organisation_costs_at_most_eight_statements(
    client: Visitor, cast: Cast, count_statements: Counter, who: str
) -> None:
    for number in range(5):
        action(cast, key=str(number))
        moment(cast, key=f"{number:032d}")
    path = f"/organisations/{cast.home.slug}/"
    client.sign_in(cast.everyone[who])
    client.get(path)
    with count_statements() as statements:
        assert client.get(path).status_code == 200
    assert len(statements) <= 8, "\n".join(statements)


def test_starting_up_shows_how_far_it_is_on_each_day(client: Visitor, cast: Cast) -> None:
    starting(cast, date(2022, 11, 1))
    keep_tasks()
    home = f"/organisations/{cast.away.slug}/"
    client.sign_in(cast.neighbour)
    assert "0 van de 9 stappen zijn gedaan." in client.get(home).text
    first = tasks_about(TaskKind.ONBOARDING)[-1].id
    client.submit(f"/tasks/{first}/done", {"outcome": "done", "done_on": "2022-11-10"}, at=home)
    assert "1 van de 9 stappen zijn gedaan." in client.get(home).text
    earlier = client.get(f"{home}?as_of=2022-11-09").text
    assert "0 van de 9 stappen zijn gedaan." in earlier
    assert f"/tasks/{first}/done" not in earlier


def test_a_vacancy_says_in_words_that_it_presses(client: Visitor, cast: Cast) -> None:
    stops(cast.home, date(2022, 10, 1))
    keep_tasks()
    client.sign_in(cast.coordinator)
    text = client.get("/tasks/").text
    assert '<span class="tag red">dringend: 45 dagen</span>' in text
    assert hand_over_path(cast) in text
    assert (
        "let op: 19 dagen" in client.get(f"/organisations/{cast.home.slug}/?as_of=2022-10-20").text
    )


def test_a_question_about_an_address_shows_the_ways_on(client: Visitor, cast: Cast) -> None:
    bounce(cast)
    keep_tasks()
    (task,) = tasks_about(TaskKind.CONTACT_CHECK)
    client.sign_in(cast.ambassador)
    path = f"/tasks/{task.id}/"
    page = client.get(path).text
    assert f"/people/{cast.lead.person_id}/edit" in page
    assert cast.lead.email in page
    person = client.get(f"/people/{cast.lead.person_id}/").text
    assert path in person
    assert client.submit(f"{path}address-is-right", at=path).status_code == 303
    assert task_by(task.id).outcome is Outcome.ADDRESS_RIGHT
    assert the_mail().state == "queued"
    assert path not in client.get(f"/people/{cast.lead.person_id}/").text


def test_a_hand_over_is_shown_before_it_is_done(client: Visitor, cast: Cast) -> None:
    action(cast)
    path, client = hand_over_path(cast), client.sign_in(cast.coordinator)
    data = chosen(client, cast)
    page = client.submit(path, data)
    assert page.status_code == 200
    for words in ("tot en met woensdag 30 november 2022", "Bel de teams", "1 stap komt als taak"):
        assert words in page.text
    assert "Primary contact Home volgt Ambassador Home op" in page.text
    assert tasks_about(TaskKind.HAND_OVER) == []
    assert client.submit(path, {**data, "confirmed": "yes"}).status_code == 303
    assert len(tasks_about(TaskKind.HAND_OVER)) == 1
    again = client.submit(path, {**data, "confirmed": "yes"}, at="/sign-out")
    assert again.status_code == 409
    assert "Kijk opnieuw" in again.text
    assert len(tasks_about(TaskKind.HAND_OVER)) == 1


def chosen(client: Visitor, cast: Cast) -> dict[str, object]:
    """Return the form as it is opened now, with the contact person as successor."""
    page = client.get(hand_over_path(cast)).text
    seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    return {**PLAN, "seen": seen, "successor": str(cast.contact.person_id)}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"successor": ""}, "Kies een van de antwoorden."),
        ({"successor": "new"}, "Vul de naam in van wie volgt."),
        ({"successor": "new", "name": "Nele", "address": "nergens"}, "geen e-mailadres"),
        ({"starts_on": "morgen"}, "Not a valid date"),
        ({"starts_on": "2032-01-01"}, "hoogstens een jaar"),
        ({"reason": " "}, "Vul dit in."),
        ({"checklist": ["fly"]}, "fly"),
    ],
)
def test_a_wrong_hand_over_keeps_what_was_typed(
    client: Visitor, cast: Cast, change: dict[str, object], words: str
) -> None:
    client.sign_in(cast.coordinator)
    data = {**chosen(client, cast), "reason": "Nieuwe functie elders", **change}
    page = client.submit(hand_over_path(cast), data)
    assert page.status_code == 400
    assert words in page.text or "Not a valid" in words
    assert ("Nieuwe functie elders" in page.text) is ("reason" not in change)
    assert tasks_about(TaskKind.HAND_OVER) == []


def test_who_is_not_in_the_list_cannot_be_slipped_in(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    data = {**chosen(client, cast), "successor": str(cast.stranger.person_id)}
    assert client.submit(hand_over_path(cast), {**data, "confirmed": "yes"}).status_code == 400


def test_a_planned_hand_over_is_moved_and_called_off(client: Visitor, cast: Cast) -> None:
    hand_over(cast, date(2022, 12, 1))
    path, client = hand_over_path(cast), client.sign_in(cast.coordinator)
    assert "1 december 2022" in client.get(path).text
    wrong = client.submit(f"{path}/move", {"starts_on": "2022-11-01"}, at=path)
    assert wrong.status_code == 400
    assert "Kies een dag die nog moet komen." in wrong.text
    assert client.submit(f"{path}/move", {"starts_on": "2022-12-15"}, at=path).status_code == 303
    assert "15 december 2022" in client.get(path).text
    assert client.submit(f"{path}/cancel", at=path).status_code == 303
    assert client.submit(f"{path}/cancel", at="/sign-out").status_code == 303
    assert "Wie volgt?" in client.get(path).text


def test_today_names_what_waits_kindly(client: Visitor, cast: Cast) -> None:
    bounce(cast)
    action(cast, due_on=None)
    late = action(cast, key="late")
    with transaction():
        task = db.session.get_one(Task, late)
        task.opened_on, task.due_on = date(2022, 10, 1), date(2022, 10, 10)
    keep_tasks()
    text = client.sign_in(cast.coordinator).get("/today").text
    assert f"{cast.home.name}: klopt dit adres nog?" in text
    assert f"{cast.home.name}: 1 stap nog niet gedaan" in text
    own = client.sign_in(cast.ambassador).get("/today").text
    assert "Best klaar tegen 10 oktober 2022." in own
    assert "te laat" not in text + own


def test_a_place_with_much_to_do_keeps_the_first_page_short(client: Visitor, cast: Cast) -> None:
    for number in range(6):
        action(cast, key=str(number), words=f"Stap {number}", due_on=TODAY)
    text = client.sign_in(cast.ambassador).get("/today").text
    assert [f"Stap {number}" in text for number in range(6)] == [True] * 3 + [False] * 3
    assert "En nog 3" in text
