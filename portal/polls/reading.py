"""What the pages of this room share: finding a poll within reach, and whom a form offers."""

from collections.abc import Mapping
from datetime import date

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.meetings.choosing import groups_for
from portal.meetings.invite_form import GROUPS
from portal.network.queries import waves
from portal.policy.guard import current_actor, ensure
from portal.policy.table import P
from portal.polls import queries, rules
from portal.polls.models import Poll, PollOption
from portal.taxonomy.sectors import Sector, sector_label


def readable(poll_id: int) -> Poll:
    """Return a poll that the reader may know of, with its days, or 404."""
    known = queries.visible_to(current_actor())
    return ensure(P.MEETING_READ, Poll, queries.is_poll(poll_id), known, options=queries.WHOLE)


def plannable(poll_id: int) -> Poll:
    """Return a poll that the reader may change, with its days, or 404."""
    return ensure(P.MEETING_PLAN, Poll, queries.is_poll(poll_id), options=queries.WHOLE)


def to_poll(poll_id: int) -> ResponseReturnValue:
    """Send the reader on to the page of a poll."""
    return redirect(url_for("polls.show", poll_id=poll_id), code=303)


def offered(poll: Poll) -> dict[str, list[tuple[str, str]]]:
    """Return the roles, waves and sectors among which somebody chooses whom to ask."""
    return {
        "roles": [(one.value, str(GROUPS[one])) for one in groups_for(poll.kind)],
        "waves": [
            (str(wave.id), gettext("Wave %(number)s", number=wave.number)) for wave in waves()
        ],
        "sectors": [(one.value, sector_label(one)) for one in Sector],
    }


def warnings_of(options: list[PollOption], day: date) -> Mapping[int, str]:
    """Return, by proposed day, what to think of: a school holiday, or one that is not known yet."""
    found = {one.id: rules.warning_of(one.day, today=day) for one in options}
    return {key: gettext(message) for key, message in found.items() if message}
