"""Seats and the waiting list: who sits, who waits, who moves up, and what the room allows."""

from datetime import timedelta

import pytest
from flask import Flask

from portal.db import db, transaction
from portal.meetings import changing, inviting
from portal.meetings.deputies import Colleague, deputy_of
from portal.meetings.models import Answer, Invitation, Meeting, MeetingState, Way
from portal.meetings.places import rules, teams
from portal.meetings.places.models import Place, TeamRegistration
from portal.meetings.places.queries import Where, room_of, standing_of, standing_of_team
from portal.meetings.places.services import resize
from portal.meetings.places.teams import Party
from portal.meetings.rules import Slot
from portal.meetings.services import Details, Whereabouts
from portal.policy.table import Role
from portal.rules import RuleBroken
from portal.web.hooks import Act, tell
from portal.web.stale import Stale
from tests.at_once import at_once
from tests.cast import Cast
from tests.meetings.planned import DAY, NOW, ON, meeting_by
from tests.meetings.seated import (
    BEFORE,
    event,
    invitation_ids,
    letters,
    line,
    moment,
    said,
    says,
    team_comes,
)

YES, MAYBE, NO = Answer.YES, Answer.MAYBE, Answer.NO


def _room(meeting_id: int) -> tuple[int, int]:
    room = room_of(meeting_by(meeting_id))
    assert room is not None
    return room.free, room.waiting


def _resized(meeting_id: int, capacity: int | None) -> None:
    with transaction():
        resize(meeting_by(meeting_id), capacity, on=ON, now=NOW)


def test_first_come_first_served(cast: Cast) -> None:
    event_id = event(cast, capacity=2, people=4)
    first, second, third, fourth = invitation_ids(event_id)
    for one in (third, first, fourth):
        said(one, YES)
    said(second, MAYBE)
    assert line(event_id) == [(third, 1, True), (first, 1, True), (fourth, 1, False)]
    last = standing_of(db.session.get_one(Invitation, fourth))
    assert last is not None
    assert (last.where, last.rank) == (Where.WAITING, 1)
    assert standing_of(db.session.get_one(Invitation, second)) is None
    assert _room(event_id) == (0, 1)


@pytest.mark.parametrize("answer", [NO, MAYBE])
def test_who_gives_a_seat_back_lets_the_first_who_waits_in(cast: Cast, answer: Answer) -> None:
    event_id = event(cast, capacity=1, people=3)
    first, second, third = invitation_ids(event_id)
    for one in (first, second, third):
        said(one, YES)
    said(first, answer)
    assert line(event_id) == [(second, 1, True), (third, 1, False)]
    assert letters() == [("gast1@demo.example", "place")]
    said(first, YES)
    assert line(event_id) == [(second, 1, True), (third, 1, False), (first, 1, False)]


def test_the_same_answer_twice_keeps_the_same_place(cast: Cast) -> None:
    event_id = event(cast, capacity=1, people=2)
    first, second = invitation_ids(event_id)
    for one in (first, second, first, second):
        said(one, YES)
    assert line(event_id) == [(first, 1, True), (second, 1, False)]
    assert letters() == []


def test_who_joins_online_takes_no_seat(cast: Cast) -> None:
    event_id = event(cast, capacity=1, people=2)
    first, second = invitation_ids(event_id)
    said(first, YES, Way.ONLINE)
    said(second, YES)
    assert line(event_id) == [(second, 1, True)]
    said(second, YES, Way.ONLINE)
    assert line(event_id) == []


def test_without_a_number_of_seats_there_is_no_line(cast: Cast) -> None:
    event_id = event(cast, capacity=None, people=1)
    (only,) = invitation_ids(event_id)
    said(only, YES)
    assert (line(event_id), room_of(meeting_by(event_id))) == ([], None)


