"""What a file changes in a roster that is there, and what is in the database afterwards."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.network.importing.checking import NothingWritten, carry_out, check_file
from portal.network.importing.plan import Plan, Turn
from portal.network.importing.shape import Sheet
from portal.network.models import Organisation, Person, Post, Province, Status, Team
from portal.network.services.organisations import OrganisationFacts, add_organisation
from portal.network.services.posts import end_post
from portal.policy.table import Role
from portal.taxonomy.sectors import Sector
from tests.cast import START, Cast
from tests.conftest import TODAY
from tests.network.importing import sheets
from tests.network.importing.sheets import book, csv_of, organisation, post, team

HOME = "De Verzonnen Linde"
LATER = date(2022, 12, 1)
NEW = book(
    organisations=[organisation("Kliniek Één", wave=2, status="Actief")],
    teams=[
        team("Kliniek Één", 1, "Dagziekenhuis", care_context="Oncologisch", own_word="dienst"),
        team("Kliniek Één", 2, "Onthaal"),
        team("Kliniek Één", 3, "Keuken"),
        team("Kliniek Één", None, "Apotheek"),
    ],
    people=[
        post("Kliniek Één", "Ambassadeur", "An Peeters", "AN@een.example"),
        post("Kliniek Één", "Contactpersoon", "Bo Claes", "bo@een.example", locale="English"),
        post("Kliniek Één", "Medewerker", "An Peeters", "an@een.example", team="Keuken"),
    ],
)


def laid(data: bytes) -> Plan:
    return check_file(data, today=TODAY)


def written(data: bytes, *, by: int | None = None) -> Plan:
    """Bring a file in; it has to be without problems."""
    plan = laid(data)
    assert [str(one.refused) for one in plan.problems] == []
    with transaction():
        carried = carry_out(plan.upload, seen=plan.fingerprint, today=TODAY, by=by)
    again = laid(data)
    assert [str(one.refused) for one in again.problems] == []
    assert again.differences == []
    return carried


def named(name: str) -> Organisation:
    return db.session.scalars(select(Organisation).where(Organisation.name == name)).one()


def acts() -> list[str]:
    found = db.session.scalars(select(AuditEvent.event).order_by(AuditEvent.id))
    return list(found)


def test_a_new_organisation_comes_whole_with_its_wave(app: Flask, cast: Cast) -> None:
    assert app
    plan = written(NEW, by=cast.coordinator.person_id)
    new = named("Kliniek Één")
    assert (new.slug, new.wave.number, new.statuses[0].status) == ("kliniek-een", 2, Status.ACTIVE)
    assert sorted((one.slot or 0, one.name, one.own_word) for one in new.teams) == [
        (0, "Apotheek", "team"),
        (1, "Dagziekenhuis", "dienst"),
        (2, "Onthaal", "team"),
        (3, "Keuken", "team"),
    ]
    people = db.session.scalars(select(Person).where(Person.email.like("%een.example"))).all()
    assert sorted((one.name, one.email, one.locale) for one in people) == [
        ("An Peeters", "an@een.example", "nl"),
        ("Bo Claes", "bo@een.example", "en"),
    ]
    assert [plan.count(sheet, Turn.NEW) for sheet in Sheet] == [1, 4, 3]
    assert acts() == [
        "wave_added",
        "organisation_added",
        *["person_added"] * 2,
        *["team_added"] * 4,
        *["post_given"] * 3,
        "roster_imported",
    ]


def test_sheets_may_come_one_by_one_as_csv(app: Flask, cast: Cast) -> None:
    """An active organisation that is not filled in yet says so until it is."""
    assert app
    assert cast
    plan = written(book(organisations=[organisation("Kliniek Twee", status="Actief")]))
    assert [home.name for home in plan.lacking] == ["Kliniek Twee"]
    rows = [
        sheets.TEAMS,
        team("Kliniek Twee", 1, "Dagziekenhuis", care_context="Oncologisch"),
        team("Kliniek Twee", 2, "Onthaal"),
        team("Kliniek Twee", 3, "Keuken"),
    ]
    written(csv_of(rows))
    people = [
        post("Kliniek Twee", "Ambassadeur", "An Peeters", "an@twee.example"),
        post("Kliniek Twee", "Contactpersoon", "Bo Claes", "bo@twee.example"),
    ]
    assert written(book(people=people)).lacking == []


def test_what_is_known_is_compared_and_what_is_left_out_stays(app: Flask, cast: Cast) -> None:
    assert app
    assert cast
    row = organisation(HOME, sector="Woonzorgcentrum", status="Actief", since=START)
    plan = written(book(organisations=[row]))
    (difference,) = plan.differences
    assert (difference.turn, difference.row, difference.what) == (Turn.CHANGED, 2, HOME)
    assert [(one.key, one.old, one.new) for one in difference.changes] == [
        ("sector", "hospital", "residential_care")
    ]
    assert plan.left[Sheet.ORGANISATIONS] == 1
    assert named(HOME).sector == "residential_care"


def test_another_name_goes_by_the_address_in_the_portal(app: Flask, cast: Cast) -> None:
    assert app
    row = organisation("De Nieuwe Linde", slug=cast.home.slug, status="Actief", since=START)
    written(book(organisations=[row], teams=[team("De Nieuwe Linde", None, "Volgers")]))
    assert named("De Nieuwe Linde").id == cast.home.organisation_id


def test_a_status_is_a_dated_step(app: Flask, cast: Cast) -> None:
    assert app
    assert cast
    row = organisation(HOME, status="Pauzeert", since=LATER, reason="Verbouwing.")
    written(book(organisations=[row]))
    assert [(one.status, one.valid_from, one.reason) for one in named(HOME).statuses] == [
        (Status.ACTIVE, START, ""),
        (Status.PAUSED, LATER, "Verbouwing."),
    ]


def test_a_team_with_a_later_day_replaces_the_one_in_its_place(app: Flask, cast: Cast) -> None:
    assert app
    written(
        book(teams=[team(HOME, 3, "Fusieafdeling", start=LATER)]), by=cast.coordinator.person_id
    )
    before = db.session.get_one(Team, cast.home.team_ids[2])
    after = db.session.scalars(select(Team).where(Team.name == "Fusieafdeling")).one()
    assert (before.valid_to, after.slot, after.valid_from) == (LATER, 3, LATER)
    assert acts() == ["team_replaced", "roster_imported"]


def test_an_ambassador_with_a_later_day_takes_over(app: Flask, cast: Cast) -> None:
    assert app
    rows = [post(HOME, "Ambassadeur", "An Peeters", "an@linde.example", start=LATER)]
    written(book(people=rows), by=cast.coordinator.person_id)
    held = select(Post).where(
        Post.organisation_id == cast.home.organisation_id, Post.role == Role.AMBASSADOR
    )
    days = [(one.person.name, one.valid_from, one.valid_to) for one in db.session.scalars(held)]
    assert sorted(days, key=lambda one: one[1]) == [
        (cast.ambassador.name, START, LATER),
        ("An Peeters", LATER, None),
    ]


def test_a_contact_stops_and_another_follows_on_the_day(app: Flask, cast: Cast) -> None:
    assert app
    contact = cast.contact
    rows = [
        post(HOME, "Contactpersoon", contact.name, contact.email, start=START, end=LATER),
        post(HOME, "Contactpersoon", "Bo Claes", "bo@linde.example", start=LATER),
    ]
    assert written(book(people=rows)).lacking == []


def test_a_place_that_stays_open_asks_why(app: Flask, cast: Cast) -> None:
    assert app
    contact = cast.contact
    row = post(HOME, "Contactpersoon", contact.name, contact.email, start=START, end=LATER)
    (problem,) = laid(book(people=[row])).problems
    assert (problem.row, problem.heading) == (2, "Reden van het einde")
    row[-1] = "Andere functie."
    assert [home.name for home in written(book(people=[row])).lacking] == [HOME]


def test_somebody_known_by_the_address_gets_another_name(app: Flask, cast: Cast) -> None:
    assert app
    lead = cast.lead
    row = post(HOME, "Teamverantwoordelijke", "Hilde Vermeulen", lead.email, start=START)
    row[1] = "Team 1 home"
    plan = written(book(people=[row]))
    (difference,) = plan.differences
    assert [(one.old, one.new) for one in difference.changes] == [(lead.name, "Hilde Vermeulen")]
    assert db.session.get_one(Person, lead.person_id).name == "Hilde Vermeulen"


def test_an_end_that_the_portal_knows_is_not_forgotten_by_an_old_file(
    app: Flask, cast: Cast
) -> None:
    assert app
    lead = cast.lead
    with transaction():
        held = db.session.scalars(select(Post).where(Post.person_id == lead.person_id)).one()
        end_post(held, on=date(2022, 3, 1), by=None)
    row = post(HOME, "Teamverantwoordelijke", lead.name, lead.email, start=START)
    row[1] = "Team 1 home"
    (problem,) = laid(book(people=[row])).problems
    assert (problem.heading, str(problem.refused)) == (
        "Tot",
        "The portal has 01/03/2022 as its end. Write that day, or leave this row out.",
    )


def test_what_was_seen_is_written_or_nothing(app: Flask, cast: Cast) -> None:
    """Somebody adds the organisation between the look and the agreement."""
    assert app
    seen = laid(book(organisations=[organisation("Kliniek Drie")]))
    facts = OrganisationFacts(
        name="Kliniek Drie",
        sector=Sector.HOSPITAL,
        province=Province.LIMBURG,
        wave=named(HOME).wave,
    )
    with transaction():
        add_organisation(facts, status=Status.CANDIDATE, on=START, by=None)
    with pytest.raises(NothingWritten) as moved, transaction():
        carry_out(seen.upload, seen=seen.fingerprint, today=TODAY, by=cast.coordinator.person_id)
    assert moved.value.plan.fingerprint != seen.fingerprint
    assert acts() == []
