"""The forms of the main job in a browser without JavaScript, by keyboard too."""

import re

from tests.journeys.forms import answer_form
from tests.journeys.mails import link_in, mail_for
from tests.journeys.people import House
from tests.journeys.served import Served
from tests.outbox.sink import Sink

CONTACT = "contact.05"


def test_the_forms_work_without_script(house: House, portal: Served, sink: Sink) -> None:
    coordinator = house.sign_in("coordinator", script=False)
    coordinator.visit("/meetings/plan")
    coordinator.button("Bewaren als ontwerp")
    assert "Reflectiemoment 15" in coordinator.heading()
    coordinator.link("Mensen uitnodigen")
    coordinator.button("uitnodigingen versturen")
    invited = house.stranger(script=False)
    invited.visit(link_in(mail_for(sink, CONTACT, "Reflectiemoment 15"), "/rsvp/"))
    invited.button("Nee, ik kan niet")
    assert "Je antwoord: nee" in invited.text()
    contact = house.sign_in(CONTACT, script=False)
    contact.link("Hoe was Reflectiemoment 13 voor jou?")
    answer_form(contact)
    assert contact.heading() == "Dank je voor je antwoorden"
    address = re.sub(r"/meetings/.*", "/evaluation/", contact.page.url)
    assert address == f"{portal.url}/evaluation/"
