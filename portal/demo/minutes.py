"""The minutes of the practice network: what was said, decided and agreed at the moments held."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from portal.meetings.models import Meeting, MeetingKind
from portal.meetings.queries import held_meetings
from portal.meetings.roster import roster_on
from portal.minutes import agreeing
from portal.minutes.agreeing import Agreed
from portal.minutes.queries import actions_of
from portal.minutes.services import PastMinutes, record_past_minutes
from portal.network.queries import current_posts
from portal.policy.table import Role

DATA: Final = Path(__file__).with_name("minutes.json")
WRITTEN_AFTER: Final = timedelta(days=5)


def fill_minutes(*, today: date) -> None:
    """Write and approve the minutes of every moment held, days after it; nobody is written to."""
    by = current_posts(Role.COORDINATOR, today)[0].person_id
    texts = {one["no"]: one for one in json.loads(DATA.read_text())}
    for meeting in held_meetings():
        if meeting.kind is MeetingKind.REFLECTION and meeting.number in texts:
            _fill(meeting, texts[meeting.number], by=by)


def _fill(meeting: Meeting, told: Mapping[str, Any], *, by: int) -> None:
    past = PastMinutes(
        texts={"in_brief": told["in_brief"], **told["texts"]},
        decisions=[(part, words) for part, words in told["decisions"]],
        agreed=[_agreed(meeting, action) for action in told["actions"]],
    )
    record_past_minutes(meeting, past, on=meeting.local_date + WRITTEN_AFTER, by=by)
    done_after = {action["words"]: action["done"] for action in told["actions"]}
    for one in actions_of(meeting.id):
        if days := done_after[one.task.words]:
            on = meeting.local_date + timedelta(days=days)
            agreeing.finish(one.task, on=on, by=one.task.owner_id or by)


def _agreed(meeting: Meeting, action: Mapping[str, Any]) -> Agreed:
    return Agreed(
        part=action["part"],
        words=action["words"],
        who=_name(action["who"], _places(meeting)),
        due_on=meeting.local_date + timedelta(days=action["days"]),
    )


def _places(meeting: Meeting) -> Sequence[tuple[str, str]]:
    """Return who was ambassador on the day, with their organisation, in the order of places."""
    found = roster_on(meeting.local_date).participants
    ambassadors = (one for one in found if one.role is Role.AMBASSADOR)
    return [(one.person.name, one.organisation.name) for one in ambassadors]


def _name(who: str, places: Sequence[tuple[str, str]]) -> str:
    """Return the name of whose an action is, as somebody would type it; none: the team’s."""
    kind, _, number = who.partition(":")
    if not number:
        return ""
    person, organisation = places[int(number) % len(places)]
    return f"{person} ({organisation})" if kind == "person" else organisation
