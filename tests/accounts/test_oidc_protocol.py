"""Promises of the protocol: only a genuine, fresh answer that is meant for us names anybody."""

import socket
import time
from collections.abc import Callable, Iterator

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from portal.accounts.oidc import fetching, protocol
from portal.accounts.oidc.fetching import Directory, Unreachable
from portal.accounts.oidc.protocol import Client, SignInFailed
from portal.accounts.oidc.rules import Claimed, Failure
from tests.accounts.provider import CLIENT, DOMAIN, SECRET, Provider, running_provider

WELL_KNOWN = "/.well-known/openid-configuration"
HERE = "http://localhost/sign-in/organisation/back"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def directory() -> Directory:
    return Directory()


def client_of(provider: Provider) -> Client:
    return Client(issuer=provider.issuer, client_id=CLIENT, client_secret=SECRET, redirect_uri=HERE)


def there_and_back(provider: Provider, directory: Directory, **changed: str) -> Claimed:
    """Go to the provider and come back with its answer, in which a test changed something."""
    client = client_of(provider)
    address, ticket = protocol.way_out(client, directory)
    answer = provider.authorise(address) | changed
    return protocol.who_came_back(client, ticket, answer, directory)


def why_not(provider: Provider, directory: Directory, **changed: str) -> Failure:
    with pytest.raises(SignInFailed) as failed:
        there_and_back(provider, directory, **changed)
    return failed.value.why


def test_a_genuine_answer_names_somebody(provider: Provider, directory: Directory) -> None:
    assert there_and_back(provider, directory) == Claimed(
        subject="subject-1", address=f"hilde@{DOMAIN}", is_verified=True, is_strong=False
    )


def test_the_way_out_asks_for_no_more_than_needed(provider: Provider, directory: Directory) -> None:
    there_and_back(provider, directory)
    sent = provider.sent
    assert sent["scope"] == "openid email"
    assert sent["response_type"] == "code"
    assert sent["code_challenge_method"] == "S256"
    assert sent["prompt"] == "select_account"
    assert sent["redirect_uri"] == HERE
    assert len({sent["state"], sent["nonce"], sent["code_challenge"]}) == 3
    assert min(map(len, (sent["state"], sent["nonce"], sent["code_challenge"]))) >= 43


def in_words(claims: dict[str, object]) -> str:
    """Name a case, never by the moment: each process that collects it sees another."""
    return ", ".join(
        f"{key} {'a moment' if isinstance(value, int) else value}" for key, value in claims.items()
    )


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "http://127.0.0.1:1"},
        {"iss": None},
        {"aud": "another client"},
        {"aud": [CLIENT, "another client"]},
        {"aud": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
        {"nonce": "of an earlier sign-in"},
        {"nonce": None},
        {"exp": int(time.time()) - 120},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"azp": "another client"},
        {"at_hash": "of another access token"},
    ],
    ids=in_words,
)
def test_an_answer_that_is_not_for_us_names_nobody(
    provider: Provider, directory: Directory, claims: dict[str, object]
) -> None:
    provider.claims = claims
    assert why_not(provider, directory) is Failure.NOT_GENUINE


def test_the_issuer_is_compared_to_the_letter(provider: Provider, directory: Directory) -> None:
    provider.claims = {"iss": f"{provider.issuer}/"}
    assert why_not(provider, directory) is Failure.NOT_GENUINE


def test_another_key_signs_for_nobody(provider: Provider, directory: Directory) -> None:
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "first"})
    assert why_not(provider, directory) is Failure.NOT_GENUINE


def test_a_signature_of_no_kind_is_none(provider: Provider, directory: Directory) -> None:
    provider.raw_token = "eyJhbGciOiJub25lIn0." + provider.id_token().split(".")[1] + "."
    assert why_not(provider, directory) is Failure.NOT_GENUINE


@pytest.mark.filterwarnings("ignore:Key size should be")
def test_the_client_secret_is_no_key(provider: Provider, directory: Directory) -> None:
    """Who knows a shared secret could sign for anybody."""
    key = OctKey.import_key(SECRET)
    provider.raw_token = jwt.encode({"alg": "HS256"}, {"iss": provider.issuer, "sub": "x"}, key)
    assert why_not(provider, directory) is Failure.NOT_GENUINE


