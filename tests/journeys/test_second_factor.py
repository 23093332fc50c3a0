"""The second step from end to end: a code, a passkey, a recovery code, and nobody locked out."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from portal.accounts.second_step.apps import code_at
from tests.conftest import Databases
from tests.journeys.keyboard import Keyboard
from tests.journeys.looking import findings
from tests.journeys.mails import mail_for, words_of
from tests.journeys.networks import TODAY
from tests.journeys.people import House, answer_sign_in
from tests.journeys.served import Served
from tests.outbox.sink import Sink

LEAD = "lead.01-1"
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
HALF_MINUTE = timedelta(seconds=30)
PLATFORM = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def code_of(secret: str, *, later: int = 0) -> str:
    """Return what the app shows now, or some half minutes later."""
    return code_at(secret, datetime.now(UTC) + later * HALF_MINUTE)  # noqa: TID251 -- a real phone


def wrong_code_for(secret: str) -> str:
    """Return six digits that the app shows neither now nor near now."""
    shown = {code_of(secret, later=step) for step in range(-3, 5)}
    return next(f"{number:06}" for number in range(10) if f"{number:06}" not in shown)


def add_app(person: Keyboard) -> tuple[str, str]:
    """Add an app with the keyboard; return the secret that it holds and the code that was used."""
    person.link("Een app toevoegen")
    person.button("Ik heb een app")
    secret = person.page.locator("code.secret").inner_text().replace(" ", "")
    assert person.page.locator("figure.qr svg").is_visible()
    used = code_of(secret)
    person.write("Code uit je app", used)
    person.button("Deze app bewaren")
    assert person.heading() == "Bewaar deze herstelcodes"
    return secret, used


def leave(person: Keyboard) -> None:
    """Sign out, and go to the door."""
    person.visit("/sign-out")
    person.button("Afmelden")
    person.visit("/sign-in")


def give_device(page: Page) -> None:
    """Give the browser a fingerprint reader that holds passkeys."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": PLATFORM})


def test_codes_by_keyboard_without_script(house: House, sink: Sink) -> None:
    person = house.sign_in(LEAD, script=False)
    person.visit("/me/security/")
    assert "JavaScript" in person.text()
    secret, used = add_app(person)
    codes = person.page.locator(".recovery .code").all_inner_texts()
    assert len(set(codes)) == 10
    assert "toegevoegd aan je account" in words_of(mail_for(sink, LEAD, "tweede stap"), "plain")
    person.link("Ik heb ze bewaard")
    leave(person)
    answer_sign_in(person, LEAD)
    assert person.heading() == "Tweede stap"
    a_wrong_and_a_used_code_are_refused(person, wrong_code_for(secret), used)
    person.write("Code uit je app", code_of(secret, later=1))
    person.button("Aanmelden")
    assert person.page.url.endswith("/today")
    a_recovery_code_works_once(person, codes[0])


def a_wrong_and_a_used_code_are_refused(person: Keyboard, *codes: str) -> None:
    """Try both, and be told in the same words."""
    for code in codes:
        person.write("Code uit je app", code)
        person.button("Aanmelden")
        assert "klopt niet of is al gebruikt" in person.text()
        assert person.page.title().startswith("Fout: ")
    person.visit("/today")
    assert person.page.url.endswith("/sign-in?next=/today")
    person.visit("/sign-in/second-step")


def a_recovery_code_works_once(person: Keyboard, code: str) -> None:
    """Sign in with it, and try it again."""
    for welcome in (True, False):
        leave(person)
        answer_sign_in(person, LEAD)
        person.link("Een herstelcode gebruiken")
        person.write("Herstelcode", code.upper())
        person.button("Aanmelden")
        assert person.page.url.endswith("/today") is welcome
    assert "klopt niet of is al gebruikt" in person.text()


