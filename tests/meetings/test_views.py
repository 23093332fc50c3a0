"""The pages of meetings: who sees what, what a form keeps, and what it refuses."""

from datetime import date

import pytest
from icalendar import Calendar
from sqlalchemy import func, select

from portal.asks.periods import bucket_of
from portal.db import db, transaction
from portal.meetings import services
from portal.meetings.calendar_law import usual_day
from portal.meetings.changing import revision_of
from portal.meetings.models import (
    Answer,
    Invitation,
    Meeting,
    MeetingState,
    Presence,
)
from portal.meetings.services import PastMeeting
from tests.cast import Cast
from tests.conftest import Counter, Visitor
from tests.meetings.planned import (
    AGENDA,
    ON,
    ONLINE,
    mails,
    meeting_by,
    plan,
    slot,
    token_for,
)

FORM: dict[str, object] = {
    "number": "1",
    "revision": "0",
    "day": "2023-02-09",
    "starts": "13:30",
    "ends": "15:30",
    "join_url": "https://meet.example.org/1",
    "place": "Zaal De Boomgaard",
}


def _held(cast: Cast, number: int, day: date) -> int:
    past = PastMeeting(
        slot=slot(day),
        where=ONLINE,
        agenda=AGENDA,
        number=number,
        expected=(),
        attendance={cast.contact.person_id: Presence.ONLINE},
    )
    with transaction():
        return services.record_past_meeting(past, on=ON, by=cast.coordinator.person_id).id


