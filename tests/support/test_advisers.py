"""Advisers of an organisation: kept by its own, read by its own, gone with an empty name."""

from datetime import date

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.network.models import Organisation
from portal.policy.decide import Actor, PostHeld
from portal.policy.table import Role
from portal.support.advisers.models import Adviser, AdviserKind
from portal.support.advisers.queries import advisers_of_reader
from portal.support.advisers.services import Named, forget_keeper, keep_adviser
from portal.web.hooks import Act, tell
from tests.cast import Cast
from tests.conftest import TODAY, Counter, Visitor

MIA = Named(name="Mia Verzonnen", phone="011 00 00 00", email="mia@elders.example")


def path_of(cast: Cast, kind: str = "") -> str:
    return f"/organisations/{cast.home.slug}/advisers{kind}"


def name_mia(cast: Cast, *, away: bool = False) -> None:
    home = cast.away if away else cast.home
    with transaction():
        place = db.session.get_one(Organisation, home.organisation_id)
        by = home.people[Role.AMBASSADOR].person_id
        keep_adviser(place, AdviserKind.CONFIDENTIAL, MIA, revision=0, on=TODAY, by=by)


def test_the_ambassador_names_an_adviser_and_a_team_member_finds_them(
    client: Visitor, cast: Cast
) -> None:
    client.sign_in(cast.ambassador)
    sent = client.submit(
        path_of(cast, "/confidential"),
        {"name": "Mia Verzonnen", "phone": "011 00 00 00", "email": "", "revision": "0"},
    )
    assert (sent.status_code, sent.headers["Location"]) == (303, path_of(cast))
    client.sign_in(cast.member)
    page = client.get(path_of(cast)).text
    assert "Mia Verzonnen" in page
    assert 'href="tel:011000000"' in page
    assert "Invullen" not in page
    noted = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "adviser_kept")).one()
    assert (noted.object_id, noted.detail) == (
        "confidential",
        {"organisation": cast.home.organisation_id},
    )


@pytest.mark.parametrize("who", ["neighbour", "stranger"])
def test_other_houses_read_nothing_of_it(client: Visitor, cast: Cast, who: str) -> None:
    name_mia(cast)
    client.sign_in(cast.everyone[who])
    for path in (path_of(cast), path_of(cast, "/confidential")):
        answer = client.get(path)
        assert (answer.status_code, "Mia" in answer.text) == (404, False)


def test_who_only_reads_cannot_keep(client: Visitor, cast: Cast) -> None:
    name_mia(cast)
    client.sign_in(cast.member)
    assert client.get(path_of(cast, "/confidential")).status_code == 404
    token = client.token("/me/")
    sent = client.post(
        path_of(cast, "/confidential"),
        data={"csrf_token": token, "name": "Iemand", "phone": "1", "revision": "1"},
    )
    assert sent.status_code == 404
    assert db.session.scalars(select(Adviser.name)).all() == ["Mia Verzonnen"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "Mia", "phone": "", "email": ""}, "Geef een telefoonnummer of een mailadres"),
        ({"name": "Mia", "phone": "", "email": "mia"}, "Schrijf het adres zoals"),
        ({"name": "M" * 121, "phone": "1", "email": ""}, "120"),
    ],
)
def test_wrong_input_keeps_what_was_typed(
    client: Visitor, cast: Cast, typed: dict[str, object], said: str
) -> None:
    client.sign_in(cast.ambassador)
    sent = client.submit(path_of(cast, "/prevention"), {**typed, "revision": "0"})
    assert sent.status_code == 400
    assert f'value="{typed["name"]}"' in sent.text
    assert said in sent.text
    assert db.session.scalars(select(Adviser)).all() == []


