"""``python -m bench.results``: a hundred thousand answers, from the release to the page.

A culture measurement of 30 organisations with 3 teams is answered in bulk by 1,563 people, 64 items
each. It times the release, which writes all snapshots; then it puts the pages that read them beside
a bare page with the same rows, and counts their statements.
"""

import secrets
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stderr
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final, TextIO

from sqlalchemy import create_engine, insert, select, text

from bench.__main__ import say
from bench.bare_results import fill
from bench.cpu import Side, compare
from bench.network import SECRET, TODAY, Network, make_network
from bench.servers import BenchError, Server, free_port, portal_env, serving, serving_portal
from bench.statements import statements_of
from bench.subjects import COORDINATOR
from bench.table import Figure, Table
from bench.visitor import OK, Visitor
from portal.culture import services as culture
from portal.culture.drawing import piece
from portal.culture.queries import find_measurement
from portal.culture.scores import read_scores
from portal.db import db, transaction
from portal.network.models import Organisation, Team
from portal.network.queries import current_posts
from portal.policy.table import Role
from portal.questionnaires.campaigns.models import Campaign, CampaignUnit
from portal.questionnaires.campaigns.response_models import Answer, Response
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.instruments.loader import INSTRUMENTS, load_instrument
from portal.questionnaires.instruments.models import Item
from portal.questionnaires.kinds import Missing
from portal.questionnaires.results.snapshots import places_of, read_place
from portal.web.catalogues import compile_changed
from tests import postgres

