"""A person's name, address and language, as those who work with them keep them."""

from dataclasses import dataclass
from datetime import date

from portal.accounts.joining import can_sign_in, end_ways_in
from portal.network.models import Person
from portal.network.services.people import change_person
from portal.people import rules
from portal.people.queries.doubles import is_of_project_team
from portal.policy.decide import Actor, extent
from portal.policy.table import Permission, Role


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a person is called, where mail goes, and in which language."""

    name: str
    email: str | None
    locale: str


def describe_person(person: Person, facts: Facts, *, actor: Actor, on: date, based_on: int) -> None:
    """Write down what somebody is called and where mail goes; a new address ends the ways in."""
    before = person.email
    if facts.email != before:
        check_address_of(person, actor, on=on)
    change_person(person, **vars(facts), by=actor.person_id, based_on=based_on)
    if person.email != before:
        end_ways_in(person.id)


def check_address_of(person: Person, actor: Actor, *, on: date) -> None:
    """Raise ``RuleBroken`` when the actor may not give this person another address."""
    rules.check_may_touch(
        is_of_project_team=is_of_project_team([person.id], on),
        is_administrator=actor.holds(Role.ADMINISTRATOR),
    )
    rules.check_may_change_address(
        opens_a_door=can_sign_in(person.id),
        reaches_all=extent(actor, Permission.PERSON_EDIT).network,
    )
