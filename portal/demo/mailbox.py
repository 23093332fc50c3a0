"""What came back by mail in the practice network: counts, as nothing more is ever kept."""

from datetime import date, timedelta
from typing import Final

from flask import current_app

from portal.config import settings_of
from portal.mailbox.models import Outcome
from portal.mailbox.services import count_unread

# How many days ago, what became of it, and how often.
CAME_BACK: Final = (
    (12, Outcome.ANSWERED, 14),
    (12, Outcome.AUTOMATIC, 3),
    (12, Outcome.RETURNED, 1),
    (11, Outcome.ANSWERED, 6),
    (11, Outcome.OTHER_PERSON, 1),
    (8, Outcome.ANSWERED, 4),
    (8, Outcome.FOR_PEOPLE, 1),
    (5, Outcome.COUNTER, 1),
    (1, Outcome.ANSWERED, 2),
    (1, Outcome.SENDS_COLLEAGUE, 1),
)


def fill_mailbox(*, today: date) -> None:
    """Count the replies that came since the invitations to the next moment went out."""
    secret = settings_of(current_app).secret_key
    for days, outcome, times in CAME_BACK:
        for time in range(times):
            known_as = f"demo/{days}/{outcome}/{time}"
            count_unread(known_as, outcome, on=today - timedelta(days=days), secret=secret)
