"""What the worker does for trial rounds: open and close on the day, and remind."""

from portal.clock import now, today
from portal.db import transaction
from portal.questionnaires.trials import services


def keep() -> int:
    """Open what is due and write to who is asked, close what is past, remind; return the letters.

    The order of what is closed is forgotten with that of every questionnaire.
    """
    day, moment = today(), now()
    with transaction():
        services.close_due(day)
        opened = services.open_due(day)
        written = sum(services.tell_asked(one, now=moment) for one in opened)
    with transaction():
        return written + services.remind(day, now=moment)