def test_more_seats_let_as_many_in_and_fewer_put_nobody_out(cast: Cast) -> None:
    event_id = event(cast, capacity=1, people=4)
    for one in invitation_ids(event_id):
        said(one, YES)
    _resized(event_id, 3)
    assert [seated for _, _, seated in line(event_id)] == [True, True, True, False]
    assert [who for who, _ in letters()] == ["gast1@demo.example", "gast2@demo.example"]
    with pytest.raises(RuleBroken, match="3 seats are taken") as refused, transaction():
        resize(meeting_by(event_id), 2, on=ON, now=NOW)
    assert refused.value.params == {"taken": 3}
    assert meeting_by(event_id).capacity == 3


def test_a_first_number_of_seats_seats_who_comes_already(cast: Cast) -> None:
    event_id = event(cast, capacity=None, people=4)
    first, second, third, fourth = invitation_ids(event_id)
    team_comes(cast, event_id, 0, 2)
    said(first, YES)
    said(second, NO)
    said(third, YES, Way.ONLINE)
    with pytest.raises(RuleBroken), transaction():
        resize(meeting_by(event_id), 2, on=ON, now=NOW)
    _resized(event_id, 3)
    said(fourth, YES)
    assert line(event_id) == [(None, 2, True), (first, 1, True), (fourth, 1, False)]


def test_without_a_number_of_seats_any_more_all_who_wait_are_in(cast: Cast) -> None:
    event_id = event(cast, capacity=1, people=2)
    for one in invitation_ids(event_id):
        said(one, YES)
    _resized(event_id, None)
    assert line(event_id) == []
    assert letters() == [("gast1@demo.example", "place")]


def test_a_team_waits_as_a_whole_and_nobody_passes(cast: Cast) -> None:
    event_id = event(cast, capacity=4, people=4)
    first, second, third, _ = invitation_ids(event_id)
    said(first, YES)
    said(second, YES)
    registration = team_comes(cast, event_id, 0, 3)
    said(third, YES)
    assert [seated for *_, seated in line(event_id)] == [True, True, False, False]
    standing = standing_of_team(registration)
    assert standing is not None
    assert (standing.rank, standing.people) == (1, 3)
    said(first, NO)
    assert line(event_id) == [(second, 1, True), (None, 3, True), (third, 1, False)]
    assert letters() == [(cast.ambassador.email, "team-place")]


def test_a_team_that_takes_fewer_seats_moves_up_at_once(cast: Cast) -> None:
    event_id = event(cast, capacity=2, people=1)
    (first,) = invitation_ids(event_id)
    said(first, YES)
    team_comes(cast, event_id, 0, 2)
    team_comes(cast, event_id, 1, 1)
    assert line(event_id) == [(first, 1, True), (None, 2, False), (None, 1, False)]
    team_comes(cast, event_id, 0, 1)
    assert line(event_id) == [(first, 1, True), (None, 1, True), (None, 1, False)]


def test_a_team_that_wants_more_waits_at_the_end_or_keeps_what_it_has(cast: Cast) -> None:
    event_id = event(cast, capacity=2, people=2)
    first, _ = invitation_ids(event_id)
    team_comes(cast, event_id, 0, 2)
    said(first, YES)
    team_comes(cast, event_id, 1, 1)
    _resized(event_id, 3)
    with pytest.raises(RuleBroken, match="keeps the seats it has"):
        team_comes(cast, event_id, 0, 3)
    team_comes(cast, event_id, 1, 2)
    assert line(event_id) == [(None, 2, True), (first, 1, True), (None, 2, False)]


def test_a_team_larger_than_the_room_is_told_so(cast: Cast) -> None:
    event_id = event(cast, capacity=2, people=0)
    with pytest.raises(RuleBroken, match="Seats in all"):
        team_comes(cast, event_id, 0, 3)
    assert team_comes(cast, event_id, 0, 3, Way.ONLINE)
    assert line(event_id) == []


