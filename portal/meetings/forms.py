"""What people fill in about a meeting; the calendar law speaks at the field it is about."""

from collections.abc import Sequence
from datetime import time

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    SelectField,
    TextAreaField,
)
from wtforms.validators import (
    Length,
    ValidationError,
)

from portal.web.forms import PortalForm, choices

LONGEST_WORDS = 2000
LONGEST_LINE = 300
MOST_GUESTS = 500
FARTHEST_YEARS = 3
LONGEST_NUMBER = 6
USUAL_HOURS = (time(13, 30), time(15, 30))
REQUIRED = _l("Fill this in.")


class StepForm(PortalForm):
    """Nothing to fill in; only to press."""


class CancelForm(PortalForm):
    """Why a meeting is cancelled, or which one replaces it."""

    reason = TextAreaField(
        _l("Why is it cancelled?"),
        [Length(max=LONGEST_WORDS)],
        description=_l("Everybody who is invited reads this."),
        default="",
    )
    replaced_by = SelectField(_l("Which meeting replaces it?"), default="")

    def __init__(self, *args: object, others: Sequence[tuple[str, str]], **kwargs: object) -> None:
        """Take the planned meetings that could replace this one along."""
        super().__init__(*args, **kwargs)
        self.replaced_by.choices = choices(("", gettext("None, or not planned yet")), *others)

    def validate_reason(self, field: TextAreaField) -> None:
        """Ask at the field for what the rule asks: a reason, or a meeting that replaces it."""
        if not (field.data or "").strip() and not self.replaced_by.data:
            raise ValidationError(gettext("Say why it is cancelled, or which meeting replaces it."))
