"""An identity provider on this machine that says whatever a test wants it to say."""

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from portal.accounts.oidc.models import IdentityProvider, ProviderDomain
from portal.db import db, transaction
from portal.network.models import Organisation
from portal.outbox.sealing import seal

CLIENT = "portal-client"
SECRET = "very secret"
DOMAIN = "work.example"
CODE = "a-code"


class Provider:
    """What the provider publishes, and what its next token says; tests change both."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.key = RSAKey.generate_key(2048, {"kid": "first"})
        self.signs_with: RSAKey | None = None
        self.asked: list[str] = []
        self.sent: dict[str, str] = {}
        self.nonce = ""
        self.challenge = ""
        self.claims: dict[str, Any] = {}
        self.said: dict[str, Any] = {}
        self.raw_token: str | None = None
        self.answers: dict[str, tuple[int, bytes, dict[str, str]]] = {}

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            **self.said,
        }

    def authorise(self, address: str) -> dict[str, str]:
        """Take in who comes to sign in; return what their browser brings back to the portal."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self.sent, self.nonce, self.challenge = asked, asked["nonce"], asked["code_challenge"]
        return {"code": CODE, "state": asked["state"]}

    def token(self, form: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        fits = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.challenge
        if not fits or form["code"] != [CODE]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "at", "token_type": "Bearer", "id_token": self.id_token()}

    def id_token(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "subject-1",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            "email": f"hilde@{DOMAIN}",
            "email_verified": True,
        } | self.claims
        told = {name: value for name, value in claims.items() if value is not None}
        key = self.signs_with or self.key
        return self.raw_token or jwt.encode({"alg": "RS256", "kid": key.kid}, told, key)


class Handler(BaseHTTPRequestHandler):
    """Answers for the provider that its server carries."""

    @property
    def provider(self) -> Provider:
        found: Provider = vars(self.server)["provider"]
        return found

    def do_GET(self) -> None:
        self.provider.asked.append(self.path)
        pages = {
            "/.well-known/openid-configuration": self.provider.metadata(),
            "/keys": {"keys": [self.provider.key.as_dict(private=False)]},
        }
        if self.path in self.provider.answers:
            self.answer(*self.provider.answers[self.path])
        else:
            status = 200 if self.path in pages else 404
            self.answer(status, json.dumps(pages.get(self.path)).encode(), {})

    def do_POST(self) -> None:
        self.provider.asked.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        status, said = 401, {"error": "invalid_client"}
        if self.headers["Authorization"] == f"Basic {given}":
            status, said = self.provider.token(parse_qs(body))
        self.answer(status, json.dumps(said).encode(), {})

    def answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": "application/json"} | headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_what: object) -> None:
        pass


@contextmanager
def running_provider() -> Iterator[Provider]:
    """Serve a provider on a free port of this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider = Provider(server.server_address[1])
        vars(server)["provider"] = provider
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield provider
        server.shutdown()
        thread.join()


def add_provider(provider: Provider, *organisation_ids: int, **more: Any) -> int:
    """Let people of these organisations sign in by this provider; return its id."""
    with transaction():
        row = IdentityProvider(
            name="Work accounts",
            issuer=provider.issuer,
            client_id=CLIENT,
            client_secret=seal(SECRET),
            domains=[ProviderDomain(domain=DOMAIN)],
            organisations=[db.session.get_one(Organisation, one) for one in organisation_ids],
        )
        for name, value in more.items():
            setattr(row, name, value)
        db.session.add(row)
        db.session.flush()
        return row.id
