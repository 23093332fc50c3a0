"""Promises of signing in with an organisation's account."""

import re

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug import Response

from portal import clock
from portal.accounts import door
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.accounts.oidc.models import Identity, IdentityProvider
from portal.accounts.oidc.rules import ATTEMPT_LASTS
from portal.db import db, transaction
from tests.accounts.conftest import Measure, account_of, give_account, is_in
from tests.accounts.provider import DOMAIN, Provider, add_provider
from tests.cast import Cast, Member
from tests.conftest import TODAY, Visitor

BACK = "/sign-in/organisation/back"
UNKNOWN = "We kennen dit account nog niet"


def link(member: Member, provider_id: int, subject: str = "subject-1") -> None:
    """Let somebody of the cast be known by this subject."""
    with transaction():
        account = give_row(member)
        db.session.add(
            Identity(account_id=account, provider_id=provider_id, subject=subject, linked_on=TODAY)
        )


def give_row(member: Member) -> int:
    found = db.session.scalar(select(User.id).where(User.person_id == member.person_id))
    return found or accounts.add_account(member.person_id).id


def come_by(client: Visitor, provider: Provider, path: str) -> tuple[int, str, str]:
    """Go out by ``path`` and come back; return status, address and page of what follows."""
    out = client.get(path)
    assert out.status_code == 303, out.text
    back = client.get(BACK, query_string=provider.authorise(out.location))
    return back.status_code, back.location or "", main_of(back.text)


def main_of(page: str) -> str:
    """Return a page without its foot, where the other language leads to the same address."""
    return page.partition("<footer")[0]


def way_in(provider_id: int) -> str:
    return f"/sign-in/organisation/{provider_id}"


def test_a_linked_account_comes_in(client: Visitor, cast: Cast, provider: Provider) -> None:
    provider_id = add_provider(provider, cast.home.organisation_id)
    link(cast.ambassador, provider_id)
    assert come_by(client, provider, f"{way_in(provider_id)}?next=/moi/")[:2] == (303, "/moi/")
    assert cast.ambassador.name in client.get("/me/").text


def test_a_known_address_opens_nothing_by_itself(
    client: Visitor, cast: Cast, provider: Provider
) -> None:
    provider_id = add_provider(provider, cast.home.organisation_id, domains=[])
    give_account(cast.ambassador)
    provider.claims = {"email": cast.ambassador.email}
    status, _where, page = come_by(client, provider, way_in(provider_id))
    assert status == 400
    assert UNKNOWN in page
    assert cast.ambassador.email not in page
    assert not is_in(client)


def test_the_same_subject_of_another_provider_is_somebody_else(
    client: Visitor, cast: Cast, provider: Provider
) -> None:
    elsewhere = add_provider(provider, issuer="https://elsewhere.example", domains=[], name="Other")
    link(cast.ambassador, elsewhere)
    here = add_provider(provider)
    assert UNKNOWN in come_by(client, provider, way_in(here))[2]


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"email_verified": False}, "staat niet in voor je mailadres"),
        ({"email_verified": None}, "staat niet in voor je mailadres"),
        ({"email_verified": "no"}, "staat niet in voor je mailadres"),
        ({"email": None}, "staat niet in voor je mailadres"),
        ({"email": "hilde@gmail.example"}, "geen account van de organisatie"),
        ({"email": f"hilde@evil.{DOMAIN}"}, "geen account van de organisatie"),
        ({"email": f"hilde@{DOMAIN}.evil.example"}, "geen account van de organisatie"),
        ({"iss": "https://evil.example"}, "klopt niet"),
        ({"nonce": "old"}, "klopt niet"),
        ({"sub": "somebody else"}, UNKNOWN),
    ],
    ids=str,
)
def test_what_is_refused_says_why(
    client: Visitor, cast: Cast, provider: Provider, claims: dict[str, object], words: str
) -> None:
    provider_id = add_provider(provider, cast.home.organisation_id)
    link(cast.ambassador, provider_id)
    provider.claims = claims
    status, _where, page = come_by(client, provider, way_in(provider_id))
    assert status == 400
    assert words in page
    assert not is_in(client)


