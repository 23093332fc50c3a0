"""Inviting many: who, who not and why, once each, in steps that a crash cannot double."""

import re
from datetime import timedelta
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Link
from portal.accounts.services import add_account, close_account, invite_person
from portal.audit.models import AuditEvent
from portal.clock import now
from portal.db import db, transaction
from portal.network.models import Person, Post
from portal.outbox.models import OutboxMail
from portal.people.jobs import send_invitations
from portal.people.models import InvitationRound, LeftOut, WantedInvitation, WantedState
from portal.people.services.inviting import BATCH, write_invitations
from portal.policy.table import Role
from tests.cast import Cast, Member
from tests.conftest import Counter, Visitor
from tests.people.members import SINCE, account_of, add_member

PATH = "/people/invite?role=team_member&organisation=linde"
EXPECTED = re.compile(r'name="expected" value="(\d+)"')


def _expected(page: str) -> int:
    found = EXPECTED.search(page)
    return int(found[1]) if found else 0


def _press(client: Visitor, path: str = PATH, expected: int | None = None) -> int:
    seen = _expected(client.get(path).text) if expected is None else expected
    answer = client.submit(path, {"expected": str(seen)}, at="/me/mail")
    return answer.status_code


def _mails() -> dict[str, int]:
    query = select(OutboxMail.recipient, func.count()).group_by(OutboxMail.recipient)
    return dict(db.session.execute(query).all())


def _states() -> dict[int, WantedState]:
    found = db.session.execute(select(WantedInvitation.person_id, WantedInvitation.state))
    return dict(found.all())


def test_what_is_seen_is_what_is_sent(app: Flask, cast: Cast, client: Visitor) -> None:
    assert app
    new = add_member(cast.home, "Nieuw Hier", "nieuw@demo.example")
    client.sign_in(cast.coordinator)
    page = client.get(PATH).text
    assert _expected(page) == 2
    assert "Nieuw Hier" in page
    assert cast.away.people[Role.TEAM_MEMBER].name not in page
    assert (_mails(), db.session.query(InvitationRound).count()) == ({}, 0)
    assert _press(client) == 303
    assert _mails() == {}
    assert send_invitations(Event()) == 2
    assert _mails() == {"nieuw@demo.example": 1, cast.member.email: 1}
    assert set(_states().values()) == {WantedState.SENT}
    assert account_of(new) is not None
    assert send_invitations(Event()) == 0
    assert sum(_mails().values()) == 2
    acts = db.session.scalars(select(AuditEvent.event).order_by(AuditEvent.id)).all()
    assert acts == ["people_invited", "account_invited", "account_invited"]


def test_everybody_left_out_is_named_with_the_reason(cast: Cast, client: Visitor) -> None:
    members = {one: add_member(cast.home, f"M {one}", f"{one}@x.example") for one in LeftOut}
    by = cast.administrator.person_id
    with transaction():
        for one in (LeftOut.CLOSED, LeftOut.BOUNCED, LeftOut.RECENT):
            person = db.session.get_one(Person, members[one].person_id)
            invite_person(person, by=by, now=now())
        nobody = update(Person).where(Person.id == members[LeftOut.NO_ADDRESS].person_id)
        db.session.execute(nobody.values(email=None))
        add_account(members[LeftOut.CAN_SIGN_IN].person_id, password_hash="$argon2id$x")
        bounced = update(OutboxMail).where(OutboxMail.recipient == "bounced@x.example")
        db.session.execute(bounced.values(state="failed", bounced=True))
        waiting = InvitationRound(asked_on=SINCE, by_person_id=by)
        db.session.add(waiting)
        db.session.flush()
        on_its_way = members[LeftOut.ON_ITS_WAY].person_id
        db.session.add(WantedInvitation(round_id=waiting.id, person_id=on_its_way))
    closed = account_of(members[LeftOut.CLOSED])
    assert closed is not None
    with transaction():
        close_account(closed, by=by, now=now())
    client.sign_in(cast.coordinator)
    page = client.get(PATH).text
    assert _expected(page) == 1
    left = page.split("Wie krijgt ze niet")[1]
    summaries = re.findall(r"<summary>([^<]+): 1</summary>\s*<ul>\s*<li>M (\w+)</li>", left)
    assert {key: words for words, key in summaries} == {
        "no_address": "geen e-mailadres",
        "closed": "het account is gesloten",
        "can_sign_in": "kan al aanmelden",
        "on_its_way": "er is al een uitnodiging onderweg",
        "bounced": "de laatste mail kwam terug",
        "recent": "kreeg de laatste drie dagen een uitnodiging",
    }


def test_the_mail_is_shown_in_each_language_of_its_readers(cast: Cast, client: Visitor) -> None:
    add_member(cast.home, "English Reader", "english@demo.example", locale="en")
    client.sign_in(cast.coordinator)
    page = client.get(PATH).text
    assert re.findall(r'<div lang="(\w+)">', page) == ["nl", "en"]
    assert "Choose a password here:" in page


def test_a_list_that_changed_is_shown_again(cast: Cast, client: Visitor) -> None:
    client.sign_in(cast.coordinator)
    assert _press(client, expected=7) == 409
    assert _press(client, expected=0) == 409
    assert db.session.query(InvitationRound).count() == 0


def test_pressing_twice_invites_once(cast: Cast, client: Visitor) -> None:
    client.sign_in(cast.coordinator)
    assert _press(client, expected=1) == 303
    assert _press(client, expected=1) == 409
    send_invitations(Event())
    assert _press(client, expected=1) == 409
    assert _mails() == {cast.member.email: 1}