def test_a_passkey_beside_the_password_and_alone_on_a_phone(house: House) -> None:
    person = house.sign_in(LEAD)
    person.page.set_viewport_size(PHONE)
    give_device(person.page)
    person.visit("/me/security/")
    person.write("Naam van deze toegangssleutel", "Mijn gsm")
    person.button("Een toegangssleutel toevoegen")
    assert person.heading() == "Bewaar deze herstelcodes"
    assert findings(person.page) == []
    person.link("Ik heb ze bewaard")
    person.link("Mijn gsm")
    assert findings(person.page) == []
    leave(person)
    answer_sign_in(person, LEAD)
    assert findings(person.page) == []
    person.page.set_viewport_size(PHONE)
    person.button("Je toegangssleutel (passkey) gebruiken")
    assert person.page.url.endswith("/today")
    leave(person)
    person.button("Aanmelden met een toegangssleutel")
    assert person.page.url.endswith("/today")
    person.visit("/confirm?next=/me/security/app")
    assert findings(person.page) == []
    person.button("Je toegangssleutel (passkey) gebruiken")
    assert person.heading() == "Een app toevoegen"


def test_a_device_without_a_passkey_says_so_and_loses_nothing(house: House) -> None:
    person = house.stranger()
    person.visit("/sign-in")
    give_device(person.page)
    person.write("E-mailadres", "lead.01-1@demo.example")
    person.page.get_by_role("button", name="Aanmelden met een toegangssleutel").click()
    person.page.get_by_text("De toegangssleutel werkte niet").wait_for()
    assert person.page.get_by_label("E-mailadres").input_value() == "lead.01-1@demo.example"
    assert findings(person.page) == []


@pytest.fixture
def strict(demos: Databases, tmp_path: Path, sink: Sink) -> Iterator[Served]:
    """A network that asks a second step of those who keep it."""
    url = demos.fresh("strict")
    served = Served(url, tmp_path, smtp_url=sink.url, require_mfa=True)
    try:
        yield served.start(TODAY)
    finally:
        served.stop()
    assert served.complaints() == []


@contextmanager
def people_at(browser: Browser, portal: Served) -> Iterator[House]:
    """Open the door of this portal, and send everybody home at the end."""
    house = House(browser, portal.url)
    yield house
    house.close()
    assert house.complaints == []


def test_a_coordinator_sets_it_up_first_and_is_helped_when_it_is_lost(
    browser: Browser, strict: Served, sink: Sink
) -> None:
    with people_at(browser, strict) as house:
        coordinator = house.stranger()
        coordinator.visit("/meetings/")
        answer_sign_in(coordinator, "coordinator")
        assert coordinator.heading() == "Je tweede stap"
        assert "Je taak in het netwerk vraagt een tweede stap" in coordinator.text()
        assert findings(coordinator.page) == []
        coordinator.visit("/organisations/")
        assert coordinator.heading() == "Je tweede stap"
        add_app(coordinator)
        assert findings(coordinator.page) == []
        coordinator.link("Ik heb ze bewaard")
        assert coordinator.page.url.endswith("/organisations/")
        administrator = house.sign_in("admin")
        add_app(administrator)
        administrator.visit(page_of(coordinator, administrator))
        administrator.button("De tweede stap terugzetten")
        assert "De tweede stap is teruggezet." in administrator.text()
        told = mail_for(sink, "coordinator", "tweede stap is teruggezet")
        assert "Je meldt je nu aan met je wachtwoord" in words_of(told, "plain")
        coordinator.visit("/today")
        answer_sign_in(coordinator, "coordinator")
        assert coordinator.heading() == "Je tweede stap"


def page_of(person: Keyboard, administrator: Keyboard) -> str:
    """Return the address of somebody's page, as the trail of acts leads to it."""
    name = person.page.locator("nav a[href='/me/']").inner_text()
    administrator.visit("/audit/")
    found = administrator.page.get_by_role("link", name=name).first.get_attribute("href")
    assert found is not None
    return found
