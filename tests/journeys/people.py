"""People at the door of a portal, each with cookies of their own, and what their browser says."""

from dataclasses import dataclass, field
from typing import Final

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from tests.journeys.keyboard import Keyboard
from tests.journeys.networks import PASSWORD

LANGUAGE: Final = "nl-BE"
WRONG: Final = 400
SAID_BY_ANSWER: Final = "Failed to load resource"  # with its status and address, below
DOWNLOADED: Final = "net::ERR_ABORTED"  # the page stays when a file comes in its place


@dataclass
class House:
    """Everybody who looks at one portal; ``complaints`` holds what no browser should say."""

    browser: Browser
    url: str
    complaints: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def stranger(self, *, script: bool = True) -> Keyboard:
        """Let in somebody who is not signed in, with or without JavaScript."""
        return Keyboard(self.page(script=script), self.url)

    def sign_in(self, name: str, *, script: bool = True) -> Keyboard:
        """Let somebody sign in with the keyboard; ``name`` is the address before the @."""
        person = self.stranger(script=script)
        person.visit("/sign-in")
        answer_sign_in(person, name)
        return person

    def page(self, *, script: bool = True) -> Page:
        """Open a page in a browser without cookies, and listen to it."""
        context = self.browser.new_context(
            locale=LANGUAGE, java_script_enabled=script, reduced_motion="reduce"
        )
        context.set_default_timeout(20_000)
        self._contexts.append(context)
        page = context.new_page()
        listen(page, self.complaints)
        return page

    def close(self) -> None:
        """Send everybody home."""
        for context in self._contexts:
            context.close()


def answer_sign_in(person: Keyboard, name: str) -> None:
    """Fill in the page that asks who somebody is."""
    person.write("E-mailadres", f"{name}@demo.example")
    person.write("Wachtwoord", PASSWORD)
    person.button("Aanmelden")


def listen(page: Page, complaints: list[str]) -> None:
    """Collect errors of the console, of scripts, of the content policy and of the network."""

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(SAID_BY_ANSWER):
            complaints.append(message.text)

    def failed(request: Request) -> None:
        if request.failure != DOWNLOADED:
            complaints.append(f"{request.failure} {request.url}")

    def answered(response: Response) -> None:
        if response.status >= WRONG and response.request.resource_type != "document":
            complaints.append(f"{response.status} {response.url}")

    page.on("console", said)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", failed)
    page.on("response", answered)