def test_a_stale_edit_shows_both(client: Visitor, cast: Cast) -> None:
    name_mia(cast)
    client.sign_in(cast.ambassador)
    typed = {"name": "Jan Later", "phone": "2", "email": "", "revision": "0"}
    sent = client.submit(path_of(cast, "/confidential"), dict(typed))
    assert sent.status_code == 409
    assert 'value="Jan Later"' in sent.text
    assert "Mia Verzonnen" in sent.text
    again = client.submit(path_of(cast, "/confidential"), {**typed, "revision": "1"})
    assert again.status_code == 303
    assert db.session.scalars(select(Adviser.name)).all() == ["Jan Later"]


def test_an_empty_name_removes_the_adviser(client: Visitor, cast: Cast) -> None:
    name_mia(cast)
    client.sign_in(cast.ambassador)
    empty: dict[str, object] = {"name": "", "phone": "", "email": "", "revision": "1"}
    assert client.submit(path_of(cast, "/confidential"), empty).status_code == 303
    assert db.session.scalars(select(Adviser)).all() == []
    assert "Nog niet ingevuld" in client.get(path_of(cast)).text


def test_an_unknown_kind_is_not_there(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.ambassador)
    assert client.get(path_of(cast, "/doctor")).status_code == 404


def test_a_reader_is_shown_only_their_own_house(cast: Cast) -> None:
    name_mia(cast, away=True)
    at_home = PostHeld(role=Role.AMBASSADOR, organisation_id=cast.home.organisation_id)
    network = PostHeld(role=Role.COORDINATOR)
    away = PostHeld(role=Role.AMBASSADOR, organisation_id=cast.away.organisation_id)
    for posts, names in (
        ({at_home}, []),
        ({network}, []),
        (set(), []),
        ({at_home, away}, ["Mia Verzonnen"]),
    ):
        reader = Actor(person_id=1, name="", locale="nl", posts=frozenset(posts))
        assert [one.name for one in advisers_of_reader(reader)] == names


def test_the_page_of_the_organisation_leads_its_own_there(client: Visitor, cast: Cast) -> None:
    page = f"/organisations/{cast.home.slug}/"
    for who in (cast.ambassador, cast.coordinator):
        assert f'href="{path_of(cast)}"' in client.sign_in(who).get(page).text


def test_they_go_along_with_the_data_of_the_organisation(cast: Cast, client: Visitor) -> None:
    name_mia(cast)
    assert client
    with client.application.test_request_context():
        given = tell(Act.ORGANISATION_DATA, organisation_id=cast.home.organisation_id)
        tables = {table.name: list(table.rows) for each in given for table in each}
    assert [row["name"] for row in tables["advisers"]] == ["Mia Verzonnen"]


def test_who_kept_them_is_forgotten(cast: Cast) -> None:
    name_mia(cast)
    with transaction():
        forget_keeper(cast.ambassador.person_id)
    assert db.session.scalars(select(Adviser.kept_by_id)).all() == [None]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"name": ""}, id="adviser_has_a_name"),
        pytest.param({"phone": "", "email": ""}, id="adviser_can_be_reached"),
        pytest.param({"revision": 0}, id="adviser_counts_its_saves"),
        pytest.param({"phone": "1" * 121}, id="adviser_fits_on_a_line"),
        pytest.param({"kind": "confidential"}, id="one_adviser_per_kind"),
    ],
)
def test_the_database_refuses(cast: Cast, wrong: dict[str, object]) -> None:
    name_mia(cast)
    row = {
        "organisation_id": cast.home.organisation_id,
        "kind": "prevention",
        "name": "Jan",
        "phone": "1",
        "email": "",
        "revision": 1,
        "kept_on": date(2022, 11, 1),
        **wrong,
    }
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(insert(Adviser).values(**row))


def test_statements_of_the_page(client: Visitor, cast: Cast, count_statements: Counter) -> None:
    name_mia(cast)
    client.sign_in(cast.ambassador)
    client.get(path_of(cast))
    with count_statements() as found:
        client.get(path_of(cast))
    assert len(found) <= 3, found
