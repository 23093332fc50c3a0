"""What is filled in about who was there: by the project team, at the door, on paper."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from portal.attendance.checking_in import Visitor
from portal.attendance.models import LONGEST_NAME
from portal.attendance.rules import MOST_GUESTS, Change, Mark
from portal.meetings.models import Presence
from portal.meetings.words import label_of
from portal.minutes.models import LONGEST_SECTION as LONGEST_NOTE
from portal.web.forms import PortalForm, choices, tidy

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
    return (
        (True, int(chosen))
        if chosen.isdecimal() and len(chosen) < len("1234567890")
        else (
            False,
            None,
        )
    )


class StepForm(PortalForm):
    """Nothing to fill in; only to press."""


class SlipForm(PortalForm):
    """Nothing to fill in; the seed makes one code of a form that is sent twice."""

    seed = HiddenField(
        default=lambda: secrets.token_hex(16), validators=[Regexp(r"^[0-9a-f]{32}$")]
    )


class TypedCodeForm(PortalForm):
    """The code on the screen of a meeting, as somebody types it."""

    code = StringField(
        _l("The code on the screen"),
        [InputRequired(_l("Type the code that is on the screen."))],
        description=_l("Eight letters and digits. Capitals and dashes do not matter."),
    )

    def refuse_code(self) -> None:
        """Say the same of a code that never was, that was replaced, and that is over."""
        self.code.errors = [
            gettext("This code opens nothing. Look at the screen once more, or ask who leads.")
        ]


class AttestedCodeForm(PortalForm):
    """The code on an attestation, as somebody types it from the paper."""

    code = StringField(
        _l("The code on the attestation"),
        [InputRequired(_l("Type the code that is on the attestation."))],
        description=_l("Thirteen letters and digits. Capitals and dashes do not matter."),
    )


class _WayForm(PortalForm):
    """How somebody is there; a meeting of one kind asks nothing."""

    presence = RadioField(_l("How are you here?"), choices=[], validate_choice=False)

    def __init__(self, *args: object, ways: Sequence[Presence], **kwargs: object) -> None:
        """Offer the ways of this meeting; the first one holds where nothing is chosen."""
        super().__init__(*args, **kwargs)
        self.ways = tuple(ways)
        self.presence.choices = choices(*((way.value, label_of(way)) for way in ways))
        self.presence.data = self.presence.data or self.ways[0].value

    @property
    def way(self) -> Presence:
        """Return what was chosen among what is offered."""
        return next((way for way in self.ways if way.value == self.presence.data), self.ways[0])


class HereForm(_WayForm):
    """That somebody is here, where the portal knows who."""


class NamedForm(_WayForm):
    """That somebody is here, by the name or address of their invitation."""

    who = StringField(
        _l("Your name or mail address"),
        [InputRequired(_l("Fill this in.")), Length(max=LONGEST_NAME)],
        filters=[tidy],
        description=_l("As it stands in your invitation. We show nobody’s name here."),
    )


class VisitorForm(_WayForm):
    """A guest: a name, and from where."""

    name = StringField(
        _l("Name"), [InputRequired(_l("Fill this in.")), Length(max=LONGEST_NAME)], filters=[tidy]
    )
    organisation = StringField(
        _l("Organisation"), [Optional(), Length(max=LONGEST_NAME)], filters=[tidy], default=""
    )

    def visitor(self) -> Visitor:
        """Return who was filled in; only after ``validate``."""
        return Visitor(
            name=self.name.data or "",
            organisation=self.organisation.data or "",
            presence=self.way,
        )


class NoteForm(PortalForm):
    """What was said under one block, on top of the version that was shown."""

    body = TextAreaField(_l("Notes"), [Length(max=LONGEST_NOTE)], filters=[tidy], default="")
    version = HiddenField(validators=[Regexp(r"^\d{1,6}$")], default="0")
