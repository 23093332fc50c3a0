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
    """Write the cast to the current database."""
    with transaction():
        wave = Wave(number=1, starts_on=START)
        db.session.add(wave)
        db.session.flush()
        home = _home(wave, "De Verzonnen Linde", "home", Sector.HOSPITAL)
        away = _home(wave, "Het Houten Paard", "away", Sector.RESIDENTIAL_CARE)
        network = {role: _member(role, "network") for role in sorted(NETWORK_ROLES)}
        stranger = _person("Sofie Zonderpost", "stranger@demo.example")
    everyone = {role.value: member for role, member in (network | home.people).items()}
    everyone |= {"neighbour": away.people[Role.AMBASSADOR], "stranger": stranger}
    return Cast(home=home, away=away, network=network, stranger=stranger, everyone=everyone)


def _person(name: str, email: str) -> Member:
    person = Person(name=name, email=email, locale="nl")
    db.session.add(person)
    db.session.flush()
    return Member(person_id=person.id, name=name, email=email)


def _member(
    role: Role, place: str, organisation: int | None = None, team: int | None = None
) -> Member:
    word = role.value.replace("_", " ").capitalize()
    member = _person(f"{word} {place.capitalize()}", f"{role.value}.{place}@demo.example")
    db.session.add(
        Post(
            person_id=member.person_id,
            role=role,
            organisation_id=organisation,
            team_id=team,
            valid_from=START,
            valid_to=ACTING_UNTIL if role is Role.ACTING_AMBASSADOR else None,
        )
    )
    db.session.flush()
    return member


def _home(wave: Wave, name: str, slug: str, sector: Sector) -> Home:
    organisation = Organisation(
        slug=slug, name=name, sector=sector, province=Province.LIMBURG, wave_id=wave.id
    )
    db.session.add(organisation)
    db.session.flush()
    db.session.add(
        OrganisationStatus(organisation_id=organisation.id, status=Status.ACTIVE, valid_from=START)
    )
    teams = [
        Team(
            organisation_id=organisation.id,
            slot=slot,
            name=f"Team {slot} {slug}",
            care_context=CareContext.ONCOLOGY if slot == 1 else CareContext.NON_ONCOLOGY,
            valid_from=START,
        )
        for slot in (1, 2, 3)
    ]
    db.session.add_all(teams)
    db.session.flush()
    first = sorted(ORGANISATION_ROLES, key=lambda role: (role is Role.ACTING_AMBASSADOR, role))
    people = {role: _member(role, slug, organisation.id) for role in first} | {
        role: _member(role, slug, organisation.id, teams[0].id) for role in sorted(TEAM_ROLES)
    }
    return Home(
        organisation_id=organisation.id,
        slug=slug,
        name=name,
        team_ids=(teams[0].id, teams[1].id, teams[2].id),
        people=people,
    )
