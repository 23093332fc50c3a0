"""``python -m bench.meetings``: the pages of meetings beside the bare list.

CPU is compared with 30 people invited; beside it stands what the same page takes with 3,000.
Statements are counted at both sizes, and must be equal.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TextIO

from sqlalchemy import create_engine, func, insert, select, text

from bench.__main__ import check_frozen, say
from bench.cpu import Side, compare
from bench.network import SECRET, TODAY, Network, make_network
from bench.servers import Server, portal_env, serving_bare, serving_portal
from bench.statements import statements_of
from bench.subjects import CONTACT, COORDINATOR, LIST
from bench.table import Figure, Table
from bench.visitor import Visitor
from portal.db import db, transaction
from portal.demo.minutes import fill_minutes
from portal.meetings.models import (
    TOOK_PLACE,
    Answer,
    Attendance,
    Invitation,
    Meeting,
    MeetingKind,
    MeetingState,
    Presence,
)
from portal.meetings.places.models import Place
from portal.meetings.queries import find_next_meeting
from portal.meetings.rules import Slot
from portal.meetings.services import Details, Whereabouts, plan_next
from portal.network.models import Organisation, Person
from portal.network.queries import current_posts
from portal.policy.table import Role
from portal.web.catalogues import compile_changed
from tests import postgres

FEW, MANY = 30, 3_000
SEATS: Final = 20
EVENT_ON: Final = date(2022, 12, 15)
MOST_BESIDE: Final = 3.0
MOST_STATEMENTS: Final = 10
# One said yes, one maybe, one no, and every fourth nothing yet.
SAID: Final = (Answer.YES, Answer.MAYBE, Answer.NO, None)
CAME: Final = (Presence.ON_SITE, Presence.ONLINE, Presence.EXCUSED, None)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of one of the three meetings, as somebody sees it."""

    what: str
    path: str
    who: str = COORDINATOR


PAGES: Final = (
    Page(what="list, coordinator", path="/meetings/"),
    Page(what="list, participant", path="/meetings/", who=CONTACT),
    Page(what="meeting, coordinator", path="/meetings/{coming}/"),
    Page(what="meeting, participant", path="/meetings/{coming}/", who=CONTACT),
    Page(what="answers by name", path="/meetings/{coming}/answers"),
    Page(what="agenda", path="/meetings/{coming}/agenda"),
    Page(what="attendance", path="/meetings/{held}/attendance"),
    Page(what="minutes, to write", path="/meetings/{held}/minutes"),
    Page(what="minutes, to read", path="/meetings/{held}/minutes/read", who=CONTACT),
    Page(what="event with seats", path="/meetings/{event}/"),
    Page(what="places", path="/meetings/{event}/places"),
    Page(what="turnout", path="/turnout"),
)


def main() -> int:
    """Measure on both databases; return 1 when something failed or missed its mark."""
    check_frozen()
    compile_changed()
    with TemporaryDirectory(prefix="bench-meetings-") as name, postgres.server() as server:
        engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for database in ("meetings", "bare"):
                connection.execute(text(f"CREATE DATABASE {database}"))
        engine.dispose()
        bench = MeetingsBench(Path(name))
        bench.run(f"sqlite:///{name}/meetings.sqlite", f"sqlite:///{name}/bare.sqlite")
        bench.run(f"{server}/meetings", f"{server}/bare")
        print(bench.table)
    reached = [row.reached for row in bench.table.rows.values()]
    return 1 if {"NO", "FAILED"} & set(reached) else 0


class MeetingsBench:
    """One run: a folder for files and databases, and the table."""

    def __init__(self, folder: Path) -> None:
        """Start with an empty table."""
        self.folder = folder
        self.table = Table()
        self.log: TextIO = (folder / "log").open("a+")

    def run(self, url: str, bare_url: str) -> None:
        """Measure on one database, with few invited and then with many."""
        say(f"measuring on {url.partition(':')[0]}")
        files = self.folder / "files"
        with redirect_stderr(self.log):
            network = make_network(url, files, organisations=3)
            with network.app.app_context():
                with transaction():
                    fill_minutes(today=TODAY)
                places = _places()
        cookies = {who: network.sign_in(who) for who in (COORDINATOR, CONTACT)}
        env = portal_env(url, files, secret=SECRET, today=TODAY.isoformat())
        with (
            serving_portal(env, log=self.log) as portal,
            serving_bare(bare_url, log=self.log) as bare,
        ):
            few = self._counts(network, places, cookies, up_to=FEW)
            self._compare(portal, bare, places, cookies, invited=FEW)
            many = self._counts(network, places, cookies, up_to=MANY)
            self._compare(portal, bare, places, cookies, invited=MANY)
        for page in PAGES:
            self._statements(page, few[page], many[page])
        network.leave()

    def _compare(
        self,
        portal: Server,
        bare: Server,
        places: dict[str, int],
        cookies: dict[str, dict[str, str]],
        *,
        invited: int,
    ) -> None:
        """Put each page beside the bare list; with many invited, only to be seen."""
        for page in PAGES:
            asked = _getting(portal, page.path.format_map(places), cookies[page.who])
            beside = partial(compare, asked, _getting(bare, LIST, {}))
            row = (
                self.table.row(f"CPU, {page.what}", f"<= {MOST_BESIDE:g} x", MOST_BESIDE)
                if invited == FEW
                else self.table.row(f"CPU, {page.what}, {invited} invited", "-")
            )
            row.add(beside)

    def _counts(
        self,
        network: Network,
        places: dict[str, int],
        cookies: dict[str, dict[str, str]],
        *,
        up_to: int,
    ) -> dict[Page, int]:
        """Invite so many people to each meeting, and count the statements of each page."""
        with redirect_stderr(self.log):
            with network.app.app_context():
                for meeting_id in places.values():
                    _crowd(meeting_id, up_to)
            return {
                page: statements_of(network.app, page.path.format_map(places), cookies[page.who])
                for page in PAGES
            }

    def _statements(self, page: Page, few: int, many: int) -> None:
        """Tell both counts; where they differ the value is beyond any limit."""
        value = float(many) if few == many else float("inf")
        target = f"<= {MOST_STATEMENTS}, the same"
        row = self.table.row(f"SQL, {page.what}, {FEW}/{MANY} invited", target, MOST_STATEMENTS)
        row.add(lambda: Figure(value=value, text=f"{few}/{many}"))


