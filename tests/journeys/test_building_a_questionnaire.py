"""A next version by keyboard and without JavaScript: begun, written, looked at, published."""

from typing import Final

from tests.journeys.keyboard import Keyboard
from tests.journeys.people import House

SLUG: Final = "process-evaluation"
QUESTION: Final = "P16"
WORDS: Final = {
    "Nederlands": "Wat doen we de volgende keer anders?",
    "Engels": "What should we do differently next time?",
}


def test_a_next_version_of_a_questionnaire(house: House) -> None:
    coordinator = house.sign_in("coordinator", script=False)
    coordinator.visit("/instruments/")
    coordinator.reach(coordinator.page.locator(f"form[action$='/{SLUG}/begin'] button"))
    coordinator.enter()
    draft = coordinator.page.url.partition("#")[0]
    write(coordinator)
    look(coordinator, draft)
    compare(coordinator, draft)
    publish(coordinator, draft)


def write(coordinator: Keyboard) -> None:
    coordinator.link(QUESTION)
    for language, words in WORDS.items():
        coordinator.write(f"Woorden ({language})", words)
    coordinator.button("Bewaren")
    assert coordinator.page.url.endswith(f"#item-{QUESTION}")


def look(coordinator: Keyboard, draft: str) -> None:
    for language, words in WORDS.items():
        coordinator.visit(draft)
        coordinator.link(f"Bekijken ({language})")
        while words not in coordinator.text():
            coordinator.link("Volgende bladzijde")
        assert "niets wordt bewaard" in coordinator.text()


def compare(coordinator: Keyboard, draft: str) -> None:
    coordinator.visit(draft)
    coordinator.link("Wat er wijzigt")
    marked = coordinator.page.locator("ins").all_inner_texts()
    assert any("anders?" in words for words in marked)
    assert coordinator.page.locator("del").count() > 0


def publish(coordinator: Keyboard, draft: str) -> None:
    coordinator.visit(draft)
    coordinator.link("Publiceren")
    coordinator.write("Wat wijzigde er en waarom", "De slotvraag is korter.")
    line = coordinator.page.get_by_role("checkbox", name="op één lijn")
    coordinator.reach(line)
    coordinator.page.keyboard.press("Space")
    coordinator.button("Publiceren")
    assert "is gepubliceerd" in coordinator.text()
    for words in WORDS.values():
        assert words in coordinator.text()
    coordinator.visit(draft)
    assert coordinator.page.locator("h1").count() == 1
    assert WORDS["Nederlands"] not in coordinator.text()
