"""A calendar to subscribe to: what is in it, for how long it lives, and what it costs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from icalendar import Calendar, Event
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import User
from portal.calendars import rules
from portal.calendars.models import CalendarFeed
from portal.calendars.services import hash_of, make_feed
from portal.db import db, transaction
from portal.meetings import inviting
from portal.meetings.models import Answer, Invitation, Meeting, MeetingKind, MeetingState
from portal.network.models import Post
from portal.policy.table import Role
from portal.web.hooks import Act, tell
from tests.cast import Cast, Member
from tests.conftest import TODAY, Counter, Visitor, session_key
from tests.meetings.planned import DAY, NOW, ON, ONLINE, meeting_by, plan, slot

Make = Callable[[Member], str]


@pytest.fixture
def invited(cast: Cast) -> int:
    """The id of a reflection moment on 8 December 2022, after the invitations went out."""
    meeting_id = plan(by=cast.coordinator.person_id)
    with transaction():
        inviting.invite(meeting_by(meeting_id), on=ON, now=NOW, by=cast.coordinator.person_id)
    return meeting_id


@pytest.fixture
def make(app: Flask) -> Make:
    """Give somebody of the cast an account and a calendar; return the address on this host."""
    assert app

    def made(member: Member) -> str:
        session_key(member)
        with transaction():
            token = make_feed(member.person_id, on=TODAY)
        return f"/calendar/{token}.ics"

    return made


def _events(client: Visitor, address: str) -> list[Event]:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    calendar = Calendar.from_ical(answer.data)
    assert isinstance(calendar, Calendar)
    return [event for event in calendar.walk("VEVENT") if isinstance(event, Event)]


def _answer(member: Member, answer: Answer) -> None:
    with transaction():
        mine = db.session.scalars(
            select(Invitation).where(Invitation.person_id == member.person_id)
        ).one()
        mine.answer, mine.answered_on = answer, ON


def test_the_address_is_shown_once_and_leads_to_the_calendar(
    client: Visitor, cast: Cast, invited: int
) -> None:
    assert invited
    page = client.sign_in(cast.contact).submit("/me/calendar")
    address = page.text.split('<p class="address">')[1].split("<")[0]
    assert address.startswith("http://localhost/calendar/")
    assert f'href="webcal://localhost{urlsplit(address).path}"' in page.text
    token = address.removesuffix(".ics").rpartition("/")[2]
    assert len(token) == 43  # 256 bits
    assert token not in client.get("/me/calendar").text
    kept = db.session.scalars(select(CalendarFeed)).one()
    assert (kept.token_hash, kept.made_on) == (hash_of(token), TODAY)
    visitor = client.application.test_client()
    assert isinstance(visitor, Visitor)
    assert len(_events(visitor, urlsplit(address).path)) == 1


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        (None, "TENTATIVE", "NEEDS-ACTION"),
        (Answer.YES, "CONFIRMED", "ACCEPTED"),
        (Answer.MAYBE, "TENTATIVE", "TENTATIVE"),
        (Answer.NO, "CONFIRMED", "DECLINED"),
    ],
)
def test_each_meeting_stands_there_with_the_answer(
    client: Visitor,
    cast: Cast,
    invited: int,
    make: Make,
    answer: Answer | None,
    status: str,
    said: str,
) -> None:
    if answer:
        _answer(cast.contact, answer)
    (event,) = _events(client, make(cast.contact))
    assert event["UID"] == meeting_by(invited).uid
    assert (event["STATUS"], event["ATTENDEE"].params["PARTSTAT"]) == (status, said)
    assert event["ATTENDEE"] == f"mailto:{cast.contact.email}"
    assert event.decoded("dtstart").date() == DAY


def test_nobody_finds_the_meetings_of_others_or_drafts(
    client: Visitor, cast: Cast, invited: int, make: Make
) -> None:
    plan(by=cast.coordinator.person_id, day=date(2023, 2, 9), number=2)
    assert [str(event["UID"]) for event in _events(client, make(cast.contact))] == [
        meeting_by(invited).uid
    ]
    assert _events(client, make(cast.coordinator)) == []


def test_a_meeting_that_moves_moves_and_one_that_is_cancelled_says_so(
    client: Visitor, cast: Cast, invited: int, make: Make
) -> None:
    address, by = make(cast.contact), cast.coordinator.person_id
    with transaction():
        day = date(2022, 12, 15)
        inviting.move(meeting_by(invited), slot(day), ONLINE, on=ON, now=NOW, by=by)
    (moved,) = _events(client, address)
    assert (moved["SEQUENCE"], moved.decoded("dtstart").date()) == (1, date(2022, 12, 15))
    with transaction():
        inviting.cancel_meeting(
            meeting_by(invited), reason="Griep.", replaced_by=None, on=ON, now=NOW, by=by
        )
    (cancelled,) = _events(client, address)
    assert (cancelled["SEQUENCE"], cancelled["STATUS"]) == (2, "CANCELLED")


def test_what_did_not_change_is_not_sent_again(
    client: Visitor, cast: Cast, invited: int, make: Make
) -> None:
    assert invited
    address = make(cast.contact)
    first = client.get(address)
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in first.headers
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    _answer(cast.contact, Answer.YES)
    changed = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_a_program_may_ask_for_the_head_alone(client: Visitor, cast: Cast, make: Make) -> None:
    address = make(cast.contact)
    head = client.head(address)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == client.get(address).headers["ETag"]


def test_a_new_address_ends_the_old_one(client: Visitor, cast: Cast, make: Make) -> None:
    old = make(cast.contact)
    new = make(cast.contact)
    assert [client.get(old).status_code, client.get(new).status_code] == [404, 200]
    assert len(db.session.scalars(select(CalendarFeed)).all()) == 1


def test_a_calendar_stops_when_its_owner_says_so(client: Visitor, cast: Cast, make: Make) -> None:
    address, other = make(cast.contact), make(cast.lead)
    assert "Zet deze agenda stop" in client.sign_in(cast.contact).get("/me/calendar").text
    client.submit("/me/calendar/revoke", at="/me/calendar")
    assert [client.get(address).status_code, client.get(other).status_code] == [404, 200]
    assert "Zet deze agenda stop" not in client.get("/me/calendar").text


def _end_posts(member: Member) -> None:
    with transaction():
        for post in db.session.scalars(select(Post).where(Post.person_id == member.person_id)):
            post.valid_to = TODAY


def _close_account(member: Member) -> None:
    with transaction():
        user = db.session.scalars(select(User).where(User.person_id == member.person_id)).one()
        user.active = False


def _remove_account(member: Member) -> None:
    with transaction():
        db.session.execute(delete(User).where(User.person_id == member.person_id))


def _erase(member: Member) -> None:
    with transaction():
        tell(Act.ERASE, person_id=member.person_id)
    assert db.session.scalars(select(CalendarFeed)).all() == []


@pytest.mark.parametrize("end", [_end_posts, _close_account, _remove_account, _erase])
def test_a_calendar_dies_with_the_post_the_account_and_the_person(
    client: Visitor, cast: Cast, make: Make, end: Callable[[Member], None]
) -> None:
    address = make(cast.contact)
    assert client.get(address).status_code == 200
    end(cast.contact)
    dead, unknown = client.get(address), client.get(f"/calendar/{'x' * 43}.ics")
    assert (dead.status_code, dead.text) == (404, unknown.text)


def test_a_post_to_come_is_no_post_yet(client: Visitor, cast: Cast, make: Make) -> None:
    address = make(cast.contact)
    with transaction():
        for post in db.session.scalars(
            select(Post).where(Post.person_id == cast.contact.person_id)
        ):
            post.valid_from = TODAY + timedelta(days=1)
    assert client.get(address).status_code == 404


def test_two_rows_of_one_person_leave_one_calendar(client: Visitor, cast: Cast, make: Make) -> None:
    kept, gone = make(cast.contact), make(cast.lead)
    with transaction():
        tell(Act.MERGE, kept_id=cast.contact.person_id, gone_id=cast.lead.person_id)
    assert [client.get(kept).status_code, client.get(gone).status_code] == [200, 404]


def test_the_calendar_of_the_other_row_goes_on_where_the_kept_one_had_none(
    cast: Cast, make: Make
) -> None:
    make(cast.lead)
    with transaction():
        tell(Act.MERGE, kept_id=cast.contact.person_id, gone_id=cast.lead.person_id)
    assert db.session.scalars(select(CalendarFeed.person_id)).all() == [cast.lead.person_id]


def test_ones_own_data_tells_that_there_is_one(cast: Cast, make: Make) -> None:
    make(cast.contact)
    said = {
        key: value
        for part in tell(Act.PERSON_DATA, person_id=cast.contact.person_id)
        for key, value in part.items()
    }
    assert said["calendar_address_since"] == TODAY.isoformat()


def test_whoever_tries_addresses_has_to_wait_and_who_has_one_does_not(
    client: Visitor, cast: Cast, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = make(cast.contact)
    monkeypatch.setattr(rules, "WRONG_ADDRESSES", replace(rules.WRONG_ADDRESSES, free=2))
    wrong = [client.get(f"/calendar/{'x' * 42}{number}.ics").status_code for number in range(5)]
    assert wrong[0] == 404
    assert wrong[-1] == 429
    assert client.get(address).status_code == 200


def test_logs_never_hold_the_address(
    client: Visitor, cast: Cast, make: Make, capfd: pytest.CaptureFixture[str]
) -> None:
    address = make(cast.contact)
    client.get(address)
    client.get("/calendar/wrong-but-secret.ics")
    said = capfd.readouterr().err
    assert "/calendar/<token>.ics" in said
    assert address.removeprefix("/calendar/").removesuffix(".ics") not in said
    assert "wrong-but-secret" not in said


def _workshop(number: int, cast: Cast) -> Invitation:
    """Return an invitation of the contact person to a workshop of its own."""
    meeting = Meeting(
        kind=MeetingKind.WORKSHOP,
        number=number,
        title=f"Workshop {number}",
        local_date=DAY + timedelta(days=number),
        starts_at=time(9, 0),
        ends_at=time(12, 0),
        place="Leuven",
        uid=f"workshop-{number}@portal.example.org",
        state=MeetingState.INVITED,
    )
    return Invitation(
        meeting=meeting,
        person_id=cast.contact.person_id,
        role=Role.PRIMARY_CONTACT,
        organisation_id=cast.home.organisation_id,
        invited_on=ON,
    )


def test_a_feed_costs_the_same_statements_for_one_meeting_and_for_many(
    client: Visitor, cast: Cast, invited: int, make: Make, count_statements: Counter
) -> None:
    assert invited
    address = make(cast.contact)
    with count_statements() as few:
        client.get(address)
    with transaction():
        db.session.add_all(_workshop(number, cast) for number in range(1, 7))
    with count_statements() as many:
        assert len(_events(client, address)) == 7
    assert (len(few), len(many)) == (2, 2)  # whose it is, and the meetings


def test_who_may_have_no_calendar_finds_no_page(client: Visitor, cast: Cast) -> None:
    funder = cast.network[Role.FUNDER]
    assert client.sign_in(cast.stranger).get("/me/calendar").status_code == 404
    assert client.sign_in(funder).get("/me/calendar").status_code == 404
    visitor = client.application.test_client()
    assert visitor.get("/me/calendar").status_code == 303


@pytest.mark.parametrize("bare", ["short", "x" * 65])
def test_the_database_keeps_hashes_only(cast: Cast, bare: str) -> None:
    feed = CalendarFeed(person_id=cast.contact.person_id, token_hash=bare, made_on=TODAY)
    with pytest.raises(IntegrityError, match="feed_token_is_hashed"), transaction():
        db.session.add(feed)