def _places() -> dict[str, int]:
    """Return the meeting to come, the last that was held, and an event with seats."""
    coming = find_next_meeting(TODAY)
    held = db.session.scalars(
        select(Meeting.id)
        .where(Meeting.state.in_(TOOK_PLACE), Meeting.local_date < TODAY)
        .order_by(Meeting.local_date.desc())
    ).first()
    if coming is None or held is None:
        raise ValueError("The practice network has no meeting to come, or none that was held")
    return {"coming": coming.id, "held": held, "event": _event()}


def _event() -> int:
    """Send out an event with fewer seats than people."""
    by = current_posts(Role.COORDINATOR, TODAY)[0].person_id
    slot = Slot(
        kind=MeetingKind.NETWORK_EVENT, day=EVENT_ON, starts=time(13, 30), ends=time(16, 30)
    )
    with transaction():
        event = plan_next(
            slot,
            Whereabouts(place="Zaal De Getelde Boom"),
            number=1,
            on=TODAY,
            by=by,
            details=Details(title="Netwerknamiddag", capacity=SEATS),
        )
        event.state = MeetingState.INVITED
        return event.id


def _crowd(meeting_id: int, up_to: int) -> None:
    """Invite people in bulk, with answers and marks, until so many are invited."""
    here = Invitation.meeting_id == meeting_id
    there = db.session.scalar(select(func.count(Invitation.id)).where(here)) or 0
    places = list(db.session.scalars(select(Organisation.id).order_by(Organisation.id)))
    keys = range(there, up_to)
    with transaction():
        people = _people(meeting_id, keys)
        invited = (
            db.session.scalars(
                insert(Invitation).returning(Invitation.id, sort_by_parameter_order=True),
                [
                    {
                        "meeting_id": meeting_id,
                        "person_id": person_id,
                        "role": Role.TEAM_LEAD,
                        "organisation_id": places[key % len(places)],
                        "invited_on": TODAY,
                        "answer": SAID[key % len(SAID)],
                        "answered_on": TODAY if SAID[key % len(SAID)] else None,
                    }
                    for key, person_id in zip(keys, people, strict=True)
                ],
            ).all()
            if people
            else []
        )
        meeting = db.session.get_one(Meeting, meeting_id)
        if meeting.capacity:
            _seat(meeting_id, invited)
        if meeting.state in TOOK_PLACE:
            _mark(meeting_id, people)


def _people(meeting_id: int, keys: range) -> Sequence[int]:
    rows = [
        {
            "name": f"Proef {key:04} {meeting_id}",
            "search_name": f"proef {key:04} {meeting_id}",
            "email": f"proef.{meeting_id}.{key}@bench.example",
        }
        for key in keys
    ]
    new = insert(Person).returning(Person.id, sort_by_parameter_order=True)
    return db.session.scalars(new, rows).all() if rows else []


def _seat(meeting_id: int, invited: Sequence[int]) -> None:
    last = select(func.coalesce(func.max(Place.position), 0)).where(Place.meeting_id == meeting_id)
    first = (db.session.scalar(last) or 0) + 1
    db.session.execute(
        insert(Place),
        [
            {
                "meeting_id": meeting_id,
                "position": position,
                "seated": position <= SEATS,
                "people": 1,
                "invitation_id": one,
            }
            for position, one in enumerate(invited, start=first)
        ],
    )


def _mark(meeting_id: int, people: Sequence[int]) -> None:
    rows = list(_presences(meeting_id, people))
    if rows:
        db.session.execute(insert(Attendance), rows)


def _presences(meeting_id: int, people: Sequence[int]) -> Iterator[dict[str, object]]:
    for key, person_id in enumerate(people):
        presence = CAME[key % len(CAME)]
        if presence:
            yield {"meeting_id": meeting_id, "person_id": person_id, "presence": presence}


def _getting(server: Server, path: str, cookies: dict[str, str]) -> Side:
    visitor = Visitor(server.port, cookies)
    return Side(server=server, act=lambda: visitor.get(path), reconnect=visitor.reconnect)


if __name__ == "__main__":
    sys.exit(main())
