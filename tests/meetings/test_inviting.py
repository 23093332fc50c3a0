"""Invitations, answers by link, reminders, moves and cancellations, with the mails they cause."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from icalendar import Calendar, Event
from itsdangerous import URLSafeSerializer
from sqlalchemy import select, text

from portal.db import db, transaction
from portal.meetings import inviting, links
from portal.meetings.links import invitation_of
from portal.meetings.models import Answer, Invitation, Meeting, MeetingState
from portal.meetings.queries import (
    find_next_meeting,
    held_meetings,
)
from portal.meetings.roster import roster_on
from portal.meetings.services import Whereabouts
from portal.network.models import OrganisationStatus, Person, Post, Status, Team
from portal.outbox.models import OutboxMail
from portal.policy.table import Role
from portal.rules import RuleBroken
from tests.cast import START, Cast, Member
from tests.meetings.planned import (
    DAY,
    NOW,
    ON,
    ONLINE,
    calendar_of,
    letter_of,
    mails,
    meeting_by,
    plan,
    slot,
    token_for,
)

BEFORE = datetime.combine(DAY, time(13, 29))


def _roles(day: date) -> Counter[Role]:
    return Counter(one.role for one in roster_on(day).participants)


def _said(member: Member) -> Answer | None:
    return db.session.scalar(
        select(Invitation.answer).where(Invitation.person_id == member.person_id)
    )


def _answer(token: str, answer: Answer, local_now: datetime = BEFORE) -> Invitation | None:
    with transaction():
        return inviting.answer_invitation(token, answer, on=ON, local_now=local_now)


def _keys(part: str) -> list[str]:
    return [mail.dedupe_key for mail in mails() if part in mail.dedupe_key]


def _event(mail: OutboxMail) -> tuple[Calendar, Event]:
    calendar = Calendar.from_ical(calendar_of(mail).text)
    assert isinstance(calendar, Calendar)
    (event,) = calendar.walk("VEVENT")
    assert isinstance(event, Event)
    return calendar, event


def test_the_roster_holds_who_has_a_post_on_the_day(cast: Cast) -> None:
    assert _roles(DAY) == {Role.ACTING_AMBASSADOR: 2, Role.PRIMARY_CONTACT: 2, Role.TEAM_LEAD: 2}
    with transaction():
        ended = db.session.scalars(select(Post).where(Post.role == Role.ACTING_AMBASSADOR)).all()
        for post in ended:
            post.valid_to = DAY
    assert _roles(DAY)[Role.AMBASSADOR] == 2
    assert _roles(DAY - timedelta(days=1))[Role.AMBASSADOR] == 0
    assert _roles(START - timedelta(days=1)) == {}
    assert cast.ambassador.person_id in {one.person.id for one in roster_on(DAY).participants}


def test_paused_organisations_are_left_in_peace_and_named(cast: Cast) -> None:
    with transaction():
        db.session.add(
            OrganisationStatus(
                organisation_id=cast.away.organisation_id,
                status=Status.PAUSED,
                valid_from=DAY,
                reason="Verhuizing",
            )
        )
    assert [one.name for one in roster_on(DAY).paused] == [cast.away.name]
    assert {one.organisation.id for one in roster_on(DAY).participants} == {
        cast.home.organisation_id
    }
    assert roster_on(DAY - timedelta(days=1)).paused == ()


def test_leads_of_teams_that_do_not_count_and_people_without_address_are_not_invited(
    cast: Cast,
) -> None:
    with transaction():
        db.session.get_one(Team, cast.home.team_ids[0]).slot = None
        db.session.get_one(Person, cast.contact.person_id).email = None
    roster = roster_on(DAY)
    assert [one.person.id for one in roster.unreachable] == [cast.contact.person_id]
    assert _roles(DAY) == {Role.ACTING_AMBASSADOR: 2, Role.PRIMARY_CONTACT: 1, Role.TEAM_LEAD: 1}


def test_everybody_gets_one_mail_of_their_own_with_a_calendar_part(
    cast: Cast, invited: int
) -> None:
    expected = {one.person.email for one in roster_on(DAY).participants}
    assert {mail.recipient for mail in mails()} == expected
    assert len(mails()) == len(expected)
    mail = next(mail for mail in mails() if mail.recipient == cast.contact.email)
    calendar, event = _event(mail)
    assert (calendar["METHOD"], calendar_of(mail).method) == ("REQUEST", "REQUEST")
    assert event["ATTENDEE"] == f"mailto:{cast.contact.email}"
    assert event["ORGANIZER"] == "mailto:portal@localhost"
    assert (event["UID"], event["SEQUENCE"]) == (meeting_by(invited).uid, 0)
    assert str(event["LOCATION"]) == ONLINE.join_url


def test_no_row_holds_a_link_and_who_reads_the_database_cannot_make_one(
    cast: Cast, invited: int
) -> None:
    token = token_for(cast.contact)
    found = invitation_of(token)
    assert found is not None
    assert (found.meeting_id, found.person_id) == (invited, cast.contact.person_id)
    for mail in mails():
        assert token not in f"{mail.text}{mail.html}{mail.calendar}{mail.parameters}"
    known = [found.id, found.meeting_id, found.person_id]
    forged = URLSafeSerializer("not the secret of the portal", salt=links.SALT).dumps(known)
    assert invitation_of(forged) is None
    assert invitation_of(links.seal("another purpose", known)) is None
    assert invitation_of(links.seal(links.SALT, ["x", None])) is None


def test_a_link_dies_with_the_post_of_its_person(cast: Cast, invited: int) -> None:
    assert invited
    token = token_for(cast.contact)
    with transaction():
        posts = db.session.scalars(
            select(Post).where(Post.person_id == cast.contact.person_id)
        ).all()
        for post in posts:
            post.valid_to = ON
    assert invitation_of(token) is None


def _invite(meeting_id: int, cast: Cast) -> int:
    with transaction():
        return inviting.invite(
            meeting_by(meeting_id), on=ON, now=NOW, by=cast.coordinator.person_id
        )


def test_inviting_again_reaches_only_who_joined_since(cast: Cast, invited: int) -> None:
    before = len(mails())
    assert _invite(invited, cast) == 0
    with transaction():
        acting = select(Post).where(
            Post.role == Role.ACTING_AMBASSADOR,
            Post.organisation_id == cast.home.organisation_id,
        )
        db.session.scalars(acting).one().valid_to = ON
    assert _invite(invited, cast) == 1
    assert mails()[-1].recipient == cast.ambassador.email
    assert len(mails()) == before + 1


def test_to_a_cancelled_meeting_nobody_is_invited(cast: Cast, draft: int) -> None:
    _cancel(draft, cast, reason="Sneeuw")
    with pytest.raises(RuleBroken, match="nobody is invited any more"):
        _invite(draft, cast)


def test_a_draft_for_a_past_day_cannot_be_sent_out(cast: Cast, draft: int) -> None:
    with pytest.raises(RuleBroken, match="day of this meeting is past"), transaction():
        inviting.invite(
            meeting_by(draft), on=DAY + timedelta(days=1), now=NOW, by=cast.coordinator.person_id
        )
    assert mails() == []


def test_an_answer_by_link_may_change_until_the_meeting_starts(cast: Cast, invited: int) -> None:
    assert invited
    token = token_for(cast.contact)
    _answer(token, Answer.YES)
    _answer(token, Answer.NO)
    assert _said(cast.contact) is Answer.NO
    with pytest.raises(RuleBroken, match="has started"):
        _answer(token, Answer.YES, BEFORE + timedelta(minutes=1))
    assert _said(cast.contact) is Answer.NO
    assert _said(cast.lead) is None


def test_an_unknown_link_answers_nothing(cast: Cast, invited: int) -> None:
    assert cast
    assert invited
    assert _answer("x" * 43, Answer.YES) is None
    assert invitation_of("x" * 43) is None


def _move(meeting_id: int, cast: Cast, day: date, where: Whereabouts = ONLINE) -> None:
    with transaction():
        inviting.move(
            meeting_by(meeting_id),
            slot(day),
            where,
            on=ON,
            now=NOW,
            by=cast.coordinator.person_id,
        )


def test_another_day_is_an_update_in_the_calendar_and_asks_again(cast: Cast, invited: int) -> None:
    _answer(token_for(cast.contact), Answer.YES)
    _move(invited, cast, date(2022, 12, 15))
    _, event = _event(mails()[-1])
    assert (event["UID"], event["SEQUENCE"]) == (meeting_by(invited).uid, 1)
    assert event.decoded("dtstart").date() == date(2022, 12, 15)
    assert _said(cast.contact) is None
    assert len(_keys("/moved/1/")) == 6
    assert _answer(token_for(cast.contact), Answer.YES) is not None


def test_another_link_tells_everybody_but_keeps_their_answers(cast: Cast, invited: int) -> None:
    _answer(token_for(cast.contact), Answer.YES)
    _move(invited, cast, DAY, Whereabouts(join_url="https://meet.example.org/new"))
    assert _said(cast.contact) is Answer.YES
    assert len(_keys("/moved/1/")) == 6


def test_nothing_changed_is_no_mail_and_a_draft_moves_in_silence(cast: Cast, draft: int) -> None:
    _move(draft, cast, date(2022, 12, 15))
    assert meeting_by(draft).local_date == date(2022, 12, 15)
    assert mails() == []
    with transaction():
        inviting.invite(meeting_by(draft), on=ON, now=NOW, by=cast.coordinator.person_id)
    _move(draft, cast, date(2022, 12, 15))
    assert (len(mails()), meeting_by(draft).sequence) == (6, 0)


def _cancel(
    meeting_id: int, cast: Cast, *, reason: str = "", replaced_by: int | None = None
) -> int:
    with transaction():
        return inviting.cancel_meeting(
            meeting_by(meeting_id),
            reason=reason,
            replaced_by=replaced_by,
            on=ON,
            now=NOW,
            by=cast.coordinator.person_id,
        )


def test_a_cancelled_meeting_leaves_the_calendars_and_keeps_its_record(
    cast: Cast, invited: int
) -> None:
    token = token_for(cast.contact)
    assert _cancel(invited, cast, reason="Sneeuw") == 6
    mail = mails()[-1]
    calendar, event = _event(mail)
    assert (calendar["METHOD"], calendar_of(mail).method) == ("CANCEL", "CANCEL")
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)
    assert event["UID"] == meeting_by(invited).uid
    assert "Sneeuw" in letter_of(mail).text
    assert meeting_by(invited).state is MeetingState.CANCELLED
    with pytest.raises(RuleBroken, match="cancelled"):
        _answer(token, Answer.YES)


def test_cancelling_wants_a_reason_or_a_replacement(cast: Cast, draft: int) -> None:
    with pytest.raises(RuleBroken, match="Say why"):
        _cancel(draft, cast)
    other = plan(by=cast.coordinator.person_id, day=date(2022, 12, 22), number=2, reason="Op vraag")
    assert _cancel(draft, cast, replaced_by=other) == 0
    assert meeting_by(draft).replaced_by_id == other
    assert mails() == []


def test_mails_speak_the_language_of_their_reader(cast: Cast, draft: int) -> None:
    with transaction():
        db.session.get_one(Person, cast.lead.person_id).locale = "en"
    with transaction():
        inviting.invite(meeting_by(draft), on=ON, now=NOW, by=cast.coordinator.person_id)
    english = next(mail for mail in mails() if mail.recipient == cast.lead.email)
    dutch = next(mail for mail in mails() if mail.recipient == cast.contact.email)
    assert (english.locale, dutch.locale) == ("en", "nl")
    assert "Thursday 8 December 2022" in letter_of(english).text
    assert "donderdag 8 december 2022" in letter_of(dutch).text
    assert letter_of(dutch).text.startswith(f"Dag {cast.contact.name.split()[0]},")
    assert "Vriendelijke groeten," in letter_of(dutch).text
    assert str(_event(english)[1]["SUMMARY"]) == "Reflection moment 1"
    assert str(_event(dutch)[1]["SUMMARY"]) == "Reflectiemoment 1"


def test_a_broken_name_breaks_no_header(cast: Cast, draft: int) -> None:
    with transaction():
        db.session.execute(
            text("UPDATE person SET name = :name WHERE id = :id"),
            {"name": "Hilde\r\nBcc: everyone@example.org", "id": cast.contact.person_id},
        )
    with transaction():
        inviting.invite(meeting_by(draft), on=ON, now=NOW, by=cast.coordinator.person_id)
    mail = next(mail for mail in mails() if mail.recipient == cast.contact.email)
    assert "\n" not in mail.subject
    assert len(_event(mail)[1].property_items()) == len(_event(mails()[0])[1].property_items())


def test_meetings_are_found_by_state_and_day(cast: Cast, invited: int) -> None:
    assert cast
    found = find_next_meeting(DAY)
    assert isinstance(found, Meeting)
    assert found.id == invited
    assert find_next_meeting(DAY + timedelta(days=1)) is None
    assert held_meetings() == []
