"""A team's card: by its lead on a phone, read by the ambassador, by a colleague with the code."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import ViewportSize

from tests.journeys.keyboard import Keyboard
from tests.journeys.looking import findings
from tests.journeys.mails import mail_for, words_of
from tests.journeys.people import House
from tests.outbox.sink import Sink

PHONE: ViewportSize = {"width": 390, "height": 844}
LEAD, AMBASSADOR, NEIGHBOUR = "lead.01-3", "ambassador.01", "ambassador.04"
TEAM = "Spoed"
TRIES = "Elke familie krijgt een stoel en een naam."
QUESTION = "Wie heeft al eens met vrijwilligers op spoed gewerkt?"
COLLEAGUE = "De nachtdienst deed het ook."
ANSWER = "Wij, al twee jaar. Bel gerust."


@pytest.fixture
def lead(house: House) -> Iterator[Keyboard]:
    """The lead of a team, with a phone in the hand."""
    person = house.sign_in(LEAD)
    person.page.set_viewport_size(PHONE)
    yield person
    assert findings(person.page) == []


def test_a_card_from_the_phone_to_the_network(house: House, lead: Keyboard, sink: Sink) -> None:
    the_lead_fills_it_in(lead)
    the_ambassador_reads_it(house)
    a_colleague_adds_to_it(house, lead)
    a_neighbour_sees_the_question_alone(house)
    the_answer_comes_by_mail(sink)
    the_lead_takes_the_question_back(house, lead)


def the_lead_fills_it_in(lead: Keyboard) -> None:
    lead.visit("/today")
    lead.link("Vul de teamkaart in")
    assert lead.heading() == f"Teamkaart van {TEAM}"
    lead.choose(lead.page.get_by_role("radio", name="Het ging goed"))
    lead.write("Wat proberen jullie", TRIES)
    lead.write("Waar willen jullie hulp bij?", QUESTION)
    share = lead.page.get_by_label("Het netwerk mag deze vraag zien")
    assert not share.is_checked()
    lead.reach(share)
    lead.page.keyboard.press("Space")
    lead.button("De teamkaart bewaren")
    assert lead.heading() == f"De kaart van {TEAM} is bewaard"
    assert "Niet het projectteam" in lead.text()
    assert "reflectiemoment van donderdag 8 december 2022" in lead.text()


def the_ambassador_reads_it(house: House) -> None:
    ambassador = house.sign_in(AMBASSADOR)
    assert TRIES in ambassador.text()
    ambassador.link("Alle teamkaarten naast elkaar")
    assert TRIES in ambassador.text()
    assert QUESTION in ambassador.text()


def a_colleague_adds_to_it(house: House, lead: Keyboard) -> None:
    lead.link("De teamkaart aanpassen")
    lead.link("Laat collega’s ze invullen met een code")
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", lead.text())
    assert code, lead.text()
    colleague = house.stranger(script=False)
    colleague.page.set_viewport_size(PHONE)
    colleague.visit("/team")
    colleague.write("De code van je team", code[0].lower())
    colleague.button("De teamkaart openen")
    assert colleague.heading() == f"Teamkaart van {TEAM}"
    colleague.choose(colleague.page.get_by_role("radio", name="Het ging goed"))
    colleague.write("In enkele woorden", COLLEAGUE)
    colleague.button("De teamkaart bewaren")
    assert colleague.heading() == "Dank je, het is bewaard"
    assert COLLEAGUE in colleague.text()
    assert "iemand van het team, 15 november 2022" in colleague.text()


def a_neighbour_sees_the_question_alone(house: House) -> None:
    neighbour = house.sign_in(NEIGHBOUR)
    neighbour.link("Waar andere teams hulp bij willen")
    assert QUESTION in neighbour.text()
    assert TRIES not in neighbour.page.content()
    assert COLLEAGUE not in neighbour.page.content()
    neighbour.link(f"{TEAM}, Ziekenhuis De Verzonnen Linde")
    neighbour.write("Wat weet je", ANSWER)
    neighbour.button("Naar het team sturen")
    assert "Je bericht is onderweg naar het team." in neighbour.text()
    for path in ("/teams/3/card", "/teams/3/card/history", "/teams/3/code"):
        answer = neighbour.page.goto(f"{neighbour.base_url}{path}")
        assert answer is not None
        assert answer.status == 404


def the_answer_comes_by_mail(sink: Sink) -> None:
    for reader in (LEAD, AMBASSADOR):
        words = words_of(mail_for(sink, reader, "weet iets voor"), "plain")
        assert ANSWER in words
        assert f"{NEIGHBOUR}@demo.example" in words


def the_lead_takes_the_question_back(house: House, lead: Keyboard) -> None:
    lead.visit("/teams/3/card")
    assert ANSWER in lead.text()
    lead.button("De vraag terugnemen")
    assert "Het netwerk ziet de vraag niet meer." in lead.text()
    coordinator = house.sign_in("coordinator")
    coordinator.visit("/help-wanted/")
    assert QUESTION not in coordinator.page.content()
