"""A network of any size, written straight into the tables: for pages that must not slow down."""

from datetime import date

from sqlalchemy import select

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
from portal.policy.table import Role
from portal.taxonomy.sectors import CareContext, Sector

START = date(2019, 11, 1)
SECTORS, PROVINCES = list(Sector), list(Province)


def grow(count: int, *, first: int = 0) -> None:
    """Add ``count`` active organisations with three teams, an ambassador and a contact each."""
    with transaction():
        wave = db.session.scalars(select(Wave)).first()
        organisations = [
            Organisation(
                slug=f"grown-{number}",
                name=f"Grown {number:03}",
                sector=SECTORS[number % len(SECTORS)],
                province=PROVINCES[number % len(PROVINCES)],
                wave=wave,
            )
            for number in range(first, first + count)
        ]
        db.session.add_all(organisations)
        db.session.flush()
        for organisation in organisations:
            db.session.add(
                OrganisationStatus(
                    organisation_id=organisation.id, status=Status.ACTIVE, valid_from=START
                )
            )
            db.session.add_all(_teams(organisation))
            db.session.add_all(_posts(organisation))


def _teams(organisation: Organisation) -> list[Team]:
    return [
        Team(
            organisation_id=organisation.id,
            slot=slot,
            name=f"Team {slot}",
            care_context=CareContext.ONCOLOGY if slot == 1 else CareContext.NON_ONCOLOGY,
            valid_from=START,
        )
        for slot in (1, 2, 3)
    ]


def _posts(organisation: Organisation) -> list[Post]:
    return [
        Post(
            person=Person(name=f"{role.value} {organisation.slug}"),
            role=role,
            organisation_id=organisation.id,
            valid_from=START,
        )
        for role in (Role.AMBASSADOR, Role.PRIMARY_CONTACT)
    ]
