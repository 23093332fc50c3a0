"""Teams are added, described, replaced, ended, counted: each act with what it leaves behind."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.db import db, transaction
from portal.network import queries
from portal.network.models import Post, Team
from portal.network.rules import Interval
from portal.network.services.posts import give_post
from portal.network.services.teams import TeamFacts, add_team, end_team
from portal.policy.table import Role
from portal.taxonomy.sectors import CareContext
from tests.cast import START, Cast
from tests.conftest import TODAY, Visitor
from tests.network.editing import ON, at_home, exemptions, home, team, trail
from tests.network.test_pages import text_of

NIGHT = {
    "name": "Nachtploeg",
    "own_word": "ploeg",
    "care_context": "non_oncology",
    "care_context_reason": "Werkt voor alle bewoners.",
    "revision": "0",
}


def of_team(cast: Cast, slot: int, rest: str) -> str:
    return f"/teams/{cast.home.team_ids[slot - 1]}/{rest}"


def teams_at_home(cast: Cast) -> list[tuple[str, int | None, date, date | None]]:
    found = select(Team).where(Team.organisation_id == cast.home.organisation_id)
    return [
        (one.name, one.slot, one.valid_from, one.valid_to)
        for one in db.session.scalars(found.order_by(Team.id))
    ]


def follower(cast: Cast, on: date = START) -> int:
    facts = TeamFacts(name="Radiotherapie", care_context=CareContext.ONCOLOGY, own_word="dienst")
    with transaction():
        return add_team(home(cast), facts, slot=None, on=on, by=None).id


def close_third(cast: Cast) -> None:
    with transaction():
        end_team(team(cast, 3), on=ON, reason="De dienst sluit.", by=None)


def test_a_full_organisation_offers_only_to_follow_along(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    page = client.get(at_home(cast, "teams/add?lang=nl")).text
    assert 'value="follows"' in page
    assert 'value="1"' not in page.split('name="place"')[1]
    sent: dict[str, object] = {**NIGHT, "place": "follows", "on": "2022-11-01"}
    assert client.submit(at_home(cast, "teams/add"), sent).status_code == 303
    assert teams_at_home(cast)[-1] == ("Nachtploeg", None, date(2022, 11, 1), None)


def test_a_team_takes_the_place_that_is_free(client: Visitor, cast: Cast) -> None:
    close_third(cast)
    client.sign_in(cast.coordinator)
    sent: dict[str, object] = {**NIGHT, "place": "3", "on": "2022-05-01"}
    assert client.submit(at_home(cast, "teams/add"), sent).status_code == 303
    assert teams_at_home(cast)[-1] == ("Nachtploeg", 3, date(2022, 5, 1), None)
    assert exemptions(cast) == [
        ("three_teams", "decision", ON, date(2022, 5, 1), "De dienst sluit.")
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"place": "1"}, "Choose one from the list."),
        ({"place": ""}, "Choose one"),
        ({"name": "  "}, "Fill this in."),
        ({"own_word": ""}, "Fill this in."),
        ({"care_context": "both"}, "Choose one from the list."),
        ({"on": "gisteren"}, "Write the day like this"),
    ],
)
def test_a_wrong_team_keeps_what_was_typed(
    client: Visitor, cast: Cast, changed: dict[str, object], said: str
) -> None:
    client.sign_in(cast.coordinator)
    sent: dict[str, object] = {**NIGHT, "place": "follows", "on": "2022-11-01", **changed}
    answer = client.submit(at_home(cast, "teams/add?lang=en"), sent)
    assert answer.status_code == 400
    assert said in answer.text
    assert "Werkt voor alle bewoners." in answer.text
    assert len(teams_at_home(cast)) == 3


def test_a_team_is_replaced_in_one_step(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    sent: dict[str, object] = {**NIGHT, "on": "2022-03-01"}
    assert client.submit(of_team(cast, 2, "replace"), sent).status_code == 303
    assert [one for one in teams_at_home(cast) if one[1] == 2] == [
        ("Team 2 home", 2, START, ON),
        ("Nachtploeg", 2, ON, None),
    ]
    assert exemptions(cast) == []
    assert trail() == [("team_replaced", ON)]


def test_a_replacement_that_leaves_no_oncology_team_is_refused(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    answer = client.submit(of_team(cast, 1, "replace?lang=en"), {**NIGHT, "on": "2022-03-01"})
    assert answer.status_code == 400
    assert "At least one of the three teams is an oncology team." in answer.text
    assert 'value="Nachtploeg"' in answer.text
    assert len(teams_at_home(cast)) == 3


def test_a_team_ends_with_its_posts_and_what_is_missing_stays_visible(
    client: Visitor, cast: Cast
) -> None:
    client.sign_in(cast.coordinator)
    sent: dict[str, object] = {"on": "2022-03-01", "reason": "De dienst sluit."}
    assert client.submit(of_team(cast, 1, "end"), sent).status_code == 303
    assert [rule for rule, *_rest in exemptions(cast)] == ["oncology_team", "three_teams"]
    assert queries.posts_of(cast.lead.person_id, ON) == []
    page = text_of(client.get(at_home(cast, "?lang=nl")).text)
    assert "Uitzondering op de regel “precies drie teams” De dienst sluit." in page
    team_page = text_of(client.get(of_team(cast, 1, "")).text)
    assert "Team stoppen Dit is al gestopt." in team_page


def test_a_team_does_not_end_without_a_reason(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    sent: dict[str, object] = {"on": "2022-03-01", "reason": " "}
    answer = client.submit(of_team(cast, 1, "end?lang=en"), sent)
    assert (answer.status_code, "Fill this in." in answer.text) == (400, True)
    assert teams_at_home(cast)[0][3] is None


def test_another_judgement_wants_another_reason(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    path = of_team(cast, 2, "edit?lang=en")
    sent: dict[str, object] = {
        **NIGHT,
        "name": "Team 2",
        "care_context": "oncology",
        "revision": "1",
    }
    silent = client.submit(path, {**sent, "care_context_reason": ""})
    assert silent.status_code == 400
    assert "Say why you judge the care context of this team otherwise." in silent.text
    said: dict[str, object] = {**sent, "care_context_reason": "Wordt de oncologische afdeling."}
    assert client.submit(path, said).status_code == 303
    now = team(cast, 2)
    assert (now.name, now.own_word, now.care_context, now.care_context_reason) == (
        "Team 2",
        "ploeg",
        CareContext.ONCOLOGY,
        "Wordt de oncologische afdeling.",
    )


def test_judging_the_only_oncology_team_otherwise_is_refused(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    sent: dict[str, object] = {**NIGHT, "name": "Team 1", "revision": "1"}
    answer = client.submit(of_team(cast, 1, "edit?lang=en"), sent)
    assert answer.status_code == 400
    assert "At least one of the three teams is an oncology team." in answer.text
    assert team(cast, 1).care_context is CareContext.ONCOLOGY


def test_a_lead_changes_what_the_team_calls_itself_and_nothing_else(
    client: Visitor, cast: Cast
) -> None:
    client.sign_in(cast.lead)
    path = of_team(cast, 1, "names")
    assert path in client.get(of_team(cast, 1, "")).text
    sent: dict[str, object] = {
        "name": "Dagziekenhuis",
        "own_word": "huiskamer",
        "care_context": "non_oncology",
        "slot": "2",
        "revision": "1",
    }
    assert client.submit(path, sent).status_code == 303
    now = team(cast, 1)
    assert (now.name, now.own_word, now.care_context, now.slot) == (
        "Dagziekenhuis",
        "huiskamer",
        CareContext.ONCOLOGY,
        1,
    )
    assert "Huiskamer · De Verzonnen Linde" in text_of(client.get(of_team(cast, 1, "")).text)
    stale = client.submit(path + "?lang=en", {**sent, "name": "Dagkliniek"})
    assert stale.status_code == 409
    assert "Meanwhile it says: Dagziekenhuis" in text_of(stale.text)


def test_names_are_for_the_ambassador_and_the_lead_of_the_team(client: Visitor, cast: Cast) -> None:
    seen = {
        who: client.sign_in(getattr(cast, who)).get(of_team(cast, 1, "names")).status_code
        for who in ("coordinator", "ambassador", "lead", "member", "contact", "neighbour")
    }
    assert seen == {
        "coordinator": 200,
        "ambassador": 200,
        "lead": 200,
        "member": 404,
        "contact": 404,
        "neighbour": 404,
    }
    assert client.sign_in(cast.lead).get(of_team(cast, 2, "names")).status_code == 404


@pytest.mark.parametrize("who", ["ambassador", "lead", "neighbour", "stranger"])
def test_only_the_coordinator_replaces_ends_and_judges(
    client: Visitor, cast: Cast, who: str
) -> None:
    client.sign_in(getattr(cast, who))
    rests = ("edit", "replace", "end", "place", "days")
    assert {client.get(of_team(cast, 1, rest)).status_code for rest in rests} == {404}


def test_a_follower_begins_to_count_and_keeps_its_people_and_past(
    client: Visitor, cast: Cast
) -> None:
    key = follower(cast)
    with transaction():
        place = db.session.get_one(Team, key)
        stranger = db.session.get_one(Post, 1).person
        period = Interval(start=START)
        give_post(stranger, Role.TEAM_LEAD, place=place, period=period, by=None)
    close_third(cast)
    client.sign_in(cast.coordinator)
    sent: dict[str, object] = {"place": "3", "on": "2022-05-01"}
    assert client.submit(f"/teams/{key}/place", sent).status_code == 303
    day = date(2022, 5, 1)
    assert teams_at_home(cast)[-2:] == [
        ("Radiotherapie", None, START, day),
        ("Radiotherapie", 3, day, None),
    ]
    counted = db.session.scalars(select(Team).order_by(Team.id.desc())).first()
    assert counted is not None
    assert (counted.continues_id, counted.own_word) == (key, "dienst")
    posts = db.session.scalars(select(Post).where(Post.team_id.in_([key, counted.id]))).all()
    assert [(one.valid_from, one.valid_to) for one in posts] == [(START, day), (day, None)]
    words = text_of(client.get(at_home(cast, "history?lang=nl")).text)
    assert "Radiotherapie wordt een van de drie teams." in words
    assert "Radiotherapie stopt" not in words


def test_the_days_of_a_team_are_corrected_and_nothing_goes_missing(
    client: Visitor, cast: Cast
) -> None:
    close_third(cast)
    client.sign_in(cast.coordinator)
    path = of_team(cast, 3, "days?lang=en")
    sent: dict[str, object] = {"start": "2019-11-01", "end": "2022-06-01", "revision": "2"}
    assert client.submit(path, sent).status_code == 303
    assert teams_at_home(cast)[2] == ("Team 3 home", 3, START, date(2022, 6, 1))
    late = client.submit(path, {**sent, "start": "2020-01-01", "revision": "3"})
    assert (late.status_code, "exactly three teams" in late.text) == (400, True)
    lead = client.submit(of_team(cast, 1, "days?lang=en"), {"start": "2020-01-01", "revision": "1"})
    assert (lead.status_code, "does not exist on all" in lead.text) == (400, True)
    assert trail() == [("team_corrected", START)]


def test_without_a_free_place_the_page_says_what_to_do(client: Visitor, cast: Cast) -> None:
    key = follower(cast)
    page = client.sign_in(cast.coordinator).get(f"/teams/{key}/place?lang=nl")
    assert page.status_code == 200
    assert "De drie plaatsen zijn bezet." in page.text
    assert '<form method="post" novalidate' not in page.text


def test_a_counted_team_is_not_counted_twice(client: Visitor, cast: Cast) -> None:
    close_third(cast)
    client.sign_in(cast.coordinator)
    sent: dict[str, object] = {"place": "3", "on": TODAY.isoformat()}
    answer = client.submit(of_team(cast, 1, "place?lang=en"), sent)
    assert (answer.status_code, "counted already" in answer.text) == (400, True)
