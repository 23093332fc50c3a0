"""From a picked day to a planned meeting; and everybody who was asked hears of it."""

from datetime import date, datetime

from portal.meetings.agenda.blocks import Agenda, BlockPlan
from portal.meetings.agenda.services import prefill
from portal.meetings.models import BlockKind, Meeting
from portal.meetings.rules import Slot
from portal.meetings.series import next_number
from portal.meetings.services import Details, Whereabouts, plan_next
from portal.polls import mails, queries, rules, services
from portal.polls.models import Poll
from portal.rules import N_, RuleBroken


def pick(poll: Poll, option_id: int, *, on: date, now: datetime, by: int) -> Meeting:
    """Plan a draft on this day and tell everybody who was asked, also who did not mark.

    Of two who pick at once the first wins; the second is told so.
    """
    services.held(poll)
    rules.check_may_pick(poll.state)
    option = next((one for one in poll.options if one.id == option_id), None)
    if option is None:
        raise RuleBroken(N_("Choose a day."))
    meeting = plan_next(
        Slot(
            kind=poll.kind,
            day=option.day,
            starts=option.starts_at,
            ends=option.ends_at,
            holiday_accepted=True,  # the warning stood beside the day when it was proposed
        ),
        Whereabouts(join_url=poll.join_url, place=poll.place),
        _agenda(poll),
        number=next_number(poll.kind),
        on=on,
        by=by,
        details=Details(title=poll.title, about=poll.about, lang=poll.lang),
    )
    prefill(meeting, on=on, by=by)
    services.settle(poll, option, meeting, on=on, by=by)
    mails.post(mails.PICKED, queries.everybody_asked(poll.id), due_at=now)
    return meeting


def _agenda(poll: Poll) -> Agenda:
    """Begin the agenda with what the poll was about; who plans goes on from there."""
    return {BlockKind.INSPIRATION: BlockPlan(words=poll.about or poll.title, lang=poll.lang)}
