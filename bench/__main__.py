"""``python -m bench``: measure the portal beside a bare Flask page, and print one table."""

import hashlib
import sys
import time
from collections.abc import Sequence
from contextlib import redirect_stderr
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TextIO

from sqlalchemy import create_engine, text

from bench.large import measure_import, measure_large
from bench.measure import Measuring
from bench.network import SECRET, TODAY, Network, make_network
from bench.servers import portal_env, serving_bare, serving_portal
from bench.starting import second_start
from bench.statements import statements_of
from bench.subjects import MOST_SECONDS, MOST_STATEMENTS, ONLY_COUNTED, PAGES, Page
from bench.table import Figure, Table
from portal.web.catalogues import compile_changed
from tests import postgres

HERE: Final = Path(__file__).parent
SIZES: Final = (3, 30, 300)
NETWORK: Final = 30
SAYS_WHY: Final = '"request failed"'


def main() -> int:
    """Measure on both databases; return 1 only when something did not answer as it must."""
    check_frozen()
    compile_changed()
    started = time.monotonic()
    with TemporaryDirectory(prefix="bench-") as name:
        bench = Bench(Path(name))
        bench.run()
        print(bench.table)
        print("CPU a request: middle ratio (lowest-highest of the rounds; portal/bare).")
        print(f"The run took {time.monotonic() - started:.0f} s.")
        return bench.say_why()


def check_frozen() -> None:
    """Raise when the bare page is not the one that all figures so far were measured beside."""
    frozen = (HERE / "frozen.txt").read_text().strip()
    found = hashlib.sha256((HERE / "bare.py").read_bytes()).hexdigest()
    if found != frozen:
        raise SystemExit(f"bench/bare.py is not the frozen one: {found} instead of {frozen}")


class Bench:
    """One run: a folder for its databases, a log for what the servers say, and the table."""

    def __init__(self, folder: Path) -> None:
        """Start with an empty table."""
        self.folder = folder
        self.log: TextIO = (folder / "log").open("a+")
        self.table = Table()
        self.files = folder / "files"

    def run(self) -> None:
        """Measure on SQLite, also networks of other sizes and the start; then on PostgreSQL."""
        say("filling networks of 3, 30 and 300 organisations")
        networks = [self._network(self._sqlite(f"network-{size}"), size) for size in SIZES]
        say("measuring on SQLite")
        url = self._sqlite(f"network-{NETWORK}")
        self._measure(networks[SIZES.index(NETWORK)], url, self._sqlite("bare"))
        self._count(networks)
        self._start(url)
        say("measuring 3,000 organisations")
        with redirect_stderr(self.log):
            _small, thirty, three_hundred = networks
            measure_large(self.table, thirty, three_hundred, self._sqlite("large"), self.files)
            measure_import(self.table, self._sqlite("brought-in"), self.files)
        say("measuring on PostgreSQL")
        with postgres.server() as server:
            _create_databases(server, "portal", "bare", "brought_in")
            with redirect_stderr(self.log):
                measure_import(self.table, f"{server}/brought_in", self.files)
            network = self._network(f"{server}/portal", NETWORK)
            self._measure(network, f"{server}/portal", f"{server}/bare")
            self._count([network])
            network.leave()

    def say_why(self) -> int:
        """Return 1 and show what the servers said, when something failed; else 0."""
        if not self.table.failed:
            return 0
        self.log.seek(0)
        for line in self.log:
            if SAYS_WHY in line:
                say(line.rstrip())
        return 1

    def _sqlite(self, name: str) -> str:
        return f"sqlite:///{self.folder / name}.sqlite"

    def _network(self, url: str, organisations: int) -> Network:
        with redirect_stderr(self.log):
            return make_network(url, self.folder / "files", organisations=organisations)

    def _measure(self, network: Network, url: str, bare_url: str) -> None:
        env, log = self._env(url), self.log
        with serving_portal(env, log=log) as portal, serving_bare(bare_url, log=log) as bare:
            Measuring(network, portal, bare, self.table).run()

    def _env(self, url: str) -> dict[str, str]:
        return portal_env(url, self.folder / "files", secret=SECRET, today=TODAY.isoformat())

    def _count(self, networks: Sequence[Network]) -> None:
        """Count the statements of every page on each network; they must not differ."""
        for page in (*PAGES, *ONLY_COUNTED):
            if page.limit is not None:
                target = f"<= {MOST_STATEMENTS}, the same for {SIZES[0]} to {SIZES[-1]}"
                row = self.table.row(f"SQL, {page.what}", target, MOST_STATEMENTS)
                row.add(partial(self._statements, page, networks))

    def _statements(self, page: Page, networks: Sequence[Network]) -> Figure:
        with redirect_stderr(self.log):
            counts = [
                statements_of(
                    network.app,
                    page.path.format_map(vars(network)),
                    network.sign_in(page.who) if page.who else {},
                )
                for network in networks
            ]
        value = max(counts) if len(set(counts)) == 1 else float("inf")
        return Figure(value=value, text=", ".join(map(str, counts)))

    def _start(self, url: str) -> None:
        seconds = second_start(self._env(url))
        row = self.table.row("second start of the demo", f"<= {MOST_SECONDS:g} s", MOST_SECONDS)
        row.add(lambda: Figure(value=seconds, text=f"{seconds:.1f} s"))


def _create_databases(server: str, *names: str) -> None:
    engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in names:
            connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()


def say(line: str) -> None:
    """Tell how far the run is, beside the table."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