def test_new_keys_are_asked_for_once(
    provider: Provider, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    there_and_back(provider, directory)
    provider.key = RSAKey.generate_key(2048, {"kid": "second"})
    assert why_not(provider, directory) is Failure.NOT_GENUINE  # the keys were asked just now
    monkeypatch.setattr(fetching, "ASKED_AGAIN_AFTER", 0.0)
    assert there_and_back(provider, directory).subject == "subject-1"


def test_the_code_works_only_for_who_began(
    provider: Provider, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    there_and_back(provider, directory)
    real = provider.authorise

    def of_somebody_else(address: str) -> dict[str, str]:
        answer = real(address)
        provider.challenge = "of another browser"
        return answer

    monkeypatch.setattr(provider, "authorise", of_somebody_else)
    assert why_not(provider, directory) is Failure.NOT_GENUINE


def test_an_answer_to_another_question_is_over(provider: Provider, directory: Directory) -> None:
    assert why_not(provider, directory, state="of another browser") is Failure.OVER


def test_an_answer_in_the_name_of_another_is_refused(
    provider: Provider, directory: Directory
) -> None:
    assert why_not(provider, directory, iss="https://evil.example") is Failure.NOT_GENUINE
    assert there_and_back(provider, directory, iss=provider.issuer).is_verified


def test_who_says_no_there_is_not_in_here(provider: Provider, directory: Directory) -> None:
    assert why_not(provider, directory, code="", error="access_denied") is Failure.REFUSED
    assert why_not(provider, directory, state="", error="access_denied") is Failure.REFUSED
    assert why_not(provider, directory, code="") is Failure.REFUSED


def test_a_wrong_secret_is_noticed(provider: Provider, directory: Directory) -> None:
    client = Client(
        issuer=provider.issuer, client_id=CLIENT, client_secret="wrong", redirect_uri=HERE
    )
    address, ticket = protocol.way_out(client, directory)
    with pytest.raises(SignInFailed) as failed:
        protocol.who_came_back(client, ticket, provider.authorise(address), directory)
    assert failed.value.why is Failure.NOT_GENUINE


def test_what_is_published_is_asked_once_in_a_while(
    provider: Provider, directory: Directory
) -> None:
    for _ in range(3):
        there_and_back(provider, directory)
    assert provider.asked.count(WELL_KNOWN) == 1
    assert provider.asked.count("/keys") == 1
    assert provider.asked.count("/token") == 3


def another_name(provider: Provider) -> None:
    provider.said = {"issuer": f"{provider.issuer}/"}


def no_tokens(provider: Provider) -> None:
    provider.said = {"token_endpoint": None}


def tokens_in_the_clear(provider: Provider) -> None:
    provider.said = {"token_endpoint": "http://elsewhere.example/token"}


def a_file_for_keys(provider: Provider) -> None:
    provider.said = {"jwks_uri": "file:///etc/passwd"}


def a_redirect(provider: Provider) -> None:
    provider.answers[WELL_KNOWN] = 302, b"", {"Location": f"{provider.issuer}/keys"}


def too_much(provider: Provider) -> None:
    provider.answers[WELL_KNOWN] = 200, b'{"a": "' + b"x" * fetching.LARGEST + b'"}', {}


def no_json(provider: Provider) -> None:
    provider.answers[WELL_KNOWN] = 200, b"<h1>Hello</h1>", {}


def a_list(provider: Provider) -> None:
    provider.answers[WELL_KNOWN] = 200, b"[]", {}


def an_error(provider: Provider) -> None:
    provider.answers[WELL_KNOWN] = 500, b"{}", {}


@pytest.mark.parametrize(
    "trouble",
    [
        another_name,
        no_tokens,
        tokens_in_the_clear,
        a_file_for_keys,
        a_redirect,
        too_much,
        no_json,
        a_list,
        an_error,
    ],
)
def test_a_provider_that_does_not_keep_to_the_standard_is_not_asked(
    provider: Provider, directory: Directory, trouble: Callable[[Provider], None]
) -> None:
    trouble(provider)
    with pytest.raises(SignInFailed) as failed:
        protocol.way_out(client_of(provider), directory)
    assert failed.value.why is Failure.UNREACHABLE
    assert "/token" not in provider.asked


def test_a_provider_that_is_away_is_said_to_be(directory: Directory) -> None:
    with running_provider() as provider:
        pass
    with pytest.raises(SignInFailed) as failed:
        protocol.way_out(client_of(provider), directory)
    assert failed.value.why is Failure.UNREACHABLE


@pytest.mark.parametrize("keys", [b'{"keys": []}', b'{"keys": 3}', b'{"keys": [{"kty": "RSA"}]}'])
def test_keys_that_cannot_be_read_open_nothing(
    provider: Provider, directory: Directory, keys: bytes
) -> None:
    provider.answers["/keys"] = 200, keys, {}
    assert why_not(provider, directory) in {Failure.UNREACHABLE, Failure.NOT_GENUINE}


@pytest.mark.parametrize(
    "inside", ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "::1"]
)
def test_a_name_that_leads_inside_is_not_followed(
    monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    def found(*_asked: object, **_more: object) -> list[tuple[object, ...]]:
        return [(0, 0, 0, "", ("93.184.215.14", 443)), (0, 0, 0, "", (inside, 443))]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    with pytest.raises(Unreachable, match="closed network"):
        fetching.fetch("https://provider.example/keys", "https://provider.example")


def test_a_name_that_nobody_has_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_asked: object, **_more: object) -> list[tuple[object, ...]]:
        raise OSError("unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unreachable, match="not known"):
        fetching.fetch("https://provider.example/keys", "https://provider.example")
