"""What people fill in about a poll: days to propose, whom to ask, what suits them, which day."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any, Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from portal.meetings.choosing import Rule
from portal.meetings.models import MeetingKind
from portal.polls import rules
from portal.polls.models import (
    LONGEST_COMMENT,
    LONGEST_TITLE,
    LONGEST_WORDS,
    MOST_DAYS,
    Mark,
    Poll,
    PollOption,
)
from portal.polls.services import Proposal
from portal.polls.words import MARKS, option_words
from portal.web.forms import PortalForm, choices, tidy
from portal.web.stale import RevisedForm
from portal.web.words import capital

FORM_KEY: Final = r"^[0-9a-f]{32}$"
LONGEST_LINE: Final = 300
USUAL_HOURS: Final = (time(13, 30), time(16, 30))
NUMBERS: Final = range(1, MOST_DAYS + 1)
NOT_A_DAY: Final = _l("Write a day as it is on the calendar, like 24/01/2023.")
NOT_AN_HOUR: Final = _l("Write an hour like 13:30.")


class ProposeForm(RevisedForm):
    """A poll as a draft: what it is for, where, until when to mark, and two to eight days.

    The rows of days are ``day_1`` to ``ends_8``; hours that stay open are those of the first row.
    """

    form_key = HiddenField(validators=[Regexp(FORM_KEY)])
    title = StringField(
        _l("What is it about?"),
        [
            DataRequired(_l("Give it a title.")),
            Length(max=LONGEST_TITLE, message=_l("Make the title shorter.")),
        ],
    )
    about = TextAreaField(
        _l("What should people know?"), [Optional(), Length(max=LONGEST_WORDS)], filters=[tidy]
    )
    kind = RadioField(
        _l("What kind of meeting?"),
        choices=choices(
            (MeetingKind.WORKSHOP.value, _l("Workshop")),
            (MeetingKind.NETWORK_EVENT.value, _l("Network meeting")),
        ),
        default=MeetingKind.WORKSHOP.value,
    )
    place = StringField(
        _l("Place"),
        [Length(max=LONGEST_LINE)],
        description=_l("Leave it open when the meeting is online only."),
    )
    join_url = StringField(
        _l("Link to join online"),
        [
            Length(max=LONGEST_LINE),
            Regexp(r"^(https://\S+)?$", message=_l("A link starts with https://")),
        ],
    )
    closes_on = DateField(
        _l("Until which day can people mark?"), [InputRequired(_l("Choose the last day."))]
    )

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        """Take along from which day the calendar is looked at."""
        super().__init__(*args, **kwargs)
        self.today = today
        self.closes_on.process_errors = _said_plainly(self.closes_on, NOT_A_DAY)
        for number in NUMBERS:
            for name, words in (("day", NOT_A_DAY), ("starts", NOT_AN_HOUR), ("ends", NOT_AN_HOUR)):
                field = self[f"{name}_{number}"]
                field.process_errors = _said_plainly(field, words)

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        """Return the three fields of each row, for the page."""
        return [
            (self[f"day_{number}"], self[f"starts_{number}"], self[f"ends_{number}"])
            for number in NUMBERS
        ]

    def days(self) -> list[rules.ProposedDay]:
        """Return the days that are filled in; an hour that is open is that of the first row."""
        first = self["starts_1"].data or USUAL_HOURS[0], self["ends_1"].data or USUAL_HOURS[1]
        return [
            rules.ProposedDay(
                day=day.data, starts=starts.data or first[0], ends=ends.data or first[1]
            )
            for day, starts, ends in self.rows
            if day.data
        ]

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Check the fields, then each day against the calendar and the days together."""
        fine: bool = super().validate(extra_validators)
        return all([fine, *self._asked_of_each_other()])

    def _asked_of_each_other(self) -> Iterator[bool]:
        if not self.place.data and not self.join_url.data:
            yield _wrong(self.place, gettext("Give a link to join online, a place, or both."))
        for day, starts, ends in self.rows:
            if day.data and (message := rules.refusal_of(day.data, today=self.today)):
                yield _wrong(day, gettext(message))
            if starts.data and ends.data and ends.data <= starts.data:
                yield _wrong(ends, gettext("The meeting must end after it starts."))
            if (
                not day.data
                and not day.errors
                and (starts.raw_data or [""])[0]
                and day is not self["day_1"]
            ):
                yield _wrong(day, gettext("Choose the day that belongs to these hours."))

    def proposal(self, lang: str) -> Proposal:
        """Return what is proposed, in the language of who writes; only after ``validate``."""
        closes_on = self.closes_on.data
        if closes_on is None:
            raise ValueError("The form has no last day yet")
        return Proposal(
            title=str(self.title.data),
            about=self.about.data or "",
            lang=lang,
            kind=MeetingKind(self.kind.data),
            place=self.place.data or "",
            join_url=self.join_url.data or "",
            closes_on=closes_on,
            days=self.days(),
        )


