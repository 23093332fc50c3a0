"""The life of a kit by keyboard: missed, proposed, tested, approved, published, used, mapped."""

import io
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from portal.moi.source.folder import CONTENT, short_hash_of
from tests.journeys.keyboard import Keyboard
from tests.journeys.mails import link_in, mail_for
from tests.journeys.people import House
from tests.outbox.sink import Sink

AUTHOR, TESTER, READER = "lead.05-1", "lead.09-2", "lead.03-1"
NEED: Final = "Hoe vragen we aan de balie wat iemand vandaag nodig heeft?"
TEAM, PLACE = "Onthaal en vervoer", "Universitair Ziekenhuis Nergensburg (fictief)"
TITLE: Final = "Aan de balie"
SLUG: Final = "aan-de-balie"
TAUGHT: Final = "op-een-kier"  # the kit whose folder the author starts from
LINES_TO_JUDGE: Final = 5
OPENNESS: Final = "Openheid voor anderen"


@dataclass(repr=False)
class Life:
    """The life as it goes on: who takes part, and what was learnt on the way."""

    house: House
    sink: Sink
    coordinator: Keyboard = field(init=False)
    author: Keyboard = field(init=False)
    need: str = ""
    draft: str = ""
    number: str = ""
    before: tuple[int, int] = (0, 0)

    @property
    def page(self) -> str:
        """The address of the life of the kit."""
        return f"/moi/{SLUG}/life"


def test_the_life_of_a_kit(house: House, sink: Sink) -> None:
    life = Life(house, sink)
    life.coordinator = house.sign_in("coordinator")
    life.before = on_the_map(life.coordinator)
    a_team_tells_what_it_misses(life)
    its_lead_proposes_a_kit(life)
    the_coordinator_accepts(life)
    the_author_sends_the_files(life)
    the_coordinator_puts_it_in(life)
    the_coordinator_asks_another_team(life)
    that_team_says_what_it_found(life)
    the_coordinator_answers_and_approves(life)
    the_coordinator_publishes(life)
    the_need_has_its_answer(life)
    the_teams_are_told(life)
    a_team_takes_it_along_and_uses_it(life)
    kits, used = on_the_map(life.coordinator)
    assert (kits, used) == (life.before[0] + 1, life.before[1] + 1)


def on_the_map(coordinator: Keyboard) -> tuple[int, int]:
    """Return how many kits serve openness, and how many teams used one of them."""
    coordinator.visit("/coverage")
    row = coordinator.page.locator("tbody tr", has_text=OPENNESS).first
    cells = row.locator("td.n").all_inner_texts()[:-1]  # the last one is culture: a mean
    counts = [int(cell.split()[0]) for cell in cells]
    _asked, _answered, *kits_by_stage, used = counts
    return (sum(kits_by_stage), used)


def tick(person: Keyboard, name: str) -> None:
    """Tick a box with the space bar."""
    box = person.page.get_by_role("checkbox", name=name).first
    person.reach(box)
    person.page.keyboard.press("Space")
    assert box.is_checked()


def pick(person: Keyboard, question: str, answer: str) -> None:
    """Choose an answer to one question, among questions with the same answers."""
    group = person.page.get_by_role("group", name=question)
    person.choose(group.get_by_role("radio", name=answer, exact=True))


def a_team_tells_what_it_misses(life: Life) -> None:
    life.author = life.house.sign_in(AUTHOR)
    life.author.visit("/needs/")
    life.author.link("Vertel wat je mist")
    life.author.write("Wat mis je?", NEED)
    life.author.button("Versturen")
    if "Anderen" in life.author.heading():
        life.author.button("Nee, die van ons is anders")
    assert life.author.heading() == NEED
    life.need = life.author.page.url


def its_lead_proposes_a_kit(life: Life) -> None:
    life.author.link("Een lespakket voorstellen")
    life.author.write("Hoe zou je het lespakket noemen?", TITLE)
    life.author.write("Wat kan een team daarna?", "Met één vraag merken wat iemand nodig heeft.")
    life.author.write("Waarom is het nodig?", "De eerste minuut bepaalt hoe iemand binnenkomt.")
    tick(life.author, OPENNESS)
    life.author.button("Voorstellen")
    assert life.author.heading() == TITLE
    assert NEED in life.author.text()
    life.draft = life.author.page.url


def the_coordinator_accepts(life: Life) -> None:
    coordinator = life.coordinator
    coordinator.visit(life.draft)
    coordinator.link("Het voorstel aanvaarden")
    coordinator.write("Adres van het lespakket", SLUG)
    life.number = coordinator.page.get_by_label("Nummer").input_value()
    coordinator.button("Aanvaarden")
    assert coordinator.heading() == TITLE


