"""The practice network many times over: the same shape, other names, and the rules still held."""

from flask import Flask
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.db import db, transaction
from portal.demo.scale import fill_scale
from portal.network.importing.queries import load_known
from portal.network.models import Organisation, OrganisationStatus, Person, Post, Team

TABLES = (Organisation, OrganisationStatus, Team, Person, Post)


def counts() -> dict[str, int]:
    found = {
        one.__tablename__: db.session.scalar(select(func.count()).select_from(one))
        for one in TABLES
    }
    return {name: count or 0 for name, count in found.items()}


def test_a_copy_is_as_large_as_its_pattern(app: Flask) -> None:
    assert app
    before = counts()
    with transaction():
        assert fill_scale(2) == 60
    after = counts()
    assert after["organisation"] == before["organisation"] + 30
    assert after["team"] == 2 * before["team"]


def test_once_is_what_is_there(app: Flask) -> None:
    assert app
    before = counts()
    with transaction():
        assert fill_scale(1) == 30
    assert counts() == before


def test_copies_have_names_and_addresses_of_their_own(app: Flask) -> None:
    assert app
    with transaction():
        fill_scale(3)
    names = list(db.session.scalars(select(Organisation.name)))
    assert len(names) == len(set(names)) == 91
    assert "Ziekenhuis Wolkendal 3 (fictief)" in names
    addresses = list(db.session.scalars(select(Person.email)))
    assert "ambassador.07.3@demo.example" in addresses
    assert len(addresses) == len(set(addresses))
    assert db.session.scalar(select(func.count()).select_from(User)) == 0


def test_a_copy_lives_the_life_of_its_pattern(app: Flask) -> None:
    assert app
    with transaction():
        fill_scale(2)
    known = load_known()
    for home in (one for one in known.homes if one.slug.endswith("-2")):
        pattern = known.by_slug[home.slug.removesuffix("-2")]
        assert home.statuses == pattern.statuses
        assert home.history() == pattern.history()
        assert home.derived == pattern.derived
