"""Filling in a questionnaire with the keyboard, page by page, whatever it asks."""

from typing import Final

from tests.journeys.keyboard import Keyboard

MOST_PAGES: Final = 20
ON: Final = "button[name=step][value=on]"


def answer_form(person: Keyboard) -> None:
    """Give the second answer to each question with choices, and send the form."""
    for _ in range(MOST_PAGES):
        if person.page.locator(ON).count() == 0:
            return
        _answer_page(person)
        person.reach(person.page.locator(ON))
        person.enter()
    raise AssertionError(f"The form at {person.page.url} does not end")


def _answer_page(person: Keyboard) -> None:
    groups = person.page.locator("fieldset:visible:has(input[type=radio])")
    for position in range(groups.count()):
        person.choose(groups.nth(position).get_by_role("radio").nth(1))