def test_the_room_never_gets_smaller_than_a_team_that_waits(cast: Cast) -> None:
    event_id = event(cast, capacity=3, people=1)
    (first,) = invitation_ids(event_id)
    said(first, YES)
    team_comes(cast, event_id, 0, 3)
    with pytest.raises(RuleBroken, match="nobody could move up"):
        _resized(event_id, 2)


def test_a_team_that_withdraws_frees_its_seats(cast: Cast) -> None:
    event_id = event(cast, capacity=2, people=2)
    team_comes(cast, event_id, 0, 2)
    for one in invitation_ids(event_id):
        said(one, YES)
    for _ in range(2):  # a second press changes nothing
        with transaction():
            teams.withdraw(meeting_by(event_id), cast.home.team_ids[0], moment(cast))
    assert [seated for *_, seated in line(event_id)] == [True, True]
    assert db.session.query(TeamRegistration).count() == 0


def test_the_same_registration_twice_is_one_and_a_stale_one_is_refused(cast: Cast) -> None:
    event_id = event(cast, capacity=9, people=0)
    assert team_comes(cast, event_id, 0, 2) == team_comes(cast, event_id, 0, 2)
    party = Party(people=4, way=Way.ON_SITE)
    with pytest.raises(Stale), transaction():
        teams.register(meeting_by(event_id), cast.home.team_ids[0], party, moment(cast), based_on=0)
    assert line(event_id) == [(None, 2, True)]


@pytest.mark.parametrize(
    ("state", "takes_teams", "after"),
    [
        (MeetingState.INVITED, False, False),
        (MeetingState.DRAFT, True, False),
        (MeetingState.HELD, True, False),
        (MeetingState.CANCELLED, True, False),
        (MeetingState.INVITED, True, True),
    ],
)
def test_registering_is_open_from_the_invitations_to_the_start(
    state: MeetingState, *, takes_teams: bool, after: bool
) -> None:
    starts = BEFORE.time()
    clock = BEFORE if after else BEFORE - timedelta(minutes=1)
    with pytest.raises(RuleBroken):
        rules.check_may_register(state, DAY, starts, clock, takes_teams=takes_teams)
    rules.check_may_register(
        MeetingState.INVITED, DAY, starts, BEFORE - timedelta(minutes=1), takes_teams=True
    )


def test_another_day_empties_the_seats_of_people_and_keeps_those_of_teams(cast: Cast) -> None:
    event_id = event(cast, capacity=1, people=1)
    said(invitation_ids(event_id)[0], YES)
    team_comes(cast, event_id, 0, 1)
    meeting = meeting_by(event_id)
    later = Slot(
        kind=meeting.kind,
        day=DAY + timedelta(days=1),
        starts=meeting.starts_at,
        ends=meeting.ends_at,
    )
    plan = changing.Plan(slot=later, where=_where(meeting), details=_details(meeting))
    with transaction():
        changing.change(meeting, plan, based_on=None, on=ON, now=NOW, by=cast.coordinator.person_id)
    assert line(event_id) == [(None, 1, True)]
    told = [kind for who, kind in letters() if who == cast.ambassador.email]
    assert told == ["team-place", "team-change"]


def _where(meeting: Meeting) -> Whereabouts:
    return Whereabouts(join_url=meeting.join_url, place=meeting.place)


def _details(meeting: Meeting) -> Details:
    return Details(title=meeting.title, capacity=meeting.capacity, takes_teams=True)


def test_cancelling_tells_who_registered_a_team(cast: Cast) -> None:
    event_id = event(cast, capacity=5, people=0)
    team_comes(cast, event_id, 0, 2)
    with transaction():
        inviting.cancel_meeting(
            meeting_by(event_id),
            reason="Sneeuw",
            replaced_by=None,
            on=ON,
            now=NOW,
            by=cast.coordinator.person_id,
        )
    assert letters() == [(cast.ambassador.email, "team-change")]


