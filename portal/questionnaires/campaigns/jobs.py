"""What the worker does for every questionnaire: see to it that the order of answers is forgotten.

Reminders and closing belong to the rooms that ask.
"""

from collections.abc import Sequence
from typing import Final

import structlog

from portal.clock import today
from portal.questionnaires.campaigns.forgetting import forget_order
from portal.questionnaires.campaigns.queries import (
    any_campaign_is_open,
    count_in_order,
    order_is_to_be_forgotten,
)

log = structlog.get_logger(__name__)
_STILL: Final = "the order of answers is still on the disk, something reads the database for long"


def forget_order_of_closed() -> bool:
    """Forget the order of what is closed; while somebody reads for long, warn and try again.

    What stays undone until the next day is an error, and stands on the probe: see ``health``.
    """
    if not order_is_to_be_forgotten():
        return False
    done = forget_order()
    if not done:
        log.warning("order of answers not forgotten", said=_STILL)
    return done


def forget_order_of_open() -> bool:
    """Forget each night in which order answers came in so far, where a form is open."""
    return any_campaign_is_open() and forget_order()


def health() -> Sequence[str]:
    """Return a line while answers of a questionnaire closed before today lie in their order."""
    late = count_in_order(closed_before=today())
    return [f"{late} closed questionnaires: {_STILL}"] if late else []
