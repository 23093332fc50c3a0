"""The form for a reflection moment of before the portal."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from portal.clock import today
from portal.meetings import rules, series
from portal.meetings.calendar_law import Concern
from portal.meetings.forms import REQUIRED
from portal.meetings.models import MeetingKind
from portal.meetings.when_form import WhenForm, said, wrong

MOST_MOMENTS = 999


class RecordForm(WhenForm):
    """Which moment it was, and when and where it took place."""

    number = IntegerField(
        _l("Which number was it?"),
        [InputRequired(REQUIRED), NumberRange(1, MOST_MOMENTS, message=_l("Give a number."))],
        description=_l("Moments are numbered in the order in which they took place."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Leave out what is only said of a link that still goes into mails."""
        super().__init__(*args, **kwargs)
        self.join_url.description = ""

    def slot(self) -> rules.Slot | None:
        """Return when it was, as soon as day and hours are filled in."""
        day, starts, ends = self.day.data, self.starts.data, self.ends.data
        if day is None or starts is None or ends is None:
            return None
        reason = self.reason.data or ""
        return rules.Slot(
            kind=MeetingKind.REFLECTION, day=day, starts=starts, ends=ends, reason=reason
        )

    def validate_day(self, field: DateField) -> None:
        """Refuse a day that is not past."""
        if field.data and field.data >= today():
            raise ValidationError(gettext("This day is still to come: plan the moment instead."))

    def wants_reason(self) -> bool:
        """Tell whether there is another moment in the same two months."""
        slot = self.slot()
        days = series.series_days(but=self.number.data or 0)
        return slot is not None and rules.second_in_its_months(slot, days, today=today())

    def validate(self, extra_validators: object = None) -> bool:
        """Check the fields, then what one field asks of another."""
        fine: bool = super().validate(extra_validators)
        return all([fine, self.is_somewhere(), self._explains()])

    def _explains(self) -> bool:
        if self.reason.data or not self.wants_reason():
            return True
        taken = said(frozenset({Concern.BUCKET_TAKEN}))
        return wrong(self.reason, taken, gettext("Say why this day is right."))
