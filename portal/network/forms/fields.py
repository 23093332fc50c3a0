"""The fields that the forms of the roster share: a day, words, a choice."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from portal.network import rules
from portal.network.rules import Interval
from portal.rules import why_not
from portal.web.forms import choices
from portal.web.words import reason

LONGEST_NAME = 120
LONGEST_REASON = 1000
REQUIRED = _l("Fill this in.")
Key = TypeVar("Key", bound=StrEnum)


class DayField(DateField):
    """A day that the network can be asked about; what cannot be read stays in the field."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the day, or say how to write it."""
        self.data = None
        raw = str(valuelist[0]).strip() if valuelist else ""
        if not raw:
            return
        try:
            day = datetime.strptime(raw, "%Y-%m-%d").date()  # noqa: DTZ007 -- a day has no zone
        except ValueError as error:
            raise ValueError(gettext("Write the day like this: 2022-11-15.")) from error
        refused = why_not(rules.check_plausible, day)
        if refused:
            raise ValueError(reason(refused))
        self.data = day


def needed_day(label: LazyString, hint: LazyString | str = "") -> DayField:
    """Return a day that must be filled in."""
    return DayField(label, [InputRequired(REQUIRED)], description=hint)


def line(label: LazyString, hint: LazyString | str = "", *, needed: bool = True) -> StringField:
    """Return one line of words."""
    asked = [DataRequired(REQUIRED)] if needed else []
    return StringField(
        label,
        [*asked, Length(max=LONGEST_NAME, message=_l("Write it shorter."))],
        description=hint,
        default="",
    )


def words(label: LazyString, hint: LazyString | str = "", *, needed: bool = True) -> TextAreaField:
    """Return a few lines of words."""
    asked = [DataRequired(REQUIRED)] if needed else []
    return TextAreaField(
        label,
        [*asked, Length(max=LONGEST_REASON, message=_l("Write it shorter."))],
        description=hint,
        default="",
    )


def pick(label: LazyString, hint: LazyString | str = "") -> SelectField:
    """Return a choice from a list that comes later."""
    return SelectField(
        label,
        [InputRequired(_l("Choose one."))],
        description=hint,
        invalid_choice_message=_l("Choose one from the list."),  # type: ignore[call-arg]
    )


def radio(label: LazyString, hint: LazyString | str = "") -> RadioField:
    """Return a choice between few things, which come later."""
    return RadioField(
        label,
        [InputRequired(_l("Choose one."))],
        description=hint,
        validate_choice=True,
        invalid_choice_message=_l("Choose one from the list."),  # type: ignore[call-arg]
    )


def offer(field: SelectField, *pairs: tuple[str, str]) -> None:
    """Fill what a choice offers."""
    field.choices = choices(*pairs)


def named(keys: Iterable[Key], label: Any) -> list[tuple[str, str]]:  # noqa: ANN401 -- one of labels
    """Return keys with what they are called."""
    return [(key.value, label(key)) for key in keys]


def period_in(start: DayField, end: DayField) -> Interval:
    """Return the days between two fields."""
    first: date | None = start.data
    if first is None:
        raise ValueError("Only after validate(): the first day is missing")
    return Interval(start=first, end=end.data)
