"""What the worker does for this room."""

from portal.clock import now, today
from portal.db import transaction
from portal.making import digest


def tell_of_comments() -> int:
    """Write to the authors about what others said, at most one letter a day; return how many."""
    with transaction():
        return digest.tell_of_comments(today=today(), now=now())
