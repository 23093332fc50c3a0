"""The pages about seats: who sees what, what a team fills in, and what comes back."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select

from portal.db import db, transaction
from portal.meetings.models import Answer, Invitation, MeetingState
from portal.meetings.places.models import TeamRegistration
from portal.meetings.places.remembering import forget, person_data
from tests.cast import Cast
from tests.conftest import Counter, Visitor
from tests.meetings.planned import ON, meeting_by, plan
from tests.meetings.seated import event, invitation_ids, line, said, team_comes


@pytest.fixture
def full(cast: Cast) -> int:
    """The id of an event with two seats, one of them the lead's, and one who waits."""
    event_id = event(cast, capacity=2, people=2)
    with transaction():
        mine = db.session.get_one(Invitation, invitation_ids(event_id)[0])
        mine.person_id = cast.lead.person_id
    said(invitation_ids(event_id)[0], Answer.YES)
    team_comes(cast, event_id, 1, 1)
    said(invitation_ids(event_id)[1], Answer.YES)
    return event_id


def _registered() -> int:
    return db.session.scalar(select(func.count()).select_from(TeamRegistration)) or 0


def test_who_plans_sees_names_and_others_where_they_stand(
    client: Visitor, cast: Cast, full: int
) -> None:
    path = f"/meetings/{full}/places"
    page = client.sign_in(cast.coordinator).get(path).text
    assert "Alle 2 plaatsen zijn bezet." in page
    assert "1 persoon wacht." in page
    assert "wacht, nummer 1" in page
    for name in (cast.lead.name, "Gast 01", "Team 2 home"):
        assert name in page
    own = client.sign_in(cast.lead).get(path).text
    assert "Je hebt een plaats." in own
    assert "Gast 01" not in own
    assert "Team 2 home" not in own


def test_the_line_is_a_file_for_who_plans_only(client: Visitor, cast: Cast, full: int) -> None:
    rows = client.sign_in(cast.coordinator).get(f"/meetings/{full}/places.csv").text.splitlines()
    assert rows[1:] == [
        f"{cast.lead.name};De Verzonnen Linde;1;heeft een plaats;",
        "Team 2 home;De Verzonnen Linde;1;heeft een plaats;",
        "Gast 01;De Verzonnen Linde;1;wacht;1",
    ]
    assert client.get(f"/meetings/{full}/places.xlsx").data.startswith(b"PK")
    assert client.sign_in(cast.ambassador).get(f"/meetings/{full}/places.csv").status_code == 404


def test_there_is_no_page_where_nobody_counts_seats(client: Visitor, cast: Cast) -> None:
    moment = plan(by=cast.coordinator.person_id)
    client.sign_in(cast.coordinator)
    assert client.get(f"/meetings/{moment}/places").status_code == 404
    assert client.get("/meetings/9999/places").status_code == 404
    assert client.get(f"/meetings/{moment}/teams/{cast.home.team_ids[0]}").status_code == 404


def test_strangers_readers_of_the_board_and_drafts_get_nothing(
    client: Visitor, cast: Cast, full: int
) -> None:
    path = f"/meetings/{full}/places"
    assert client.get(path).status_code == 303
    for member in (cast.stranger, cast.board_reader):
        assert client.sign_in(member).get(path).status_code == 404
    other = event_draft(cast)
    assert client.sign_in(cast.ambassador).get(f"/meetings/{other}/places").status_code == 404


def event_draft(cast: Cast) -> int:
    moment = plan(by=cast.coordinator.person_id)
    with transaction():
        meeting_by(moment).capacity = 5
    return moment


def test_a_team_registers_changes_and_withdraws(client: Visitor, cast: Cast) -> None:
    event_id = event(cast, capacity=5, people=0)
    path = f"/meetings/{event_id}/teams/{cast.home.team_ids[0]}"
    client.sign_in(cast.ambassador)
    answer = client.submit(path, {"people": "3", "way": "on_site", "revision": "0"})
    assert answer.status_code == 303
    assert line(event_id) == [(None, 3, True)]
    assert 'value="3"' in client.get(path).text
    changed = client.submit(path, {"people": "2", "way": "on_site", "revision": "1"})
    assert changed.status_code == 303
    assert line(event_id) == [(None, 2, True)]
    assert client.submit(f"{path}/withdraw", {}, at=path).status_code == 303
    assert (line(event_id), _registered()) == ([], 0)


@pytest.mark.parametrize(
    ("change", "said_"),
    [
        ({"people": "0"}, "Geef een getal van 1 tot 20."),
        ({"people": "21"}, "Geef een getal van 1 tot 20."),
        ({"people": "veel"}, "veel"),
        ({"people": ""}, "Vul dit in."),
        ({"way": "te voet"}, "error"),
        ({"people": "6"}, "Plaatsen in totaal: 5."),
        ({"revision": "x"}, "error"),
    ],
)
def test_wrong_input_keeps_nothing(
    client: Visitor, cast: Cast, change: dict[str, object], said_: str
) -> None:
    event_id = event(cast, capacity=5, people=0)
    path = f"/meetings/{event_id}/teams/{cast.home.team_ids[0]}"
    form: dict[str, object] = {"people": "3", "way": "on_site", "revision": "0", **change}
    answer = client.sign_in(cast.ambassador).submit(path, form)
    assert answer.status_code == 400
    assert said_ in answer.text
    assert _registered() == 0


