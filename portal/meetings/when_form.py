"""When a meeting is and how people get there: the fields of a plan and of a moment of the past."""

from typing import Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from portal.meetings import rules
from portal.meetings.calendar_law import MESSAGES, Concern
from portal.meetings.forms import LONGEST_LINE, LONGEST_WORDS, REQUIRED
from portal.meetings.services import Whereabouts
from portal.web.forms import PortalForm

HTTPS: Final = r"^(https://\S+)?$"


class WhenForm(PortalForm):
    """A day with its hours, why that day, and a link, a place, or both."""

    day = DateField(_l("Which day?"), [InputRequired(REQUIRED)])
    starts = TimeField(_l("From (hour)"), [InputRequired(REQUIRED)])
    ends = TimeField(_l("Until (hour)"), [InputRequired(REQUIRED)])
    reason = TextAreaField(
        _l("Why this day all the same?"),
        [Length(max=LONGEST_WORDS)],
        description=_l("Only for a day outside the rhythm of one moment every two months."),
        default="",
    )
    join_url = StringField(
        _l("Link to join online"),
        [Length(max=LONGEST_LINE), Regexp(HTTPS, message=_l("A link starts with https://"))],
        description=_l("It comes in the mail and in everybody’s calendar."),
        default="",
    )
    place = StringField(
        _l("Place"),
        [Length(max=LONGEST_LINE)],
        description=_l("Leave it open when the meeting is online only."),
        default="",
    )

    def validate_ends(self, field: TimeField) -> None:
        """Refuse a meeting that ends before it starts."""
        if self.starts.data and field.data and field.data <= self.starts.data:
            raise ValidationError(gettext("The meeting must end after it starts."))

    def where(self) -> Whereabouts:
        """Return how people get there."""
        return Whereabouts(join_url=self.join_url.data or "", place=self.place.data or "")

    def is_somewhere(self) -> bool:
        """Tell whether people can get there; says so at its field when they cannot."""
        if self.join_url.data or self.place.data:
            return True
        return wrong(self.join_url, gettext("Give a link to join online, a place, or both."))


def said(concerns: frozenset[Concern]) -> str:
    """Return the first of some concerns in words."""
    return str(gettext(MESSAGES[rules.first_of(concerns)]))


def wrong(field: Field, *messages: str) -> bool:
    """Add messages to a field; return that it is not fine."""
    field.errors = [*field.errors, *messages]
    return False
