"""When a mail is tried again, and when it is given up."""

from datetime import datetime, timedelta
from typing import Final

from portal.outbox.models import MailState
from portal.rules import N_, RuleBroken

# Waiting times after the first, second, ... failed try. After the last one a try is final.
BACK_OFF: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=24),
)
MOST_ATTEMPTS: Final = len(BACK_OFF) + 1
# A claim older than this belongs to a worker that died: the crash window.
CLAIM_HOLDS: Final = timedelta(minutes=5)


def next_try(attempts: int, *, now: datetime) -> datetime | None:
    """Return when to try again after ``attempts`` failed tries, or nothing: give up."""
    return now + BACK_OFF[attempts - 1] if attempts < MOST_ATTEMPTS else None


def check_may_send_again(state: MailState, *, is_wiped: bool) -> None:
    """Refuse to send a mail again that left, or leaves by itself, or of which the words are gone.

    So it is with a mail that opened a door and came back after it was sent.
    """
    if state is MailState.SENT:
        raise RuleBroken(N_("This mail has been sent already."))
    if state in {MailState.QUEUED, MailState.CLAIMED}:
        raise RuleBroken(N_("This mail is on its way already."))
    if state is MailState.STOPPED:
        raise RuleBroken(N_("This mail was held back: nobody wants it or needs it any more."))
    if is_wiped:
        raise RuleBroken(N_("What this mail said is wiped. Let the portal write a new one."))
