"""What the worker does for this room: ask once how it went."""

from portal.adoption.asking import ask_how_it_went
from portal.clock import now, today
from portal.db import transaction


def ask_teams() -> int:
    """Ask the teams that took a kit along four weeks ago; return how many."""
    with transaction():
        return ask_how_it_went(today(), now=now())