def test_microsoft_vouches_in_words_of_its_own(
    client: Visitor, cast: Cast, provider: Provider
) -> None:
    provider_id = add_provider(provider, cast.home.organisation_id)
    link(cast.ambassador, provider_id)
    provider.claims = {"email_verified": None, "xms_edov": True}
    assert come_by(client, provider, way_in(provider_id))[0] == 303


def test_an_answer_works_once(client: Visitor, cast: Cast, provider: Provider) -> None:
    provider_id = add_provider(provider)
    link(cast.ambassador, provider_id)
    answer = provider.authorise(client.get(way_in(provider_id)).location)
    assert client.get(BACK, query_string=answer).status_code == 303
    again = client.get(BACK, query_string=answer)
    assert again.status_code == 400
    assert "duurde te lang" in again.text


def test_an_answer_comes_back_to_who_asked(
    app: Flask, client: Visitor, cast: Cast, provider: Provider
) -> None:
    provider_id = add_provider(provider)
    link(cast.ambassador, provider_id)
    victim = app.test_client()
    assert isinstance(victim, Visitor)
    answer = provider.authorise(client.get(way_in(provider_id)).location)
    victim.get(way_in(provider_id))
    assert victim.get(BACK, query_string=answer).status_code == 400
    assert not is_in(victim)


def test_who_takes_too_long_starts_again(client: Visitor, cast: Cast, provider: Provider) -> None:
    provider_id = add_provider(provider)
    link(cast.ambassador, provider_id)
    answer = provider.authorise(client.get(way_in(provider_id)).location)
    with time_machine.travel(clock.now() + ATTEMPT_LASTS * 1.1, tick=False):
        late = client.get(BACK, query_string=answer)
    assert "duurde te lang" in late.text
    assert not is_in(client)


@pytest.mark.parametrize("query", ["", "?code=a-code&state=x", "?error=access_denied", "?state="])
def test_who_comes_back_without_having_left_is_nobody(
    client: Visitor, app: Flask, query: str
) -> None:
    assert app
    assert client.get(BACK + query).status_code == 400


def test_a_provider_that_is_off_opens_nothing(
    client: Visitor, cast: Cast, provider: Provider
) -> None:
    provider_id = add_provider(provider)
    link(cast.ambassador, provider_id)
    answer = provider.authorise(client.get(way_in(provider_id)).location)
    with transaction():
        db.session.get_one(IdentityProvider, provider_id).enabled = False
    assert client.get(BACK, query_string=answer).status_code == 400
    off, missing = client.get(way_in(provider_id)), client.get(way_in(provider_id + 1))
    assert [off.status_code, missing.status_code] == [400, 400]
    assert main_of(off.text) == main_of(missing.text)
    assert not is_in(client)


def test_a_closed_account_stays_closed(client: Visitor, cast: Cast, provider: Provider) -> None:
    provider_id = add_provider(provider)
    link(cast.ambassador, provider_id)
    with transaction():
        account_of_now = db.session.merge(account_of(cast.ambassador))
        account_of_now.active = False
    assert UNKNOWN in come_by(client, provider, way_in(provider_id))[2]


def test_closing_an_account_takes_its_links_away(
    client: Visitor, cast: Cast, provider: Provider
) -> None:
    provider_id = add_provider(provider)
    link(cast.ambassador, provider_id)
    account = account_of(cast.ambassador)
    with transaction():
        accounts.close_account(account, by=0, now=clock.now())
    with transaction():
        accounts.reopen_account(account, by=0, now=clock.now())
    assert UNKNOWN in come_by(client, provider, way_in(provider_id))[2]


