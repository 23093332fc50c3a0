"""What the worker does for measurements: close on the day, and tell who is to know."""

from portal.clock import now, today
from portal.culture import letters, services
from portal.culture.queries import measurements_open
from portal.db import transaction
from portal.questionnaires.campaigns.forgetting import forget_order
from portal.questionnaires.campaigns.queries import order_is_to_be_forgotten


def close_due() -> int:
    """Close what is past its last day, then see to it that its order is forgotten."""
    with transaction():
        closed = services.close_due(today())
    if closed and order_is_to_be_forgotten():
        forget_order()
    return closed


def forget_order_of_open() -> bool:
    """Forget each night in which order answers came in so far, where a measurement is open."""
    return forget_order() if measurements_open() else False


def tell() -> int:
    """Write to ambassadors and leads what is due; return how many letters."""
    with transaction():
        return letters.tell(today(), now=now())
