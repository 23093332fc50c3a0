"""What is written about seats, when it leaves: only what is still so by then."""

from sqlalchemy import select

from portal.db import db, transaction
from portal.meetings import inviting
from portal.meetings.models import Answer, Meeting, Way
from portal.meetings.places.letters import TEAMS
from portal.meetings.places.services import resize, tell_teams
from portal.meetings.places.teams import withdraw
from portal.outbox.models import OutboxMail
from portal.outbox.writing import Written, writer_called
from tests.cast import Cast
from tests.meetings.planned import NOW, ON, meeting_by
from tests.meetings.seated import event, invitation_ids, moment, said, team_comes


def _written(lang: str = "nl") -> list[Written | None]:
    """Write all that waits in the outbox, as its writers do when it leaves."""
    found = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    return [writer_called(one.writer or "")(one.parameters or {}, lang) for one in found]


def _text(written: Written | None) -> str:
    assert written is not None
    return f"{written.letter.subject}\n{written.letter.text}\n{written.letter.html}"


def _moved_up(cast: Cast) -> tuple[int, list[int]]:
    event_id = event(cast, capacity=1, people=2)
    first, second = invitation_ids(event_id)
    said(first, Answer.YES)
    said(second, Answer.YES)
    said(first, Answer.NO)
    return event_id, [first, second]


def test_who_moves_up_hears_how_to_give_the_seat_back(cast: Cast) -> None:
    _moved_up(cast)
    (letter,) = _written()
    text = _text(letter)
    assert "Er is plaats voor jou: Netwerkdag, 8 december 2022" in text
    assert "Hallo Gast" in text or "Dag Gast" in text
    assert "/rsvp/" in text
    assert "There is a place for you: Netwerkdag" in _text(_written("en")[0])


def test_who_gave_the_seat_back_hears_nothing(cast: Cast) -> None:
    _, (_, second) = _moved_up(cast)
    said(second, Answer.NO)
    assert _written() == [None]
    said(second, Answer.YES, Way.ONLINE)
    assert _written() == [None]


def test_who_is_in_because_there_is_room_for_all_hears_it(cast: Cast) -> None:
    event_id = event(cast, capacity=1, people=2)
    for one in invitation_ids(event_id):
        said(one, Answer.YES)
    with transaction():
        resize(meeting_by(event_id), None, on=ON, now=NOW)
    assert "Er is plaats voor jou" in _text(_written()[0])


def test_after_the_day_nobody_hears_of_a_seat(cast: Cast) -> None:
    event_id, _ = _moved_up(cast)
    with transaction():
        meeting_by(event_id).respond_by = None
        meeting_by(event_id).local_date = ON.replace(day=1)
    assert _written() == [None]


def _team_moved_up(cast: Cast) -> int:
    event_id = event(cast, capacity=2, people=1)
    (first,) = invitation_ids(event_id)
    said(first, Answer.YES)
    team_comes(cast, event_id, 0, 2)
    said(first, Answer.NO)
    return event_id


def test_a_team_hears_it_by_who_registered_it(cast: Cast) -> None:
    event_id = _team_moved_up(cast)
    (mail,) = db.session.scalars(select(OutboxMail)).all()
    assert (mail.recipient, mail.writer) == (cast.ambassador.email, TEAMS)
    text = _text(_written()[0])
    assert "Team 1 home stond op de wachtlijst. Er is nu plaats voor alle 2 mensen." in text
    assert f"/meetings/{event_id}/teams/{cast.home.team_ids[0]}" in text


def test_a_team_that_withdrew_hears_nothing(cast: Cast) -> None:
    event_id = _team_moved_up(cast)
    with transaction():
        withdraw(meeting_by(event_id), cast.home.team_ids[0], moment(cast))
    assert _written() == [None]


def test_a_change_and_a_cancellation_say_what_holds_by_then(cast: Cast) -> None:
    event_id = event(cast, capacity=2, people=0)
    team_comes(cast, event_id, 0, 2)
    with transaction():
        tell_teams(meeting_by(event_id), now=NOW)
    assert "Je team blijft ingeschreven." in _text(_written()[0])
    _cancelled(cast, meeting_by(event_id))
    for letter in _written():
        assert "Je schreef Team 1 home in voor deze bijeenkomst. Ze gaat niet door." in _text(
            letter
        )
        assert "Sneeuw" in _text(letter)


def _cancelled(cast: Cast, meeting: Meeting) -> None:
    by = cast.coordinator.person_id
    with transaction():
        inviting.cancel_meeting(meeting, reason="Sneeuw", replaced_by=None, on=ON, now=NOW, by=by)
