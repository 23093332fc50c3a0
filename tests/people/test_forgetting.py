"""Made anonymous in place: the history stays, the person is gone, also after a restore."""

import json
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Text, func, or_, select, update
from sqlalchemy import cast as as_type

from portal.accounts.models import Link, User
from portal.accounts.services import invite_person
from portal.clock import now
from portal.db import Model, db, transaction
from portal.network.models import Person, Post
from portal.outbox.models import MailState, OutboxMail
from portal.outbox.writing import let_write
from portal.people import ledger
from portal.people.cli import replay
from portal.people.models import ForgottenPerson
from portal.people.queries.mentions import mentions_of
from portal.policy.table import Role
from tests.cast import Cast, Member
from tests.conftest import Visitor
from tests.outbox.mails import WRITER, order, queue_orders, write_letter
from tests.people.members import SINCE, add_member

NAME = "Wilhelmina Zeldzaam"
ADDRESS = "wilhelmina.zeldzaam@demo.example"
ON = date(2022, 11, 15)


@pytest.fixture(autouse=True)
def _own_ledger(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert app
    monkeypatch.setattr(ledger, "path", lambda: tmp_path / "files" / ledger.NAME)


@pytest.fixture
def left(cast: Cast) -> Member:
    """Somebody who was invited, and has left since."""
    member = add_member(cast.home, NAME, ADDRESS)
    with transaction():
        person = db.session.get_one(Person, member.person_id)
        invite_person(person, by=cast.coordinator.person_id, now=now())
        theirs = update(Post).where(Post.person_id == member.person_id)
        db.session.execute(theirs.values(valid_to=date(2022, 6, 1)))
    return member


def _path(who: Member) -> str:
    return f"/people/{who.person_id}/forget"


def _everywhere(words: str) -> list[str]:
    """Return every column of the database in which these words stand."""
    found = []
    for table in Model.metadata.sorted_tables:
        clauses = [as_type(c, Text).ilike(f"%{words}%") for c in table.columns]
        query = select(func.count()).select_from(table).where(or_(*clauses))
        if db.session.scalar(query):
            found.append(table.name)
    return found


def test_no_trace_of_name_and_address_stays(cast: Cast, client: Visitor, left: Member) -> None:
    assert set(_everywhere("zeldzaam")) >= {"person", "outbox_mail"}
    client.sign_in(cast.administrator)
    done = client.submit(_path(left), {"sure": "y"})
    assert done.status_code == 303
    assert _everywhere("zeldzaam") == []
    person = db.session.get_one(Person, left.person_id)
    assert (person.name, person.email) == (f"Voormalig lid {left.person_id}", None)
    assert db.session.scalar(select(User).where(User.person_id == left.person_id)) is None
    assert db.session.scalar(select(func.count()).select_from(Link)) == 0
    post = db.session.scalars(select(Post).where(Post.person_id == left.person_id)).one()
    assert (post.valid_from, post.valid_to) == (SINCE, date(2022, 6, 1))
    mail = db.session.scalars(select(OutboxMail)).one()
    assert (mail.state, mail.text, mail.subject) == (MailState.STOPPED, "", "—")
    assert client.get(f"/people/{left.person_id}/").status_code == 200
    assert f"/people/{left.person_id}/" not in client.get("/people/?q=voormalig").text


def test_what_a_letter_was_to_be_written_from_is_wiped(
    app: Flask, cast: Cast, client: Visitor, left: Member
) -> None:
    let_write(app, WRITER, write_letter)
    assert queue_orders(order("order", to=left.email, name=NAME)) == 1
    client.sign_in(cast.administrator)
    assert client.submit(_path(left), {"sure": "y"}).status_code == 303
    assert _everywhere("zeldzaam") == []
    mail = db.session.scalars(select(OutboxMail).where(OutboxMail.writer == WRITER)).one()
    assert (mail.state, mail.parameters) == (MailState.STOPPED, {})


def test_a_post_now_or_later_must_end_first(cast: Cast, client: Visitor) -> None:
    client.sign_in(cast.administrator)
    page = client.get(_path(cast.member)).text
    assert "Beëindig eerst de rollen die deze persoon nu of later heeft." in page
    refused = client.submit(_path(cast.member), {"sure": "y"}, at="/me/mail")
    assert refused.status_code == 400
    assert db.session.get_one(Person, cast.member.person_id).name == cast.member.name
    assert ledger.read() == []


def test_without_the_tick_nothing_happens(cast: Cast, client: Visitor, left: Member) -> None:
    client.sign_in(cast.administrator)
    page = client.submit(_path(left))
    assert page.status_code == 400
    assert "Vink aan dat je zeker bent." in page.text
    assert db.session.get_one(Person, left.person_id).name == NAME


def test_where_the_name_still_stands_is_shown(cast: Cast, client: Visitor, left: Member) -> None:
    with transaction():
        theirs = update(Post).where(Post.person_id == cast.member.person_id)
        db.session.execute(theirs.values(end_reason=f"Volgt {NAME.upper()} op"))
    assert {one.table: one.rows for one in mentions_of(NAME)} == {"post": 1}
    client.sign_in(cast.administrator)
    assert "rollen: 1" in client.get(_path(left)).text


def test_only_administrators_forget(cast: Cast, client: Visitor, left: Member) -> None:
    for who in (cast.coordinator, cast.ambassador, cast.neighbour, cast.stranger):
        client.sign_in(who)
        assert client.get(_path(left)).status_code == 404


def test_the_ledger_holds_ids_and_days_and_outlives_a_restore(
    cast: Cast, client: Visitor, left: Member
) -> None:
    client.sign_in(cast.administrator)
    client.submit(_path(left), {"sure": "y"})
    lines = ledger.path().read_text().splitlines()
    assert [json.loads(line) for line in lines] == [
        {"person_id": left.person_id, "on": ON.isoformat()}
    ]
    _restore(left)
    assert "person" in _everywhere("zeldzaam")
    assert replay() == 1
    assert _everywhere("zeldzaam") == []
    posts = db.session.scalars(select(Post).where(Post.person_id == left.person_id))
    assert [post.valid_to for post in posts] == [ON]
    assert replay() == 0


def _restore(who: Member) -> None:
    """Bring back what a backup of earlier would hold: a name, an address, a post that goes on."""
    with transaction():
        db.session.delete(db.session.get_one(ForgottenPerson, who.person_id))
        person = db.session.get_one(Person, who.person_id)
        person.name, person.email = who.name, who.email
        theirs = update(Post).where(Post.person_id == who.person_id)
        db.session.execute(theirs.values(valid_to=None))


def test_an_id_that_was_forgotten_is_never_given_again(cast: Cast) -> None:
    last = db.session.scalar(select(func.max(Person.id))) or 0
    ledger.write_down(ledger.Erasure(person_id=last + 3, on=ON))
    assert replay() == 1
    newcomer = add_member(cast.home, "Nieuw Hier", "nieuw@demo.example")
    assert newcomer.person_id > last + 3
    assert replay() == 0
    assert db.session.get_one(Person, newcomer.person_id).name == "Nieuw Hier"


def test_nobody_forgets_themselves(cast: Cast, client: Visitor) -> None:
    client.sign_in(cast.administrator)
    page = client.get(_path(cast.network[Role.ADMINISTRATOR]))
    assert "Vraag het aan een andere beheerder." in page.text
