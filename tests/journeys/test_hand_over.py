"""An ambassador is followed by another: by keyboard, on a phone, and once without JavaScript."""

from datetime import date
from typing import Final

from tests.journeys.keyboard import Keyboard
from tests.journeys.looking import HEIGHT, findings
from tests.journeys.mails import link_in, mail_for, words_of
from tests.journeys.people import House, answer_sign_in
from tests.journeys.served import Served
from tests.outbox.sink import Sink

PLACE: Final = "/organisations/kliniek-maneschijn/"
HAND_OVER: Final = f"{PLACE}hand-over"
FIRST_DAY: Final = date(2022, 11, 21)
OLD, NEW = "ambassador.03", "nele.nieuw"
SECRET: Final = "vier gewone woorden samen"
PHONE: Final = 390
GONE: Final = "We vinden deze pagina niet"


def test_on_the_day_the_successor_has_access_and_who_stops_has_not(
    house: House, portal: Served, sink: Sink
) -> None:
    coordinator = house.sign_in("coordinator")
    coordinator.page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    an_action_is_agreed(coordinator)
    the_hand_over_is_planned(coordinator)
    old, new = house.sign_in(OLD), house.stranger()
    the_successor_chooses_a_password(new, sink)
    assert reaches(old)
    assert not reaches(new)
    portal.restart(FIRST_DAY)
    thanked = mail_for(sink, OLD, "Bedankt")
    assert "Nele Nieuw" in words_of(thanked, "plain")
    assert not reaches(old)
    assert reaches(new)
    the_work_went_along(new)


def an_action_is_agreed(coordinator: Keyboard) -> None:
    coordinator.visit(f"{PLACE}support")
    coordinator.choose(coordinator.page.get_by_role("radio", name="Telefoon"))
    coordinator.write("Waarover ging het?", "De affiches hangen. De nachtploeg vraagt er ook.")
    coordinator.write("Welke volgende stap", "Affiches voor de nachtploeg")
    coordinator.choose(coordinator.page.get_by_role("radio", name="Ja, voor de ambassadeur"))
    coordinator.button("Bewaren")
    assert "Affiches voor de nachtploeg" in coordinator.text()


def the_hand_over_is_planned(coordinator: Keyboard) -> None:
    coordinator.visit(HAND_OVER)
    coordinator.choose(coordinator.page.get_by_role("radio", name="Iemand anders"))
    coordinator.write("Naam", "Nele Nieuw")
    coordinator.write("E-mailadres", f"{NEW}@demo.example")
    coordinator.page.get_by_label("Vanaf welke dag?").fill(FIRST_DAY.isoformat())
    coordinator.write("Waarom?", "Een andere functie in huis")
    coordinator.button("Bekijk wat er gebeurt")
    assert coordinator.heading() == "Wat gebeurt er?"
    assert "tot en met zondag 20 november 2022" in coordinator.text()
    assert "Affiches voor de nachtploeg" in coordinator.text()
    assert findings(coordinator.page) == []
    coordinator.page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    coordinator.button("De opvolging plannen")
    assert "Tot dan blijft alles zoals het is." in coordinator.text()


def the_successor_chooses_a_password(new: Keyboard, sink: Sink) -> None:
    new.visit(link_in(mail_for(sink, NEW, "uitnodiging"), "/set-password/"))
    new.write("Nieuw wachtwoord", SECRET)
    new.button("Bewaar")
    if "/sign-in" in new.page.url:
        new.write("E-mailadres", f"{NEW}@demo.example")
        new.write("Wachtwoord", SECRET)
        new.button("Aanmelden")


def reaches(person: Keyboard) -> bool:
    """Tell whether somebody sees the page of the organisation."""
    person.visit(PLACE)
    return person.heading() != GONE


def the_work_went_along(new: Keyboard) -> None:
    new.visit("/tasks/")
    assert "Affiches voor de nachtploeg" in new.text()
    assert findings(new.page) == []
    new.link("Affiches voor de nachtploeg")
    new.button("Noteren dat het klaar is")
    assert "Affiches voor de nachtploeg" not in new.text()


def test_without_script_a_plan_is_made_moved_and_called_off(house: House) -> None:
    coordinator = house.stranger(script=False)
    coordinator.visit(f"/sign-in?next={HAND_OVER}")
    answer_sign_in(coordinator, "coordinator")
    page = coordinator.page
    page.get_by_role("radio").first.check()
    page.get_by_label("Vanaf welke dag?").fill(FIRST_DAY.isoformat())
    page.get_by_label("Waarom?").fill("Pensioen")
    page.get_by_role("button", name="Bekijk wat er gebeurt").click()
    page.get_by_role("button", name="De opvolging plannen").click()
    coordinator.visit(HAND_OVER)
    page.get_by_label("Vanaf welke dag?").fill("2022-11-28")
    page.get_by_role("button", name="Naar deze dag verplaatsen").click()
    assert "28 november 2022" in coordinator.text()
    page.get_by_role("button", name="De opvolging afblazen").click()
    assert "De opvolging gaat niet door." in coordinator.text()
