"""A sign-in service of an organisation, as a process of its own on this machine."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from urllib.request import urlopen

from playwright.sync_api import Route

from tests.journeys.keyboard import Keyboard
from tests.journeys.served import free_port

PATIENCE: Final = 30.0
DOMAIN: Final = "linde.example"
PEOPLE: Final = {
    "lotte": {"email": f"lotte@{DOMAIN}", "email_verified": True},
    "katrien": {"email": f"katrien@{DOMAIN}", "email_verified": True},
    "nobody": {"email": f"nobody@{DOMAIN}", "email_verified": True},
    "unverified": {"email": f"someone@{DOMAIN}", "email_verified": False},
    "private": {"email": "lotte@mail.example", "email_verified": True},
}


@dataclass(frozen=True)
class Identities:
    """The service: its address, and how somebody signs in at it."""

    issuer: str

    def sign_in(self, person: Keyboard, subject: str) -> None:
        """Be this person of the organisation, on the service's own page."""
        person.page.wait_for_url(f"{self.issuer}/**")
        person.page.locator("input[name=sub]").fill(subject)
        with person.page.expect_navigation():
            person.page.get_by_role("button", name="Authorize").click()

    def refuse(self, person: Keyboard) -> None:
        """Say no on the service's own page."""
        person.page.wait_for_url(f"{self.issuer}/**")
        with person.page.expect_navigation():
            person.page.get_by_role("button", name="Deny").click()


def without_foreign_styles(person: Keyboard) -> Keyboard:
    """Let the service's page do without the style sheet that it would fetch from elsewhere."""

    def nothing(route: Route) -> None:
        route.fulfill(status=200, content_type="text/css", body="")

    person.page.route(re.compile("^https://"), nothing)
    return person


@contextmanager
def running_identities() -> Iterator[Identities]:
    """Run the service as long as the block lasts."""
    port = free_port()
    known = [json.dumps({"sub": name, **claims}) for name, claims in PEOPLE.items()]
    told = [part for one in known for part in ("--user-claims", one)]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *told]
    process = subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    issuer = f"http://127.0.0.1:{port}"
    try:
        _wait(issuer)
        yield Identities(issuer)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(issuer: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urlopen(f"{issuer}/jwks", timeout=PATIENCE):  # noqa: S310
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The sign-in service did not start in time")
