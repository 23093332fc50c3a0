"""What the worker does with materials: forget what was taken away long enough ago."""

from portal.clock import today
from portal.db import transaction
from portal.meetings.materials import services
from portal.meetings.materials.storing import throw_away


def forget_removed() -> int:
    """Drop what was taken away and can no longer come back; return how many files went."""
    with transaction():
        stored = services.forget_removed(today=today())
    for name in stored:
        throw_away(name)
    return len(stored)
