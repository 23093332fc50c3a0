"""Promises of keeping providers: by the administrator, and only those that answer."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.oidc.models import Identity, IdentityProvider
from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.outbox.sealing import unseal
from portal.policy.table import Role
from tests.accounts.provider import CLIENT, DOMAIN, SECRET, Provider, add_provider
from tests.accounts.test_oidc_sign_in import come_by, link, way_in
from tests.cast import Cast
from tests.conftest import Counter, Visitor

LIST = "/identity-providers/"
ADD = "/identity-providers/add"


def typed(provider: Provider, **changed: str) -> dict[str, object]:
    """Return the form as the administrator fills it in."""
    known: dict[str, object] = {
        "name": "Work accounts",
        "issuer": provider.issuer,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "domains": f"@{DOMAIN.upper()}\n\n other.example ",
        "organisations": "de verzonnen linde",
    }
    return known | changed


def providers() -> list[IdentityProvider]:
    db.session.rollback()
    return list(db.session.scalars(select(IdentityProvider).order_by(IdentityProvider.id)))


@pytest.fixture
def desk(client: Visitor, cast: Cast) -> Visitor:
    """The administrator, at work."""
    return client.sign_in(cast.administrator)


def test_a_provider_that_answers_is_taken_in(desk: Visitor, cast: Cast, provider: Provider) -> None:
    assert desk.submit(ADD, typed(provider)).location == LIST
    (kept,) = providers()
    assert (kept.issuer, kept.client_id, kept.enabled) == (provider.issuer, CLIENT, True)
    assert kept.client_secret != SECRET
    assert unseal(kept.client_secret) == SECRET
    assert not kept.counts_as_second_factor
    page = desk.get(LIST).text
    for shown in ("Work accounts", cast.home.name, DOMAIN, "other.example"):
        assert shown in page
    assert SECRET not in page
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.event, event.object_id) == ("provider_added", str(kept.id))


def test_what_was_taken_in_lets_people_in(
    app: Flask, desk: Visitor, cast: Cast, provider: Provider
) -> None:
    desk.submit(ADD, typed(provider))
    link(cast.ambassador, 1)
    visitor = app.test_client()
    assert isinstance(visitor, Visitor)
    assert come_by(visitor, provider, way_in(1))[0] == 303


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "Geef een naam."),
        ({"issuer": ""}, "Vul het adres van de aanmelddienst in."),
        ({"issuer": "http://provider.example"}, "begint met https://."),
        ({"issuer": "ftp://localhost:1"}, "begint met https://."),
        ({"issuer": "https://"}, "zoals het is"),
        ({"issuer": "https://a.example?tenant=1"}, "zoals het is"),
        ({"issuer": "https://user:pass@a.example"}, "zoals het is"),
        ({"issuer": "https://a.example:99999"}, "zoals het is"),
        ({"issuer": "http://127.0.0.1:9"}, "Er komt geen antwoord."),
        ({"client_id": " "}, "Vul de client-ID in."),
        ({"client_secret": ""}, "Vul het clientgeheim in."),
        ({"domains": ""}, "Noem minstens één maildomein."),
        ({"domains": "work"}, "work is geen maildomein."),
        ({"domains": "a@work.example"}, "a@work.example is geen maildomein."),
        ({"organisations": "Nergens\nde verzonnen linde"}, "met de naam Nergens."),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_kept(
    desk: Visitor, provider: Provider, changed: dict[str, str], words: str
) -> None:
    page = desk.submit(ADD, typed(provider, **changed))
    assert page.status_code == 400
    assert words in page.text
    assert page.text.startswith("<!doctype html>")
    assert "<title>Fout: " in page.text
    assert SECRET not in page.text
    if "client_id" not in changed:
        assert f'value="{CLIENT}"' in page.text
    assert providers() == []


def test_a_provider_that_calls_itself_otherwise_is_refused(
    desk: Visitor, provider: Provider
) -> None:
    page = desk.submit(ADD, typed(provider, issuer=f"{provider.issuer}/"))
    assert "Ze noemt zichzelf anders." in page.text
    assert providers() == []


def test_what_another_provider_has_is_said(desk: Visitor, provider: Provider) -> None:
    add_provider(provider)
    page = desk.submit(ADD, typed(provider))
    assert page.status_code == 400
    for taken in ("Work accounts", provider.issuer, DOMAIN):
        assert f"Een andere aanmelddienst heeft dit al: {taken}" in page.text
    assert len(providers()) == 1


def test_a_change_keeps_the_secret_that_is_not_typed(desk: Visitor, provider: Provider) -> None:
    number = add_provider(provider)
    at = f"{LIST}{number}/"
    assert f'value="{CLIENT}"' in desk.get(at).text
    changed = typed(provider, name="New name", client_secret="", organisations="")
    assert desk.submit(at, changed | {"counts_as_second_factor": "y"}).location == LIST
    (kept,) = providers()
    assert (kept.name, unseal(kept.client_secret)) == ("New name", SECRET)
    assert kept.counts_as_second_factor


def test_another_issuer_takes_the_links_apart(
    desk: Visitor, cast: Cast, provider: Provider
) -> None:
    """Subjects of one issuer say nothing about those of another."""
    number = add_provider(provider)
    with transaction():
        db.session.get_one(IdentityProvider, number).issuer = "https://before.example"
    link(cast.ambassador, number)
    assert desk.submit(f"{LIST}{number}/", typed(provider)).location == LIST
    assert db.session.scalars(select(Identity)).all() == []


def test_a_provider_is_turned_off_and_on(desk: Visitor, provider: Provider) -> None:
    number = add_provider(provider)
    seen = []
    for on in ("no", "yes"):
        desk.submit(f"{LIST}{number}/turn", {"on": on}, at=LIST)
        seen.append(providers()[0].enabled)
    assert seen == [False, True]
    assert db.session.scalars(select(AuditEvent.event).order_by(AuditEvent.id)).all() == [
        "provider_turned_off",
        "provider_turned_on",
    ]


@pytest.mark.parametrize("path", [LIST, ADD, f"{LIST}1/"])
def test_nobody_else_finds_the_pages(app: Flask, cast: Cast, provider: Provider, path: str) -> None:
    add_provider(provider)
    seen = {}
    for name, member in cast.everyone.items():
        client = app.test_client()
        assert isinstance(client, Visitor)
        seen[name] = client.sign_in(member).get(path).status_code
    assert seen == dict.fromkeys(seen, 404) | {Role.ADMINISTRATOR.value: 200}


def test_the_administrator_proves_who_it_is_first(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.administrator, fresh=False)
    assert client.get(LIST).location == f"/confirm?next={LIST}"


def test_the_list_costs_the_same_for_one_and_for_many(
    desk: Visitor, cast: Cast, provider: Provider, count_statements: Counter
) -> None:
    costs = []
    for name in ("first", "second", "third"):
        issuer = f"https://{name}.example"
        add_provider(provider, cast.home.organisation_id, issuer=issuer, name=name, domains=[])
        with count_statements() as statements:
            assert desk.get(LIST).status_code == 200
        costs.append(len(statements))
    assert costs == [costs[0]] * 3
    assert costs[0] <= 6
