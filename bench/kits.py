"""``python -m bench.kits``: lesson kits as pages, as files that lie ready, as files to be made.

Pages stand beside the bare list, downloads beside the same file from ``bare_file.py``. The formats
are built here, one after the other. Search asks a library of 2,000 kits, written in bulk.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from functools import partial
from os import times
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final, TextIO

from sqlalchemy import create_engine, text

from bench.__main__ import check_frozen, say
from bench.cpu import Side, compare
from bench.kits_in_bulk import fill_library
from bench.network import SECRET, TODAY, Network, make_network
from bench.search import Clock
from bench.servers import Server, free_port, portal_env, serving, serving_bare, serving_portal
from bench.statements import statements_of
from bench.subjects import LIST, MOST_STATEMENTS
from bench.table import Figure, Table
from bench.visitor import Visitor
from portal.config import LOCALES
from portal.moi import library
from portal.moi.downloads.formats import KINDS, formats_of
from portal.moi.library import Filters
from portal.moi.models import DownloadFormat
from portal.moi.queries import KitCard, KitContents, contents_of
from portal.moi.queries import library as public_kits
from portal.web.catalogues import compile_changed
from tests import postgres

PAGES: Final = ("/moi/", "/moi/?construct=radar&sector=hospital", "/moi/radar-aan/")
FILES: Final = ("handout.nl.pdf", "kit.nl.zip")
KIT: Final = "/moi/radar-aan/"
MOST_BESIDE_A_PAGE: Final = 3.0
MOST_BESIDE_A_FILE: Final = 2.0
MOST_SECONDS: Final = 10.0
MOST_MEGABYTES: Final = 5.0
MOST_MS: Final = 20.0
KITS: Final = 2_000
REQUESTS: Final = 15
# From one kit to all of them; the last one is half a word.
QUESTIONS: Final = ("radar 1204", "reuzenpompoen", "luisteren", "team", "pompoe")


def main() -> int:
    """Measure on both databases; return 1 when something failed or missed its mark."""
    check_frozen()
    compile_changed()
    with TemporaryDirectory(prefix="bench-kits-") as name, postgres.server() as server:
        bench = KitsBench(Path(name))
        engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for database in ("kits", "bare"):
                connection.execute(text(f"CREATE DATABASE {database}"))
        engine.dispose()
        bench.run(f"sqlite:///{name}/kits.sqlite", f"sqlite:///{name}/bare.sqlite", first=True)
        bench.run(f"{server}/kits", f"{server}/bare")
        print(bench.table)
    reached = [row.reached for row in bench.table.rows.values()]
    return 1 if {"NO", "FAILED"} & set(reached) else 0


class KitsBench:
    """One run: a folder for files and databases, and the table."""

    def __init__(self, folder: Path) -> None:
        """Start with an empty table."""
        self.folder = folder
        self.files, self.ready = folder / "files", folder / "ready"
        self.ready.mkdir()
        self.table = Table()
        self.log: TextIO = (folder / "log").open("a+")

    def run(self, url: str, bare_url: str, *, first: bool = False) -> None:
        """Measure on one database; what no database has a part in, only the first time."""
        say(f"measuring on {url.partition(':')[0]}")
        with redirect_stderr(self.log):
            network = make_network(url, self.files, organisations=3)
        self._serve(network, url, bare_url)
        if first:
            with network.app.app_context():
                self._build(_largest())
        with redirect_stderr(self.log), network.app.app_context():
            self._search(network)
        network.leave()

    def _serve(self, network: Network, url: str, bare_url: str) -> None:
        env = portal_env(url, self.files, secret=SECRET, today=TODAY.isoformat())
        with (
            serving_portal(env, log=self.log) as portal,
            serving_bare(bare_url, log=self.log) as bare,
            self._serving_files(Visitor(portal.port)) as files,
        ):
            for path in PAGES:
                beside = partial(compare, _getting(portal, path), _getting(bare, LIST))
                self._row(f"CPU, {path}", MOST_BESIDE_A_PAGE, "x", beside)
                self._statements(network, path)
            for name in FILES:
                asked = _getting(portal, KIT + name)
                beside = partial(compare, asked, _getting(files, f"/{name}"))
                self._row(f"CPU, {name}, built before", MOST_BESIDE_A_FILE, "x", beside)

    @contextmanager
    def _serving_files(self, visitor: Visitor) -> Iterator[Server]:
        """Have the portal build each file, and lay the same bytes ready for the bare server."""
        for name in FILES:
            (self.ready / name).write_bytes(visitor.get(KIT + name).body)
        visitor.reconnect()
        app, port = "bench.bare_file:app", free_port()
        env = {"FOLDER": str(self.ready)}
        with serving(app, env, ready=f"/{FILES[0]}", port=port, log=self.log) as server:
            yield server

    def _statements(self, network: Network, path: str) -> None:
        with redirect_stderr(self.log):
            count = statements_of(network.app, path, {})
        self._row(
            f"SQL, {path}",
            MOST_STATEMENTS,
            "statements",
            lambda: Figure(value=count, text=str(count)),
        )

    def _build(self, card: KitCard) -> None:
        for lang in LOCALES:
            contents = contents_of(card, lang, pictures=True)
            spent = {one: _built(one, contents) for one in formats_of(card.version, lang)}
            seconds = sum(one for one, _ in spent.values())
            most = max(spent, key=lambda one: spent[one][0])
            told = f"{seconds:.1f} s ({most} {spent[most][0]:.1f} s)"
            megabytes = spent[DownloadFormat.KIT][1] / 1_000_000
            self._row(
                f"building {len(spent)} formats of {card.slug}, {lang}",
                MOST_SECONDS,
                "s",
                partial(Figure, value=seconds, text=told),
            )
            self._row(
                f"ZIP of {card.slug}, {lang}",
                MOST_MEGABYTES,
                "MB",
                partial(Figure, value=megabytes, text=f"{megabytes:.2f} MB"),
            )

    def _search(self, network: Network) -> None:
        clock = Clock()
        started = time.perf_counter()
        fill_library(KITS)
        say(f"{KITS} kits written and indexed in {time.perf_counter() - started:.0f} s")
        client = network.app.test_client()
        for words in QUESTIONS:
            asked = Filters(q=words)
            ways: dict[str, Callable[[], object]] = {
                "library": partial(library.shelf, asked, TODAY, "nl"),
                "box": partial(client.get, "/search", query_string={"q": words}),
            }
            for where, act in ways.items():
                what = f"searching {KITS} kits in the {where}, {words!r}"
                self._row(what, MOST_MS, "ms", partial(_spent, act, clock))
            whole = partial(client.get, "/moi/", query_string={"q": words})
            row = self.table.row(f"the page of the library with it, {words!r}", "-")
            row.add(partial(_spent, whole, clock))

    def _row(self, what: str, limit: float, unit: str, measure: Callable[[], Figure]) -> None:
        self.table.row(what, f"<= {limit:g} {unit}", limit).add(measure)


def _getting(server: Server, path: str) -> Side:
    visitor = Visitor(server.port)
    return Side(server=server, act=lambda: visitor.get(path), reconnect=visitor.reconnect)


def _largest() -> KitCard:
    """Return the kit with the most text: none takes longer to build."""

    def letters(card: KitCard) -> int:
        contents = contents_of(card, "nl")
        texts: Sequence[str] = [
            contents.intro.html,
            contents.teaching_note.html,
            *(one.html for one in contents.assignments),
            contents.slides.html if contents.slides else "",
        ]
        return sum(map(len, texts))

    return max(public_kits(TODAY), key=letters)


def _built(wanted: DownloadFormat, contents: KitContents) -> tuple[float, int]:
    """Return the seconds of CPU that a format takes, with what it starts, and how many bytes."""
    before = sum(times()[:4])
    built = KINDS[wanted].build(contents)
    return sum(times()[:4]) - before, len(built)


def _spent(act: Callable[[], object], clock: Clock) -> Figure:
    """Return the middle milliseconds of CPU of an act, after the first time."""
    spent = []
    for _ in range(REQUESTS):
        before = clock.read()
        act()
        spent.append((clock.read() - before) / 1e6)
    middle, longest = median(spent[1:]), max(spent[1:])
    return Figure(value=middle, text=f"{middle:.1f} ms (at most {longest:.1f})")


if __name__ == "__main__":
    sys.exit(main())
