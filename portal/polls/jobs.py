"""What the worker does with polls: remind once who has not marked, near the last day."""

from portal.clock import now, today
from portal.db import transaction
from portal.meetings.calendar_law import ZONE
from portal.outbox.quiet import after_quiet_hours
from portal.polls import mails, queries, services


def remind() -> int:
    """Queue the one reminder of each open poll that nears its end; return how many letters."""
    sent = 0
    with transaction():
        for poll in queries.polls_to_remind(today()):
            services.note_reminded(poll, on=today())
            people = queries.everybody_asked(poll.id, unmarked=True)
            sent += mails.post(mails.REMINDER, people, due_at=after_quiet_hours(now(), ZONE))
    return sent
