"""Answering on a phone, from the mail, without JavaScript: yes, something else, a colleague."""

import time
from email.message import EmailMessage
from typing import Final

from playwright.sync_api import ViewportSize

from tests.journeys.looking import findings
from tests.journeys.mails import PATIENCE, event_in, link_in
from tests.journeys.people import House
from tests.outbox.sink import Sink

PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
COLLEAGUE: Final = "griet@elders.example"


def test_a_participant_answers_by_phone_and_a_colleague_goes_instead(
    house: House, sink: Sink
) -> None:
    _invite_by_name(house)
    invited = house.stranger(script=False)
    invited.page.set_viewport_size(PHONE)
    link = link_in(_mail(sink, "Reflectiemoment 14"), "/rsvp/")
    invited.visit(f"{link}?answer=yes-online")
    assert "Je antwoord" not in invited.text()
    invited.button("Ja, online")
    assert "Je antwoord: ja" in invited.text()
    invited.button("Nee, ik kan niet")
    assert "Je antwoord: nee" in invited.text()
    invited.page.get_by_text("Een collega gaat in mijn plaats").click()
    invited.write("Naam van je collega", "Griet Verzonnen")
    invited.write("E-mailadres van je collega", COLLEAGUE)
    invited.button("Deze collega sturen")
    assert "Griet Verzonnen gaat in jouw plaats" in invited.text()
    mail = _mail(sink, "vraagt of jij gaat", to=COLLEAGUE)
    assert "Reflectiemoment 14" in str(event_in(mail)["SUMMARY"])
    _deputy_cannot(house, link_in(mail, "/instead/"))
    invited.visit(link)
    assert "Griet Verzonnen kan toch niet komen" in invited.text()


def _invite_by_name(house: House) -> None:
    """Let the coordinator invite whoever is called like this and is not on the list yet."""
    coordinator = house.sign_in("coordinator", script=False)
    coordinator.visit("/meetings/14/invite?name=el")
    for box in coordinator.page.locator("input[name=people]").all():
        box.check()
    coordinator.button("Tonen wie")
    coordinator.button("versturen")


def _deputy_cannot(house: House, link: str) -> None:
    deputy = house.stranger()
    deputy.page.set_viewport_size(PHONE)
    deputy.visit(link)
    assert findings(deputy.page) == []
    deputy.button("Ik kan toch niet komen")
    assert "Dank je om het te laten weten" in deputy.text()


def _mail(sink: Sink, about: str, to: str = "") -> EmailMessage:
    """Wait for the first mail about something, to somebody if it says to whom."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for mail in list(sink.arrived):
            if about in mail["Subject"] and to in mail["To"]:
                return mail
        time.sleep(0.1)
    raise AssertionError(
        f"No mail about {about}, only {[mail['Subject'] for mail in sink.arrived]}"
    )
