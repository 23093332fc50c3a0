"""Forty people who answer over HTTP, one after another, at a real gunicorn that logs."""

import http.client
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from sqlalchemy import select

from portal.db import db, transaction
from portal.meetings.models import Invitation
from portal.network.models import Person, Post
from portal.policy.table import Role
from portal.questionnaires.campaigns.response_models import Response
from tests.cast import START, Cast, Member
from tests.conftest import TODAY, Visitor, session_key
from tests.databases import SECRET
from tests.evaluation.evaluations import DAY, hidden, make_meeting, open_for
from tests.journeys.served import HOME, free_port
from tests.questionnaires.attack.attacker import Pairs

MANY: Final = 40
SPARE: Final = 12  # some do not answer
PATIENCE: Final = 60.0
MOST_PAGES: Final = 20
# What a chatty operator logs: who (as the proxy says), when, what; and gunicorn's own line beside
# it, for the same requests, as it would be without the portal's.
CONFIGURATION: Final = """
from gunicorn.glogging import Logger
from portal.web.access_log import AccessLog

FORMAT = '%({{x-forwarded-for}}i)s %(t)s "%(r)s" %(s)s "%(f)s"'

class logger_class(AccessLog):
    def access(self, resp, req, environ, request_time):
        super().access(resp, req, environ, request_time)
        atoms = Logger.atoms(self, resp, req, environ, request_time)
        with open({unguarded!r}, "a") as log:
            log.write(FORMAT % self.atoms_wrapper_class(atoms) + chr(10))

access_log_format = FORMAT
accesslog = {guarded!r}
"""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A meeting with its open form, and who may fill it in."""

    meeting_id: int
    campaign_id: int
    people: list[Member]

    @property
    def path(self) -> str:
        return f"/meetings/{self.meeting_id}/evaluation/"


def set_scene(cast: Cast) -> Scene:
    """Invite many to the form of a held meeting, each with a post."""
    meeting_id = make_meeting(cast, others=0)
    with transaction():
        people = [
            Person(name=f"Naam Achternaam{n}", email=f"naam{n}@demo.example")
            for n in range(MANY + SPARE)
        ]
        db.session.add_all(people)
        db.session.flush()
        for one in people:
            place = {"organisation_id": cast.home.organisation_id, "team_id": cast.home.team_ids[0]}
            db.session.add(Post(person_id=one.id, role=Role.TEAM_MEMBER, valid_from=START, **place))
            del place["team_id"]
            db.session.add(
                Invitation(
                    meeting_id=meeting_id,
                    person_id=one.id,
                    role=Role.TEAM_MEMBER,
                    invited_on=DAY,
                    **place,
                )
            )
        members = [Member(one.id, one.name, str(one.email)) for one in people]
    campaign_id = open_for(cast, meeting_id)
    return Scene(meeting_id=meeting_id, campaign_id=campaign_id, people=members)


def cookies_of(client: Visitor, people: list[Member]) -> dict[int, str]:
    """Sign everybody in, as browsers that hold a session."""
    found = {}
    for member in people:
        client.hold(session_key(member))
        cookie = client.get_cookie("session")
        assert cookie is not None
        found[member.person_id] = cookie.value
    return found


def log_name(person_id: int) -> str:
    """Return the address from which a person comes, as a log would tell them apart."""
    return f"198.51.{person_id // 250}.{person_id % 250}"


@dataclass(frozen=True, kw_only=True)
class Served:
    """A running gunicorn, and where its logs go."""

    port: int
    guarded: Path
    unguarded: Path
    portal: Path

    def answer(self, scene: Scene, person_id: int, cookie: str, n: int) -> None:
        """Fill the form in as one person, page by page as a browser does, until the thanks."""
        browser = {
            "Host": f"localhost:{self.port}",
            "Cookie": f"session={cookie}",
            "X-Forwarded-For": log_name(person_id),
        }
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as talk:
            page = _ask(talk, browser, scene.path)
            for _ in range(MOST_PAGES):
                if 'name="progress"' not in page:
                    break
                sent = {**hidden(page), "step": "on", **_filled(n)}
                page = _ask(talk, browser, scene.path, urlencode(sent))
        assert "data-code>" in page, page


def _ask(
    talk: http.client.HTTPConnection, browser: dict[str, str], path: str, body: str | None = None
) -> str:
    """Get or send a page, and keep the cookie that comes back."""
    form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    talk.request("POST" if body else "GET", path, body, browser | form)
    answer = talk.getresponse()
    text = answer.read().decode()
    assert answer.status == HTTPStatus.OK, (answer.status, text)
    if kept := answer.getheader("Set-Cookie"):
        browser["Cookie"] = kept.split(";")[0]
    return text


def _filled(n: int) -> dict[str, str]:
    return {
        **{f"P13{part}": str(n % 5) for part in "abcd"},
        "P05": str(n % 5 + 1),
        "P08": str(n % 4 + 1),
        "P14": str(n % 3 + 1),
        "P15": "0",
        "P16": f"voorstel {n}",
    }


@contextmanager
def serve(database_url: str, folder: Path) -> Iterator[Served]:
    """Run gunicorn with the portal on this database, with an access log turned on."""
    served = Served(
        port=free_port(),
        guarded=folder / "access.log",
        unguarded=folder / "unguarded.log",
        portal=folder / "portal.log",
    )
    conf = folder / "conf.py"
    logs = {"guarded": str(served.guarded), "unguarded": str(served.unguarded)}
    conf.write_text(CONFIGURATION.format(**logs))
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    env = kept | {
        "SECRET_KEY": SECRET,
        "DATABASE_URL": database_url,
        "BASE_URL": f"http://localhost:{served.port}",
        "FILES_URL": str(folder / "files"),
        "TODAY": TODAY.isoformat(),
        "REQUIRE_MFA": "false",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", str(conf), "--workers", "1"]
    with served.portal.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603
            [*command, "--threads", "2", "-b", f"127.0.0.1:{served.port}", "wsgi:app"],
            cwd=HOME,
            env=env,
            stdout=log,
            stderr=log,
        )
        try:
            _wait(served, process)
            yield served
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _wait(served: Served, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, served.portal.read_text()
        talk = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)
        try:
            talk.request("GET", "/healthz", headers={"Host": f"localhost:{served.port}"})
            if talk.getresponse().status == HTTPStatus.OK:
                return
        except ConnectionError:
            time.sleep(0.1)
        finally:
            talk.close()
    raise AssertionError("gunicorn did not start")


def let_all_answer(scene: Scene, served: Served, cookies: dict[int, str]) -> Pairs:
    """Let forty answer in a random order; return who wrote which response, in that order."""
    truth: Pairs = {}
    chosen = secrets.SystemRandom().sample(scene.people, MANY)
    for n, member in enumerate(chosen):
        served.answer(scene, member.person_id, cookies[member.person_id], n)
        ids = set(db.session.scalars(select(Response.id)))
        db.session.rollback()
        (truth[member.person_id],) = ids - set(truth.values())
    return truth
