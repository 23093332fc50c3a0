"""Everything of one organisation in a package: for its own people and the coordinator only."""

from io import BytesIO
from zipfile import ZipFile

from sqlalchemy import select

from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.network.models import Team
from portal.policy.table import Role
from tests.cast import Cast
from tests.conftest import Visitor

OWN = ("organisation", "statuses", "teams", "people", "exemptions")


def package(client: Visitor, cast: Cast) -> ZipFile:
    answer = client.get(f"/organisations/{cast.home.slug}/export.zip?lang=nl")
    assert answer.status_code == 200
    return ZipFile(BytesIO(answer.data))


def csv_of(files: ZipFile, name: str) -> list[str]:
    return files.read(f"csv/{name}.csv").decode("utf-8-sig").splitlines()


def test_it_holds_each_table_twice_and_says_what_it_is(client: Visitor, cast: Cast) -> None:
    files = package(client.sign_in(cast.ambassador), cast)
    names = set(files.namelist())
    wanted = {f"csv/{name}.csv" for name in OWN} | {f"xlsx/{name}.xlsx" for name in OWN}
    assert wanted <= names
    assert files.read("README.txt").decode().startswith(cast.home.name)
    assert "Dit is alles wat het portaal" in files.read("README.txt").decode()
    assert csv_of(files, "statuses") == ["Status;Sinds;Reden", "Actief;2019-11-01;"]
    assert len(csv_of(files, "teams")) == 4


def test_nothing_of_the_neighbour_is_in_it(client: Visitor, cast: Cast) -> None:
    files = package(client.sign_in(cast.coordinator), cast)
    people = "\n".join(csv_of(files, "people"))
    assert cast.ambassador.email in people
    assert "away@demo.example" not in people
    everything = b"".join(files.read(name) for name in files.namelist() if name.endswith(".csv"))
    assert cast.away.name.encode() not in everything


def test_who_may_not_finds_nothing(client: Visitor, cast: Cast) -> None:
    path = f"/organisations/{cast.home.slug}/export.zip"
    sponsor = cast.home.people[Role.SPONSOR]
    refused = (cast.stranger, cast.neighbour, cast.lead, cast.member, cast.researcher, sponsor)
    assert [client.sign_in(who).get(path).status_code for who in refused] == [404] * len(refused)
    page = f"/organisations/{cast.home.slug}/"
    assert path in client.sign_in(cast.contact).get(page).text
    assert path not in client.sign_in(sponsor).get(page).text


def test_the_trail_keeps_who_took_it(client: Visitor, cast: Cast) -> None:
    package(client.sign_in(cast.coordinator), cast)
    (event,) = db.session.scalars(
        select(AuditEvent).where(AuditEvent.event == "organisation_exported")
    )
    assert (event.by_person_id, event.object_id) == (
        cast.coordinator.person_id,
        str(cast.home.organisation_id),
    )


def test_a_name_that_looks_like_a_formula_stays_a_name(client: Visitor, cast: Cast) -> None:
    with transaction():
        db.session.get_one(Team, cast.home.team_ids[0]).name = "=1+1"
    files = package(client.sign_in(cast.coordinator), cast)
    assert any("'=1+1" in line for line in csv_of(files, "teams"))