for _number in NUMBERS:
    setattr(ProposeForm, f"day_{_number}", DateField(_l("Day"), [Optional()]))
    setattr(ProposeForm, f"starts_{_number}", TimeField(_l("From (hour)"), [Optional()]))
    setattr(ProposeForm, f"ends_{_number}", TimeField(_l("Until (hour)"), [Optional()]))


def _said_plainly(field: Any, words: str) -> list[str]:  # noqa: ANN401 -- any field of WTForms
    return [str(words)] if field.process_errors else []


def _wrong(field: Any, message: str) -> bool:  # noqa: ANN401 -- any field of WTForms
    field.errors = [*field.errors, message]
    return False


def filled_from(poll: Poll) -> dict[str, object]:
    """Return what the form shows of a draft."""
    names = ("title", "about", "place", "join_url", "closes_on", "form_key", "revision")
    filled: dict[str, object] = {name: getattr(poll, name) for name in names}
    filled["kind"] = poll.kind.value
    for number, option in enumerate(poll.options, start=1):
        filled[f"day_{number}"] = option.day
        filled[f"starts_{number}"] = option.starts_at
        filled[f"ends_{number}"] = option.ends_at
    return filled


def _ticks(label: str, description: str = "") -> SelectMultipleField:
    return SelectMultipleField(
        label,
        description=description,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class AskForm(PortalForm):
    """Whom to ask: roles, waves and sectors; none ticked of waves and sectors means all."""

    role = _ticks(_l("What do they do?"))
    wave = _ticks(_l("Of which waves?"), _l("None ticked means all."))
    sector = _ticks(_l("Of which sectors?"), _l("None ticked means all."))

    def __init__(
        self,
        *args: object,
        roles: Sequence[tuple[str, str]],
        waves: Sequence[tuple[str, str]],
        sectors: Sequence[tuple[str, str]],
        **kwargs: object,
    ) -> None:
        """Take along what there is to choose from."""
        super().__init__(*args, **kwargs)
        self.role.choices = choices(*roles)
        self.wave.choices = choices(*waves)
        self.sector.choices = choices(*sectors)

    def rule(self) -> Rule:
        """Return the rule; what the form does not offer is in none of it."""
        return Rule(
            roles=frozenset(_offered(self.role)),
            waves=frozenset(_offered(self.wave)),
            sectors=frozenset(_offered(self.sector)),
        )


def _offered(field: SelectMultipleField) -> list[str]:
    return [str(option.data) for option in field if option.checked]


class MarkForm(PortalForm):
    """What suits somebody: three choices for each day, and a line of words."""

    comment = StringField(
        _l("Do you want to say something about it?"),
        [Optional(), Length(max=LONGEST_COMMENT, message=_l("Make it shorter."))],
        description=_l("Only the project team reads this."),
    )

    def marks(self, options: Sequence[PollOption]) -> dict[int, Mark]:
        """Return what was marked of each day; only after ``validate``."""
        return {one.id: Mark(self[f"option_{one.id}"].data) for one in options}


def mark_form(poll: Poll, data: Mapping[str, object]) -> MarkForm:
    """Return the form with one question a day of this poll."""
    asked = {
        f"option_{option.id}": RadioField(
            capital(option_words(option)),
            [InputRequired(_l("Say of each day whether it suits you."))],
            choices=choices(*((one.value, MARKS[one]) for one in Mark)),
        )
        for option in poll.options
    }
    form: MarkForm = type("MarkForm", (MarkForm,), asked)(data=data)
    return form


class PickForm(PortalForm):
    """Which day it becomes."""

    option = RadioField(_l("Which day do you pick?"), [InputRequired(_l("Choose a day."))])

    def __init__(self, *args: object, options: Sequence[PollOption], **kwargs: object) -> None:
        """Take along the days to choose from."""
        super().__init__(*args, **kwargs)
        self.option.choices = choices(
            *((str(one.id), capital(option_words(one))) for one in options)
        )


class CloseForm(PortalForm):
    """Why no day is picked."""

    reason = TextAreaField(
        _l("Why is no day picked?"),
        [
            DataRequired(_l("Say why no day is picked. Everybody who was asked reads it.")),
            Length(max=LONGEST_WORDS),
        ],
        description=_l("Everybody who was asked reads this."),
        filters=[tidy],
    )
