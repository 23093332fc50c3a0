"""What the worker does for accounts: answer who asked for a link, forget what is past."""

from portal.accounts import services
from portal.accounts.second_step import services as second_step
from portal.clock import now
from portal.db import transaction


def answer_reset_requests() -> int:
    """Mail a link to every address that asked and has an account; return how many."""
    with transaction():
        return services.answer_reset_requests(now=now())


def forget_expired() -> int:
    """Delete what is past of sessions, links, requests, tries and steps; return how many rows."""
    at = now()
    with transaction():
        return services.forget_expired(now=at) + second_step.forget_expired(now=at)