def _count(model: type[object]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_agenda_shows_next_planned_missing_and_past(
    client: Visitor, cast: Cast, invited: int
) -> None:
    _held(cast, 2, date(2022, 10, 13))
    page = client.sign_in(cast.contact).get("/meetings/").text
    assert f'href="/meetings/{invited}/"' in page
    assert "November en december 2022" in page
    assert "Nog niet gepland." in page
    assert "13 oktober 2022" in page
    assert "Het volgende moment plannen" not in page


def test_drafts_are_of_those_who_plan(client: Visitor, cast: Cast, draft: int) -> None:
    assert f'href="/meetings/{draft}/"' not in client.sign_in(cast.contact).get("/meetings/").text
    assert client.get(f"/meetings/{draft}/").status_code == 404
    assert client.get(f"/meetings/{draft}/invitation.ics").status_code == 404
    page = client.sign_in(cast.coordinator).get("/meetings/")
    assert f'href="/meetings/{draft}/"' in page.text
    assert client.get(f"/meetings/{draft}/").status_code == 200


@pytest.mark.parametrize("step", ["agenda", "edit", "invite", "cancel", "attendance", "minutes"])
def test_only_who_plans_opens_the_steps(
    client: Visitor, cast: Cast, invited: int, step: str
) -> None:
    foreign = client.sign_in(cast.ambassador).get(f"/meetings/{invited}/{step}")
    missing = client.sign_in(cast.coordinator).get(f"/meetings/9999/{step}")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert client.get("/meetings/plan").status_code == 200


def test_the_export_tells_participants_the_yes_and_planners_all(
    client: Visitor, cast: Cast, invited: int
) -> None:
    assert invited
    for_all = client.sign_in(cast.contact).get("/meetings.csv").text.splitlines()
    assert for_all[0].endswith("Uitgenodigd;Ja;Aanwezig")
    assert for_all[1] == "Reflectiemoment 1;2022-12-08;13:30;15:30;uitgenodigd;6;0;0"
    for_planners = client.sign_in(cast.coordinator).get("/meetings.csv").text.splitlines()
    assert for_planners[1].endswith("uitgenodigd;6;0;0;0;6;0")
    assert client.get("/meetings.xlsx").data.startswith(b"PK")
    assert client.get("/meetings.pdf").status_code == 404


def test_only_who_plans_sees_who_has_not_answered(
    client: Visitor, cast: Cast, invited: int
) -> None:
    path = f"/meetings/{invited}/"
    for_planners = client.sign_in(cast.coordinator).get(path).text
    for_participants = client.sign_in(cast.contact).get(path).text
    assert f'href="{path}answers?said=none">6 mensen' in for_planners
    assert "6 mensen hebben nog niet geantwoord" not in for_participants
    assert "0 van de 6 genodigden zeiden ja." in for_participants
    assert "Nog geen" not in for_participants


def test_the_proposal_names_its_reasons_and_fills_the_form(client: Visitor, cast: Cast) -> None:
    _held(cast, 1, date(2022, 10, 13))
    page = client.sign_in(cast.coordinator).get("/meetings/plan").text
    assert "Donderdag 8 december 2022 past." in page
    assert "Het is 8 weken na het vorige moment." in page
    assert 'value="2022-12-08"' in page
    assert 'name="number" type="hidden" value="2"' in page
    assert 'value="https://meet.example.org/14"' in page


def test_planning_keeps_a_draft_and_a_second_press_makes_no_second_one(
    client: Visitor, cast: Cast
) -> None:
    client.sign_in(cast.coordinator)
    first = client.submit("/meetings/plan", FORM)
    second = client.submit("/meetings/plan", FORM)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert _count(Meeting) == 1
    assert mails() == []


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"day": ""}, "day", "Vul dit in."),
        ({"day": "2023-02-11"}, "day", "valt in het weekend"),
        ({"day": "2023-05-01"}, "day", "is een feestdag"),
        ({"day": "2023-07-11"}, "day", "is een feestdag"),
        ({"day": "2022-11-14"}, "day", "is al voorbij"),
        ({"day": "2023-02-22"}, "holiday_accepted", "Vlaamse schoolvakantie"),
        ({"day": "2022-12-22"}, "reason", "al een reflectiemoment in deze twee maanden"),
        ({"day": "2023-01-11"}, "reason", "minder dan 6 weken"),
        ({"day": "2023-03-09"}, "reason", "meer dan 12 weken"),
        ({"ends": "13:30"}, "ends", "na het beginuur"),
        ({"join_url": "http://meet.example.org"}, "join_url", "begint met https://"),
        ({"join_url": "", "place": ""}, "join_url", "een link om online mee te doen, een plaats"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_is_kept(
    client: Visitor, cast: Cast, draft: int, change: dict[str, str], field: str, words: str
) -> None:
    assert draft
    client.sign_in(cast.coordinator)
    answer = client.submit("/meetings/plan", {**FORM, "number": "2", **change})
    assert answer.status_code == 400
    error = answer.text.split(f'id="{field}-error"')[1].split("</p>")[0]
    assert words in error
    assert answer.text.count("Zaal De Boomgaard") == ("place" not in change)
    assert "<title>Fout:" in answer.text
    assert _count(Meeting) == 1


def test_with_a_reason_or_a_tick_the_exception_is_kept(
    client: Visitor, cast: Cast, draft: int
) -> None:
    assert draft
    client.sign_in(cast.coordinator)
    unusual = {**FORM, "number": "2", "day": "2022-12-22", "reason": "Op vraag van de teams"}
    assert client.submit("/meetings/plan", unusual).status_code == 303
    holiday = {**FORM, "number": "3", "day": "2023-02-22", "holiday_accepted": "y"}
    assert client.submit("/meetings/plan", holiday).status_code == 303
    reasons = select(Meeting.exception_reason).order_by(Meeting.number)
    assert list(db.session.scalars(reasons)) == ["", "Op vraag van de teams", ""]


def test_the_preview_counts_and_names_before_anything_is_sent(
    client: Visitor, cast: Cast, draft: int
) -> None:
    page = client.sign_in(cast.coordinator).get(f"/meetings/{draft}/invite").text
    assert "6 uitnodigingen versturen" in page
    assert cast.contact.name in page
    assert "Reflectiemoment 1, 8 december 2022: ben je erbij?" in page
    assert mails() == []
    assert meeting_by(draft).state is MeetingState.DRAFT


def test_inviting_sends_once_however_often_it_is_pressed(
    client: Visitor, cast: Cast, draft: int
) -> None:
    client.sign_in(cast.coordinator)
    data = {"csrf_token": client.token(f"/meetings/{draft}/invite")}
    answers = [client.post(f"/meetings/{draft}/invite", data=data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(mails()) == 6
    assert _count(Invitation) == 6


def test_the_calendar_file_asks_nobody(client: Visitor, cast: Cast, invited: int) -> None:
    answer = client.sign_in(cast.ambassador).get(f"/meetings/{invited}/invitation.ics")
    assert answer.mimetype == "text/calendar"
    calendar = Calendar.from_ical(answer.data)
    assert isinstance(calendar, Calendar)
    (event,) = calendar.walk("VEVENT")
    assert (event["UID"], calendar["METHOD"]) == (meeting_by(invited).uid, "PUBLISH")
    assert "ATTENDEE" not in event


def test_moving_by_the_form_tells_everybody_and_keeps_the_agenda(
    client: Visitor, cast: Cast, invited: int
) -> None:
    client.sign_in(cast.coordinator)
    path = f"/meetings/{invited}/edit"
    assert "De uitnodigingen zijn weg." in client.get(path).text
    shown = str(revision_of(meeting_by(invited)))
    answer = client.submit(path, {**FORM, "revision": shown, "day": "2022-12-15"})
    assert answer.status_code == 303
    assert meeting_by(invited).local_date == date(2022, 12, 15)
    assert meeting_by(invited).blocks[0].words == "Hoe gaat het bij jullie?"
    assert len(mails()) == 12


def test_cancelling_by_the_form_wants_a_reason(client: Visitor, cast: Cast, invited: int) -> None:
    client.sign_in(cast.coordinator)
    path = f"/meetings/{invited}/cancel"
    refused = client.submit(path, {"reason": " ", "replaced_by": ""})
    assert refused.status_code == 400
    assert "Zeg waarom de bijeenkomst niet doorgaat" in refused.text
    assert client.submit(path, {"reason": "Sneeuw", "replaced_by": ""}).status_code == 303
    assert "Sneeuw" in client.sign_in(cast.contact).get(f"/meetings/{invited}/").text
    assert client.get("/meetings/").text.count(f'href="/meetings/{invited}/"') == 1


def test_steps_that_must_wait_say_why(client: Visitor, cast: Cast, invited: int) -> None:
    page = client.sign_in(cast.coordinator).get(f"/meetings/{invited}/").text
    assert "Deze bijeenkomst moet nog komen." in page
    assert f'action="/meetings/{invited}/hold"' not in page
    token = client.token(f"/meetings/{invited}/cancel")
    early = client.post(f"/meetings/{invited}/hold", data={"csrf_token": token})
    assert early.status_code == 303
    assert meeting_by(invited).state is MeetingState.INVITED


def test_the_list_costs_the_same_with_1_and_30_meetings(
    client: Visitor, cast: Cast, count_statements: Counter
) -> None:
    client.sign_in(cast.coordinator)
    first = bucket_of(date(2017, 11, 1))
    _held(cast, 1, usual_day(first))
    client.get("/meetings/")
    with count_statements() as few:
        client.get("/meetings/")
    for number in range(2, 31):
        _held(cast, number, usual_day(first + number - 1))
    with count_statements() as many:
        page = client.get("/meetings/")
    assert page.text.count("Reflectiemoment ") == 30
    assert len(many) == len(few) <= 8


def test_no_page_costs_more_than_ten_statements(
    client: Visitor, cast: Cast, invited: int, count_statements: Counter
) -> None:
    other = plan(by=cast.coordinator.person_id, day=date(2023, 2, 9), number=2)
    client.sign_in(cast.coordinator).get("/meetings/")
    paths = [
        "/meetings/",
        "/meetings.csv",
        "/meetings/plan",
        f"/meetings/{invited}/",
        f"/meetings/{invited}/invitation.ics",
        f"/meetings/{invited}/cancel",
        f"/meetings/{other}/edit",
        f"/meetings/{other}/invite",
        f"/rsvp/{token_for(cast.contact)}",
    ]
    cost = {}
    for path in paths:
        with count_statements() as statements:
            assert client.get(path).status_code == 200
        cost[path] = len(statements)
    before_sending = cost.pop(f"/meetings/{other}/invite")  # looks at each kind of ask too
    assert before_sending <= 11
    assert {path: count for path, count in cost.items() if count > 10} == {}


def test_the_page_of_a_meeting_costs_the_same_however_many_are_invited(
    client: Visitor, cast: Cast, invited: int, count_statements: Counter
) -> None:
    client.sign_in(cast.coordinator).get(f"/meetings/{invited}/")
    with count_statements() as all_six:
        client.get(f"/meetings/{invited}/")
    with transaction():
        for one in db.session.scalars(select(Invitation).offset(1)).all():
            one.answer, one.answered_on = Answer.YES, ON
    with count_statements() as one_waiting:
        client.get(f"/meetings/{invited}/")
    assert len(all_six) == len(one_waiting) <= 10
