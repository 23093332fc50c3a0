"""Answering on a phone: to an invitation, without JavaScript, and to a form that loses nothing."""

import time
from email.message import EmailMessage
from typing import Final

from playwright.sync_api import ViewportSize

from tests.journeys.forms import ON, answer_form
from tests.journeys.keyboard import Keyboard
from tests.journeys.looking import findings
from tests.journeys.mails import PATIENCE, event_in, link_in
from tests.journeys.people import House
from tests.outbox.sink import Sink

PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
OFFLINE: Final = "net::ERR_INTERNET_DISCONNECTED"
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


def test_a_form_on_a_phone_loses_nothing_and_can_be_taken_back(house: House) -> None:
    """Another language half-way, no connection at the end, and the answers back by their code."""
    nurse = house.sign_in("contact.05")
    nurse.page.set_viewport_size(PHONE)
    nurse.visit("/meetings/13/evaluation/")
    assert findings(nurse.page) == []
    nurse.page.set_viewport_size(PHONE)
    first = nurse.page.locator("fieldset:visible input[type=radio]").nth(1)
    nurse.choose(first)
    nurse.button("English")
    assert nurse.page.locator("html").get_attribute("lang") == "en"
    assert nurse.page.locator("fieldset:visible input[type=radio]").nth(1).is_checked()
    nurse.button("Nederlands")
    code = _send_without_connection(house, nurse)
    someone = house.stranger(script=False)
    someone.visit("/evaluate/withdraw")
    someone.write("Je code om terug te nemen", code)
    someone.button("Verder")
    someone.button("Mijn antwoorden wissen")
    assert someone.heading() == "Je antwoorden zijn gewist"


def _send_without_connection(house: House, nurse: Keyboard) -> str:
    """Press the button while the network is away; return the code that comes when it is back."""
    nurse.reach(nurse.page.locator(ON))
    nurse.page.context.set_offline(True)
    nurse.page.keyboard.press("Enter")
    nurse.page.get_by_text("Je antwoorden staan er nog").wait_for()
    assert nurse.page.locator("fieldset:visible input[type=radio]").nth(1).is_checked()
    nurse.page.context.set_offline(False)
    nurse.page.get_by_text("staan nog open").wait_for()
    assert findings(nurse.page) == []
    house.complaints[:] = [one for one in house.complaints if OFFLINE not in one]
    _back_and_on(nurse)
    answer_form(nurse)
    assert findings(nurse.page) == []
    return nurse.page.locator("[data-code]").inner_text()


def _back_and_on(nurse: Keyboard) -> None:
    """Turn a page on, and back by the browser's own button: what was typed is still there."""
    first = nurse.heading()
    nurse.reach(nurse.page.locator(ON))
    nurse.page.keyboard.press("Enter")
    nurse.page.get_by_text("Deel 2 van").wait_for()
    nurse.page.evaluate("history.back()")
    nurse.page.get_by_text("Deel 1 van").wait_for()
    assert nurse.heading() == first
    assert nurse.page.locator("fieldset:visible input[type=radio]").nth(1).is_checked()
