"""Workers that die: forked, and killed by themselves between the claim and the writing down.

Run as ``python -m tests.outbox.killing DATABASE_URL SMTP_URL KILLS SEED``. Prints as JSON how many
children were killed before and after the server took the mail. Runs on its own, since a process
with threads (as pytest is, with a mail server in it) should not fork.
"""

import json
import os
import random
import signal
import sys
from collections import Counter
from datetime import datetime
from enum import StrEnum

from flask import Flask

from portal.app import create_app
from portal.config import Settings
from portal.outbox.delivery import deliver_due
from portal.outbox.message import Message
from portal.outbox.rules import CLAIM_HOLDS
from portal.outbox.transports import Smtp
from portal.outbox.writing import let_write
from tests.databases import SECRET
from tests.outbox.mails import NOW, WRITER, write_letter

WORKERS = 4
ALL = 1000


class Moment(StrEnum):
    """When a worker dies over a mail."""

    BEFORE = "before"
    AFTER = "after"
    NEVER = "never"


class Doomed(Smtp):
    """A line to the mail server whose worker dies over the mail after ``spared`` others."""

    def __init__(self, url: str, *, moment: Moment, spared: int) -> None:
        """Take when to die."""
        super().__init__(url, introduces_as="portal.demo.example")
        self.moment, self.spared = moment, spared

    def send(self, message: Message) -> None:
        """Send as ever, until the one."""
        self.spared -= 1
        if self.moment is Moment.BEFORE and self.spared < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        super().send(message)
        if self.moment is Moment.AFTER and self.spared < 0:
            os.kill(os.getpid(), signal.SIGKILL)


def fork_worker(app: Flask, transport: Doomed, now: datetime) -> int:
    """Deliver in a child process; return its number."""
    child = os.fork()
    if child:
        return child
    with app.app_context(), transport:
        deliver_due(now=now, transport=transport, limit=ALL)
    os._exit(0)


def run(app: Flask, smtp_url: str, kills: int, dice: random.Random) -> Counter[Moment]:
    """Kill that many workers, four at a time, then let four deliver what is left."""
    killed: Counter[Moment] = Counter()
    now = NOW
    while (left := kills - killed.total()) > 0:
        moments = [dice.choice([Moment.BEFORE, Moment.AFTER]) for _ in range(min(WORKERS, left))]
        doomed = [Doomed(smtp_url, moment=m, spared=dice.randint(1, 2)) for m in moments]
        children = [fork_worker(app, transport, now) for transport in doomed]
        for child, moment in zip(children, moments, strict=True):
            died = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
            killed[moment] += died
        now += CLAIM_HOLDS
    last = [Doomed(smtp_url, moment=Moment.NEVER, spared=0) for _ in range(WORKERS)]
    for child in [fork_worker(app, transport, now) for transport in last]:
        if os.waitpid(child, 0)[1] != 0:
            raise SystemExit("A worker that nobody killed did not end well")
    return killed


if __name__ == "__main__":
    database_url, smtp_url, kills, seed = sys.argv[1:]
    settings = Settings(secret_key=SECRET, database_url=database_url, smtp_url=smtp_url)
    app = create_app(settings)
    let_write(app, WRITER, write_letter)
    counted = run(app, smtp_url, int(kills), random.Random(int(seed)))  # noqa: S311 -- dice, no secret
    sys.stdout.write(json.dumps(counted))
