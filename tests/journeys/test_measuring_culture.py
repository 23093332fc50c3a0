"""A measurement of culture, from the plan to the team that reads its own results first."""

import re
from html import unescape
from typing import Final

from playwright.sync_api import APIRequestContext, ViewportSize, expect

from tests.evaluation.evaluations import hidden
from tests.journeys.forms import MOST_PAGES, answer_form
from tests.journeys.keyboard import Keyboard
from tests.journeys.looking import findings
from tests.journeys.people import House

PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
NUMBER: Final = 4
TEAM: Final = "Oncologisch dagziekenhuis"
PLACE: Final = "Ziekenhuis De Verzonnen Linde"
SLUG: Final = "ziekenhuis-de-verzonnen-linde"
PEOPLE: Final = {TEAM: 12, "Onthaal en vervoer": 9, "Spoed": 15}
ANSWERS: Final = 11  # of the team: enough for its averages, and one who does not answer
FOLLOWS: Final = "dinsdag 29 november 2022"
CHOICE: Final = re.compile(r'<input type="radio" name="([^"]+)"')


def test_a_team_reads_first_what_it_answered(house: House) -> None:
    coordinator = house.sign_in("coordinator")
    the_coordinator_plans(coordinator)
    one_organisation_is_made_ready(coordinator)
    it_opens_to_who_is_ready(coordinator)
    codes = codes_are_printed(coordinator)
    a_colleague_answers_by_phone(house, codes[0])
    others_answer(house, codes[1:ANSWERS])
    lead = house.sign_in("lead.01-1")
    nobody_reads_before_the_release(lead)
    the_coordinator_closes_and_releases(coordinator)
    address = the_team_reads_along_the_model(lead)
    the_organisation_waits(house, address)


def the_coordinator_plans(coordinator: Keyboard) -> None:
    coordinator.visit("/culture/")
    coordinator.link("Een meting plannen")
    fill_day(coordinator, "Eerste dag om te antwoorden", "2022-11-15")
    fill_day(coordinator, "Laatste dag om te antwoorden", "2022-12-11")
    tick(coordinator, "golf 1")
    tick(coordinator, "ziekenhuizen")
    coordinator.write("Bij wie kan het personeel terecht", "Mieke Verzonnen, mieke@demo.example")
    coordinator.button("De meting plannen")
    assert coordinator.heading() == f"Cultuurmeting, meting {NUMBER}"
    assert "0 van de 9 organisaties" in coordinator.text()


def fill_day(person: Keyboard, label: str, day: str) -> None:
    """Go to a day and fill it in; the order of its parts differs from browser to browser."""
    field = person.page.get_by_label(label)
    person.reach(field)
    field.fill(day)


def tick(person: Keyboard, name: str) -> None:
    """Go to a box by its words and tick it."""
    box = person.page.get_by_role("checkbox", name=re.compile(name, re.IGNORECASE)).first
    person.reach(box)
    person.page.keyboard.press("Space")
    assert box.is_checked()


def one_organisation_is_made_ready(coordinator: Keyboard) -> None:
    coordinator.link(PLACE)
    fill_day(coordinator, "Op welke dag werden", "2022-11-14")
    for team, people in PEOPLE.items():
        coordinator.write(team, str(people))
    coordinator.button("Bewaren")
    assert "Bewaard." in coordinator.page.content()
    assert findings(coordinator.page) == []
    coordinator.link(f"Cultuurmeting, meting {NUMBER}")
    assert "1 van de 9 organisaties" in coordinator.text()


def it_opens_to_who_is_ready(coordinator: Keyboard) -> None:
    coordinator.link("Bekijken en openen")
    assert f"{sum(PEOPLE.values())} mensen. Teams: 3" in coordinator.text()
    assert "8 organisaties zijn niet klaar" in coordinator.text()
    assert findings(coordinator.page) == []
    for team in PEOPLE:
        expect(coordinator.page.get_by_role("listitem").filter(has_text=team).first).to_be_visible()
    coordinator.button("De meting openen")
    assert "De meting sluiten" in coordinator.text()


