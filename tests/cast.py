"""The fixed cast: two organisations with people in each role, who ask every view the same."""

from dataclasses import dataclass, field
from datetime import date

from portal.db import db, transaction
from portal.network.models import (
    Organisation,
    OrganisationStatus,
    Person,
    Post,
    Province,
    Status,
    Team,
    Wave,
)
from portal.policy.table import NETWORK_ROLES, ORGANISATION_ROLES, TEAM_ROLES, Role
from portal.taxonomy.sectors import CareContext, Sector

START = date(2019, 11, 1)
ACTING_UNTIL = date(2030, 1, 1)  # who acts for somebody does so until a day


@dataclass(frozen=True)
class Member:
    """Somebody of the cast, by key: rows may come and go between requests."""

    person_id: int
    name: str
    email: str


@dataclass(frozen=True)
class Home:
    """One organisation of the cast, with its teams and people."""

    organisation_id: int
    slug: str
    name: str
    team_ids: tuple[int, int, int]
    people: dict[Role, Member]


@dataclass(frozen=True)
class Cast:
    """Everybody: by role at home, the same at the neighbour's, and who is in no organisation."""

    home: Home
    away: Home
    network: dict[Role, Member]
    stranger: Member
    everyone: dict[str, Member] = field(default_factory=dict)

    @property
    def ambassador(self) -> Member:
        return self.home.people[Role.AMBASSADOR]

    @property
    def contact(self) -> Member:
        return self.home.people[Role.PRIMARY_CONTACT]

    @property
    def lead(self) -> Member:
        return self.home.people[Role.TEAM_LEAD]

    @property
    def member(self) -> Member:
        return self.home.people[Role.TEAM_MEMBER]

    @property
    def neighbour(self) -> Member:
        return self.away.people[Role.AMBASSADOR]

    @property
    def coordinator(self) -> Member:
        return self.network[Role.COORDINATOR]

    @property
    def administrator(self) -> Member:
        return self.network[Role.ADMINISTRATOR]

    @property
    def researcher(self) -> Member:
        return self.network[Role.RESEARCHER]

    @property
    def board_reader(self) -> Member:
        return self.home.people[Role.BOARD_READER]


def make_cast() -> Cast:
    """Write the cast to the current database, in two flushes: nearly every test begins with it."""
    with transaction():
        wave = Wave(number=1, starts_on=START)
        linde = _organisation(wave, "De Verzonnen Linde", "home", Sector.HOSPITAL)
        paard = _organisation(wave, "Het Houten Paard", "away", Sector.RESIDENTIAL_CARE)
        db.session.add_all([linde, paard])
        db.session.flush()
        at_home, at_paard = _staff(linde), _staff(paard)
        staff = {role: _person(role, "network") for role in sorted(NETWORK_ROLES)}
        stranger = Person(name="Sofie Zonderpost", email="stranger@demo.example", locale="nl")
        everybody = [*at_home.values(), *at_paard.values(), *staff.values(), stranger]
        db.session.add_all(everybody)
        db.session.flush()
        home, away = _home(linde, at_home), _home(paard, at_paard)
        network, alone = _members(staff), _member(stranger)
    everyone = {role.value: member for role, member in (network | home.people).items()}
    everyone |= {"neighbour": away.people[Role.AMBASSADOR], "stranger": alone}
    return Cast(home=home, away=away, network=network, stranger=alone, everyone=everyone)


def _organisation(wave: Wave, name: str, slug: str, sector: Sector) -> Organisation:
    return Organisation(
        slug=slug,
        name=name,
        sector=sector,
        province=Province.LIMBURG,
        wave=wave,
        statuses=[OrganisationStatus(status=Status.ACTIVE, valid_from=START)],
        teams=[
            Team(
                slot=slot,
                name=f"Team {slot} {slug}",
                care_context=CareContext.ONCOLOGY if slot == 1 else CareContext.NON_ONCOLOGY,
                valid_from=START,
            )
            for slot in (1, 2, 3)
        ],
    )


def _staff(organisation: Organisation) -> dict[Role, Person]:
    """Return somebody in each role: who acts for another comes after that other."""
    first = sorted(ORGANISATION_ROLES, key=lambda role: (role is Role.ACTING_AMBASSADOR, role))
    place, slug, team = organisation.id, organisation.slug, organisation.teams[0].id
    return {role: _person(role, slug, place) for role in first} | {
        role: _person(role, slug, place, team) for role in sorted(TEAM_ROLES)
    }


def _person(
    role: Role, place: str, organisation: int | None = None, team: int | None = None
) -> Person:
    word = role.value.replace("_", " ").capitalize()
    post = Post(
        role=role,
        organisation_id=organisation,
        team_id=team,
        valid_from=START,
        valid_to=ACTING_UNTIL if role is Role.ACTING_AMBASSADOR else None,
    )
    name, email = f"{word} {place.capitalize()}", f"{role.value}.{place}@demo.example"
    return Person(name=name, email=email, locale="nl", posts=[post])


def _home(organisation: Organisation, staff: dict[Role, Person]) -> Home:
    first, second, third = (team.id for team in organisation.teams)
    return Home(
        organisation_id=organisation.id,
        slug=organisation.slug,
        name=organisation.name,
        team_ids=(first, second, third),
        people=_members(staff),
    )


def _members(staff: dict[Role, Person]) -> dict[Role, Member]:
    return {role: _member(person) for role, person in staff.items()}


def _member(person: Person) -> Member:
    return Member(person_id=person.id, name=person.name, email=person.email or "")
