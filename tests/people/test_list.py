"""The list of people: within reach, filtered, in pages, as a file with a note in the trail."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal.accounts.models import Link, LinkPurpose
from portal.accounts.services import add_account, close_account, invite_person
from portal.audit.models import AuditEvent
from portal.clock import now
from portal.db import db, transaction
from portal.network.models import Person, Post
from portal.outbox.models import MailState, OutboxMail
from portal.people.rules import Standing
from portal.policy.table import Role
from tests.cast import Cast, Member
from tests.conftest import Counter, Visitor
from tests.people.members import SINCE, account_of, add_member

NAME = re.compile(r'<th scope="row"><a href="/people/(\d+)/">')


def _listed(client: Visitor, query: str = "") -> set[int]:
    page = client.get(f"/people/{query}")
    assert page.status_code == 200
    return {int(number) for number in NAME.findall(page.text)}


def _ids(*members: Member) -> set[int]:
    return {member.person_id for member in members}


def test_an_ambassador_sees_her_own_people_only(cast: Cast, client: Visitor) -> None:
    client.sign_in(cast.ambassador)
    assert _listed(client) == _ids(*cast.home.people.values())
    assert _listed(client, "?q=away") == set()
    assert _listed(client, "?organisation=paard") == set()
    assert _listed(client, "?role=coordinator") == set()


def test_a_lead_sees_her_team_and_no_accounts(cast: Cast, client: Visitor) -> None:
    client.sign_in(cast.lead)
    assert _listed(client) == _ids(cast.lead, cast.member)
    page = client.get("/people/").text
    assert "Kan aanmelden" not in page
    assert "Mensen uitnodigen" not in page


@pytest.mark.parametrize("who", ["stranger", "researcher"])
def test_who_works_with_nobody_finds_nobody_else(cast: Cast, client: Visitor, who: str) -> None:
    client.sign_in(cast.everyone[who])
    page = client.get("/people/")
    assert (page.status_code == 404) or NAME.findall(page.text) == [
        str(cast.everyone[who].person_id)
    ]


def test_who_left_sees_nobody(cast: Cast, client: Visitor) -> None:
    with transaction():
        for role in (Role.ACTING_AMBASSADOR, Role.AMBASSADOR):
            at_home = Post.organisation_id == cast.home.organisation_id
            db.session.execute(
                update(Post).where(at_home, Post.role == role).values(valid_to=SINCE)
            )
    client.sign_in(cast.ambassador)
    for path in ("/people/", "/people.csv", "/people/invite", "/people/invitations/"):
        assert client.get(path).status_code == 404


def test_filters_narrow_the_list(cast: Cast, client: Visitor) -> None:
    aicha = add_member(cast.home, "Aïcha Segers", "a.segers@demo.example")
    client.sign_in(cast.coordinator)
    assert _listed(client, "?q=aicha") == _ids(aicha)
    assert _listed(client, "?q=A.SEGERS@demo") == _ids(aicha)
    assert _listed(client, "?q=%25") == set()
    assert _listed(client, "?role=team_member&organisation=linde") == _ids(cast.member, aicha)
    leads = {home.people[Role.TEAM_LEAD].person_id for home in (cast.home, cast.away)}
    assert _listed(client, "?role=team_lead") == leads
    assert _listed(client, "?role=team_lead&sector=hospital") == _ids(cast.lead)
    assert _listed(client, "?role=team_lead&wave=1") == leads
    assert _listed(client, "?role=none") == _ids(cast.stranger)


@pytest.mark.parametrize(
    "wrong", ["role=king", "sector=x", "wave=9", "state=x", "page=x", "round=x"]
)
def test_a_filter_that_is_none_is_shown_again(cast: Cast, client: Visitor, wrong: str) -> None:
    client.sign_in(cast.coordinator)
    page = client.get(f"/people/?q=kept-words&{wrong}")
    assert page.status_code == 400
    assert "kept-words" in page.text
    assert client.get(f"/people/invite?{wrong}").status_code == 400
    assert client.get(f"/people.csv?{wrong}").status_code == 400


def test_the_state_of_an_account_says_what_happened(cast: Cast, client: Visitor) -> None:
    people = {one: add_member(cast.home, f"P {one}", f"{one}@x.example") for one in Standing}
    nobody = add_member(cast.home, "No Address", None)
    by = cast.administrator.person_id
    with transaction():
        for one in (Standing.INVITED, Standing.LAPSED, Standing.BOUNCED, Standing.CLOSED):
            person = db.session.get_one(Person, people[one].person_id)
            invite_person(person, by=by, now=now())
        add_account(people[Standing.ACTIVE].person_id, password_hash="$argon2id$x")
        bounced = update(OutboxMail).where(OutboxMail.recipient == "bounced@x.example")
        db.session.execute(bounced.values(state=MailState.FAILED, bounced=True))
    for one in (Standing.LAPSED, Standing.CLOSED):
        account = account_of(people[one])
        assert account is not None
        with transaction():
            if one is Standing.CLOSED:
                close_account(account_of(people[one]) or account, by=by, now=now())
            else:
                theirs = update(Link).where(Link.account_id == account.id)
                times = {"made_at": now() - timedelta(15), "expires_at": now() - timedelta(1)}
                db.session.execute(theirs.values(times))
    client.sign_in(cast.ambassador)
    for one in set(Standing) - {Standing.NO_ACCOUNT, Standing.NO_ADDRESS}:
        others = _ids(cast.ambassador) if one is Standing.LAPSED else set()
        assert _listed(client, f"?state={one}") == _ids(people[one]) | others
    assert _listed(client, "?state=no_address") == _ids(nobody)
    assert people[Standing.NO_ACCOUNT].person_id in _listed(client, "?state=none")
    assert db.session.scalar(select(Link.purpose).limit(1)) is LinkPurpose.INVITATION


def test_pages_of_a_hundred(cast: Cast, client: Visitor, count_statements: Counter) -> None:
    client.sign_in(cast.coordinator)
    few = _statements(client, count_statements)
    with transaction():
        db.session.add_all([Person(name=f"P {n:03}", email=None) for n in range(300)])
    assert _statements(client, count_statements) == few
    assert few <= 8
    assert len(_listed(client)) == 100
    assert len(_listed(client, "?page=4")) == 24
    assert client.get("/people/?page=5").status_code == 404


def _statements(client: Visitor, count_statements: Counter) -> int:
    client.get("/people/")
    with count_statements() as seen:
        client.get("/people/")
    return len(seen)


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_the_file_holds_addresses_and_leaves_a_line(
    cast: Cast, client: Visitor, extension: str
) -> None:
    add_member(cast.home, "=Formula", "formula@demo.example")
    client.sign_in(cast.ambassador)
    answer = client.get(f"/people.{extension}?role=team_member")
    assert answer.status_code == 200
    if extension == "csv":
        lines = answer.get_data().decode("utf-8-sig").splitlines()
        assert [line.split(";")[:2] for line in lines[1:]] == [
            ["'=Formula", "formula@demo.example"],
            [cast.member.name, cast.member.email],
        ]
    line = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert line is not None
    assert (line.event, line.by_person_id) == ("people_exported", cast.ambassador.person_id)
    assert line.detail == {"count": 2}
