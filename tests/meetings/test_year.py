"""The year of the series: what is held, planned, moved, cancelled and missing, with holidays."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.db import db, transaction
from portal.meetings import inviting, services
from portal.meetings.inviting import slot_of
from portal.meetings.models import MeetingKind
from portal.meetings.services import PastMeeting
from portal.meetings.yearly import WIDTH, year_of
from portal.policy.decide import Actor
from tests.cast import Cast
from tests.conftest import Counter, Visitor
from tests.meetings.planned import AGENDA, NOW, ON, ONLINE, meeting_by, plan, slot


def _held(cast: Cast, day: date, number: int, kind: MeetingKind = MeetingKind.REFLECTION) -> int:
    past = PastMeeting(
        slot=replace(slot(day), kind=kind),
        where=ONLINE,
        agenda=AGENDA,
        number=number,
        expected=(),
        attendance={},
    )
    with transaction():
        return services.record_past_meeting(past, on=ON, by=cast.coordinator.person_id).id


def _move(cast: Cast, meeting_id: int, day: date, *, reason: str = "") -> None:
    meeting = meeting_by(meeting_id)
    wanted = replace(slot_of(meeting), day=day, reason=reason)
    by = cast.coordinator.person_id
    with transaction():
        inviting.move(meeting_by(meeting_id), wanted, ONLINE, on=ON, now=NOW, by=by)


def _row(page: str, months: str) -> str:
    return page.split(f'<th scope="row">{months}</th>')[1].split("</tr>", maxsplit=1)[0]


def test_six_times_two_months_with_how_each_stands(
    client: Visitor, cast: Cast, invited: int
) -> None:
    _held(cast, date(2022, 4, 21), 2)
    _held(cast, date(2022, 10, 13), 3)
    page = client.sign_in(cast.contact).get("/meetings/year/2022").text
    assert "Van de zes keer twee maanden: 2 gehouden, 1 gepland, 2 zonder moment." in page
    assert "voor de reeks begon" in _row(page, "Januari en februari 2022")
    assert "21 april 2022" in _row(page, "Maart en april 2022")
    assert "er was geen moment" in _row(page, "Mei en juni 2022")
    assert f'href="/meetings/{invited}/"' in _row(page, "November en december 2022")
    assert "nog niet gepland" in client.get("/meetings/year/2023").text


def test_holidays_stand_in_words_beside_their_months(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.contact).get("/meetings/year/2022").text
    autumn = _row(page, "November en december 2022")
    assert "Schoolvakantie: 31 oktober tot en met 6 november" in autumn
    assert "Schoolvakantie: 26 december tot en met 8 januari 2023" in autumn
    assert "Feestdagen: 1 november, 11 november, 25 december" in autumn
    assert "Feestdagen: 11 juli, 21 juli, 15 augustus" in _row(page, "Juli en augustus 2022")
    assert "nog niet allemaal bekend" not in page
    assert client.get("/meetings/year/2030").text.count("nog niet allemaal bekend") == 6


def test_a_move_is_told_with_both_days_in_both_buckets(
    client: Visitor, cast: Cast, invited: int
) -> None:
    _move(cast, invited, date(2023, 1, 12), reason="Sneeuw in december")
    told = "Reflectiemoment 1 is verplaatst van 8 december 2022 naar 12 januari 2023."
    assert told in client.sign_in(cast.contact).get("/meetings/year/2022").text
    page = client.get("/meetings/year/2023").text
    assert told in _row(page, "Januari en februari 2023")
    assert "Sneeuw in december" not in page
    client.sign_in(cast.coordinator)
    assert "Sneeuw in december" in client.get("/meetings/year/2023").text


def test_a_draft_or_another_hour_is_no_move(client: Visitor, cast: Cast, draft: int) -> None:
    _move(cast, draft, date(2022, 12, 15))
    with transaction():
        inviting.invite(meeting_by(draft), on=ON, now=NOW, by=cast.coordinator.person_id)
    _move(cast, draft, date(2022, 12, 15))
    page = client.sign_in(cast.coordinator).get("/meetings/year/2022").text
    assert "verplaatst" not in page


def test_what_is_cancelled_says_why_and_leaves_its_months_empty(
    client: Visitor, cast: Cast, invited: int
) -> None:
    with transaction():
        inviting.cancel_meeting(
            meeting_by(invited),
            reason="Sneeuw",
            replaced_by=None,
            on=ON,
            now=NOW,
            by=cast.coordinator.person_id,
        )
    row = _row(
        client.sign_in(cast.contact).get("/meetings/year/2022").text, "November en december 2022"
    )
    assert "Sneeuw" in row
    assert "nog niet gepland" in row


def test_workshops_stand_in_a_column_of_their_own(client: Visitor, cast: Cast) -> None:
    _held(cast, date(2022, 9, 22), 1, MeetingKind.WORKSHOP)
    row = _row(
        client.sign_in(cast.contact).get("/meetings/year/2022").text, "September en oktober 2022"
    )
    moments, others = row.split("<td>")[1:3]
    assert "Workshop 1" in others
    assert "Workshop" not in moments


def test_a_draft_and_a_reason_outside_the_rhythm_are_of_who_plans(
    client: Visitor, cast: Cast, invited: int
) -> None:
    assert invited
    by = cast.coordinator.person_id
    draft = plan(by=by, day=date(2022, 12, 22), number=2, reason="Op vraag van teams")
    for member, seen in ((cast.contact, False), (cast.coordinator, True)):
        page = client.sign_in(member).get("/meetings/year/2022").text
        assert (f'href="/meetings/{draft}/"' in page) == seen
        assert ("Op vraag van teams" in page) == seen


def test_the_picture_has_its_title_and_keeps_inside_its_edges(cast: Cast, invited: int) -> None:
    assert invited
    actor = Actor(person_id=cast.contact.person_id, name="", locale="nl")
    year = year_of(actor, 2022, ON)
    for months in year.months:
        assert 0 <= months.x(date(2020, 1, 1)) <= months.x(date(2024, 1, 1)) <= WIDTH
        assert 16 <= months.middle(months.first) < months.middle(months.last) <= WIDTH - 16


def test_strangers_and_odd_years_get_nothing(client: Visitor, cast: Cast) -> None:
    assert client.sign_in(cast.stranger).get("/meetings/year/2022").status_code == 404
    client.sign_in(cast.contact)
    for number in ("2014", "2100", "99999", "0"):
        assert client.get(f"/meetings/year/{number}").status_code == 404


def test_the_years_lead_to_each_other_and_the_list_leads_here(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.contact)
    assert 'href="/meetings/year/2022"' in client.get("/meetings/").text
    page = client.get("/meetings/year/2022").text
    assert 'href="/meetings/year/2021" rel="prev"' in page
    assert 'href="/meetings/year/2023" rel="next"' in page
    assert 'rel="prev"' not in client.get("/meetings/year/2015").text


def test_a_year_costs_the_same_however_much_happened(
    client: Visitor, cast: Cast, count_statements: Counter
) -> None:
    client.sign_in(cast.contact)
    _held(cast, date(2022, 1, 13), 1)
    client.get("/meetings/year/2022")
    with count_statements() as few:
        client.get("/meetings/year/2022")
    for number in range(2, 11):
        _held(cast, date(2022, number, 10), number, MeetingKind.WORKSHOP)
    with count_statements() as many:
        client.get("/meetings/year/2022")
    assert len(few) == len(many) <= 8


def test_the_database_keeps_no_move_to_the_same_day(cast: Cast, draft: int) -> None:
    assert cast
    same = text(
        "INSERT INTO meeting_move (meeting_id, from_day, to_day, moved_on, reason) "
        "VALUES (:meeting, '2022-12-08', '2022-12-08', '2022-11-15', '')"
    )
    with pytest.raises(DBAPIError, match="a_move_changes_the_day"), transaction():
        db.session.execute(same, {"meeting": draft})
