"""A colleague who goes instead: named, written to, withdrawn, forgotten; also by link."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from portal.db import db, transaction
from portal.meetings import deputies, inviting, links
from portal.meetings.deputies import Colleague, Deputy, deputies_of, deputy_of, forget_before
from portal.meetings.models import Answer, Invitation
from portal.rules import RuleBroken
from tests.cast import Cast, Member
from tests.conftest import Visitor
from tests.meetings.planned import (
    DAY,
    NOW,
    ON,
    calendar_of,
    letter_of,
    mail_to,
    mails,
    meeting_by,
    token_for,
    written_of,
)

BEFORE = datetime.combine(DAY, time(13, 29))
GRIET = Colleague(name="Griet Verzonnen", email="griet@elders.example", locale="nl")


def of(member: Member) -> Invitation:
    mine = Invitation.person_id == member.person_id
    return db.session.scalars(select(Invitation).where(mine)).one()


def send(member: Member, colleague: Colleague = GRIET, local_now: datetime = BEFORE) -> None:
    theirs = Invitation.person_id == member.person_id
    with transaction():
        inviting.send_deputy(theirs, colleague, on=ON, local_now=local_now)


def withdraw(member: Member) -> bool:
    theirs = Invitation.person_id == member.person_id
    with transaction():
        return inviting.withdraw_deputy(theirs, on=ON, local_now=BEFORE)


def test_a_deputy_hears_of_it_with_the_meeting_for_the_calendar_and_a_link(
    cast: Cast, invited: int
) -> None:
    send(cast.contact)
    send(cast.contact)
    assert of(cast.contact).answer is Answer.NO
    assert deputies_of(invited) == {cast.contact.person_id: "Griet Verzonnen"}
    assert [mail.recipient for mail in mails()].count("griet@elders.example") == 1
    mail = mail_to("griet@elders.example")
    assert cast.contact.name in letter_of(mail).text
    assert "/instead/" in letter_of(mail).text
    assert calendar_of(mail).method == "REQUEST"
    assert "ATTENDEE" in calendar_of(mail).text


def test_withdrawing_kills_the_link_and_empties_the_calendar(cast: Cast, invited: int) -> None:
    send(cast.contact)
    found = deputy_of(of(cast.contact).id)
    assert found is not None
    token = deputies.token_of(found)
    assert deputies.deputy_behind(token) is found
    assert withdraw(cast.contact)
    assert not withdraw(cast.contact)
    assert deputies.deputy_behind(token) is None
    assert (of(cast.contact).answer, deputies_of(invited)) == (None, {})
    mail = mail_to("griet@elders.example", "withdrawn")
    assert calendar_of(mail).method == "CANCEL"


def test_who_comes_after_all_sends_nobody(cast: Cast, invited: int) -> None:
    send(cast.contact)
    with transaction():
        meeting = meeting_by(invited)
        person_id = cast.contact.person_id
        inviting.answer_as_invited(meeting, person_id, Answer.YES, on=ON, local_now=BEFORE)
    assert deputy_of(of(cast.contact).id) is None


def test_a_deputy_hears_of_a_move_and_of_the_end(cast: Cast, invited: int) -> None:
    send(cast.contact)
    by = cast.coordinator.person_id
    with transaction():
        meeting = meeting_by(invited)
        meeting.sequence += 1
        deputies.tell_deputies(meeting, deputies.MOVED, now=NOW)
    moved = mail_to("griet@elders.example", "deputy_moved")
    assert calendar_of(moved).method == "REQUEST"
    with transaction():
        meeting = meeting_by(invited)
        inviting.cancel_meeting(meeting, reason="Sneeuw", replaced_by=None, on=ON, now=NOW, by=by)
    assert written_of(moved) is None
    assert calendar_of(mail_to("griet@elders.example", "cancelled")).method == "CANCEL"


def test_no_deputy_is_sent_after_the_start(cast: Cast, invited: int) -> None:
    assert invited
    with pytest.raises(RuleBroken, match="has started"):
        send(cast.contact, local_now=BEFORE + timedelta(minutes=1))
    assert db.session.scalars(select(Deputy)).all() == []


def test_names_are_forgotten_after_a_year(cast: Cast, invited: int) -> None:
    assert invited
    send(cast.contact)
    with transaction():
        assert forget_before(DAY) == 0
        assert forget_before(DAY + timedelta(days=1)) == 1
    assert db.session.scalars(select(Deputy)).all() == []


def test_the_database_lets_one_deputy_stand(cast: Cast, invited: int) -> None:
    assert invited
    send(cast.contact)
    again = text(
        "INSERT INTO deputy (invitation_id, name, locale, nonce, named_on) "
        "SELECT invitation_id, name, locale, 'x', named_on FROM deputy"
    )
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(again)


def test_by_the_link_in_the_mail_a_colleague_goes_instead_and_may_say_no(
    client: Visitor, cast: Cast, invited: int
) -> None:
    assert invited
    path = f"/rsvp/{token_for(cast.contact)}"
    wrong = client.submit(f"{path}/deputy", {"name": "", "email": "geen adres"}, at=path)
    assert wrong.status_code == 400
    assert 'value="geen adres"' in wrong.text
    named: dict[str, object] = {"name": "Griet Verzonnen", "email": "Griet@Elders.example"}
    assert client.submit(f"{path}/deputy", named, at=path).status_code == 303
    assert "Griet Verzonnen" in client.get(path).text
    found = deputy_of(of(cast.contact).id)
    assert found is not None
    theirs = f"/instead/{deputies.token_of(found)}"
    assert cast.contact.name in client.get(theirs).text
    assert db.session.scalars(select(Deputy.cannot_on)).all() == [None]
    assert client.submit(theirs).status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(Deputy.cannot_on)).all() == [ON]
    mail = mail_to(cast.contact.email, "deputy_cannot")
    assert "Griet Verzonnen" in letter_of(mail).text
    assert client.submit(f"{path}/deputy/withdraw", at=path).status_code == 303
    assert client.get(theirs).status_code == 404


def test_a_link_of_a_deputy_opens_no_invitation_and_the_other_way_round(
    client: Visitor, cast: Cast, invited: int
) -> None:
    assert invited
    send(cast.contact)
    found = deputy_of(of(cast.contact).id)
    assert found is not None
    assert client.get(f"/rsvp/{deputies.token_of(found)}").status_code == 404
    assert client.get(f"/instead/{links.token_of(of(cast.contact))}").status_code == 404
    assert client.get("/instead/nonsense").status_code == 404
