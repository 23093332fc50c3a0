"""From what people said to what changed and whether it helped: one loop, by keyboard."""

from typing import Final

from tests.journeys.keyboard import Keyboard
from tests.journeys.looking import findings
from tests.journeys.people import House

SAID: Final = "Terugkijken op het project mag korter en met een voorbeeld erbij."
WHY: Final = "Wie terugkijkt zonder voorbeeld, haakt af."
DID: Final = "Het terugkijken begint met één voorbeeld en duurt tien minuten."
TOLD: Final = "Jullie vroegen een voorbeeld bij het terugkijken. Dat komt er."
WAITING: Final = "Wat we afspreken, vervaagt tussen twee reflectiemomenten."
HEARD: Final = "Toen en nu antwoordden andere mensen. In de intervisie klinkt het beter."


def test_from_a_sign_to_rating_again(house: House) -> None:
    coordinator = house.sign_in("coordinator")
    a_sign_becomes_feedback(coordinator)
    it_is_decided_changed_and_announced(coordinator)
    a_participant_reads_what_was_done(house)
    an_earlier_change_is_rated_again(coordinator)


def a_sign_becomes_feedback(coordinator: Keyboard) -> None:
    coordinator.visit("/evaluation/")
    coordinator.link("Door de tijd")
    coordinator.reach(coordinator.page.locator("main .timeline a").first)
    coordinator.enter()
    assert coordinator.heading() == "Wat jullie ervan vonden"
    coordinator.link("Er feedback van maken")
    assert coordinator.heading() == "Feedback noteren"
    assert coordinator.page.get_by_label("Wat zeiden mensen").input_value() != ""
    coordinator.write("Wat zeiden mensen", SAID)
    coordinator.button("Noteren")
    assert coordinator.heading() == SAID
    assert "nog geen beslissing" in coordinator.text()


def it_is_decided_changed_and_announced(coordinator: Keyboard) -> None:
    coordinator.link("Beslissen")
    coordinator.choose(coordinator.page.get_by_role("radio", name="Aanpassen"))
    coordinator.write("Waarom?", WHY)
    coordinator.button("Bewaren")
    coordinator.link("Vertellen wat er veranderde")
    coordinator.write("Wat veranderde er?", DID)
    coordinator.button("Bewaren")
    coordinator.link("Vertellen hoe het meegedeeld is")
    coordinator.choose(coordinator.page.get_by_role("radio", name="Per mail"))
    coordinator.write("Wat vertelde je?", TOLD)
    coordinator.button("Bewaren")
    coordinator.reach(coordinator.page.locator("summary", has_text="Wat nu niet kan"))
    coordinator.page.keyboard.press("Enter")
    assert "Wacht tot er twee reflectiemomenten waren" in coordinator.text()
    assert findings(coordinator.page) == []


def a_participant_reads_what_was_done(house: House) -> None:
    participant = house.sign_in("ambassador.01")
    participant.visit("/evaluation/")
    participant.link("Jullie zeiden, wij deden")
    for words in (SAID, WHY, DID, TOLD):
        assert words in participant.text()
    assert findings(participant.page) == []


def an_earlier_change_is_rated_again(coordinator: Keyboard) -> None:
    coordinator.visit("/adjustments/")
    coordinator.link(WAITING)
    coordinator.link("Opnieuw beoordelen")
    coordinator.choose(coordinator.page.get_by_role("radio", name="Toen, Reflectiemoment").first)
    coordinator.choose(coordinator.page.get_by_role("radio", name="het hielp deels"))
    coordinator.write("Wat lees je erin?", HEARD)
    coordinator.button("Bewaren")
    assert coordinator.heading() == WAITING
    for words in ("Toen en nu", "het hielp deels", HEARD):
        assert words in coordinator.text()
    assert findings(coordinator.page) == []
