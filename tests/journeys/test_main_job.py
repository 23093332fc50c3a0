"""The main job, end to end and by keyboard: kit, plan, invitation, answer, moment, evaluation."""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zipfile import ZipFile

from tests.journeys.forms import answer_form
from tests.journeys.keyboard import Keyboard
from tests.journeys.looking import findings
from tests.journeys.mails import event_in, link_in, mail_for, words_of
from tests.journeys.people import House, answer_sign_in
from tests.journeys.served import Served
from tests.outbox.sink import Sink

CONTACT = "contact.03"
HIDDEN = "Te weinig antwoorden om te tonen."
FIGURES = "Vraag per vraag"
MOMENT = "Reflectiemoment 15"
KIT = "De vraag van vandaag"


@dataclass(repr=False)
class Job:
    """The job as it goes on: who is there, and what was learnt on the way."""

    house: House
    portal: Served
    sink: Sink
    folder: Path
    coordinator: Keyboard = field(init=False)
    contact: Keyboard = field(init=False)
    day: date = field(init=False)
    meeting: str = ""
    answer_link: str = ""
    codes: list[str] = field(default_factory=list)

    def who_come(self) -> int:
        """Return how many said yes, as the coordinator sees it."""
        self.coordinator.visit(self.meeting)
        said = re.search(r"(\d+) ja ·", self.coordinator.text())
        assert said, self.coordinator.text()
        return int(said[1])


def test_the_main_job(house: House, portal: Served, sink: Sink, tmp_path: Path) -> None:
    job = Job(house, portal, sink, tmp_path)
    a_newcomer_takes_a_kit_along(job)
    the_coordinator_plans(job)
    the_coordinator_invites(job)
    a_contact_answers_from_the_mail(job)
    the_moment_is_held(job)
    the_evaluation_opens(job)
    a_contact_fills_it_in(job)
    a_walk_in_fills_it_in(job)
    nobody_sees_results_yet(job)
    closing_shows_them_but_never_a_few(job)
    an_older_evaluation_shows_its_figures(job)
    the_ambassador_sees_her_teams(job)


def a_newcomer_takes_a_kit_along(job: Job) -> None:
    newcomer = job.house.stranger()
    newcomer.visit("/")
    newcomer.link("MOI’s")
    newcomer.link(KIT)
    newcomer.reach(newcomer.page.get_by_role("link", name="Download het lespakket"))
    with newcomer.page.expect_download() as download:
        newcomer.page.keyboard.press("Enter")
    packed = job.folder / "kit.zip"
    download.value.save_as(packed)
    with ZipFile(packed) as archive:
        archive.extractall(job.folder)
    start = next(job.folder.rglob("START-HIER.html"))
    reader = job.house.stranger()
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    reader.visit(start.as_uri())
    assert reader.heading() == KIT
    assert reader.page.locator("svg, img").count() > 0
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert reader.page.evaluate(
        "[...document.images].every(image => image.complete && image.naturalWidth > 0)"
    )
    assert findings(reader.page) == []


def the_coordinator_plans(job: Job) -> None:
    job.coordinator = job.house.sign_in("coordinator")
    assert job.coordinator.page.url.endswith("/today")
    job.coordinator.link("Plan het volgende reflectiemoment")
    job.coordinator.write("Plaats", "Zaal De Kleine Attentie, Mechelen")
    job.day = date.fromisoformat(job.coordinator.page.get_by_label("Welke dag?").input_value())
    job.coordinator.button("Bewaren als ontwerp")
    assert MOMENT in job.coordinator.heading()
    job.meeting = job.coordinator.page.url
    assert job.sink.arrived == []


def the_coordinator_invites(job: Job) -> None:
    job.coordinator.link("Mensen uitnodigen")
    preview = job.coordinator.text()
    assert "Zaal De Kleine Attentie" in preview
    job.coordinator.button("uitnodigingen versturen")
    assert job.coordinator.page.url == job.meeting
    assert job.who_come() == 0


def a_contact_answers_from_the_mail(job: Job) -> None:
    mail = mail_for(job.sink, CONTACT, MOMENT)
    assert "Zaal De Kleine Attentie" in words_of(mail, "plain")
    assert "Zaal De Kleine Attentie" in words_of(mail, "html")
    event = event_in(mail)
    assert str(event.start).startswith(job.day.isoformat())
    assert "Zaal De Kleine Attentie" in str(event["LOCATION"])
    job.answer_link = link_in(mail, "/rsvp/")
    scanner = job.house.stranger()
    scanner.visit(job.answer_link)
    scanner.visit(job.answer_link)
    assert job.who_come() == 0
    contact = job.house.stranger()
    contact.visit(job.answer_link)
    contact.button("Ja, ter plaatse")
    assert "Je antwoord: ja" in contact.text()
    assert job.who_come() == 1


