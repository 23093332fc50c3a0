"""What is filled in about who was there."""

from collections.abc import Iterable, Mapping
from typing import Final

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional

from portal.attendance.rules import MOST_GUESTS, Change, Mark
from portal.meetings.models import Presence
from portal.web.forms import PortalForm

TICKS: Final = ("by_deputy", "came_late", "left_early")
EVERYBODY: Final = "all"


class AttendanceForm(PortalForm):
    """How many guests there were; the marks of the expected people are read beside it."""

    guests = IntegerField(
        _l("Guests"),
        [InputRequired(_l("Fill this in.")), NumberRange(0, MOST_GUESTS)],
        description=_l("How many people were there who were not on the list?"),
    )
    guests_shown = HiddenField(validators=[Optional()])

    @property
    def changes_guests(self) -> bool:
        """Tell whether the number was changed on this page; another writer's number stays."""
        return str(self.guests.data) != (self.guests_shown.data or "")


def changes_from(filled: Mapping[str, str], people: Iterable[int]) -> dict[int, Change]:
    """Read the marks of these people; what the form does not offer is ignored."""
    known = {presence.value: presence for presence in Presence}
    found: dict[int, Change] = {}
    for one in people:
        chosen = filled.get(f"presence-{one}")
        if chosen is None or chosen not in {*known, ""}:
            continue
        ticks = {tick: f"{tick}-{one}" in filled for tick in TICKS}
        shown = Mark.read(filled.get(f"shown-{one}", ""))
        found[one] = Change(shown=shown, wanted=Mark.of(known.get(chosen), ticks))
    return found


def bulk_from(filled: Mapping[str, str]) -> tuple[bool, int | None]:
    """Read whether all who said yes were there: of everybody, or of one organisation."""
    chosen = filled.get("said_yes", "")
    if chosen == EVERYBODY:
        return True, None
    return (True, int(chosen)) if chosen.isdecimal() and len(chosen) < len("1234567890") else (
        False,
        None,
    )
