"""People: registered once, under one address, and described anew."""

from sqlalchemy import select

from portal.db import db
from portal.network import rules
from portal.network.models import Person
from portal.network.services.keeping import added, lock, noted
from portal.rules import N_, RuleBroken
from portal.web.stale import check_not_stale


def add_person(name: str, email: str | None, *, by: int | None, locale: str = "nl") -> Person:
    """Register somebody; the address is kept in lower case and belongs to one person."""
    address = clean_address(email)
    _check_free(address)
    rules.check_name(name)
    return added(Person(name=name.strip(), email=address, locale=locale), "person_added", by=by)


def change_person(
    person: Person,
    *,
    name: str,
    email: str | None,
    by: int | None,
    locale: str | None = None,
    based_on: int | None = None,
) -> None:
    """Write down another name, address or language; an address stays with one person."""
    lock(person)
    check_not_stale(person, based_on)
    rules.check_name(name)
    address = clean_address(email)
    if address != person.email:
        _check_free(address)
    person.name, person.email = name.strip(), address
    person.locale = locale or person.locale
    noted("person_changed", person, by=by)


def find_person(email: str | None) -> Person | None:
    """Return who is registered under an address, or nobody."""
    address = clean_address(email)
    return db.session.scalar(select(Person).where(Person.email == address)) if address else None


def clean_address(email: str | None) -> str | None:
    """Return an address as it is kept; refuse one that no mail can go to."""
    address = (email or "").strip().lower() or None
    rules.check_address(address)
    return address


def _check_free(address: str | None) -> None:
    if address and db.session.scalar(select(Person.id).where(Person.email == address)) is not None:
        raise RuleBroken(N_("Somebody is registered with this address already."))
