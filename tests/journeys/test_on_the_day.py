"""The day of a meeting: the screen, a phone, a walk-in with a code, an attestation to check."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize
from sqlalchemy import select

from portal.app import create_app
from portal.asks.services import Why
from portal.config import Settings
from portal.db import db, transaction
from portal.evaluation.services import Plan, open_evaluation
from portal.meetings.models import Meeting, MeetingKind
from portal.network.models import Person
from portal.questionnaires.kinds import Length
from tests.attendance.happening import let_it_happen
from tests.conftest import Databases
from tests.databases import SECRET
from tests.journeys.forms import answer_form
from tests.journeys.keyboard import Keyboard
from tests.journeys.looking import findings
from tests.journeys.networks import TODAY
from tests.journeys.people import House
from tests.journeys.served import Served
from tests.outbox.sink import Sink

PHONE: ViewportSize = {"width": 390, "height": 844}
PARTICIPANT = "contact.01"
MOMENT = "Reflectiemoment 14"
CHECK_IN = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")
ATTESTED = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}")


def let_it_be_today(url: str) -> int:
    """Let the moment to come be today, at this hour, with its form open; return its id."""
    settings = Settings(secret_key=SECRET, database_url=url, today=TODAY, require_mfa=False)
    with create_app(settings).app_context():
        with transaction():
            meeting = db.session.scalars(
                select(Meeting).where(Meeting.kind == MeetingKind.REFLECTION, Meeting.number == 14)
            ).one()
            meeting.respond_by = None
            let_it_happen(meeting, on=TODAY)
            db.session.flush()
            plan = Plan(
                length=Length.SHORT, closes_on=TODAY, why=Why(reason="De dag zelf.", lang="nl")
            )
            by = db.session.scalars(
                select(Person.id).where(Person.email == "coordinator@demo.example")
            ).one()
            meeting_id = open_evaluation(meeting, plan, on=TODAY, by=by).meeting_id
        db.engine.dispose()
    return meeting_id


@pytest.fixture
def meeting(
    demos: Databases, tmp_path: Path, sink: Sink, browser: Browser
) -> Iterator[tuple[House, int]]:
    """A portal on the day of a meeting, with the meeting's id."""
    url = demos.fresh(f"day_{os.getpid()}")
    meeting_id = let_it_be_today(url)
    served = Served(url, tmp_path, smtp_url=sink.url).start(TODAY, worker=False)
    house = House(browser, served.url)
    yield house, meeting_id
    house.close()
    served.stop()
    assert house.complaints == []
    assert served.complaints() == []


def test_a_meeting_on_its_day(meeting: tuple[House, int]) -> None:
    house, meeting_id = meeting
    leader = house.sign_in("coordinator")
    code = the_screen_shows_a_code(leader, meeting_id)
    participant = somebody_checks_in(house, code)
    somebody_walks_in(house, code)
    the_leader_sees_who_is_in(leader, meeting_id)
    attested = the_attendance_is_attested(participant)
    anybody_checks_it(house, attested, answer="Geldig.")
    a_correction_ends_it(leader, meeting_id)
    anybody_checks_it(house, attested, answer="Niet geldig.")


def the_screen_shows_a_code(leader: Keyboard, meeting_id: int) -> str:
    leader.visit(f"/meetings/{meeting_id}/day")
    assert leader.page.locator(".block.now").count() == 1
    leader.link("Code voor het scherm")
    leader.button("De code maken")
    assert findings(leader.page) == []
    found = CHECK_IN.search(leader.text())
    assert found, leader.text()
    return found[0]


def somebody_checks_in(house: House, code: str) -> Keyboard:
    participant = house.sign_in(PARTICIPANT)
    participant.page.set_viewport_size(PHONE)
    participant.visit("/check-in")
    participant.write("De code op het scherm", code.lower())
    participant.button("Verder")
    participant.button("Ik ben er")
    assert participant.heading() == "Je bent aangemeld. Welkom."
    return participant


def somebody_walks_in(house: House, code: str) -> None:
    guest = house.stranger(script=False)
    guest.page.set_viewport_size(PHONE)
    guest.visit(f"/check-in/{code}")
    guest.reach(guest.page.locator("#guest-name"))
    guest.page.keyboard.type("Mia Gast")
    guest.button("Aanmelden als gast")
    guest.button("Mijn code tonen")
    slip = CHECK_IN.search(guest.text())
    assert slip, guest.text()
    assert "Mia" not in guest.text()
    guest.link("/evaluate")
    guest.write("Je code", slip[0])
    guest.button("Verder")
    answer_form(guest)
    assert "Dank je voor je antwoorden" in guest.text()


def the_leader_sees_who_is_in(leader: Keyboard, meeting_id: int) -> None:
    leader.visit(f"/meetings/{meeting_id}/day")
    assert "Mia Gast" in leader.text()
    assert re.search(r"\b1 van de \d+ verwachte mensen", leader.text())
    leader.write("Notities", "Iedereen vertelde over een klein gebaar.")
    leader.button("Deze notitie bewaren")
    assert "klein gebaar" in leader.page.locator("textarea").first.input_value()
    assert findings(leader.page) == []
    leader.visit(f"/meetings/{meeting_id}/")
    leader.button("Noteren dat")


def the_attendance_is_attested(participant: Keyboard) -> str:
    participant.visit("/attestations/")
    participant.button("Attest maken")
    assert MOMENT in participant.text()
    assert findings(participant.page) == []
    address = participant.page.get_by_role("link", name="Download als PDF").get_attribute("href")
    paper = participant.page.request.get(f"{participant.base_url}{address}")
    assert paper.body().startswith(b"%PDF")
    found = ATTESTED.search(participant.text())
    assert found, participant.text()
    return found[0]


def anybody_checks_it(house: House, code: str, *, answer: str) -> None:
    visitor = house.stranger(script=False)
    visitor.visit("/attestations/check")
    visitor.write("De code op het attest", code)
    visitor.button("Nakijken")
    assert visitor.page.get_by_role("status").inner_text().startswith(answer)
    assert MOMENT not in visitor.text()


def a_correction_ends_it(leader: Keyboard, meeting_id: int) -> None:
    leader.visit(f"/meetings/{meeting_id}/attendance?q=verzonnen+linde")
    here = leader.page.locator("input[value='on_site']:checked").first.get_attribute("name")
    leader.choose(leader.page.locator(f"input[name='{here}'][value='excused']"))
    leader.button("De aanwezigheid bewaren")
    assert "De aanwezigheid is bewaard." in leader.page.content()
