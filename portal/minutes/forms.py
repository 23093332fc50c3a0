"""What people fill in about what was said and agreed: every part of the minutes on one form."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from portal.minutes.models import LONGEST_IN_BRIEF, LONGEST_POINT, LONGEST_SECTION, Part
from portal.minutes.queries import Sheet
from portal.minutes.services import Draft
from portal.minutes.words import part_label
from portal.web.forms import PortalForm, choices, tidy

LONGEST_LINE: Final = 300
VERSION: Final = r"^\d{1,6}$"
_PRESSED: Final = re.compile(r"(decision|action|done)-([0-9]{1,9})")


class MinutesForm(PortalForm):
    """The texts of a meeting: ``form_for`` adds a text and its version for every part."""

    def drafts(self, sheets: Sequence[Sheet]) -> Sequence[Draft]:
        """Return what was written, part by part."""
        return [
            Draft(
                part=sheet.part,
                body=tidy(self[f"body-{sheet.part}"].data),
                version=int(self[f"version-{sheet.part}"].data),
            )
            for sheet in sheets
        ]


class SettledForm(MinutesForm):
    """The texts of approved minutes, with why they change."""

    reason = StringField(
        _l("Why do you change approved minutes?"),
        [
            DataRequired(_l("These minutes are approved. Say why you change them.")),
            Length(max=LONGEST_LINE),
        ],
    )


class DraftForm(MinutesForm):
    """The texts while they are written, with a decision and an action."""

    decision = TextAreaField(_l("What was decided?"), [Length(max=LONGEST_POINT)], default="")
    decision_part = SelectField(_l("Under which part?"))
    action = TextAreaField(_l("What will be done?"), [Length(max=LONGEST_POINT)], default="")
    who = StringField(
        _l("Who does it?"),
        [Length(max=LONGEST_LINE)],
        description=_l("A name of a person or an organisation. Leave empty: the project team."),
        default="",
    )
    due_on = DateField(_l("Good to be done by"), [Optional()])
    action_part = SelectField(_l("Under which part?"))

    def offer(self, parts: Sequence[str]) -> None:
        """Offer the parts under which something is decided or agreed."""
        for field in (self.decision_part, self.action_part):
            field.choices = choices(*((part, part_label(part)) for part in parts))
            field.data = field.data or parts[0]

    def due_day(self) -> date | None:
        """Return the day by which the new action would be good to be done."""
        day: date | None = self.due_on.data
        return day


def form_for(sheets: Sequence[Sheet], *, is_settled: bool, filled: bool) -> MinutesForm:
    """Return the form with a text for each part, ``filled`` in with what is kept or as sent."""
    fields: dict[str, object] = {}
    kept: dict[str, str] = {}
    for sheet in sheets:
        longest = LONGEST_IN_BRIEF if sheet.part == Part.IN_BRIEF else LONGEST_SECTION
        body = TextAreaField(part_label(sheet.part), [Length(max=longest)], default="")
        version = HiddenField(validators=[Regexp(VERSION)], default="0")
        fields |= {f"body-{sheet.part}": body, f"version-{sheet.part}": version}
        kept |= {f"body-{sheet.part}": sheet.body, f"version-{sheet.part}": str(sheet.version)}
    made = type("SectionsForm", (SettledForm if is_settled else DraftForm,), fields)
    form: MinutesForm = made(data=kept if filled else None)
    if isinstance(form, DraftForm):
        form.offer([sheet.part for sheet in sheets if sheet.part != Part.IN_BRIEF])
    return form


class AutosaveForm(PortalForm):
    """One part as it is being written, sent by the script of the page."""

    part = StringField(validators=[Length(min=1, max=LONGEST_LINE)])
    body = TextAreaField(validators=[Length(max=LONGEST_SECTION)])
    version = StringField(validators=[Regexp(VERSION)])


def pressed(raw: str | None) -> tuple[str, int]:
    """Read which decision or action is to be taken away, or is done; nothing for none."""
    found = _PRESSED.fullmatch(raw or "")
    return (found[1], int(found[2])) if found else ("", 0)
