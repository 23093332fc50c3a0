"""What the project team can do next with a meeting, and why a step has to wait."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.meetings import rules
from portal.meetings.models import Meeting, MeetingState
from portal.rules import N_, RuleBroken, why_not

S = MeetingState


@dataclass(frozen=True)
class Step:
    """One step: where it leads, what it is called, and what holds it back, if anything."""

    endpoint: str
    label: str
    held_back: RuleBroken | None = None
    is_main: bool = False
    is_post: bool = False


_OFFERED: Final[dict[S, tuple[str, ...]]] = {
    S.DRAFT: ("invite", "agenda", "edit", "cancel"),
    S.INVITED: ("day", "hold", "attendance", "minutes", "newcomers", "agenda", "edit", "cancel"),
    S.HELD: ("attendance", "minutes", "approve"),
    S.MINUTES_APPROVED: ("attendance", "minutes", "lock"),
    S.LOCKED: ("minutes",),
    S.CANCELLED: (),
}
_LABELS: Final = {
    "invite": N_("Invite people"),
    "newcomers": N_("Invite who joined since"),
    "agenda": N_("Write the agenda"),
    "edit": N_("Change day, hour or place"),
    "cancel": N_("Cancel this meeting"),
    "day": N_("The day itself: who is in, screen and notes"),
    "hold": N_("Note that it took place"),
    "attendance": N_("Fill in who was there"),
    "minutes": N_("Write the minutes"),
    "approve": N_("Approve the minutes"),
    "lock": N_("Lock the minutes"),
}
_FIRST_WISH: Final = ("invite", "day", "hold", "minutes")
_PAGES: Final = {"newcomers": "invite"}  # the others are called after their page
_ELSEWHERE: Final = {  # pages of the rooms above, by address
    "attendance": "attendance.attendance",
    "day": "attendance.day",
    "minutes": "minutes.write",
    "approve": "minutes.approve",
    "lock": "minutes.lock",
}
_BY_POST: Final = frozenset({"hold", "lock"})


def steps_of(meeting: Meeting, *, today: date) -> list[Step]:
    """Return the steps that this state offers, the free ones first; one of them may be the main."""
    held_back = {name: _why_not(name, meeting, today) for name in _offered(meeting, today)}
    free = [name for name in _FIRST_WISH if name in held_back and held_back[name] is None]
    settled = meeting.state in {S.MINUTES_APPROVED, S.LOCKED}
    main = None if settled or not free else free[0]
    steps = [
        Step(
            _ELSEWHERE.get(name, f"meetings.{_PAGES.get(name, name)}"),
            _LABELS[name],
            reason,
            name == main,
            name in _BY_POST,
        )
        for name, reason in held_back.items()
    ]
    return sorted(steps, key=lambda step: step.held_back is not None)


def _offered(meeting: Meeting, today: date) -> list[str]:
    """Return the steps of a state; the page of the day only on the day itself."""
    is_today = meeting.local_date == today
    return [name for name in _OFFERED[meeting.state] if name != "day" or is_today]


def _why_not(name: str, meeting: Meeting, today: date) -> RuleBroken | None:
    state, day = meeting.state, meeting.local_date
    if name in {"invite", "newcomers"}:
        blocks = [block.kind for block in meeting.blocks]
        return why_not(rules.check_may_invite, state, day, blocks, today=today)
    if name == "hold":
        return why_not(rules.check_may_hold, state, day, today=today)
    if name == "attendance":
        return why_not(rules.check_may_mark_attendance, state, day, today=today)
    if name == "minutes":
        return why_not(rules.check_may_write_minutes, state, day, today=today)
    return None
