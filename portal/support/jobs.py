"""What the worker does for this room: tasks in line with what is so, hand-overs on their day."""

from portal.clock import now, today
from portal.db import transaction
from portal.support import alerts, handing_over, keeping


def keep_tasks() -> int:
    """Bring the tasks in line with the roster and the outbox; return how many changed."""
    with transaction():
        day = today()
        return (
            handing_over.carry_out_due(today=day, now=now())
            + keeping.keep_vacancies(day)
            + keeping.keep_onboarding(day)
            + keeping.keep_contact_checks(day)
            + keeping.keep_owners(day)
        )


def tell_of_vacancies() -> int:
    """Write to the coordinator about long vacancies, once for each level; return how many."""
    with transaction():
        return alerts.tell_of_vacancies(today=today(), now=now())
