"""Planning a meeting of any kind on one page, and changing a plan as a whole."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from portal.db import db, transaction
from portal.meetings.changing import revision_of
from portal.meetings.models import Answer, Meeting, MeetingKind, MeetingState
from tests.cast import Cast
from tests.conftest import Counter, Visitor
from tests.meetings.planned import DAY, ON, meeting_by, plan
from tests.meetings.seated import event, invitation_ids, letters, line, said, team_comes

WORKSHOP: dict[str, object] = {
    "number": "1",
    "revision": "0",
    "title": "Verhalen vertellen",
    "about": "Voor wie graag vertelt.",
    "day": "2022-12-01",
    "starts": "09:30",
    "ends": "12:30",
    "join_url": "",
    "place": "Zaal De Boomgaard",
    "route": "Met de trein tot Brussel-Centraal.",
    "capacity": "12",
    "takes_teams": "y",
    "respond_by": "2022-11-24",
}
DAY_STARTS, DAY_ENDS = time(9), time(12)
PLAN = "/meetings/plan?kind=workshop"


def _planned(kind: MeetingKind) -> Meeting | None:
    return db.session.scalar(select(Meeting).where(Meeting.kind == kind))


def test_a_workshop_is_planned_with_all_that_it_has(client: Visitor, cast: Cast) -> None:
    answer = client.sign_in(cast.coordinator).submit(PLAN, WORKSHOP)
    again = client.submit(PLAN, WORKSHOP)
    meeting = _planned(MeetingKind.WORKSHOP)
    assert meeting is not None
    assert [one.status_code for one in (answer, again)] == [303, 303]
    assert answer.location == again.location == f"/meetings/{meeting.id}/"
    assert (meeting.title, meeting.about, meeting.lang) == (
        "Verhalen vertellen",
        "Voor wie graag vertelt.",
        "nl",
    )
    assert (meeting.capacity, meeting.takes_teams) == (12, True)
    assert meeting.respond_by == date(2022, 11, 24)
    assert meeting.blocks
    page = client.get(answer.location).text
    for words in ("Verhalen vertellen", "Voor wie graag vertelt.", "Brussel-Centraal"):
        assert words in page
    assert "12 van de 12 plaatsen zijn nog vrij." in page
    assert "Antwoord graag tegen donderdag 24 november 2022." in page


def test_each_kind_has_its_own_page_and_fields(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    moment = client.get("/meetings/plan").text
    assert "Plan het volgende reflectiemoment" in moment
    assert 'name="title"' not in moment
    assert 'name="capacity"' not in moment
    for kind, heading in (
        ("workshop", "Een workshop plannen"),
        ("network_event", "Een netwerkbijeenkomst plannen"),
    ):
        page = client.get(f"/meetings/plan?kind={kind}").text
        assert f"<h1>{heading}</h1>" in page
        assert 'name="capacity"' in page
    assert client.get("/meetings/plan?kind=party").status_code == 404
    assert client.get("/meetings/plan?from=x").status_code == 404
    assert client.get("/meetings/plan?from=9999").status_code == 404


@pytest.mark.parametrize(
    ("change", "said_"),
    [
        ({"title": " "}, "Geef het een titel."),
        ({"capacity": "0"}, "Geef een getal van 1 tot 2000."),
        ({"capacity": "2001"}, "Geef een getal van 1 tot 2000."),
        ({"capacity": "veel"}, "veel"),
        ({"respond_by": "2022-12-02"}, "Vraag antwoorden op een dag voor de bijeenkomst."),
        ({"place": "", "join_url": "https://x.example"}, "Plaatsen zijn er in een zaal"),
        ({"day": "2022-12-25"}, "weekend"),
        ({"day": "2023-05-01"}, "feestdag"),
        ({"day": "2023-07-11"}, "feestdag"),
        ({"day": "2022-11-01"}, "voorbij"),
        ({"day": "2022-12-29"}, "schoolvakantie"),
        ({"ends": "09:00"}, "na het begin"),
        ({"revision": ""}, "error"),
    ],
)
def test_wrong_input_keeps_what_was_typed(
    client: Visitor, cast: Cast, change: dict[str, object], said_: str
) -> None:
    answer = client.sign_in(cast.coordinator).submit(PLAN, {**WORKSHOP, **change})
    assert answer.status_code == 400
    assert said_ in answer.text
    assert "Met de trein tot Brussel-Centraal." in answer.text
    assert _planned(MeetingKind.WORKSHOP) is None


def test_the_next_of_its_kind_starts_from_the_last(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator).submit(PLAN, WORKSHOP)
    page = client.get(PLAN).text
    assert 'value="2"' in page
    assert 'value="12"' in page
    assert "Met de trein tot Brussel-Centraal." in page
    assert "Verhalen vertellen" not in page
    meeting = _planned(MeetingKind.WORKSHOP)
    assert meeting is not None
    like = client.get(f"/meetings/plan?from={meeting.id}").text
    assert 'value="Verhalen vertellen"' in like
    assert 'value="2022-12-01"' not in like


def test_who_may_not_plan_finds_no_page(client: Visitor, cast: Cast) -> None:
    moment = plan(by=cast.coordinator.person_id)
    for member in (cast.ambassador, cast.neighbour, cast.stranger):
        client.sign_in(member)
        assert client.get(PLAN).status_code == 404
        assert client.get(f"/meetings/plan?from={moment}").status_code == 404


def _form_of(meeting_id: int, **change: object) -> dict[str, object]:
    meeting = meeting_by(meeting_id)
    return {
        "number": str(meeting.number),
        "revision": str(revision_of(meeting)),
        "title": meeting.title,
        "about": meeting.about,
        "day": meeting.local_date.isoformat(),
        "starts": meeting.starts_at.isoformat("minutes"),
        "ends": meeting.ends_at.isoformat("minutes"),
        "join_url": meeting.join_url,
        "place": meeting.place,
        "route": meeting.route,
        "capacity": str(meeting.capacity or ""),
        "takes_teams": "y",
        "respond_by": "",
        **change,
    }


def test_two_planners_at_once_see_both_texts(client: Visitor, cast: Cast) -> None:
    event_id = event(cast, capacity=5, people=0)
    path = f"/meetings/{event_id}/edit"
    client.sign_in(cast.coordinator)
    first = _form_of(event_id, place="Zaal Eén")
    second = _form_of(event_id, place="Zaal Twee", title="Anders")
    assert client.submit(path, first).status_code == 303
    stale = client.submit(path, second)
    assert stale.status_code == 409
    assert "Zaal Eén" in stale.text
    assert 'value="Zaal Twee"' in stale.text
    assert meeting_by(event_id).place == "Zaal Eén"
    knowing = {**second, "revision": str(revision_of(meeting_by(event_id)))}
    assert client.submit(path, knowing).status_code == 303
    assert (meeting_by(event_id).place, meeting_by(event_id).title) == ("Zaal Twee", "Anders")


def test_more_seats_on_the_form_let_who_waits_in(client: Visitor, cast: Cast) -> None:
    event_id = event(cast, capacity=1, people=2)
    for one in invitation_ids(event_id):
        said(one, Answer.YES)
    path = f"/meetings/{event_id}/edit"
    client.sign_in(cast.coordinator)
    assert client.submit(path, _form_of(event_id, capacity="2")).status_code == 303
    assert [seated for *_, seated in line(event_id)] == [True, True]
    assert letters() == [("gast1@demo.example", "place")]
    refused = client.submit(path, _form_of(event_id, capacity="1"))
    assert refused.status_code == 400
    assert "2 plaatsen zijn al bezet, en niemand verliest een plaats." in refused.text
    assert meeting_by(event_id).capacity == 2


def test_teams_that_are_registered_keep_their_registration(client: Visitor, cast: Cast) -> None:
    event_id = event(cast, capacity=5, people=0)
    team_comes(cast, event_id, 0, 2)
    form = {key: value for key, value in _form_of(event_id).items() if key != "takes_teams"}
    refused = client.sign_in(cast.coordinator).submit(f"/meetings/{event_id}/edit", form)
    assert refused.status_code == 400
    assert "Al ingeschreven teams: 1. Schrijf die eerst uit." in refused.text
    assert meeting_by(event_id).takes_teams


def test_a_day_before_the_day_to_answer_by_moves_both(client: Visitor, cast: Cast) -> None:
    event_id = event(cast, capacity=5, people=0)
    with transaction():
        meeting_by(event_id).respond_by = DAY
    sooner = DAY - timedelta(days=7)
    form = _form_of(event_id, day=sooner.isoformat(), respond_by=sooner.isoformat())
    answer = client.sign_in(cast.coordinator).submit(f"/meetings/{event_id}/edit", form)
    assert answer.status_code == 303
    assert (meeting_by(event_id).local_date, meeting_by(event_id).respond_by) == (sooner, sooner)


def test_a_written_title_keeps_its_language(client: Visitor, cast: Cast) -> None:
    event_id = event(cast, capacity=5, people=0)
    path = f"/meetings/{event_id}/edit"
    client.sign_in(cast.coordinator)
    with transaction():
        meeting_by(event_id).lang = "en"
    assert client.submit(path, _form_of(event_id, place="Elders")).status_code == 303
    assert meeting_by(event_id).lang == "en"
    assert client.submit(path, _form_of(event_id, title="Anders")).status_code == 303
    assert meeting_by(event_id).lang == "nl"


def test_the_list_shows_each_kind_and_filters_what_was(client: Visitor, cast: Cast) -> None:
    event_id = event(cast, capacity=5, people=0, day=date(2022, 11, 17))
    client.sign_in(cast.coordinator)
    page = client.get("/meetings/").text
    assert "Ook gepland" in page
    assert f'href="/meetings/{event_id}/"' in page
    with transaction():
        meeting_by(event_id).state = MeetingState.HELD
    assert "Ook gepland" not in client.get("/meetings/").text
    found = client.get("/meetings/?kind=network_event&year=2022").text
    assert ">Netwerkdag</a>" in found
    none = client.get("/meetings/?kind=workshop").text
    assert "Geen bijeenkomst past bij deze filters." in none
    assert ">Netwerkdag</a>" not in none
    rows = client.get("/meetings.csv?kind=network_event").text.splitlines()
    assert [row.split(";")[0] for row in rows[1:]] == ["Netwerkdag"]
    assert len(client.get("/meetings.csv?kind=workshop").text.splitlines()) == 1


@pytest.mark.parametrize("asked", ["kind=party", "year=1999", "year=x"])
def test_a_filter_that_is_none_is_said_at_its_field(
    client: Visitor, cast: Cast, asked: str
) -> None:
    client.sign_in(cast.coordinator)
    assert client.get(f"/meetings/?{asked}").status_code == 400
    assert client.get(f"/meetings.csv?{asked}").status_code == 400
    assert client.get("/meetings/?page=7").status_code == 404


def test_the_list_costs_the_same_with_three_and_three_hundred(
    client: Visitor, cast: Cast, count_statements: Counter
) -> None:
    _events(3, since=0)
    client.sign_in(cast.ambassador).get("/meetings/")
    with count_statements() as few:
        client.get("/meetings/")
    _events(297, since=3)
    with count_statements() as many:
        page = client.get("/meetings/").text
    assert page.count(">Dag ") == 100
    assert "1 tot 100 van 300" in page
    assert client.get("/meetings/?page=3").text.count(">Dag ") == 100
    assert len(many) == len(few) <= 8


def _events(many: int, *, since: int) -> None:
    with transaction():
        for number in range(since + 1, since + many + 1):
            meeting = Meeting(
                kind=MeetingKind.NETWORK_EVENT,
                number=number,
                title=f"Dag {number}",
                local_date=ON - timedelta(days=number),
                starts_at=DAY_STARTS,
                ends_at=DAY_ENDS,
                place="Zaal",
                uid=f"dag-{number}",
                state=MeetingState.CANCELLED,
                cancel_reason="Sneeuw",
            )
            db.session.add(meeting)
