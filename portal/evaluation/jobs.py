"""What the worker does for evaluations: remind once, close on the day, forget the order."""

from portal.clock import now, today
from portal.db import transaction
from portal.evaluation import services
from portal.evaluation.call_backs import letters as call_back_letters
from portal.evaluation.call_backs import services as call_back_services
from portal.evaluation.queries import open_evaluations
from portal.questionnaires.campaigns.forgetting import forget_order
from portal.questionnaires.campaigns.queries import order_is_to_be_forgotten


def remind() -> int:
    """Write once to who has not answered, in the last days; return how many letters."""
    with transaction():
        return services.remind(today(), now=now())


def close_due() -> int:
    """Close what is past its last day, then see to it that its order is forgotten."""
    with transaction():
        closed = services.close_due(today())
    if order_is_to_be_forgotten():
        forget_order()
    return closed


def tell_of_call_backs() -> int:
    """Tell the project team once a day that somebody waits for a call; return how many letters."""
    with transaction():
        return call_back_letters.tell_waiting(today(), now=now())


def erase_call_backs() -> int:
    """Erase who was called back a month ago; return how many."""
    with transaction():
        return call_back_services.erase_done(today())


def forget_order_of_open() -> bool:
    """Forget each night in which order answers came in so far, where a form is open."""
    if not open_evaluations(today()):
        return False
    return forget_order()
