"""The address of the organiser: the same for each mail of an invitation, and for no other one."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from portal.config import Settings
from portal.db import db
from portal.meetings.models import Invitation
from portal.meetings.organiser import (
    TAG_BYTES,
    is_tag_of,
    organiser_of,
    reply_address,
    tag_in,
    tag_of,
    the_network,
)


@pytest.fixture(autouse=True)
def settings(app: Flask) -> Iterator[Settings]:
    """A network that asks for replies at an address of its own."""
    before: Settings = app.extensions["settings"]
    ours = replace(
        before, mail_from="Het netwerk <portal@example.org>", mail_replies="Netwerk@example.org"
    )
    app.extensions["settings"] = ours
    yield ours
    app.extensions["settings"] = before


@pytest.fixture
def tagged(app: Flask, settings: Settings) -> None:
    app.extensions["settings"] = replace(settings, mail_tags=True)


def _invitations() -> list[Invitation]:
    return list(db.session.scalars(select(Invitation).order_by(Invitation.id)))


def test_without_tags_it_is_the_address_for_replies(invited: int) -> None:
    assert invited
    for invitation in _invitations():
        assert organiser_of(invitation) == the_network()
    assert (the_network().name, the_network().address) == ("Het netwerk", "Netwerk@example.org")


def test_without_an_address_for_replies_it_is_the_sender(app: Flask, settings: Settings) -> None:
    app.extensions["settings"] = replace(settings, mail_replies=None)
    assert reply_address() == "portal@example.org"


@pytest.mark.usefixtures("tagged")
def test_each_invitation_has_an_address_of_its_own_that_stays(invited: int) -> None:
    assert invited
    invitations = _invitations()
    addresses = [organiser_of(one).address for one in invitations]
    assert len(set(addresses)) == len(invitations) == 6
    db.session.expire_all()
    assert addresses == [organiser_of(one).address for one in _invitations()]
    assert TAG_BYTES * 8 >= 80
    for address in addresses:
        name, _, domain = address.partition("@")
        assert (name.partition("+")[0], domain) == ("Netwerk", "example.org")
        assert len(name.partition("+")[2]) == 16


@pytest.mark.usefixtures("tagged")
def test_a_tag_is_read_back_whatever_servers_do_to_capitals(invited: int) -> None:
    assert invited
    one, other, *_ = _invitations()
    address = organiser_of(one).address
    assert tag_in(address.upper()) == tag_of(one)
    assert is_tag_of(one, tag_in(address) or "")
    assert not is_tag_of(other, tag_in(address) or "")


@pytest.mark.usefixtures("tagged")
def test_a_tag_is_worth_nothing_for_a_successor_or_under_another_key(
    app: Flask, invited: int
) -> None:
    assert invited
    one, other, *_ = _invitations()
    before = tag_of(one)
    app.extensions["settings"] = replace(app.extensions["settings"], secret_key="k" * 40)
    assert tag_of(one) != before
    one.person_id = other.person_id
    assert not is_tag_of(one, before)
    db.session.rollback()


@pytest.mark.parametrize(
    ("address", "tag"),
    [
        ("netwerk@example.org", ""),
        ("netwerk+@example.org", ""),
        ("netwerk+abc@example.org", "abc"),
        ("netwerk+abc+def@example.org", "abc+def"),
        ("netwerker@example.org", None),
        ("netwerk+abc@elders.example", None),
        ("netwerk+abc", None),
        ("", None),
    ],
)
def test_only_our_own_addresses_carry_tags(address: str, tag: str | None) -> None:
    assert tag_in(address) == tag
