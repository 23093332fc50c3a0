"""A portal to look at, and everybody who looks at it, each signed in once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Final

from lxml.html import HtmlElement, fromstring
from playwright.sync_api import Browser, Page, Response

from tests.journeys.exhibits import Places
from tests.journeys.networks import TODAY
from tests.journeys.pages import Shown
from tests.journeys.people import House
from tests.journeys.served import Served

NO_MAIL: Final = "smtp://127.0.0.1:9"
RETRIES: Final = 3  # the server may close a kept connection in the moment it is used again


@dataclass(repr=False)
class Exhibition:
    """The pages of one portal, opened as the one who may see them."""

    house: House
    places: Places
    _desks: dict[str | None, Page] = field(default_factory=dict)

    def desk_of(self, who: str | None) -> Page:
        """Return the page of somebody who is signed in, or of a visitor."""
        if who not in self._desks:
            person = self.house.sign_in(who) if who else self.house.stranger()
            self._desks[who] = person.page
        return self._desks[who]

    def address(self, shown: Shown) -> str:
        """Return the whole address of a page."""
        return f"{self.house.url}{shown.address(self.places)}"

    def open(self, shown: Shown) -> tuple[Page, Response]:
        """Open a page as the one who looks at it."""
        page = self.desk_of(shown.who)
        answer = page.goto(self.address(shown))
        assert answer is not None
        return page, answer

    def fetch(self, shown: Shown, *, query: str) -> HtmlElement:
        """Return what a page holds without drawing it; what is asked goes before its own words."""
        path, _, own = self.address(shown).partition("?")
        words = "&".join(one for one in (query, own) if one)
        desk = self.desk_of(shown.who).request
        answer = desk.get(f"{path}?{words}", max_retries=RETRIES)
        assert answer.status == HTTPStatus.OK, answer.url
        return fromstring(answer.text())

    def complaints(self) -> list[str]:
        """Return what the browsers said since the last question."""
        said = list(self.house.complaints)
        self.house.complaints.clear()
        return said


def exhibit(browser: Browser, url: str, places: Places, folder: Path) -> Iterator[Exhibition]:
    """Serve a database as long as somebody looks."""
    served = Served(url, folder, smtp_url=NO_MAIL).start(TODAY, worker=False)
    house = House(browser, served.url)
    try:
        yield Exhibition(house, places)
    finally:
        house.close()
        served.stop()