PEOPLE: Final = 1_563
HEADCOUNT: Final = 24
ORGANISATIONS: Final = 30
SEED: Final = 64
ONE_IN: Final = 25  # cannot judge
ROWS_AT_ONCE: Final = 20_000
MOST_SECONDS: Final = 30.0
MOST_BESIDE: Final = 4.0
MOST_MS: Final = 50.0
MOST_STATEMENTS: Final = 10
TIMES_ANEW: Final = 15
NS_PER_MS: Final = 1_000_000
PLANNED, OPENS, CLOSED, RELEASED = (
    date(2022, 9, 1),
    date(2022, 9, 5),
    date(2022, 10, 1),
    date(2022, 10, 15),
)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of results, and the place whose rows it shows."""

    what: str
    path: str
    place: str


def main() -> int:
    """Measure on both databases; return 1 when something failed or missed its mark."""
    compile_changed()
    with TemporaryDirectory(prefix="bench-results-") as name, postgres.server() as server:
        engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for database in ("results", "bare"):
                connection.execute(text(f"CREATE DATABASE {database}"))
        engine.dispose()
        bench = ResultsBench(Path(name))
        bench.run(f"sqlite:///{name}/results.sqlite", f"sqlite:///{name}/bare.sqlite")
        bench.run(f"{server}/results", f"{server}/bare")
        print(bench.table)
    reached = [row.reached for row in bench.table.rows.values()]
    return 1 if {"NO", "FAILED"} & set(reached) else 0


class ResultsBench:
    """One run: a folder for files and databases, and the table."""

    def __init__(self, folder: Path) -> None:
        """Start with an empty table."""
        self.folder = folder
        self.table = Table()
        self.log: TextIO = (folder / "log").open("a+")

    def run(self, url: str, bare_url: str) -> None:
        """Fill, release and measure on one database."""
        say(f"measuring on {url.partition(':')[0]}")
        files = self.folder / "files"
        with redirect_stderr(self.log):
            network = make_network(url, files, organisations=ORGANISATIONS)
            with network.app.app_context():
                answers = _measure_culture()
                self._release(answers)
                pages = _pages()
                fill(bare_url, _rows(pages))
            cookies = network.sign_in(COORDINATOR)
        env = portal_env(url, files, secret=SECRET, today=TODAY.isoformat())
        bare_env, port = {"DATABASE_URL": bare_url}, free_port()
        with (
            serving_portal(env, log=self.log) as portal,
            serving(
                "bench.bare_results:app", bare_env, ready="/ready", port=port, log=self.log
            ) as bare,
        ):
            for page in pages:
                self._compare(page, portal, bare, cookies)
        for page in pages:
            row = self.table.row(f"the same drawn anew, {page.what}", f"<= {MOST_MS:g} ms", MOST_MS)
            row.add(partial(self._anew, network, page, cookies))
        self._statements(network, pages, cookies)
        network.leave()

    def _release(self, answers: int) -> None:
        """Time the release: all answers are read, all snapshots written."""
        measurement = find_measurement(1)
        if measurement is None:
            raise ValueError("There is no measurement to release")
        started = time.monotonic()
        with transaction():
            culture.release_measurement(measurement, on=RELEASED, by=None)
        seconds = time.monotonic() - started
        what = f"release of {answers} answers, all snapshots"
        row = self.table.row(what, f"<= {MOST_SECONDS:g} s", MOST_SECONDS)
        row.add(lambda: Figure(value=seconds, text=f"{seconds:.1f} s"))

    def _compare(
        self, page: Page, portal: Server, bare: Server, cookies: Mapping[str, str]
    ) -> None:
        """Put a page beside the bare page with the same rows; tell its CPU as well."""
        asked, beside = Visitor(portal.port, dict(cookies)), Visitor(bare.port)
        figure = compare(
            Side(server=portal, act=lambda: asked.get(page.path), reconnect=asked.reconnect),
            Side(
                server=bare,
                act=lambda: beside.get(f"/places/{page.place}"),
                reconnect=beside.reconnect,
            ),
        )
        row = self.table.row(f"CPU, {page.what}", f"<= {MOST_BESIDE:g} x", MOST_BESIDE)
        row.add(lambda: figure)
        ms = float(figure.text.rpartition("; ")[2].partition("/")[0])
        row = self.table.row(f"milliseconds, {page.what}", f"<= {MOST_MS:g} ms", MOST_MS)
        row.add(lambda: Figure(value=ms, text=f"{ms:.1f} ms"))

    def _anew(self, network: Network, page: Page, cookies: Mapping[str, str]) -> Figure:
        """Return the CPU of a page of which a process has kept nothing yet: from the snapshot."""
        client = network.app.test_client()
        for name, value in cookies.items():
            client.set_cookie(name, value, domain="localhost")
        headers = {"Accept-Encoding": "gzip", "Accept-Language": "nl"}
        spent = []
        for _ in range(TIMES_ANEW):
            for kept in (read_place, read_scores, piece):
                kept.cache_clear()
            started = time.process_time_ns()
            with redirect_stderr(self.log):
                answer = client.get(page.path, base_url="http://localhost:5000", headers=headers)
            spent.append((time.process_time_ns() - started) / NS_PER_MS)
            if answer.status_code != OK:
                raise BenchError(f"GET {page.path}: {answer.status_code}, expected {OK}")
        return Figure(value=median(spent), text=f"{median(spent):.1f} ms")

    def _statements(
        self, network: Network, pages: Sequence[Page], cookies: Mapping[str, str]
    ) -> None:
        with redirect_stderr(self.log):
            counts = [statements_of(network.app, page.path, cookies) for page in pages]
        for page, count in zip(pages, counts, strict=True):
            row = self.table.row(f"SQL, {page.what}", f"<= {MOST_STATEMENTS}", MOST_STATEMENTS)
            row.add(partial(Figure, value=count, text=str(count)))


def _measure_culture() -> int:
    """Plan, prepare, open, answer and close a measurement; return how many answers it has."""
    by = current_posts(Role.COORDINATOR, TODAY)[0].person_id
    chosen = db.session.scalars(select(Organisation.id).order_by(Organisation.id)).all()
    with transaction():
        import_instrument(load_instrument(INSTRUMENTS / "culture.yaml"), on=PLANNED)
        plan = culture.MeasurementPlan(
            number=1,
            opens_on=OPENS,
            closes_on=CLOSED,
            contact="bench@bench.example",
            organisation_ids=chosen,
            simulated=True,
        )
        measurement = culture.plan_measurement(plan, on=PLANNED, by=by)
        teams = db.session.scalars(select(Team.id).where(Team.organisation_id.in_(chosen)))
        people = dict.fromkeys(teams, HEADCOUNT)
        culture.tell_headcounts(measurement, people, on=PLANNED, by=by)
        for one in chosen:
            culture.note_informed(measurement, one, PLANNED, on=PLANNED, by=by)
    with transaction():
        culture.open_measurement(measurement, on=OPENS, by=by)
        answers = _answer(measurement.campaign)
    with transaction():
        culture.close_measurement(measurement, on=CLOSED, by=by)
    return answers


def _answer(campaign: Campaign) -> int:
    """Write the responses of all units in bulk; return the number of answers."""
    chance = Random(SEED)  # noqa: S311 -- nothing secret
    same = {"campaign_id": campaign.id, "version_id": campaign.version_id}
    mine = CampaignUnit.campaign_id == campaign.id
    units = db.session.scalars(select(CampaignUnit.id).where(mine)).all()
    responses = [
        {"id": secrets.token_bytes(16), "unit_id": units[n % len(units)], "lang": "nl", **same}
        for n in range(PEOPLE)
    ]
    for row in responses:
        row["submit_key_hash"] = row["id"]
    db.session.execute(insert(Response), responses)
    items = db.session.scalars(
        select(Item.id).where(Item.version_id == campaign.version_id, Item.scale_id.is_not(None))
    ).all()
    rows = [_choice(chance, row, item) for row in responses for item in items]
    wanted = insert(Answer).execution_options(render_nulls=True)
    for start in range(0, len(rows), ROWS_AT_ONCE):
        db.session.execute(wanted, rows[start : start + ROWS_AT_ONCE])
    return len(rows)


def _choice(chance: Random, response: Mapping[str, Any], item: int) -> dict[str, object]:
    """Return an answer about 3 or 4; now and then somebody cannot judge."""
    judges = chance.randrange(ONE_IN) > 0
    return {
        "response_id": response["id"],
        "item_id": item,
        "version_id": response["version_id"],
        "value": min(5, max(1, round(chance.gauss(3.6, 1)))) if judges else None,
        "missing": None if judges else Missing.NA,
    }


def _pages() -> list[Page]:
    """Return a page of each kind of place."""
    measurement = find_measurement(1)
    if measurement is None:
        raise ValueError("There is no measurement to read")
    mine = CampaignUnit.campaign_id == measurement.campaign_id
    unit = db.session.scalars(select(CampaignUnit).where(mine).limit(1)).one()
    slug = unit.organisation.slug
    return [
        Page(
            what="results of the network, 100,000 answers",
            path="/culture/1/network/",
            place="network/all",
        ),
        Page(
            what="results of an organisation",
            path=f"/culture/1/organisations/{slug}/results",
            place=f"organisation/{unit.organisation_id}",
        ),
        Page(
            what="results of a team",
            path=f"/culture/1/teams/{unit.id}/",
            place=f"unit/{unit.id}",
        ),
    ]


def _rows(pages: Sequence[Page]) -> Iterator[dict[str, object]]:
    """Yield the published figures of these places as the bare page keeps them."""
    measurement = find_measurement(1)
    if measurement is None:
        raise ValueError("There is no measurement to read")
    places = places_of(measurement.campaign_id, [page.place for page in pages])
    for code, place in places.items():
        for figure in place.figures:
            shown = figure.model_dump(include={"answered", "mean", "low", "high", "favourable"})
            known = {key: value or 0 for key, value in shown.items()}
            yield {"place": code, "title": figure.code, **known, "counts": figure.counts or {}}


if __name__ == "__main__":
    sys.exit(main())