def the_moment_is_held(job: Job) -> None:
    job.portal.restart(job.day)
    coordinator = job.coordinator
    coordinator.visit(job.meeting)
    coordinator.button("Noteren dat het doorging")
    coordinator.link("Invullen wie er was")
    mark = coordinator.page.get_by_role("radio", name="Ter plaatse").first
    coordinator.choose(mark)
    coordinator.write("Gasten", "2")
    coordinator.button("De aanwezigheid bewaren")
    coordinator.visit(job.meeting)
    coordinator.link("Het verslag schrijven")
    coordinator.write("Algemeen", "We spraken af dat elk team één klein gebaar probeert.")
    coordinator.button("Het verslag bewaren")
    coordinator.visit(job.meeting)
    coordinator.link("Het verslag goedkeuren")
    coordinator.button("Het verslag goedkeuren")
    assert "elk team één klein gebaar" in coordinator.text()
    assert re.search(r"(?is)ter plaatse: 1\b.*gasten: 2", coordinator.text())


def the_evaluation_opens(job: Job) -> None:
    job.coordinator.visit(job.meeting)
    job.coordinator.link("De vragenlijst openen")
    job.coordinator.button("Openen en uitnodigen")
    job.coordinator.visit(f"{job.meeting}evaluation/status")
    job.coordinator.link("Codes maken")
    job.coordinator.write("Hoeveel codes?", "2")
    job.coordinator.button("De codes maken")
    job.codes = job.coordinator.page.locator("p.code").all_inner_texts()
    assert len(set(job.codes)) == 2


def a_contact_fills_it_in(job: Job) -> None:
    mail = mail_for(job.sink, CONTACT, "hoe was het voor jou?")
    job.contact = job.house.stranger()
    job.contact.visit(link_in(mail, "/evaluation/"))
    answer_sign_in(job.contact, CONTACT)
    answer_form(job.contact)
    assert job.contact.heading() == "Dank je voor je antwoorden"


def a_walk_in_fills_it_in(job: Job) -> None:
    guest = job.house.stranger()
    for code, works in ((job.codes[0], True), (job.codes[0], False)):
        guest.visit("/evaluate")
        guest.write("Je code", code.lower())
        guest.button("Verder")
        assert ("al gebruikt" not in guest.text()) == works
        if works:
            answer_form(guest)
            assert "Dank je voor je antwoorden" in guest.text()


def nobody_sees_results_yet(job: Job) -> None:
    ambassador = job.house.sign_in("ambassador.03")
    for person in (job.contact, job.coordinator, ambassador):
        person.visit(f"{job.meeting}evaluation/")
        assert FIGURES not in person.text()
        assert HIDDEN not in person.text()
        assert MOMENT not in released_to(person)


def released_to(person: Keyboard) -> str:
    """Return the file of results, as this person gets it."""
    return person.page.request.get(f"{person.base_url}/evaluation.csv").text()


def closing_shows_them_but_never_a_few(job: Job) -> None:
    job.coordinator.visit(f"{job.meeting}evaluation/status")
    assert re.search(r"\b1 van de \d+ genodigden", job.coordinator.text())
    job.coordinator.link("Sluiten")
    job.coordinator.button("Sluiten en de resultaten tonen")
    for person in (job.coordinator, job.contact):
        person.visit(f"{job.meeting}evaluation/")
        assert "Er kwamen 2 antwoorden binnen" in person.text()
        rows = person.page.locator("tbody tr").all_inner_texts()
        assert rows
        assert all(HIDDEN in row for row in rows)
        assert MOMENT in released_to(person)


def an_older_evaluation_shows_its_figures(job: Job) -> None:
    job.contact.visit("/evaluation/")
    job.contact.link("Reflectiemoment 12")
    assert FIGURES in job.contact.text()
    shown = job.contact.page.locator("td.n").all_inner_texts()
    assert any(re.fullmatch(r"\d,\d", figure) for figure in shown)
    assert job.contact.page.locator("svg").count() > 0


def the_ambassador_sees_her_teams(job: Job) -> None:
    ambassador = job.house.sign_in("ambassador.01")
    teams = ambassador.page.locator("main h2 + ul .what a[href^='/teams/']")
    names = teams.all_inner_texts()
    assert len(names) == 3
    ambassador.link(names[0])
    assert ambassador.heading().startswith(names[0])
