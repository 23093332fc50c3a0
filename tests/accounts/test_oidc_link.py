"""Promises of linking a work account: by its owner or by invitation, shown before it is done."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.accounts import services
from portal.accounts.models import Link, User
from portal.accounts.oidc.models import Identity
from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.network.models import Person
from portal.outbox.models import OutboxMail
from tests.accounts.conftest import account_of, enter, give_account, is_in, links
from tests.accounts.provider import DOMAIN, Provider, add_provider
from tests.accounts.test_oidc_sign_in import BACK, come_by, link, way_in
from tests.cast import Cast, Member
from tests.conftest import Visitor

LINK = "/sign-in/organisation/link"
MINE = "/me/organisation-accounts"


def linked() -> list[tuple[int, str]]:
    """Return who is linked with which subject, by person."""
    db.session.rollback()
    found = select(User.person_id, Identity.subject).join(Identity, Identity.account_id == User.id)
    return [(person_id, subject) for person_id, subject in db.session.execute(found)]


def invite(member: Member) -> str:
    """Invite somebody; return the path of their link."""
    with transaction():
        person = db.session.get_one(Person, member.person_id)
        services.invite_person(person, by=1, now=clock.now())
    return links()[-1]


def test_who_is_in_links_their_own_account(
    client: Visitor, members: Cast, provider: Provider
) -> None:
    provider_id = add_provider(provider, members.home.organisation_id)
    enter(client, members.ambassador)
    assert f'href="{MINE}/{provider_id}/link"' in client.get(MINE).text
    out = come_by(client, provider, f"{MINE}/{provider_id}/link")
    assert out[:2] == (303, LINK)
    assert linked() == []
    page = client.get(LINK)
    assert f"hilde@{DOMAIN}" in page.text
    assert client.submit(LINK).location == MINE
    assert linked() == [(members.ambassador.person_id, "subject-1")]
    assert "voortaan" in client.get(MINE).text
    client.submit("/sign-out")
    assert come_by(client, provider, way_in(provider_id))[0] == 303
    assert is_in(client)


def test_the_owner_is_told_and_the_trail_knows(
    client: Visitor, members: Cast, provider: Provider
) -> None:
    provider_id = add_provider(provider, members.home.organisation_id)
    enter(client, members.ambassador)
    come_by(client, provider, f"{MINE}/{provider_id}/link")
    client.submit(LINK)
    mail = db.session.scalars(select(OutboxMail)).one()
    assert mail.recipient == members.ambassador.email
    assert "Work accounts" in mail.text
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.event, event.detail) == ("organisation_account_linked", {"provider": provider_id})


def test_looking_at_the_question_links_nothing(
    client: Visitor, members: Cast, provider: Provider
) -> None:
    provider_id = add_provider(provider, members.home.organisation_id)
    enter(client, members.ambassador)
    come_by(client, provider, f"{MINE}/{provider_id}/link")
    client.get(LINK)
    assert client.post(LINK).status_code == 400
    assert linked() == []


def test_who_was_signed_out_meanwhile_links_nothing(
    client: Visitor, members: Cast, provider: Provider
) -> None:
    provider_id = add_provider(provider)
    enter(client, members.ambassador)
    come_by(client, provider, f"{MINE}/{provider_id}/link")
    token = client.token(LINK)
    with transaction():
        services.close_sessions(members.ambassador.person_id)
    assert client.get(LINK).location == f"/sign-in?next={LINK}"
    assert client.post(LINK, data={"csrf_token": token}).location == "/sign-in"
    assert linked() == []


def test_without_having_been_there_nothing_is_linked(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    assert client.get(LINK).status_code == 400
    token = client.token("/me/")
    assert client.post(LINK, data={"csrf_token": token}).status_code == 400
    assert linked() == []


def test_an_account_of_the_neighbours_cannot_be_linked(
    client: Visitor, members: Cast, provider: Provider
) -> None:
    provider_id = add_provider(provider, members.away.organisation_id)
    enter(client, members.ambassador)
    assert "biedt dit nog niet aan" in client.get(MINE).text
    assert client.get(f"{MINE}/{provider_id}/link").status_code == 404
    assert client.get(f"{MINE}/{provider_id + 1}/link").status_code == 404


def test_one_work_account_opens_one_account(
    client: Visitor, members: Cast, provider: Provider
) -> None:
    provider_id = add_provider(provider)
    link(members.neighbour, provider_id)
    enter(client, members.ambassador)
    come_by(client, provider, f"{MINE}/{provider_id}/link")
    assert client.submit(LINK).location == MINE
    assert "met een ander account van het portaal gekoppeld" in client.get(MINE).text
    assert linked() == [(members.neighbour.person_id, "subject-1")]


def test_linking_twice_is_linking_once(client: Visitor, members: Cast, provider: Provider) -> None:
    provider_id = add_provider(provider)
    enter(client, members.ambassador)
    for subject in ("subject-1", "subject-1", "subject-2"):
        provider.claims = {"sub": subject}
        come_by(client, provider, f"{MINE}/{provider_id}/link")
        client.submit(LINK)
    assert linked() == [(members.ambassador.person_id, "subject-2")]


def test_an_invited_person_needs_no_password(
    client: Visitor, cast: Cast, provider: Provider
) -> None:
    provider_id = add_provider(provider, cast.home.organisation_id)
    path = invite(cast.member)
    page = client.get(path).text
    onward = re.findall(r'href="(/set-password/[^"]*/organisation/\d+)"', page)
    assert onward == [f"{path}/organisation/{provider_id}"]
    assert come_by(client, provider, onward[0])[:2] == (303, LINK)
    assert client.submit(LINK).location == "/today"
    assert is_in(client)
    assert linked() == [(cast.member.person_id, "subject-1")]
    assert account_of(cast.member).password is None
    assert client.get(path).status_code == 404
    assert db.session.scalars(select(Link)).all() == []


def test_an_invitation_is_used_once(
    app: Flask, client: Visitor, cast: Cast, provider: Provider
) -> None:
    provider_id = add_provider(provider, cast.home.organisation_id)
    path = invite(cast.member)
    other = app.test_client()
    assert isinstance(other, Visitor)
    come_by(client, provider, f"{path}/organisation/{provider_id}")
    come_by(other, provider, f"{path}/organisation/{provider_id}")
    token = other.token(LINK)
    assert client.submit(LINK).location == "/today"
    assert other.post(LINK, data={"csrf_token": token}).location == "/sign-in"
    assert not is_in(other)


def test_an_invitation_of_the_neighbours_does_not_open_here(
    client: Visitor, cast: Cast, provider: Provider
) -> None:
    provider_id = add_provider(provider, cast.away.organisation_id)
    path = invite(cast.member)
    assert "/organisation/" not in client.get(path).text
    come_by(client, provider, f"{path}/organisation/{provider_id}")
    assert client.submit(LINK).location == "/sign-in"
    assert linked() == []
    assert client.get(path).status_code == 200


def test_a_link_that_is_over_leads_nowhere(client: Visitor, cast: Cast, provider: Provider) -> None:
    provider_id = add_provider(provider, cast.home.organisation_id)
    assert client.get(f"/set-password/no-such-link/organisation/{provider_id}").status_code == 404


def unlink(client: Visitor, number: int, **more: str) -> int:
    data = {"csrf_token": client.token(MINE), **more}
    return client.post(f"{MINE}/{number}/unlink", data=data).status_code


def test_who_has_a_password_takes_the_link_away(
    client: Visitor, members: Cast, provider: Provider
) -> None:
    link(members.ambassador, add_provider(provider))
    enter(client, members.ambassador)
    assert unlink(client, 1) == 303
    assert linked() == []
    mail = db.session.scalars(select(OutboxMail)).one()
    assert mail.recipient == members.ambassador.email


def test_the_only_way_in_stays(client: Visitor, cast: Cast, provider: Provider) -> None:
    provider_id = add_provider(provider)
    link(cast.ambassador, provider_id)
    come_by(client, provider, way_in(provider_id))
    assert unlink(client, 1) == 303
    assert "Kies eerst een wachtwoord." in client.get(MINE).text
    assert linked() == [(cast.ambassador.person_id, "subject-1")]


def test_nobody_takes_away_what_is_not_theirs(
    client: Visitor, members: Cast, provider: Provider
) -> None:
    provider_id = add_provider(provider)
    link(members.neighbour, provider_id)
    link(members.ambassador, provider_id, "subject-2")
    enter(client, members.ambassador)
    assert [unlink(client, 1), unlink(client, 99)] == [404, 404]
    assert len(linked()) == 2


def test_linking_asks_for_a_proof_of_a_short_while_ago(
    client: Visitor, members: Cast, provider: Provider
) -> None:
    provider_id = add_provider(provider)
    give_account(members.coordinator)
    client.sign_in(members.coordinator, fresh=False)
    for path in (MINE, f"{MINE}/{provider_id}/link"):
        assert client.get(path).location == f"/confirm?next={path}"


def prove(client: Visitor, provider: Provider, provider_id: int) -> tuple[int, str, str]:
    return come_by(client, provider, f"/confirm/organisation/{provider_id}?next={MINE}")


def test_a_work_account_proves_its_owner_once_more(
    client: Visitor, members: Cast, provider: Provider
) -> None:
    provider_id = add_provider(provider)
    link(members.ambassador, provider_id)
    client.sign_in(members.ambassador, fresh=False)
    onward = f'href="/confirm/organisation/{provider_id}?next={MINE}"'
    assert onward in client.get(client.get(MINE).location).text
    assert prove(client, provider, provider_id)[:2] == (303, MINE)
    assert provider.sent["prompt"] == "login"
    assert client.get(MINE).status_code == 200


def test_the_work_account_of_another_proves_nothing(
    client: Visitor, members: Cast, provider: Provider
) -> None:
    provider_id = add_provider(provider)
    link(members.neighbour, provider_id)
    client.sign_in(members.ambassador, fresh=False)
    assert prove(client, provider, provider_id)[0] == 400
    assert client.get(MINE).status_code == 303


def test_a_proof_that_comes_back_to_nobody_opens_nothing(
    client: Visitor, members: Cast, provider: Provider
) -> None:
    provider_id = add_provider(provider)
    link(members.ambassador, provider_id)
    client.sign_in(members.ambassador, fresh=False)
    out = client.get(f"/confirm/organisation/{provider_id}?next={MINE}")
    with client.session_transaction() as session:
        del session["_user_id"]
    assert client.get(BACK, query_string=provider.authorise(out.location)).status_code == 400
    assert not is_in(client)


@pytest.mark.parametrize("path", [MINE, f"{MINE}/1/link"])
def test_a_visitor_is_asked_to_sign_in(client: Visitor, app: Flask, path: str) -> None:
    assert app
    assert client.get(path).location == f"/sign-in?next={path}"


def test_who_signs_in_by_work_is_not_invited_again(
    client: Visitor, members: Cast, provider: Provider
) -> None:
    link(members.coordinator, add_provider(provider))
    enter(client, members.administrator)
    data = {"csrf_token": client.token("/me/")}
    client.post(f"/people/{members.coordinator.person_id}/invite", data=data)
    assert "Deze persoon kan zich al aanmelden." in client.get("/me/").text
    assert db.session.scalars(select(OutboxMail)).all() == []