def test_nobody_waits_twice_even_under_direct_sql(cast: Cast, client: Visitor) -> None:
    client.sign_in(cast.coordinator)
    _press(client)
    again = text(
        "INSERT INTO wanted_invitation (round_id, person_id, state, reason) "
        "SELECT :round, person_id, :state, :reason FROM wanted_invitation"
    )
    with transaction():
        other = InvitationRound(asked_on=SINCE, by_person_id=cast.coordinator.person_id)
        db.session.add(other)
        db.session.flush()
        number = other.id
    wrong = [
        {"round": number, "state": "waiting", "reason": None},
        {"round": number, "state": "sent", "reason": "closed"},
        {"round": number, "state": "left_out", "reason": None},
        {"round": number, "state": "left_out", "reason": "whatever"},
        {"round": number - 1, "state": "sent", "reason": None},
    ]
    for row in wrong:
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(again, row)


def test_an_ambassador_invites_her_own_people(cast: Cast, client: Visitor) -> None:
    client.sign_in(cast.ambassador)
    everybody = _expected(client.get("/people/invite").text)
    assert everybody == len(cast.home.people)
    assert _press(client, "/people/invite") == 303
    send_invitations(Event())
    assert set(_mails()) == {member.email for member in cast.home.people.values()}
    assert client.get("/people/invitations/1/").status_code == 200
    client.sign_in(cast.neighbour)
    assert client.get("/people/invitations/1/").status_code == 404
    assert "Uitgenodigd op" not in client.get("/people/invitations/").text
    client.sign_in(cast.lead)
    assert client.get("/people/invite").status_code == 404
    assert client.get("/people/invitations/").status_code == 404


def test_who_left_is_not_invited(cast: Cast, client: Visitor) -> None:
    with transaction():
        mine = update(Post).where(Post.person_id == cast.member.person_id)
        db.session.execute(mine.values(valid_to=SINCE))
    client.sign_in(cast.coordinator)
    assert _expected(client.get("/people/invite?q=team_member.home").text) == 0


def test_who_can_sign_in_by_now_is_left_out_when_it_comes_to_it(
    cast: Cast, client: Visitor
) -> None:
    client.sign_in(cast.coordinator)
    _press(client)
    with transaction():
        add_account(cast.member.person_id, password_hash="$argon2id$x")
    send_invitations(Event())
    assert _mails() == {}
    reason = db.session.scalar(select(WantedInvitation.reason))
    assert reason is LeftOut.CAN_SIGN_IN
    assert "kan al aanmelden: 1" in client.get("/people/invitations/1/").text


def test_one_bad_address_stops_no_other(cast: Cast, client: Visitor) -> None:
    bad = add_member(cast.home, "A Bad One", "no address at all")
    client.sign_in(cast.coordinator)
    _press(client)
    assert send_invitations(Event()) == 2
    assert _states() == {
        bad.person_id: WantedState.LEFT_OUT,
        cast.member.person_id: WantedState.SENT,
    }
    assert _mails() == {cast.member.email: 1}


def test_a_worker_that_stops_leaves_the_rest(cast: Cast, client: Visitor) -> None:
    for number in range(BATCH + 3):
        add_member(cast.home, f"M {number}", f"m{number}@demo.example")
    client.sign_in(cast.coordinator)
    _press(client)
    with transaction():
        assert write_invitations(now=now()) == BATCH
    page = client.get("/people/invitations/1/").text
    assert f"{BATCH} van de {BATCH + 4} verstuurd" in page
    stopped = Event()
    stopped.set()
    assert send_invitations(stopped) == 0
    assert send_invitations(Event()) == 4
    assert set(_mails().values()) == {1}


def test_who_still_waits_is_invited_once_more_in_one_step(cast: Cast, client: Visitor) -> None:
    _round_of(client, cast.coordinator)
    again = "/people/invite?round=1"
    assert _expected(client.get(again).text) == 0
    with transaction():
        db.session.execute(update(Link).values(made_at=now() - timedelta(4)))
    assert _expected(client.get(again).text) == 1
    assert _press(client, again) == 303
    send_invitations(Event())
    assert _mails() == {cast.member.email: 2}


def test_what_came_back_shows_on_the_round(cast: Cast, client: Visitor) -> None:
    _round_of(client, cast.coordinator)
    with transaction():
        db.session.execute(update(OutboxMail).values(state="failed", bounced=True))
    page = client.get("/people/invitations/1/").text
    assert "Mail kwam terug" in page
    listed = client.get("/people/?round=1&state=bounced").text
    assert cast.member.name in listed


def _round_of(client: Visitor, who: Member) -> None:
    client.sign_in(who)
    _press(client)
    send_invitations(Event())


def test_statements_stay_the_same(cast: Cast, client: Visitor, count_statements: Counter) -> None:
    client.sign_in(cast.coordinator)
    paths = ("/people/invite", "/people/invitations/1/", "/people/invitations/")
    _press(client)
    few = [_statements(client, path, count_statements) for path in paths]
    for number in range(30):
        add_member(cast.home, f"M {number}", f"m{number}@demo.example")
    _press(client)
    assert [_statements(client, path, count_statements) for path in paths] == few
    assert max(few) <= 8


def _statements(client: Visitor, path: str, count_statements: Counter) -> int:
    client.get(path)
    with count_statements() as seen:
        assert client.get(path).status_code == 200
    return len(seen)
