"""A trial round with names: asked, begun by phone, gone on elsewhere, changed, closed and read."""

from typing import Final

from playwright.sync_api import ViewportSize

from tests.journeys.forms import ON
from tests.journeys.keyboard import Keyboard
from tests.journeys.looking import findings
from tests.journeys.people import House

PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
VERSION: Final = "/instruments/process-evaluation/2"
ASKED: Final = "ambassador.02"
RADIO: Final = "fieldset:visible input[type=radio]"
REMARK: Final = "Gaat dit over ons team of over het hele huis?"
STEPS: Final = 12


def test_a_version_is_tried_out_with_names(house: House) -> None:
    ambassador = house.sign_in(ASKED)
    ambassador.visit("/me/")
    name = ambassador.page.locator("nav a[href='/me/']").inner_text()
    coordinator = house.sign_in("coordinator")
    _ask(coordinator, name)
    _begin_by_phone(ambassador)
    _go_on_elsewhere(house)
    coordinator.page.reload()
    assert f"{name}: ingestuurd" in coordinator.text()
    assert REMARK not in coordinator.text()
    coordinator.link("De proefronde sluiten")
    coordinator.button("Nu sluiten")
    assert "Gesloten" in coordinator.text()
    assert REMARK in coordinator.text()
    assert coordinator.page.locator("dt", has_text=name).count() > 1
    assert findings(coordinator.page) == []


def _ask(coordinator: Keyboard, name: str) -> None:
    """Plan a round of today that asks one person, found by name."""
    coordinator.visit(VERSION)
    coordinator.link("Proefronde met naam")
    coordinator.link("Een proefronde plannen")
    coordinator.write("Wat wil je te weten komen?", "Welke woorden zijn onduidelijk?")
    coordinator.write("Zoek op naam", name)
    coordinator.reach(coordinator.page.locator("button[name=step][value=search]"))
    coordinator.enter()
    coordinator.reach(coordinator.page.locator("input[name=people]").first)
    coordinator.page.keyboard.press("Space")
    assert findings(coordinator.page) == []
    coordinator.button("De proefronde bewaren")
    assert f"{name}: niet ingestuurd" in coordinator.text()


def _begin_by_phone(ambassador: Keyboard) -> None:
    """Read what is promised, answer the first question, say where one stumbles, and leave."""
    ambassador.page.set_viewport_size(PHONE)
    ambassador.visit("/today")
    ambassador.link("Proefronde: Procesevaluatie")
    assert "Je naam staat bij je antwoorden" in ambassador.text()
    assert findings(ambassador.page) == []
    ambassador.page.set_viewport_size(PHONE)
    ambassador.write("Waar struikelde je over?", REMARK)
    ambassador.button("Deze opmerking bewaren")
    ambassador.link("Begin")
    ambassador.choose(ambassador.page.locator(RADIO).nth(1))
    _press(ambassador, "on")
    ambassador.page.locator(".part", has_text="Deel 1").wait_for()  # what is open is asked once
    _press(ambassador, "on")
    ambassador.page.locator(".part", has_text="Deel 2").wait_for()
    _press(ambassador, "later")
    assert ambassador.page.url.endswith("/today")


def _go_on_elsewhere(house: House) -> None:
    """Go on where the phone left it, send it, and change an answer afterwards."""
    desk = house.sign_in(ASKED)
    desk.visit("/today")
    desk.link("Ga verder waar je was")
    assert "Je was begonnen: ga verder waar je was." in desk.text()
    desk.link("Verder")
    assert "Deel 2 van 4" in desk.text()
    _send(desk)
    desk.link("Zeg waar je over struikelde, of verander je antwoorden")
    desk.link("Mijn antwoorden veranderen")
    assert desk.page.locator(RADIO).nth(1).is_checked()
    desk.choose(desk.page.locator(RADIO).nth(2))
    _send(desk)


def _send(person: Keyboard) -> None:
    """Leave the other questions open to the end of the form, and send it."""
    for _ in range(STEPS):
        if person.page.locator(ON).count() == 0:
            break
        _press(person, "on")
    assert person.heading() == "Dank je voor je antwoorden"


def _press(person: Keyboard, step: str) -> None:
    person.reach(person.page.locator(f"button[name=step][value={step}]"))
    person.enter()