def test_two_who_register_one_team_get_both_texts(client: Visitor, cast: Cast) -> None:
    event_id = event(cast, capacity=9, people=0)
    path = f"/meetings/{event_id}/teams/{cast.home.team_ids[0]}"
    client.sign_in(cast.ambassador)
    team_comes(cast, event_id, 0, 4)
    answer = client.submit(path, {"people": "3", "way": "on_site", "revision": "0"})
    assert answer.status_code == 409
    assert 'class="theirs"' in answer.text
    again = client.submit(path, {"people": "3", "way": "on_site", "revision": "1"})
    assert again.status_code == 303
    assert line(event_id) == [(None, 3, True)]


def test_only_the_own_teams_are_registered(client: Visitor, cast: Cast) -> None:
    event_id = event(cast, capacity=5, people=0)
    home, foreign = cast.home.team_ids[0], cast.away.team_ids[0]
    for member in (cast.ambassador, cast.contact, cast.lead):
        client.sign_in(member)
        assert client.get(f"/meetings/{event_id}/teams/{home}").status_code == 200
        assert client.get(f"/meetings/{event_id}/teams/{foreign}").status_code == 404
    client.sign_in(cast.member)
    assert client.get(f"/meetings/{event_id}/teams/{home}").status_code == 404
    client.sign_in(cast.coordinator)
    assert client.get(f"/meetings/{event_id}/teams/{foreign}").status_code == 200
    token = {"csrf_token": client.sign_in(cast.lead).token(f"/meetings/{event_id}/teams/{home}")}
    for step in ("", "/withdraw"):
        path = f"/meetings/{event_id}/teams/{foreign}{step}"
        assert client.post(path, data=token).status_code == 404


def test_choosing_a_team_leads_to_its_form(client: Visitor, cast: Cast) -> None:
    event_id = event(cast, capacity=5, people=0)
    team, foreign = cast.home.team_ids[0], cast.away.team_ids[0]
    client.sign_in(cast.ambassador)
    answer = client.get(f"/meetings/{event_id}/teams?team={team}")
    assert (answer.status_code, answer.location) == (303, f"/meetings/{event_id}/teams/{team}")
    for typed in (str(foreign), "x", "", "99999999999999999999", "²"):
        assert client.get(f"/meetings/{event_id}/teams?team={typed}").status_code == 404


def test_after_the_start_registering_is_closed(client: Visitor, cast: Cast) -> None:
    event_id = event(cast, capacity=5, people=0)
    path = f"/meetings/{event_id}/teams/{cast.home.team_ids[0]}"
    client.sign_in(cast.ambassador)
    token = {"csrf_token": client.token(path), "people": "1", "way": "on_site", "revision": "0"}
    with transaction():
        meeting_by(event_id).state = MeetingState.HELD
    assert client.get(path).status_code == 303
    refused = client.post(path, data=token)
    assert refused.status_code == 400
    assert "Inschrijven kan niet meer." in refused.text
    assert client.post(f"{path}/withdraw", data=token).status_code == 303
    assert _registered() == 0


def test_the_page_of_the_meeting_says_how_full_it_is(client: Visitor, cast: Cast) -> None:
    event_id = event(cast, capacity=20, people=12)
    for one in invitation_ids(event_id)[:11]:
        said(one, Answer.YES)
    page = client.sign_in(cast.ambassador).get(f"/meetings/{event_id}/").text
    assert "9 van de 20 plaatsen zijn nog vrij." in page
    assert f'href="/meetings/{event_id}/places"' in page


def test_the_places_cost_the_same_for_one_and_for_forty(
    client: Visitor, cast: Cast, count_statements: Counter
) -> None:
    event_id = event(cast, capacity=20, people=40)
    invited = invitation_ids(event_id)
    said(invited[0], Answer.YES)
    path = f"/meetings/{event_id}/places"
    client.sign_in(cast.coordinator).get(path)
    with count_statements() as one:
        client.get(path)
    for invitation in invited[1:]:
        said(invitation, Answer.YES)
    with count_statements() as forty:
        assert client.get(path).text.count("heeft een plaats") == 20
    assert len(one) == len(forty) <= 12


def test_what_is_kept_of_a_person_names_their_seat(cast: Cast, full: int) -> None:
    assert full
    kept = person_data(person_id=cast.lead.person_id)
    assert kept["seats"] == [{"meeting_on": "2022-12-08", "has_seat": True, "waiting_as": None}]
    theirs = person_data(person_id=cast.ambassador.person_id)["registered_teams"]
    assert theirs == [
        {
            "meeting_on": "2022-12-08",
            "team": "Team 2 home",
            "people": 1,
            "way": "on_site",
            "registered_on": ON.isoformat(),
        }
    ]
    with transaction():
        forget(person_id=cast.ambassador.person_id)
    assert person_data(person_id=cast.ambassador.person_id)["registered_teams"] == []
    assert _registered() == 1


def test_what_an_organisation_takes_along_names_its_teams_only(client: Visitor, cast: Cast) -> None:
    event_id = event(cast, capacity=9, people=0)
    team_comes(cast, event_id, 0, 3)
    for member, slug, rows in (
        (cast.ambassador, "home", ["2022-12-08;Team 1 home;3;Ter plaatse"]),
        (cast.neighbour, "away", []),
    ):
        answer = client.sign_in(member).get(f"/organisations/{slug}/export.zip")
        with ZipFile(BytesIO(answer.data)) as folder:
            (name,) = (one for one in folder.namelist() if one.endswith("registered-teams.csv"))
            text = folder.read(name).decode("utf-8-sig")
        assert text.splitlines()[1:] == rows