def the_author_sends_the_files(life: Life) -> None:
    author = life.author
    author.visit(f"{life.draft}files/")
    author.link("Een ZIP sturen")
    author.page.get_by_label("ZIP").set_input_files(
        {"name": "kit.zip", "mimeType": "application/zip", "buffer": packed(life.number)}
    )
    author.button("Versturen")
    assert "Niets staat in de weg" in author.text()


def packed(number: str) -> bytes:
    """Return the folder of a new kit as a ZIP: the words of another one, under its own name."""
    folder, kept = CONTENT / TAUGHT, io.BytesIO()
    files = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    manifest, intro, translation = (
        folder / name for name in ("moi.yaml", "intro.nl.md", "intro.en.md")
    )
    named = files[manifest].decode().replace(f"slug: {TAUGHT}", f"slug: {SLUG}")
    files[manifest] = re.sub(r"(?m)^id: .*$", f"id: {number}", named).encode()
    before = short_hash_of(files[intro])
    files[intro] = re.sub(r"(?m)^title: .*$", f"title: {TITLE}", files[intro].decode()).encode()
    after = short_hash_of(files[intro])
    files[translation] = files[translation].replace(before.encode(), after.encode())
    with ZipFile(kept, "w") as archive:
        for path, content in files.items():
            archive.writestr(f"{SLUG}/{path.relative_to(folder).as_posix()}", content)
    return kept.getvalue()


def the_coordinator_puts_it_in(life: Life) -> None:
    coordinator = life.coordinator
    coordinator.visit(f"{life.draft}files/")
    coordinator.link("Indienen om uit te testen")
    coordinator.button("Indienen om uit te testen")
    visitor = life.house.stranger()
    visitor.visit(f"/moi/{SLUG}/")
    assert visitor.heading() == TITLE
    assert "wordt uitgetest" in visitor.text()


def the_coordinator_asks_another_team(life: Life) -> None:
    coordinator = life.coordinator
    coordinator.visit(life.page)
    assert coordinator.page.get_by_role("button", name="Goedkeuren").is_disabled()
    coordinator.link("Een team vragen om het uit te testen")
    coordinator.write("Naam van een team of een organisatie", PLACE)
    coordinator.enter()
    pick(coordinator, "Welk team?", f"{TEAM}, {PLACE}")
    coordinator.button("Dit team vragen")


def that_team_says_what_it_found(life: Life) -> None:
    tester = life.house.sign_in(TESTER)
    tester.visit(link_in(mail_for(life.sink, TESTER, TITLE), "/pilots/"))
    tester.choose(tester.page.get_by_role("radio", name="Vijftien minuten"))
    tester.write("Hoeveel minuten duurde het echt?", "20")
    tester.write("Met hoeveel waren jullie?", "4")
    for part in ("De introductie", "De opdrachten", "Het beeldmateriaal", "De handleiding"):
        pick(tester, part, "duidelijk")
    tester.write("Wat zouden jullie anders doen?", "Een voorbeeld uit de avond erbij.")
    pick(tester, "Zouden jullie het opnieuw doen?", "Ja")
    tester.button("Versturen")


def the_coordinator_answers_and_approves(life: Life) -> None:
    coordinator = life.coordinator
    coordinator.visit(life.page)
    coordinator.link(TEAM)
    coordinator.write("Wat veranderde je hierdoor, of waarom niet?", "De avond komt erbij.")
    coordinator.button("Het antwoord bewaren")
    coordinator.visit(life.page)
    coordinator.link("De controlelijst doorlopen")
    coordinator.write("Wie las het?", "Een verpleegkundige van het onthaal")
    coordinator.enter()
    for _ in range(LINES_TO_JUDGE - 1):
        coordinator.button("Afvinken")
    coordinator.button("Goedkeuren")


def the_coordinator_publishes(life: Life) -> None:
    life.coordinator.visit(life.page)
    life.coordinator.link("Publiceren")
    life.coordinator.button("Publiceren")
    assert "gepubliceerd" in life.coordinator.text()


def the_need_has_its_answer(life: Life) -> None:
    life.author.visit(life.need)
    assert TITLE in life.author.text()


def the_teams_are_told(life: Life) -> None:
    life.coordinator.visit(life.page)
    life.coordinator.link("Aankondigen")
    life.coordinator.button("De mails versturen")


def a_team_takes_it_along_and_uses_it(life: Life) -> None:
    reader = life.house.sign_in(READER)
    reader.visit(link_in(mail_for(life.sink, READER, TITLE), f"/moi/{SLUG}"))
    with reader.page.expect_download() as download:
        reader.reach(reader.page.get_by_role("button", name="Download het lespakket"))
        reader.page.keyboard.press("Enter")
    assert Path(download.value.suggested_filename).suffix == ".zip"
    reader.link("Wij gebruikten dit")
    reader.choose(reader.page.get_by_role("radio", name="Het ging goed"))
    reader.button("Bewaren")
    assert TITLE in reader.text()
