"""Two people write one set of minutes, in two browsers, one without a connection for a while."""

import re
from datetime import date
from typing import Final

from playwright.sync_api import Locator, expect

from tests.journeys.keyboard import Keyboard
from tests.journeys.looking import HEIGHT, findings
from tests.journeys.people import House
from tests.journeys.served import Served

THE_DAY: Final = date(2022, 12, 8)
WIDE: Final = 1280
KEPT: Final = re.compile(r"Bewaard om \d\d\.\d\d uur")
JOINED: Final = re.compile("samen met wat iemand anders schreef")
OFFLINE: Final = re.compile("geen verbinding")
CLASH: Final = re.compile("Iemand anders veranderde dezelfde regels")
BACK: Final = re.compile("Wat je eerder typte|Bewaard om")


def minutes_of(person: Keyboard) -> str:
    """Open the minutes of the moment of the day; return their address."""
    person.visit("/meetings/")
    person.page.get_by_role("link", name="Reflectiemoment 14").first.click()
    address = f"{person.page.url.split('#')[0]}minutes"
    person.visit(address)
    return address


def part(person: Keyboard, name: str) -> Locator:
    return person.page.locator(f"#body-{name}")


def told(person: Keyboard, name: str, words: re.Pattern[str]) -> None:
    expect(person.page.locator(f"#kept-{name} [role=status]")).to_have_text(words)


def add(person: Keyboard, name: str, words: str) -> None:
    """Type at the end of a part, letter by letter."""
    field = part(person, name)
    field.press("Control+End")
    field.press_sequentially(words)


def test_two_browsers_lose_no_word(house: House, portal: Served) -> None:
    portal.restart(THE_DAY)
    an, bea = house.sign_in("coordinator"), house.sign_in("coordinator")
    address = minutes_of(an)
    minutes_of(bea)
    add(an, "intervision", "Regel van An.")
    told(an, "intervision", KEPT)
    add(bea, "intervision", "Regel van Bea.")
    told(bea, "intervision", JOINED)
    expect(part(bea, "intervision")).to_have_value("Regel van An.\n\nRegel van Bea.")
    add(an, "development", "Behoefte van An.")
    add(bea, "general", "Algemeen van Bea.")
    told(an, "development", KEPT)
    told(bea, "general", KEPT)
    _one_loses_the_connection(an, bea)
    _both_change_one_line(an, bea)
    _a_page_that_is_left_gives_back_what_was_typed(an)
    assert findings(an.page) == []
    bea.visit(address)
    expect(part(bea, "intervision")).to_have_value(
        "Regel van An, door beiden.\n\nRegel van Bea.\n\nBea schrijft door."
    )
    expect(part(bea, "development")).to_have_value("Behoefte van An. Nog net.")
    expect(part(bea, "general")).to_have_value("Algemeen van Bea.")
    house.complaints[:] = [
        said
        for said in house.complaints
        if not ("ERR_INTERNET_DISCONNECTED" in said or said.startswith("409 "))
    ]


def _one_loses_the_connection(an: Keyboard, bea: Keyboard) -> None:
    an.page.context.set_offline(offline=True)
    part(an, "intervision").fill("Regel van An, zonder verbinding.")
    told(an, "intervision", OFFLINE)
    add(bea, "intervision", "\n\nBea schrijft door.")
    told(bea, "intervision", KEPT)
    an.page.context.set_offline(offline=False)
    told(an, "intervision", JOINED)
    expect(part(an, "intervision")).to_have_value(
        "Regel van An, zonder verbinding.\n\nRegel van Bea.\n\nBea schrijft door."
    )


def _both_change_one_line(an: Keyboard, bea: Keyboard) -> None:
    there = part(an, "intervision").input_value()
    part(an, "intervision").fill(there.replace("zonder verbinding", "eerst"))
    told(an, "intervision", KEPT)
    hers = part(bea, "intervision").input_value()
    part(bea, "intervision").fill(hers.replace("van An.", "van An, volgens Bea."))
    told(bea, "intervision", CLASH)
    assert "volgens Bea" in part(bea, "intervision").input_value()
    bea.page.get_by_role("button", name="Beide teksten bekijken").first.click()
    expect(bea.page.get_by_role("alert")).to_contain_text("dezelfde regels")
    for words in ("Regel van An, eerst.", "Regel van An, volgens Bea.", "Erbij:", "Verdwenen:"):
        expect(bea.page.locator(".theirs")).to_contain_text(words)
    assert findings(bea.page) == []
    bea.page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    part(bea, "intervision").fill(there.replace("zonder verbinding", "door beiden"))
    bea.page.get_by_role("button", name="Het verslag bewaren").click()
    expect(bea.page.locator("main")).to_contain_text("Het verslag is bewaard")


def _a_page_that_is_left_gives_back_what_was_typed(an: Keyboard) -> None:
    add(an, "development", " Nog net.")
    an.page.reload()
    expect(part(an, "development")).to_have_value("Behoefte van An. Nog net.")
    told(an, "development", BACK)
    told(an, "development", KEPT)


def test_without_javascript_the_button_keeps_everything(house: House, portal: Served) -> None:
    portal.restart(THE_DAY)
    an = house.sign_in("coordinator", script=False)
    bea = house.sign_in("coordinator", script=False)
    minutes_of(an)
    address = minutes_of(bea)
    part(an, "general").fill("De eerste regel.\n\nDe tweede regel.")
    an.button("Het verslag bewaren")
    part(bea, "general").fill("Een regel van Bea.")
    part(bea, "in_brief").fill("In drie regels.")
    bea.button("Het verslag bewaren")
    assert "is erbij gezet" in bea.text()
    part(an, "general").fill("De eerste regel, anders.\n\nDe tweede regel.")
    an.button("Het verslag bewaren")
    part(bea, "general").fill(
        part(bea, "general").input_value().replace("De eerste regel.", "De eerste regel, van Bea.")
    )
    bea.button("Het verslag bewaren")
    assert "dezelfde regels" in bea.text()
    for words in ("De eerste regel, anders.", "De eerste regel, van Bea."):
        assert words in bea.text()
    part(bea, "general").fill("Alles van allebei.")
    bea.button("Het verslag bewaren")
    an.visit(address)
    expect(part(an, "general")).to_have_value("Alles van allebei.")
    expect(part(an, "in_brief")).to_have_value("In drie regels.")
