"""An organisation brings its own accounts, and people keep their own: from mail to sign-in."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import ViewportSize
from sqlalchemy import select

from portal.accounts.models import User
from portal.app import create_app
from portal.config import Settings
from portal.db import db, transaction
from portal.network.models import Person
from tests.conftest import Databases
from tests.databases import SECRET
from tests.journeys.identity import (
    DOMAIN,
    Identities,
    running_identities,
    without_foreign_styles,
)
from tests.journeys.keyboard import Keyboard
from tests.journeys.looking import findings
from tests.journeys.mails import link_in, mail_for
from tests.journeys.networks import PASSWORD, TODAY
from tests.journeys.people import House, answer_sign_in
from tests.journeys.served import Served
from tests.outbox.sink import Sink

MEMBER = "member.01-1"
AMBASSADOR = "ambassador.01"
HOSPITAL = "Ziekenhuis De Verzonnen Linde (fictief)"
NAME = "Werkaccount van De Linde"
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def identities() -> Iterator[Identities]:
    with running_identities() as identities:
        yield identities


@dataclass(frozen=True)
class Network:
    """A practice network in a database, and the member in it who was never invited."""

    url: str
    newcomer: int


@pytest.fixture
def practice(demos: Databases) -> Network:
    """A practice network of its own, in which one member has no account yet."""
    url = demos.fresh(f"identity_{os.getpid()}")
    app = create_app(Settings(secret_key=SECRET, database_url=url, today=TODAY, require_mfa=False))
    with app.app_context():
        whose = select(Person.id).where(Person.email == f"{MEMBER}@demo.example")
        with transaction():
            account = db.session.scalars(select(User).where(User.person_id.in_(whose))).one()
            newcomer = account.person_id
            db.session.delete(account)
        db.session.remove()
        db.engine.dispose()
    return Network(url, newcomer)


@pytest.fixture
def portal(practice: Network, tmp_path: Path, sink: Sink) -> Iterator[Served]:
    """That network, served."""
    served = Served(practice.url, tmp_path, smtp_url=sink.url)
    try:
        yield served.start(TODAY)
    finally:
        served.stop()
    assert served.complaints() == []


def add_provider(house: House, identities: Identities) -> None:
    """Let the administrator take the service in: mistyped first, then as it is."""
    admin = house.sign_in("admin")
    admin.visit("/me/")
    admin.link("Aanmelden via organisaties")
    admin.link("Aanmelddienst toevoegen")
    assert seen(admin) == []
    admin.write("Naam", NAME)
    admin.write("Adres van de aanmelddienst", f"{identities.issuer}/")
    admin.write("Client-ID", "mangomoment")
    admin.write("Clientgeheim", "secret")
    admin.write("Maildomeinen", DOMAIN)
    admin.write("Organisaties", HOSPITAL)
    admin.button("Nagaan en bewaren")
    assert "Ze noemt zichzelf anders." in admin.text()
    assert seen(admin) == []
    admin.write("Adres van de aanmelddienst", identities.issuer)
    admin.write("Clientgeheim", "secret")
    admin.button("Nagaan en bewaren")
    assert "De aanmelddienst antwoordt." in admin.text()
    assert seen(admin) == []


def seen(person: Keyboard, *, script: bool = True) -> list[str]:
    """Return what is wrong with the page; where no script runs, nobody can measure it."""
    return findings(person.page) if script else []


def press_first(person: Keyboard) -> None:
    person.reach(person.page.locator("main form button[type=submit]").first)
    person.enter()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_an_invited_member_comes_in_with_her_work_account(
    house: House, practice: Network, sink: Sink, identities: Identities, *, script: bool
) -> None:
    add_provider(house, identities)
    member = without_foreign_styles(house.stranger(script=script))
    member.page.set_viewport_size(PHONE)
    coordinator = house.sign_in("coordinator")
    coordinator.visit(f"/people/{practice.newcomer}/")
    coordinator.button("Nodig uit per mail")
    member.visit(link_in(mail_for(sink, MEMBER, "uitnodiging"), "/set-password/"))
    assert seen(member, script=script) == []
    member.link("Verder")
    identities.sign_in(member, "lotte")
    assert member.heading() == "Is dit je werkaccount?"
    assert f"lotte@{DOMAIN}" in member.text()
    assert seen(member, script=script) == []
    member.button("Ja, koppel dit account")
    assert member.page.url.endswith("/today")
    comes_back_by_work_alone(member, identities, script=script)
    coordinator.visit(f"/people/{practice.newcomer}/")
    assert "Kan zich aanmelden." in coordinator.text()


def comes_back_by_work_alone(member: Keyboard, identities: Identities, *, script: bool) -> None:
    member.visit("/me/")
    assert "Je hebt er geen: je meldt je aan met je werkaccount." in member.text()
    assert seen(member, script=script) == []
    member.visit("/sign-out")
    press_first(member)
    go_in(member, script=script)
    identities.sign_in(member, "lotte")
    assert member.page.url.endswith("/today")


def go_in(person: Keyboard, *, script: bool = True) -> None:
    person.visit("/sign-in")
    person.link("Aanmelden met je organisatie")
    assert seen(person, script=script) == []
    person.write("Je mailadres van het werk", f"whoever@{DOMAIN}")
    press_first(person)
    assert seen(person, script=script) == []
    person.link("Verder")


def test_only_who_is_known_and_verified_comes_in(house: House, identities: Identities) -> None:
    add_provider(house, identities)
    person = without_foreign_styles(house.stranger())
    person.page.set_viewport_size(PHONE)
    refused = {
        "nobody": "We kennen dit account nog niet",
        "unverified": "Je organisatie staat niet in voor je mailadres",
        "private": "Dit is geen account van de organisatie",
    }
    for subject, heading in refused.items():
        go_in(person)
        identities.sign_in(person, subject)
        assert person.heading() == heading
        assert seen(person) == []
    go_in(person)
    identities.refuse(person)
    assert person.heading() == "Je bent niet aangemeld"
    person.visit("/today")
    assert "/sign-in" in person.page.url


def test_an_ambassador_links_her_work_account(house: House, identities: Identities) -> None:
    add_provider(house, identities)
    ambassador = without_foreign_styles(house.sign_in(AMBASSADOR))
    ambassador.visit("/me/organisation-accounts")
    assert seen(ambassador) == []
    ambassador.link("Koppelen")
    identities.sign_in(ambassador, "katrien")
    ambassador.button("Ja, koppel dit account")
    assert "Gekoppeld sinds 15 november 2022" in ambassador.text()
    assert seen(ambassador) == []
    elsewhere = without_foreign_styles(house.stranger())
    go_in(elsewhere)
    identities.sign_in(elsewhere, "katrien")
    assert elsewhere.page.url.endswith("/today")
    ambassador.visit("/me/")
    ambassador.button("Daar afmelden")
    elsewhere.visit("/today")
    assert "/sign-in" in elsewhere.page.url
    ambassador.visit("/me/organisation-accounts")
    ambassador.button("Niet meer gebruiken")
    go_in(elsewhere)
    identities.sign_in(elsewhere, "katrien")
    assert elsewhere.heading() == "We kennen dit account nog niet"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_an_address_changes_by_the_mail_to_the_new_one(
    house: House, sink: Sink, *, script: bool
) -> None:
    person = house.sign_in(AMBASSADOR, script=script)
    person.page.set_viewport_size(PHONE)
    person.visit("/me/address")
    person.write("Nieuw e-mailadres", "moved@demo.example")
    person.write("Je huidige wachtwoord", PASSWORD)
    person.button("Mail me de link")
    assert person.heading() == "Kijk in je nieuwe mailbox"
    assert seen(person, script=script) == []
    notice = mail_for(sink, AMBASSADOR, "je adres te wijzigen")
    assert notice["Subject"] == "Iemand vroeg om je adres te wijzigen"
    person.visit(link_in(mail_for(sink, "moved", "je nieuwe adres"), "/new-address/"))
    assert seen(person, script=script) == []
    person.button("Gebruik dit adres")
    assert "moved@demo.example" in person.text()
    elsewhere = house.stranger()
    elsewhere.visit("/sign-in")
    answer_sign_in(elsewhere, "moved")
    assert elsewhere.page.url.endswith("/today")


def test_a_password_changes_and_other_devices_are_out(house: House) -> None:
    phone, here = house.sign_in(AMBASSADOR), house.sign_in(AMBASSADOR)
    here.visit("/me/password")
    here.write("Je huidige wachtwoord", PASSWORD)
    here.write("Nieuw wachtwoord", "liverpoolrangers")
    here.button("Bewaar dit wachtwoord")
    assert "op de lijsten" in here.text()
    assert seen(here) == []
    here.write("Je huidige wachtwoord", PASSWORD)
    here.write("Nieuw wachtwoord", "molen sneeuw trein peer")
    here.button("Bewaar dit wachtwoord")
    assert "Je wachtwoord is gewijzigd." in here.text()
    phone.visit("/me/")
    assert "/sign-in" in phone.page.url


def test_who_types_long_is_warned_and_loses_nothing(house: House) -> None:
    admin = house.sign_in("admin")
    admin.page.clock.install()
    admin.visit("/identity-providers/add")
    admin.write("Naam", "Half een naam")
    dialog = admin.page.locator("#session-ends")
    lasts = int(dialog.get_attribute("data-seconds") or 0)
    admin.page.clock.fast_forward((lasts - 25 * 60) * 1000)
    assert not dialog.is_visible()
    admin.page.clock.fast_forward(4 * 60 * 1000)
    assert "Over 21 minuten word je afgemeld" in dialog.inner_text()
    behind = "one primary button"  # of the page behind the question, out of reach meanwhile
    assert [said for said in seen(admin) if not said.startswith(behind)] == []
    with admin.page.expect_response("**/me/stay") as answer:
        admin.reach(dialog.get_by_role("button", name="Blijf aangemeld"))
        admin.page.keyboard.press("Enter")
    assert answer.value.status == 200
    dialog.wait_for(state="hidden")
    admin.page.clock.fast_forward((lasts + 60) * 1000)
    assert "Je bent afgemeld" in dialog.inner_text()
    admin.page.keyboard.press("Escape")
    dialog.wait_for(state="visible")  # what stands behind it is not shown any more
    admin.visit("/identity-providers/add")
    admin.page.get_by_role("button", name="Zet het terug").click()
    assert admin.page.get_by_label("Naam", exact=True).input_value() == "Half een naam"
