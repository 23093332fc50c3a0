"""What the worker does for people: write the invitations that are waited for."""

from threading import Event

from portal.clock import now
from portal.db import transaction
from portal.people.services.inviting import BATCH, write_invitations


def send_invitations(stop: Event) -> int:
    """Write what is waited for, a few in each transaction, until nothing is left; return how many.

    A worker that must stop leaves the rest for the next one.
    """
    done = 0
    while not stop.is_set():
        with transaction():
            settled = write_invitations(now=now())
        done += settled
        if settled < BATCH:
            break
    return done
