"""Promises that the database holds about providers, links and changes of address."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.accounts.oidc.models import Identity, IdentityProvider, ProviderDomain
from portal.accounts.own.models import AddressChange
from portal.db import Model, db, transaction
from tests.accounts.conftest import give_account
from tests.accounts.provider import Provider, add_provider
from tests.accounts.test_oidc_sign_in import link
from tests.cast import Cast
from tests.conftest import TODAY


def row(**changed: object) -> IdentityProvider:
    known = {
        "name": "Other",
        "issuer": "https://other.example",
        "client_id": "x",
        "client_secret": "sealed",
    }
    return IdentityProvider(**(known | changed))


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"name": "Work accounts"}, "one_provider_per_name"),
        ({"name": ""}, "provider_has_name"),
        ({"client_id": ""}, "provider_has_name"),
        ({"issuer": "http://other.example"}, "issuer_is_safe"),
        ({"issuer": "http://localhost.evil.example"}, "issuer_is_safe"),
        ({"issuer": ""}, "issuer_is_safe"),
    ],
    ids=str,
)
def test_a_provider_is_named_and_safe(
    cast: Cast, provider: Provider, changed: dict[str, object], rule: str
) -> None:
    add_provider(provider)
    assert cast
    refused(row(**changed), rule)


def write(thing: Model) -> None:
    with transaction():
        db.session.add(thing)


def refused(thing: Model, rule: str) -> None:
    """Try to write a row; the database must refuse it in the name of this rule."""
    with pytest.raises(IntegrityError) as broken:
        write(thing)
    said = str(broken.value.orig)
    columns = {
        "one_provider_per_name": "identity_provider.name",
        "one_provider_per_issuer": "identity_provider.issuer",
        "one_account_per_subject": "account_identity.provider_id, account_identity.subject",
        "one_subject_per_provider": "account_identity.account_id, account_identity.provider_id",
        "one_address_change_per_account": "address_change.account_id",
        "one_address_change_per_token": "address_change.token_hash",
        "pk_identity_provider_domain": "identity_provider_domain.domain",
    }
    assert rule in said or columns.get(rule, rule) in said


def test_one_provider_has_an_issuer(cast: Cast, provider: Provider) -> None:
    assert cast
    add_provider(provider)
    refused(row(issuer=provider.issuer), "one_provider_per_issuer")


@pytest.mark.parametrize(
    ("domain", "rule"),
    [
        ("work.example", "pk_identity_provider_domain"),
        ("Work2.example", "domain_is_plain"),
        ("work2", "domain_is_plain"),
        ("a@work2.example", "domain_is_plain"),
    ],
)
def test_a_domain_is_plain_and_of_one_provider(
    cast: Cast, provider: Provider, domain: str, rule: str
) -> None:
    assert cast
    add_provider(provider)
    other = add_provider(provider, name="B", issuer="https://b.example", domains=[])
    refused(ProviderDomain(domain=domain, provider_id=other), rule)


def test_a_subject_opens_one_account_and_an_account_has_one(cast: Cast, provider: Provider) -> None:
    provider_id = add_provider(provider)
    link(cast.ambassador, provider_id)
    other = give_account(cast.neighbour)
    again = {"provider_id": provider_id, "linked_on": TODAY}
    refused(Identity(account_id=other, subject="subject-1", **again), "one_account_per_subject")
    refused(Identity(account_id=1, subject="subject-2", **again), "one_subject_per_provider")
    refused(Identity(account_id=other, subject="", **again), "subject_has_length")
    refused(Identity(account_id=other, subject="x" * 256, **again), "subject_has_length")


def change(account_id: int, **changed: object) -> AddressChange:
    known = {
        "address": "new@work.example",
        "token_hash": "0" * 64,
        "expires_at": clock.now() + timedelta(days=1),
    }
    return AddressChange(account_id=account_id, **(known | changed))


def test_an_account_moves_to_one_address_by_one_token(cast: Cast) -> None:
    mine, theirs = give_account(cast.ambassador), give_account(cast.neighbour)
    with transaction():
        db.session.add(change(mine))
    refused(change(mine, token_hash="1" * 64), "one_address_change_per_account")
    refused(change(theirs), "one_address_change_per_token")
    refused(change(theirs, token_hash="the token itself"), "change_token_hashed")
    refused(
        change(theirs, token_hash="1" * 64, address="New@work.example"),
        "new_address_in_lower_case",
    )


def test_links_go_with_the_account(cast: Cast, provider: Provider) -> None:
    link(cast.ambassador, add_provider(provider))
    with transaction():
        db.session.add(change(1))
    with transaction():
        db.session.execute(text("DELETE FROM account"))
    left = [
        db.session.scalar(text(f"SELECT count(*) FROM {name}"))
        for name in ("account_identity", "address_change", "identity_provider")
    ]
    assert left == [0, 0, 1]
