"""Promises of ``flask create-admin`` and of the sign-ins of the practice network."""

from flask import Flask
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.db import db, transaction
from portal.demo.accounts import fill_accounts
from portal.network.models import Person, Post
from portal.policy.table import Role
from tests.accounts.conftest import Measure, enter, is_in
from tests.cast import Cast, Member
from tests.conftest import Visitor

ADDRESS = "ria@network.example"
RIA = Member(person_id=0, name="ria", email=ADDRESS)


def create_admin(app: Flask, address: str = ADDRESS) -> str:
    """Run the command as an operator would; return the path of the printed link."""
    db.session.rollback()
    ran = app.test_cli_runner().invoke(args=["create-admin", address])
    assert ran.exit_code == 0, ran.output
    link = ran.output.strip().splitlines()[-1]
    assert link.startswith("http://localhost/set-password/")
    return link.removeprefix("http://localhost")


def test_the_first_administrator_chooses_a_password_and_is_in(app: Flask, client: Visitor) -> None:
    link = create_admin(app, " Ria@Network.example ")
    assert client.submit(link, {"password": "lamp dijk wolk zeven"}).status_code == 303
    assert enter(client, RIA, "lamp dijk wolk zeven").status_code == 303
    assert is_in(client)
    assert client.get("/audit/").status_code == 200


def test_run_again_it_makes_a_new_link_and_nothing_twice(app: Flask, client: Visitor) -> None:
    first, second = create_admin(app), create_admin(app)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    db.session.rollback()
    for model in (User, Person, Post):
        assert db.session.scalar(select(func.count()).select_from(model)) == 1


def test_somebody_who_is_known_keeps_name_and_posts(app: Flask, cast: Cast) -> None:
    create_admin(app, cast.ambassador.email)
    person = db.session.get_one(Person, cast.ambassador.person_id)
    assert person.name == cast.ambassador.name
    assert {post.role for post in person.posts} == {Role.AMBASSADOR, Role.ADMINISTRATOR}


def test_a_bad_address_is_refused_in_words(app: Flask) -> None:
    db.session.rollback()
    ran = app.test_cli_runner().invoke(args=["create-admin", "ria"])
    assert ran.exit_code == 1
    assert ran.output.startswith("Error: ")
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(User)) == 0


def test_everybody_of_the_practice_network_signs_in_with_a_password_hashed_once(
    client: Visitor, cast: Cast, measure: Measure
) -> None:
    with transaction():
        db.session.add(Person(name="Zonder Adres", email=None, locale="nl"))
    with measure() as work, transaction():
        made = fill_accounts("mangomoment-demo")
    assert work.hashes == ["hash_password"]
    db.session.rollback()
    assert made == db.session.scalar(
        select(func.count()).select_from(Person).where(Person.email.is_not(None))
    )
    assert enter(client, cast.coordinator, "mangomoment-demo").status_code == 303
