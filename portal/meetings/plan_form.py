"""The one page on which a meeting of any kind is planned; the calendar law speaks at its field."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any, Final

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from portal.meetings import rules
from portal.meetings.calendar_law import REFUSED, WANTS_REASON, WARNED, Concern
from portal.meetings.changing import revision_of
from portal.meetings.forms import LONGEST_LINE, LONGEST_WORDS
from portal.meetings.models import Meeting, MeetingKind
from portal.meetings.services import Details
from portal.meetings.when_form import WhenForm, said, wrong
from portal.web.forms import tidy
from portal.web.stale import RevisedForm

FARTHEST_YEARS: Final = 3
LONGEST_NUMBER: Final = 6
USUAL_HOURS: Final = (time(13, 30), time(15, 30))
MOST_SEATS: Final = 2000
ANSWER_BEFORE: Final = timedelta(weeks=1)
ONLY_IN_A_ROOM: Final = ("title", "about", "capacity", "takes_teams")


class PlanForm(RevisedForm, WhenForm):
    """When and where a meeting is, what it is about, and for how many.

    A reflection moment has no title of its own and room for everybody on the roster.
    """

    number = HiddenField(validators=[Regexp(r"^[1-9]\d{0,5}$")])
    title = StringField(
        _l("Title"), [DataRequired(_l("Give it a title.")), Length(max=LONGEST_LINE)], default=""
    )
    about = TextAreaField(
        _l("What is it about?"),
        [Optional(), Length(max=LONGEST_WORDS)],
        description=_l("For whom it is, and what people take home."),
        default="",
    )
    holiday_accepted = BooleanField(_l("We meet on this day all the same."))
    route = TextAreaField(
        _l("How do people get there?"),
        [Optional(), Length(max=LONGEST_WORDS)],
        description=_l("By train, bus or car, where to park, and whether it is accessible."),
        default="",
    )
    capacity = IntegerField(
        _l("How many seats are there?"),
        [
            Optional(),
            NumberRange(1, MOST_SEATS, message=_l("Give a number from 1 to 2000.")),
        ],
        description=_l("Who comes after that is on the waiting list. Empty: room for all."),
    )
    takes_teams = BooleanField(_l("Teams can register as a group, with a number of people."))
    respond_by = DateField(
        _l("Until when can people best answer?"),
        [Optional()],
        description=_l("Later answers are kept too, until it starts."),
    )

    def __init__(
        self,
        *args: object,
        kind: MeetingKind,
        today: date,
        series: Collection[date] = (),
        **kwargs: object,
    ) -> None:
        """Take the kind and the days of the other moments along."""
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.series = series
        self.today = today
        if kind is MeetingKind.REFLECTION:
            for name in ONLY_IN_A_ROOM:
                del self[name]

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
            raise ValidationError(said(refused))
        if field.data and field.data.year > self.today.year + FARTHEST_YEARS:
            raise ValidationError(gettext("Plan at most three years ahead."))

    def validate_respond_by(self, field: DateField) -> None:
        """Refuse to ask for answers after the meeting."""
        if field.data and self.day.data and field.data > self.day.data:
            raise ValidationError(gettext("Ask for answers on a day before the meeting."))

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
            yield wrong(self.reason, said(unusual), gettext("Say why this day is right."))
        warned = self.concerns() & WARNED
        if warned and not self.holiday_accepted.data:
            yield wrong(self.holiday_accepted, said(warned), gettext("Tick the box to keep it."))
        yield self.is_somewhere()
        if self._typed("capacity") and not self.place.data:
            yield wrong(self.place, gettext("Seats are in a place: say where."))

    def slot(self) -> rules.Slot:
        """Return when the meeting is wanted; only for a form that was found valid."""
        slot = self._slot_or_none()
        if slot is None:
            raise ValueError("The form has no day and hours yet")
        return slot

    def _slot_or_none(self) -> rules.Slot | None:
        day, starts, ends = self.day.data, self.starts.data, self.ends.data
        if day is None or starts is None or ends is None:
            return None
        return rules.Slot(
            kind=self.kind,
            day=day,
            starts=starts,
            ends=ends,
            reason=self.reason.data or "",
            holiday_accepted=bool(self.holiday_accepted.data),
        )

    def details(self, lang: str) -> Details:
        """Return what it is about and for how many, written in ``lang``."""
        return Details(
            title=tidy(self._typed("title")),
            about=tidy(self._typed("about")),
            lang=lang,
            route=tidy(self.route.data),
            capacity=self._typed("capacity"),
            takes_teams=bool(self._typed("takes_teams")),
            respond_by=self.respond_by.data,
        )

    def lang_of(self, meeting: Meeting) -> str:
        """Return the language of the words: as it was, or the writer's when they changed them."""
        said = tidy(self._typed("title")), tidy(self._typed("about"))
        return meeting.lang if said == (meeting.title, meeting.about) else str(get_locale())

    def _typed(self, name: str) -> Any:  # noqa: ANN401 -- as typed as the field is
        return self[name].data if name in self else None


def filled_from(meeting: Meeting) -> dict[str, object]:
    """Return what the plan form shows of a meeting that is planned already."""
    return {
        **_like(meeting),
        "number": str(meeting.number),
        "revision": str(revision_of(meeting)),
        "day": meeting.local_date,
        "reason": meeting.exception_reason,
        "holiday_accepted": True,
        "respond_by": meeting.respond_by,
    }


def proposed_after(
    previous: Meeting | None, day: date | None, *, number: int, today: date
) -> dict[str, object]:
    """Return what the form proposes: all of the one before, on a day of its own if there is one."""
    like = _like(previous) if previous else {"starts": USUAL_HOURS[0], "ends": USUAL_HOURS[1]}
    soon = day is None or day - ANSWER_BEFORE <= today
    return {
        **like,
        "number": str(number),
        "revision": "0",
        "day": day,
        "respond_by": None if soon or day is None else day - ANSWER_BEFORE,
    }


def _like(meeting: Meeting) -> dict[str, object]:
    return {
        "title": meeting.title,
        "about": meeting.about,
        "starts": meeting.starts_at,
        "ends": meeting.ends_at,
        "join_url": meeting.join_url,
        "place": meeting.place,
        "route": meeting.route,
        "capacity": meeting.capacity,
        "takes_teams": meeting.takes_teams,
    }
