"""A coordinator brings in a file: reads what is wrong, mends it, looks, agrees."""

from pathlib import Path

import pytest

from tests.journeys.keyboard import Keyboard
from tests.journeys.looking import findings
from tests.journeys.people import House
from tests.network.importing.sheets import book, organisation, post, team

NAME = "Woonzorgcentrum De Regenton (fictief)"
WRONG = book(
    organisations=[organisation(NAME, sector="wzc")],
    teams=[team(NAME, 4, "Leefgroep Kersentuin"), team(NAME, 2, "Keuken", end="gisteren")],
    people=[post(NAME, "Medewerker", "Hilde Vermeulen", "hilde")],
)
RIGHT = book(
    organisations=[organisation(NAME, sector="Woonzorgcentrum")],
    teams=[team(NAME, 1, "Leefgroep Kersentuin"), team(NAME, 2, "Keuken")],
    people=[
        post(NAME, "Medewerker", "Hilde Vermeulen", "hilde@regenton.example", team="Keuken"),
        post(NAME, "Ambassadeur", "Karim Peeters", "karim@regenton.example"),
    ],
)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_file_is_mended_looked_at_and_written(
    house: House, tmp_path: Path, *, script: bool
) -> None:
    coordinator = house.sign_in("coordinator", script=script)
    coordinator.visit("/organisations/")
    coordinator.link("Gegevens uit een bestand halen")
    _send(coordinator, tmp_path / "gegevens.xlsx", WRONG)
    assert "5 dingen te verbeteren in dit bestand" in coordinator.text()
    assert coordinator.page.locator("tbody tr").count() == 5
    _look(coordinator, script=script)
    _send(coordinator, tmp_path / "gegevens.xlsx", RIGHT)
    assert coordinator.heading() == "Wat het bestand zou veranderen"
    _look(coordinator, script=script)
    coordinator.button("Bewaar dit in het portaal")
    assert "De gegevens zijn bijgewerkt met je bestand." in coordinator.text()
    coordinator.visit("/organisations/?status=onboarding")
    coordinator.link(NAME)
    assert "Leefgroep Kersentuin" in coordinator.text()
    assert "Karim Peeters" in coordinator.text()


def _send(person: Keyboard, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    person.page.get_by_label("Het bestand met je gegevens").set_input_files(path)
    person.button("Bekijk de verschillen")


def _look(person: Keyboard, *, script: bool) -> None:
    """Ask axe and the ruler; a browser without script cannot be asked."""
    if script:
        assert findings(person.page) == []
        person.page.set_viewport_size({"width": 1280, "height": 900})
