"""Inviting many: from the list to the mail server, and in at the door."""

import re
from typing import Final

from playwright.sync_api import Page, ViewportSize

from tests.journeys.keyboard import Keyboard
from tests.journeys.looking import findings
from tests.journeys.mails import link_in, mail_for
from tests.journeys.people import House
from tests.outbox.sink import Sink

ORGANISATION: Final = "Wolkendal"
SECRET: Final = "vier gewone woorden naast elkaar"
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
BOUNCES: Final = "collega.02-9"
COMES_IN: Final = "collega.02-8"
UNKNOWN: Final = "550 5.1.1 No such user"
PATIENCE: Final = 60


def test_invited_in_one_step(house: House, sink: Sink) -> None:
    sink.refused[f"{BOUNCES}@demo.example"] = UNKNOWN
    coordinator = house.sign_in("coordinator", script=False)
    coordinator.visit("/organisations/")
    coordinator.link("Mensen")
    coordinator.write("Organisatie", ORGANISATION)
    coordinator.button("Filteren")
    coordinator.link("Mensen uitnodigen")
    assert "geen e-mailadres: 1" in coordinator.text()
    assert "Kies hier een wachtwoord" in coordinator.text()
    coordinator.button("uitnodigingen versturen")
    assert re.search(r"\d+ van de \d+ verstuurd", coordinator.text())
    _wait_for(coordinator, "Mail kwam terug")
    assert "Uitgenodigd, nog geen wachtwoord" in coordinator.text()
    coordinator.link("Mail kwam terug")
    assert coordinator.page.locator("tbody tr").count() == 1
    _is_fine_to_look_at(house, coordinator.page.url)
    _comes_in(house, sink)


def _is_fine_to_look_at(house: House, address: str) -> None:
    """Look at the list and at the round with axe, which itself needs script."""
    coordinator = house.sign_in("coordinator")
    for path in (address, "/people/invitations/2/"):
        coordinator.visit(path)
        assert findings(coordinator.page) == []


def _wait_for(person: Keyboard, words: str) -> None:
    """Look again, as the page says, until the worker has come so far."""
    for _ in range(PATIENCE):
        if words in person.text():
            return
        person.page.wait_for_timeout(1_000)
        person.page.reload()
    raise AssertionError(f"{words!r} does not come: {person.text()}")


def _comes_in(house: House, sink: Sink) -> None:
    """Choose a password by the link in the mail, on a phone, and sign in with it."""
    invited = house.stranger()
    invited.page.set_viewport_size(PHONE)
    invited.visit(link_in(mail_for(sink, COMES_IN, "uitnodiging"), "/set-password/"))
    invited.write("Nieuw wachtwoord", SECRET)
    invited.enter()
    _sign_in(invited)
    _stop_a_mail(invited.page, house)


def _sign_in(invited: Keyboard) -> None:
    invited.write("E-mailadres", f"{COMES_IN}@demo.example")
    invited.write("Wachtwoord", SECRET)
    invited.button("Aanmelden")
    assert invited.page.url.endswith("/today")


def _stop_a_mail(page: Page, house: House) -> None:
    """Choose which mails come, and take along what is kept."""
    invited = Keyboard(page, house.url)
    invited.visit("/me/")
    invited.link("Kies welke mails je wilt")
    reminders = page.get_by_label("Herinneringen aan bijeenkomsten")
    invited.reach(reminders)
    page.keyboard.press("Space")
    invited.button("Mijn keuze bewaren")
    assert "Je keuze is bewaard." in invited.text()
    assert not page.get_by_label("Herinneringen aan bijeenkomsten").is_checked()
    invited.visit("/me/")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Meenemen wat we over je bewaren").press("Enter")
    assert COMES_IN in taken.value.path().read_text()
