"""What the worker does for this room."""

from threading import Event

from flask import current_app

from portal.clock import today
from portal.config import settings_of
from portal.db import transaction
from portal.mailbox import services
from portal.mailbox.receiving import receive_mailbox


def receive_mail(stop: Event) -> int:
    """Read what came back into the mailbox, where there is one; return how many messages."""
    url = settings_of(current_app).mailbox_url
    if url is None:
        return 0
    with transaction():
        services.forget_old(on=today())
    return receive_mailbox(url, stop).total()
