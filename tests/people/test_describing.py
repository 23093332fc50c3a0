"""A person's name, address and language: kept by who works with them, and nobody's way in."""

import re

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Link, User, UserSession
from portal.accounts.services import add_account, invite_person, open_session
from portal.clock import now
from portal.db import db, transaction
from portal.network.models import Person
from portal.policy.table import Role
from tests.cast import Cast, Member
from tests.conftest import Visitor
from tests.people.members import account_of


def _path(who: Member) -> str:
    return f"/people/{who.person_id}/edit"


def _send(client: Visitor, who: Member, **changed: object) -> int:
    return client.submit(_path(who), _filled(client, who, **changed)).status_code


def _filled(client: Visitor, who: Member, **changed: object) -> dict[str, object]:
    page = client.get(_path(who)).text
    revision = re.findall(r'name="revision"[^>]* value="(\d+)"', page)[0]
    return {
        "name": who.name,
        "email": who.email,
        "locale": "nl",
        "revision": revision,
        **changed,
    }


def test_an_ambassador_keeps_her_people(cast: Cast, client: Visitor) -> None:
    client.sign_in(cast.ambassador)
    assert _send(client, cast.member, name="Ander Woord", email="Ander@demo.example") == 303
    person = db.session.get_one(Person, cast.member.person_id)
    assert (person.name, person.search_name) == ("Ander Woord", "ander woord")
    assert person.email == "ander@demo.example"
    for who in (cast.neighbour, cast.stranger, cast.lead, cast.contact):
        client.sign_in(who)
        assert client.get(_path(cast.member)).status_code == 404


def test_wrong_input_keeps_what_was_typed(cast: Cast, client: Visitor) -> None:
    client.sign_in(cast.ambassador)
    for wrong in ({"email": "no address"}, {"name": ""}, {"email": cast.lead.email}):
        filled = _filled(client, cast.member, **{"name": "Getypte Naam", **wrong})
        page = client.submit(_path(cast.member), filled)
        assert page.status_code == 400
        assert str(filled["email"]) in page.text
    assert db.session.get_one(Person, cast.member.person_id).name == cast.member.name


def test_two_who_edit_at_once_see_both_texts(cast: Cast, client: Visitor) -> None:
    client.sign_in(cast.coordinator)
    slower = _filled(client, cast.member, name="Van De Trage")
    assert _send(client, cast.member, name="Van De Snelle") == 303
    page = client.submit(_path(cast.member), slower)
    assert page.status_code == 409
    assert "Van De Trage" in page.text
    assert "Van De Snelle" in page.text
    again = {**slower, "revision": re.findall(r'name="revision"[^>]* value="(\d+)"', page.text)[0]}
    assert client.submit(_path(cast.member), again).status_code == 303
    assert db.session.get_one(Person, cast.member.person_id).name == "Van De Trage"


def test_another_address_ends_the_ways_in(cast: Cast, client: Visitor) -> None:
    with transaction():
        person = db.session.get_one(Person, cast.member.person_id)
        invite_person(person, by=cast.coordinator.person_id, now=now())
        user = db.session.scalars(select(User).where(User.person_id == person.id)).one()
        open_session(user, now=now())
    client.sign_in(cast.ambassador)
    assert _send(client, cast.member, email="nieuw.adres@demo.example") == 303
    account = account_of(cast.member)
    assert account is not None
    for model in (Link, UserSession):
        mine = select(func.count()).select_from(model).where(model.account_id == account.id)
        assert db.session.scalar(mine) == 0


@pytest.mark.parametrize(
    ("editor", "whose", "status"),
    [
        ("ambassador", "member", 400),
        ("coordinator", "member", 303),
        ("administrator", "member", 303),
        ("coordinator", "researcher", 400),
        ("administrator", "researcher", 303),
    ],
)
def test_an_address_is_no_way_into_an_account(
    cast: Cast, client: Visitor, editor: str, whose: str, status: int
) -> None:
    """Who can give somebody's account another address can choose its password."""
    who = cast.member if whose == "member" else cast.network[Role.RESEARCHER]
    with transaction():
        add_account(who.person_id, password_hash="$argon2id$x")
    client.sign_in(cast.everyone[editor])
    assert _send(client, who, email="mine.now@demo.example") == status
    assert _send(client, who, name="Alleen De Naam") == 303