def codes_are_printed(coordinator: Keyboard) -> list[str]:
    coordinator.link(PLACE)
    coordinator.link("Codes afdrukken")
    assert coordinator.heading() == f"Codes voor {TEAM}"
    coordinator.write("Hoeveel codes?", str(PEOPLE[TEAM]))
    coordinator.button("De codes maken")
    codes = coordinator.page.locator("p.code").all_inner_texts()
    assert len(set(codes)) == PEOPLE[TEAM]
    assert findings(coordinator.page) == []
    return codes


def a_colleague_answers_by_phone(house: House, code: str) -> None:
    colleague = house.stranger(script=False)
    colleague.page.set_viewport_size(PHONE)
    colleague.visit(f"/evaluate?code={code}")
    colleague.button("Verder")
    for promised in ("anoniem", "nooit voor evaluatie", "14 november 2022", TEAM):
        assert promised in colleague.text()
    assert colleague.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    answer_form(colleague)
    assert colleague.heading() == "Dank je voor je antwoorden"
    colleague.visit(f"/evaluate?code={code}")
    colleague.button("Verder")
    assert "al gebruikt" in colleague.text()


def others_answer(house: House, codes: list[str]) -> None:
    ward = house.page(script=False).request
    for place, code in enumerate(codes):
        said = answer_alike(ward, f"{house.url}/evaluate", code, option=str(2 + place % 4))
        assert "Dank je voor je antwoorden" in said


def answer_alike(browser: APIRequestContext, address: str, code: str, *, option: str) -> str:
    """Answer every statement alike by a code, as a browser would send it; return the last page."""
    form = {**hidden(browser.get(address).text()), "code": code}
    for _ in range(MOST_PAGES):
        page = browser.post(address, form={name: str(value) for name, value in form.items()}).text()
        if 'name="progress"' not in page:
            return unescape(page)
        form = {**hidden(page), **dict.fromkeys(CHOICE.findall(page), option), "step": "on"}
    raise AssertionError(f"The form at {address} does not end")


def nobody_reads_before_the_release(lead: Keyboard) -> None:
    lead.visit(f"/culture/{NUMBER}/")
    assert "Resultaten komen na de laatste dag." in lead.text()
    assert lead.page.get_by_role("link", name=TEAM).count() == 0


def the_coordinator_closes_and_releases(coordinator: Keyboard) -> None:
    coordinator.visit(f"/culture/{NUMBER}/")
    assert f"{ANSWERS} van de {sum(PEOPLE.values())} mensen antwoordden" in coordinator.text()
    coordinator.link("Sluiten")
    coordinator.button("De meting sluiten")
    coordinator.link("Bekijken en vrijgeven")
    assert FOLLOWS in coordinator.text()
    coordinator.button("De resultaten vrijgeven")
    assert "De resultaten zijn vrijgegeven." in coordinator.page.content()


def the_team_reads_along_the_model(lead: Keyboard) -> str:
    lead.visit(f"/culture/{NUMBER}/")
    lead.link(TEAM)
    assert lead.heading() == TEAM
    assert f"{ANSWERS} van de {PEOPLE[TEAM]} mensen antwoordden" in lead.text()
    assert lead.page.locator("figure.scores svg").count() > 0
    shown = lead.page.locator(".score p > b").all_inner_texts()
    assert shown
    assert all(re.fullmatch(r"[1-5],\d", figure) for figure in shown)
    assert findings(lead.page) == []
    return lead.page.url.removeprefix(lead.base_url)


def the_organisation_waits(house: House, address: str) -> None:
    ambassador = house.sign_in("ambassador.01")
    for place in (address, f"/culture/{NUMBER}/organisations/{SLUG}/results"):
        ambassador.visit(place)
        assert f"Deze resultaten komen op {FOLLOWS}" in ambassador.text()
        assert ambassador.page.locator(".score, figure").count() == 0
    taken = ambassador.page.request.get(f"{house.url}{address.rstrip('/')}.csv")
    assert taken.status == 404
