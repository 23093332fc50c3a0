"""Each morning that somebody waits for a call, the project team hears it; never who, or how."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from portal.db import db
from portal.evaluation.call_backs.models import ContactRequest
from portal.meetings.calendar_law import ZONE
from portal.network.queries import current_posts
from portal.outbox.letters import compose
from portal.outbox.quiet import after_quiet_hours
from portal.outbox.services import queue_mail
from portal.policy.table import Role


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How many people wait for a call, and since which day the first of them does."""

    count: int
    since: date


def waiting_calls() -> Waiting | None:
    """Return who waits for a call as a count, or nothing when nobody does."""
    count, since = db.session.execute(
        select(func.count(), func.min(ContactRequest.asked_on)).where(
            ContactRequest.handled_on.is_(None)
        )
    ).one()
    return Waiting(count=count, since=since) if count else None


def tell_waiting(today: date, *, now: datetime) -> int:
    """Mail every coordinator once a day while somebody waits; return how many letters."""
    waiting = waiting_calls()
    if waiting is None:
        return 0
    due_at = after_quiet_hours(now, ZONE)
    people = [post.person for post in current_posts(Role.COORDINATOR, today)]
    return sum(
        queue_mail(
            compose("evaluation/mail/call_waits", locale=one.locale, person=one, waiting=waiting),
            dedupe_key=f"call-backs/{today.isoformat()}/{one.id}",
            recipient=one.email,
            locale=one.locale,
            due_at=due_at,
        )
        for one in people
        if one.email
    )
