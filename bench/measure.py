"""Everything that is measured on one database, with both servers running side by side."""

from collections.abc import Iterator
from functools import partial
from itertools import repeat
from typing import Final

from bench.cpu import MOST_CONNECTIONS, ROUNDS, Side, compare
from bench.forms import Filled, fill
from bench.network import Network
from bench.pages import first_visit
from bench.servers import BenchError, Server
from bench.subjects import (
    FIRST_VISITS,
    FULL_FORM,
    LEAD,
    MOST_BYTES,
    MOST_MEMORY,
    MOST_REQUESTS,
    PAGES,
    QUESTIONNAIRE,
    SHORT_FORM,
    SUBMISSION,
    Page,
)
from bench.table import Figure, Table
from bench.visitor import OK, SEE_OTHER, Visitor

BATCH: Final = 12
WARM_UPS: Final = 2
STOCK: Final = ROUNDS * BATCH + WARM_UPS * MOST_CONNECTIONS
Sending = tuple[dict[str, str], Filled]


class Measuring:
    """One database: its network, the portal and the bare page that serve it, and the table."""

    def __init__(self, network: Network, portal: Server, bare: Server, table: Table) -> None:
        """Sign in the readers of the pages, and everybody who is to answer."""
        self.network = network
        self.portal = portal
        self.bare = bare
        self.table = table
        self.cookies = {page.who: network.sign_in(page.who) for page in PAGES if page.who}

    def run(self) -> None:
        """Measure all of it; memory last, when both workers have served every page."""
        for page in PAGES:
            target = f"<= {page.limit:g} x" if page.limit else "-"
            row = self.table.row(f"CPU, {page.what}", target, page.limit)
            row.add(partial(self.page, page))
        self._questionnaires()
        for path in FIRST_VISITS:
            self._first_visit(path)
        memory = self.table.row("memory, master and 2 workers", "<= 250 MB PSS", MOST_MEMORY)
        memory.add(lambda: Figure(value=self.portal.pss(), text=f"{self.portal.pss():.0f} MB"))
        beside = self.table.row("memory, the bare page", "-")
        beside.add(lambda: Figure(value=self.bare.pss(), text=f"{self.bare.pss():.0f} MB"))

    def page(self, page: Page) -> Figure:
        """Compare a page of the portal with the bare page beside it."""
        path = page.path.format_map(vars(self.network))
        cookies = self.cookies[page.who] if page.who else None
        return compare(_getting(self.portal, path, cookies), _getting(self.bare, page.bare))

    def _questionnaires(self) -> None:
        form, sending = f"<= {QUESTIONNAIRE:g} x", f"<= {SUBMISSION:g} x"
        row = self.table.row("CPU, full questionnaire, its 2nd part", form, QUESTIONNAIRE)
        row.add(self.second_part)
        for what, parts in (("short", 1), ("full", self.network.parts)):
            row = self.table.row(f"CPU, sending the {what} questionnaire", sending, SUBMISSION)
            row.add(partial(self.submission, parts))

    def second_part(self) -> Figure:
        """Compare taking in the first part and showing the second with showing the whole form.

        The portal asks in parts and keeps nothing before the last; the bare page asks all at once.
        """
        path = f"/meetings/{self.network.open_full}/evaluation/"
        visitor = Visitor(self.portal.port, self.cookies[LEAD])
        first = fill(visitor.get(path).text, path)
        portal = Side(
            server=self.portal,
            act=lambda: visitor.post(first.action, first.fields, expected=OK),
            reconnect=visitor.reconnect,
        )
        return compare(portal, _getting(self.bare, FULL_FORM))

    def submission(self, parts: int) -> Figure:
        """Compare sending the last part of a questionnaire: checked and written once.

        The portal thanks at once, with the code to take answers back, which no other page can show;
        the bare page leads on to its thanks, which are not counted.
        """
        meeting = self.network.open_short if parts == 1 else self.network.open_full
        before = self.network.responses(meeting)
        stock = iter([self._prepared(meeting, person, parts) for person in self._people()])
        bare = SHORT_FORM if parts == 1 else FULL_FORM
        visitor = Visitor(self.bare.port)
        same: Sending = ({}, fill(visitor.get(bare).text, bare))
        ratio = compare(
            _sending(self.portal, stock, expected=OK),
            _sending(self.bare, repeat(same), visitor.cookies, expected=SEE_OTHER),
        )
        kept, sent = self.network.responses(meeting) - before, STOCK - sum(1 for _ in stock)
        if kept != sent:
            raise BenchError(f"{sent} forms were sent, {kept} were kept")
        return ratio

    def _people(self) -> list[int]:
        return self.network.invited[-STOCK:]

    def _prepared(self, meeting: int, person_id: int, parts: int) -> Sending:
        """Walk through the form up to its last part, as this person."""
        path = f"/meetings/{meeting}/evaluation/"
        visitor = Visitor(self.portal.port, self.network.sign_in_as(person_id))
        filled = fill(visitor.get(path).text, path)
        for _ in range(parts - 1):
            page = visitor.post(filled.action, filled.fields, expected=OK)
            filled = fill(page.text, path)
        visitor.reconnect()
        return visitor.cookies, filled

    def _first_visit(self, path: str) -> None:
        target = f"<= {MOST_BYTES // 1000} kB, <= {MOST_REQUESTS} requests"
        row = self.table.row(f"first visit to {path}", target, 1.0)
        row.add(partial(self.first_visit, path))

    def first_visit(self, path: str) -> Figure:
        """Return the weight of a page for a new visitor; its value is the share of a limit."""
        visit = first_visit(Visitor(self.portal.port), path)
        worst = max(visit.wire_bytes / MOST_BYTES, visit.requests / MOST_REQUESTS)
        text = f"{visit.wire_bytes / 1000:.0f} kB, {visit.requests} requests"
        return Figure(value=worst, text=text)


def _getting(server: Server, path: str, cookies: dict[str, str] | None = None) -> Side:
    visitor = Visitor(server.port, cookies)
    return Side(server=server, act=lambda: visitor.get(path), reconnect=visitor.reconnect)


def _sending(
    server: Server,
    stock: Iterator[Sending],
    cookies: dict[str, str] | None = None,
    *,
    expected: int,
) -> Side:
    """Send one form of the stock at a time, each as its own person."""
    visitor = Visitor(server.port)

    def send() -> None:
        own, filled = next(stock)
        visitor.cookies = {**(cookies or {}), **own}
        visitor.post(filled.action, filled.fields, expected=expected)

    return Side(
        server=server, act=send, reconnect=visitor.reconnect, warm_ups=WARM_UPS, batch=BATCH
    )