@pytest.mark.parametrize("outside", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_no_sign_in_leads_off_the_site(
    client: Visitor, cast: Cast, provider: Provider, outside: str
) -> None:
    provider_id = add_provider(provider)
    link(cast.ambassador, provider_id)
    out = client.get(way_in(provider_id), query_string={"next": outside})
    back = client.get(BACK, query_string=provider.authorise(out.location))
    assert back.location == "/today"


def test_refused_looks_alike_for_unknown_and_closed(
    client: Visitor, cast: Cast, provider: Provider, measure: Measure
) -> None:
    provider_id = add_provider(provider)
    link(cast.ambassador, provider_id)
    with transaction():
        db.session.merge(account_of(cast.ambassador)).active = False
    pages, costs = [], []
    for subject in ("subject-1", "nobody"):
        provider.claims = {"sub": subject}
        with measure() as work:
            pages.append(come_by(client, provider, way_in(provider_id)))
        costs.append(work)
    assert pages[0] == pages[1]
    assert costs[0] == costs[1]


def find(client: Visitor, words: str) -> tuple[int, list[str]]:
    """Search for an organisation; return the status and where the page leads."""
    page = client.submit("/sign-in/organisation", {"words": words})
    return page.status_code, re.findall(r'href="(/sign-in/organisation/\d+)', page.text)


@pytest.mark.parametrize(
    "words", [f"hilde@{DOMAIN}", f" HILDE@{DOMAIN.upper()} ", DOMAIN, "linde", "Wórk acc"]
)
def test_an_organisation_is_found_by_domain_or_name(
    client: Visitor, cast: Cast, provider: Provider, words: str
) -> None:
    provider_id = add_provider(provider, cast.home.organisation_id)
    assert find(client, words) == (200, [way_in(provider_id)])


def test_no_address_tells_whether_somebody_is_known(
    client: Visitor, cast: Cast, provider: Provider
) -> None:
    add_provider(provider, cast.home.organisation_id)
    known, unknown = find(client, f"a@{DOMAIN}"), find(client, f"b@{DOMAIN}")
    assert known == unknown
    assert find(client, cast.ambassador.email) == (400, [])


@pytest.mark.parametrize("words", ["", "  ", "%", "_", "x" * 300, "zz", "'; DROP TABLE"])
def test_what_is_not_found_is_said(
    client: Visitor, cast: Cast, provider: Provider, words: str
) -> None:
    add_provider(provider, cast.home.organisation_id)
    assert find(client, words) == (400, [])


def test_the_sign_in_page_offers_it_once_there_is_one(
    client: Visitor, cast: Cast, provider: Provider
) -> None:
    offer = 'href="/sign-in/organisation?next=/today"'
    assert offer not in client.get("/sign-in").text
    add_provider(provider, cast.home.organisation_id)
    assert offer in client.get("/sign-in").text


def test_no_log_names_anybody(
    client: Visitor, cast: Cast, provider: Provider, capfd: pytest.CaptureFixture[str]
) -> None:
    provider_id = add_provider(provider, cast.home.organisation_id)
    come_by(client, provider, way_in(provider_id))
    logged = capfd.readouterr().err
    assert '"why": "unknown"' in logged
    assert "subject-1" not in logged
    assert DOMAIN not in logged


def test_two_steps_there_count_only_where_that_was_agreed(
    client: Visitor, cast: Cast, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    real = door.first_step_done

    def noted(user: User, *, onward: str, strong: bool = False) -> Response:
        seen.append(strong)
        return real(user, onward=onward, strong=strong)

    monkeypatch.setattr(door, "first_step_done", noted)
    provider_id = add_provider(provider)
    link(cast.ambassador, provider_id)
    for agreed, claims in (
        (False, {"amr": ["pwd", "mfa"]}),
        (True, {"amr": ["pwd"]}),
        (True, {}),
        (True, {"amr": ["pwd", "mfa"]}),
        (True, {"acr": "phr"}),
    ):
        with transaction():
            db.session.get_one(IdentityProvider, provider_id).counts_as_second_factor = agreed
        provider.claims = claims
        come_by(client, provider, way_in(provider_id))
    assert seen == [False, False, False, True, True]
