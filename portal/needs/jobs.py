"""What the worker does for this room."""

from portal.clock import today
from portal.db import transaction
from portal.needs.mails import mail_answers


def tell_of_answers() -> int:
    """Queue the mails about needs that were answered; running it again sends nothing twice."""
    with transaction():
        return mail_answers(today=today())
