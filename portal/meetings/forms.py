"""What people fill in about a meeting; the calendar law speaks at the field it is about."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    Optional,
    Regexp,
    ValidationError,
)

from portal.meetings import rules
from portal.meetings.calendar_law import MESSAGES, REFUSED, WANTS_REASON, WARNED, Concern
from portal.meetings.models import (
    LONGEST_TEXT,
    Meeting,
    MeetingKind,
)
from portal.meetings.services import Whereabouts
from portal.web.forms import PortalForm, choices

LONGEST_WORDS = 2000
LONGEST_LINE = 300
MOST_GUESTS = 500
FARTHEST_YEARS = 3
LONGEST_NUMBER = 6
USUAL_HOURS = (time(13, 30), time(15, 30))
REQUIRED = _l("Fill this in.")


class PlanForm(PortalForm):
    """When and where a reflection moment is."""

    number = HiddenField(validators=[Regexp(r"^[1-9]\d{0,5}$")])
    day = DateField(_l("Which day?"), [InputRequired(REQUIRED)])
    starts = TimeField(_l("From (hour)"), [InputRequired(REQUIRED)])
    ends = TimeField(_l("Until (hour)"), [InputRequired(REQUIRED)])
    reason = TextAreaField(
        _l("Why this day all the same?"),
        [Length(max=LONGEST_WORDS)],
        description=_l("Only for a day outside the rhythm of one moment every two months."),
        default="",
    )
    holiday_accepted = BooleanField(_l("We meet on this day all the same."))
    join_url = StringField(
        _l("Link to join online"),
        [
            Length(max=LONGEST_LINE),
            Regexp(r"^(https://\S+)?$", message=_l("A link starts with https://")),
        ],
        description=_l("It comes in the mail and in everybody’s calendar."),
        default="",
    )
    place = StringField(
        _l("Place"),
        [Length(max=LONGEST_LINE)],
        description=_l("Leave it open when the meeting is online only."),
        default="",
    )

    def __init__(
        self,
        *args: object,
        today: date,
        series: Collection[date] = (),
        **kwargs: object,
    ) -> None:
        """Take the days of the other moments along."""
        super().__init__(*args, **kwargs)
        self.series = series
        self.today = today

    @property
    def asked_number(self) -> int:
        """Return the number under which the form plans, 0 when it is none."""
        typed = self.number.data or ""
        return int(typed) if typed.isdecimal() and len(typed) <= LONGEST_NUMBER else 0

    def concerns(self) -> frozenset[Concern]:
        """Return what is not simply fine about the day that is filled in."""
        slot = self._slot_or_none()
        return rules.slot_concerns(slot, self.series, today=self.today) if slot else frozenset()

    def validate_day(self, field: DateField) -> None:
        """Refuse a weekend, a public holiday, the past and the far future."""
        if refused := self.concerns() & REFUSED:
            raise ValidationError(_said(refused))
        if field.data and field.data.year > self.today.year + FARTHEST_YEARS:
            raise ValidationError(gettext("Plan at most three years ahead."))

    def validate_ends(self, field: TimeField) -> None:
        """Refuse a meeting that ends before it starts."""
        if self.starts.data and field.data and field.data <= self.starts.data:
            raise ValidationError(gettext("The meeting must end after it starts."))

    def wants_reason(self) -> bool:
        """Tell whether the day is outside the rhythm, so that a reason is asked."""
        return bool(self.concerns() & WANTS_REASON)

    def wants_confirmation(self) -> bool:
        """Tell whether the day is in a school holiday, or may be."""
        return bool(self.concerns() & WARNED)

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Check the fields, then what one field asks of another."""
        fine: bool = super().validate(extra_validators)
        return all([fine, *self._asked_of_each_other()])

    def _asked_of_each_other(self) -> Iterable[bool]:
        unusual = self.concerns() & WANTS_REASON
        if unusual and not self.reason.data:
            yield _wrong(self.reason, _said(unusual), gettext("Say why this day is right."))
        warned = self.concerns() & WARNED
        if warned and not self.holiday_accepted.data:
            yield _wrong(self.holiday_accepted, _said(warned), gettext("Tick the box to keep it."))
        if not self.join_url.data and not self.place.data:
            yield _wrong(self.join_url, gettext("Give a link to join online, a place, or both."))

    def slot(self) -> rules.Slot:
        """Return when the moment is wanted; only for a form that was found valid."""
        slot = self._slot_or_none()
        if slot is None:
            raise ValueError("The form has no day and hours yet")
        return slot

    def _slot_or_none(self) -> rules.Slot | None:
        day, starts, ends = self.day.data, self.starts.data, self.ends.data
        if day is None or starts is None or ends is None:
            return None
        return rules.Slot(
            kind=MeetingKind.REFLECTION,
            day=day,
            starts=starts,
            ends=ends,
            reason=self.reason.data or "",
            holiday_accepted=bool(self.holiday_accepted.data),
        )

    def where(self) -> Whereabouts:
        """Return how people get there."""
        return Whereabouts(join_url=self.join_url.data or "", place=self.place.data or "")


def _said(concerns: frozenset[Concern]) -> str:
    return str(gettext(MESSAGES[rules.first_of(concerns)]))


def _wrong(field: Field, *messages: str) -> bool:
    field.errors = [*field.errors, *messages]
    return False


def filled_from(meeting: Meeting) -> dict[str, object]:
    """Return what the plan form shows of a meeting that is planned already."""
    return {
        "number": str(meeting.number),
        "day": meeting.local_date,
        "starts": meeting.starts_at,
        "ends": meeting.ends_at,
        "reason": meeting.exception_reason,
        "holiday_accepted": True,
        "join_url": meeting.join_url,
        "place": meeting.place,
    }


def proposed_after(previous: Meeting | None, day: date) -> dict[str, object]:
    """Return what the plan form proposes: the hours, the link and the place of before."""
    return {
        "number": str(previous.number + 1 if previous else 1),
        "day": day,
        "starts": previous.starts_at if previous else USUAL_HOURS[0],
        "ends": previous.ends_at if previous else USUAL_HOURS[1],
        "join_url": previous.join_url if previous else "",
        "place": previous.place if previous else "",
    }


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


class MinutesForm(PortalForm):
    """The minutes as one text, and the version on which it was written."""

    body = TextAreaField(
        _l("Meeting minutes"),
        [DataRequired(_l("Write something first.")), Length(max=LONGEST_TEXT)],
        description=_l("An empty line starts a new paragraph, “- ” an item, “## ” a heading."),
    )
    version = HiddenField(validators=[Regexp(r"^\d{1,6}$")], default="0")
    reason = StringField(
        _l("Why do you change locked minutes?"),
        [Optional(), Length(max=LONGEST_LINE)],
        default="",
    )
