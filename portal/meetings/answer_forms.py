"""What an invited person fills in: an answer by one press, and a colleague who goes instead."""

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from portal.meetings.deputies import LONGEST_NAME, Colleague
from portal.meetings.models import Answer, Way
from portal.outbox.addresses import one_address
from portal.web.forms import PortalForm, tidy

# What a button or a link in a mail says, and what that means.
PRESSED: Final[Mapping[str, tuple[Answer, Way | None]]] = {
    "yes": (Answer.YES, None),
    "yes-on_site": (Answer.YES, Way.ON_SITE),
    "yes-online": (Answer.YES, Way.ONLINE),
    "maybe": (Answer.MAYBE, None),
    "no": (Answer.NO, None),
}


def pressed_of(answer: Answer | None, way: Way | None) -> str:
    """Return the button that stands for an answer; empty when there is none."""
    if answer is None:
        return ""
    return f"{answer.value}-{way.value}" if answer is Answer.YES and way else answer.value


class DeputyForm(PortalForm):
    """Who goes instead: a name, and an address for who wants the meeting in their calendar."""

    name = StringField(
        _l("Name of your colleague"),
        [DataRequired(_l("Fill this in.")), Length(max=LONGEST_NAME)],
        default="",
    )
    email = StringField(
        _l("E-mail address of your colleague"),
        [Optional(), Length(max=LONGEST_NAME)],
        description=_l("Then your colleague gets the meeting and the link by mail."),
        default="",
    )

    def validate_email(self, field: StringField) -> None:
        """Refuse what is no address."""
        try:
            one_address((field.data or "").lower())
        except ValueError as error:
            raise ValidationError(_l("This is not a mail address.")) from error

    def colleague(self, locale: str) -> Colleague:
        """Return who goes; they are written to in the language of who sends them."""
        email = (self.email.data or "").lower() or None
        return Colleague(name=tidy(self.name.data), email=email, locale=locale)