def test_forty_people_at_once_for_twenty_seats(app: Flask, cast: Cast) -> None:
    event_id = event(cast, capacity=20, people=40)
    invited = invitation_ids(event_id)
    ended = at_once(app, 40, lambda number: says(invited[number], YES))
    assert ended == ["done"] * 40
    standing = line(event_id)
    assert [seated for *_, seated in standing] == [True] * 20 + [False] * 20
    assert sorted(one or 0 for one, *_ in standing) == list(invited)
    positions = db.session.scalars(
        db.select(Place.position).where(Place.meeting_id == event_id).order_by(Place.position)
    ).all()
    assert list(positions) == list(range(1, 41))


def test_ten_give_back_and_ten_answer_at_once(app: Flask, cast: Cast) -> None:
    event_id = event(cast, capacity=10, people=30)
    invited = invitation_ids(event_id)
    for one in invited[:20]:
        said(one, YES)

    def act(number: int) -> None:
        says(invited[number], NO) if number < 10 else says(invited[number + 10], YES)

    assert at_once(app, 20, act) == ["done"] * 20
    standing = line(event_id)
    assert [one for one, *_ in standing[:10]] == list(invited[10:20])
    assert {one for one, *_ in standing[10:]} == set(invited[20:30])
    assert [seated for *_, seated in standing] == [True] * 10 + [False] * 10
    assert sorted(who for who, _ in letters()) == sorted(
        f"gast{number}@demo.example" for number in range(10, 20)
    )


def test_who_goes_instead_keeps_the_seat_until_they_cannot(cast: Cast) -> None:
    event_id = event(cast, capacity=1, people=2)
    first, second = invitation_ids(event_id)
    said(first, YES)
    said(second, YES)
    which = Invitation.id == first
    with transaction():
        colleague = Colleague(name="Noor", email="noor@demo.example", locale="nl")
        inviting.send_deputy(which, colleague, on=ON, local_now=BEFORE)
    assert line(event_id) == [(first, 1, True), (second, 1, False)]
    with transaction():
        deputy = deputy_of(first)
        assert deputy is not None
        inviting.deputy_cannot(deputy, on=ON)
    assert line(event_id) == [(second, 1, True)]


def test_two_rows_of_one_person_keep_one_seat(cast: Cast) -> None:
    event_id = event(cast, capacity=2, people=3)
    first, second, third = invitation_ids(event_id)
    for one in (second, first, third):
        said(one, YES)
    kept, gone = (db.session.get_one(Invitation, one).person_id for one in (first, second))
    with transaction():
        tell(Act.MERGE, kept_id=kept, gone_id=gone)
    assert line(event_id) == [(first, 1, True), (third, 1, True)]


def test_who_had_not_answered_takes_over_the_seat_of_the_other_row(cast: Cast) -> None:
    event_id = event(cast, capacity=1, people=3)
    first, second, third = invitation_ids(event_id)
    said(second, YES)
    said(third, YES)
    kept, gone = (db.session.get_one(Invitation, one).person_id for one in (first, second))
    with transaction():
        tell(Act.MERGE, kept_id=kept, gone_id=gone)
    assert line(event_id) == [(first, 1, True), (third, 1, False)]
    assert db.session.get_one(Invitation, first).answer is YES


def test_a_successor_starts_without_the_seat_of_who_left(cast: Cast) -> None:
    event_id = event(cast, capacity=1, people=2)
    first, second = invitation_ids(event_id)
    with transaction():
        mine = db.session.get_one(Invitation, first)
        mine.person_id, mine.role = cast.ambassador.person_id, Role.AMBASSADOR
    said(first, YES)
    said(second, YES)
    with transaction():
        tell(
            Act.SUCCESSION,
            organisation_id=cast.home.organisation_id,
            before_id=cast.ambassador.person_id,
            successor_id=cast.member.person_id,
            on=ON,
            by=cast.coordinator.person_id,
        )
    assert line(event_id) == [(second, 1, True)]
