"""A moment of before the portal: held, with the roster of its day, and nobody is written to."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.db import db
from portal.meetings.models import Invitation, Meeting, MeetingState
from tests.cast import Cast
from tests.conftest import Visitor
from tests.meetings.planned import DAY, mails, meeting_by

PAGE = "/meetings/record"
FORM: dict[str, object] = {
    "number": "3",
    "day": "2022-10-13",
    "starts": "13:30",
    "ends": "15:30",
    "place": "Zaal De Boomgaard",
    "join_url": "",
}


def _all() -> list[Meeting]:
    return list(db.session.scalars(select(Meeting).order_by(Meeting.number)))


def test_it_is_kept_as_held_with_whoever_was_on_the_roster(client: Visitor, cast: Cast) -> None:
    answer = client.sign_in(cast.coordinator).submit(PAGE, FORM)
    (meeting,) = _all()
    assert answer.location == f"/meetings/{meeting.id}/"
    assert (meeting.number, meeting.state) == (3, MeetingState.HELD)
    assert (meeting.local_date, meeting.place) == (date(2022, 10, 13), "Zaal De Boomgaard")
    invited = set(
        db.session.scalars(select(Invitation.person_id).where(Invitation.meeting_id == meeting.id))
    )
    assert {cast.contact.person_id, cast.lead.person_id} <= invited
    assert mails() == []
    page = client.get(answer.location).text
    assert "Je kunt invullen wie er was" in page
    assert client.get(f"/meetings/{meeting.id}/attendance").status_code == 200
    assert client.get("/meetings/").text.count("Een moment van vroeger toevoegen") == 1


def test_a_day_before_anybody_took_part_says_so(client: Visitor, cast: Cast) -> None:
    answer = client.sign_in(cast.coordinator).submit(PAGE, FORM | {"day": "1999-03-04"})
    assert "Die dag stond niemand op de deelnemerslijst" in client.get(answer.location).text


def test_the_same_form_sent_twice_keeps_one_moment(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    assert client.submit(PAGE, FORM).location == client.submit(PAGE, FORM).location
    assert len(_all()) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day": DAY.isoformat()}, "Deze dag moet nog komen"),
        ({"day": "31/02/2022"}, "datum"),
        ({"ends": "13:00"}, "einduur moet na het beginuur"),
        ({"number": "0"}, "Geef een getal"),
        ({"number": "1"}, "al een bijeenkomst met dit nummer"),
        ({"place": ""}, "Geef een link"),
        ({"place": "", "join_url": "http://meet.example.org"}, "https://"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    client: Visitor, cast: Cast, invited: int, wrong: dict[str, object], said: str
) -> None:
    assert meeting_by(invited).number == 1
    sent = FORM | wrong
    answer = client.sign_in(cast.coordinator).submit(PAGE, sent)
    assert answer.status_code == 400
    assert said in answer.text
    assert all(f'value="{typed}"' in answer.text for typed in sent.values() if typed)
    assert len(_all()) == 1


def test_a_second_moment_in_two_months_wants_a_reason(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator).submit(PAGE, FORM)
    second = FORM | {"number": "4", "day": "2022-09-22"}
    assert 'name="reason"' not in client.get(PAGE).text
    answer = client.submit(PAGE, second)
    assert answer.status_code == 400
    assert 'name="reason"' in answer.text
    assert client.submit(PAGE, second | {"reason": "Ingehaald na de staking"}).status_code == 303
    assert [one.exception_reason for one in _all()] == ["", "Ingehaald na de staking"]


def test_only_who_plans_adds_one(client: Visitor, cast: Cast) -> None:
    assert client.sign_in(cast.ambassador).get(PAGE).status_code == 404
    assert client.submit(PAGE, FORM, at="/meetings/").status_code == 404
    assert _all() == []
