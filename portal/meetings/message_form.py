"""What somebody writes to who is invited, and to which part of the list."""

from collections.abc import Mapping
from typing import Final

from flask_babel import get_locale, ngettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from portal.meetings.messages import LONGEST_MESSAGE, LONGEST_SUBJECT, Audience, Draft
from portal.outbox.letters import one_line
from portal.web.forms import PortalForm, choices, tidy

LABELS: Final[Mapping[Audience, str]] = {
    Audience.ALL: _l("Everybody who is invited"),
    Audience.YES: _l("Who said yes"),
    Audience.MAYBE: _l("Who said maybe"),
    Audience.NO: _l("Who said no"),
    Audience.UNANSWERED: _l("Who has not answered yet"),
    Audience.WAITING: _l("Who is on the waiting list"),
}


class MessageForm(PortalForm):
    """A message: to whom, a subject, and words without markup."""

    audience = RadioField(
        _l("To whom?"), [InputRequired(_l("Choose who gets it."))], default=Audience.ALL.value
    )
    subject = StringField(
        _l("Subject"), [DataRequired(_l("Fill this in.")), Length(max=LONGEST_SUBJECT)], default=""
    )
    words = TextAreaField(
        _l("Your message"),
        [DataRequired(_l("Write something first.")), Length(max=LONGEST_MESSAGE)],
        description=_l("An empty line starts a new paragraph. Day, hour and link stand below it."),
        default="",
    )

    def __init__(self, *args: object, many: Mapping[Audience, int], **kwargs: object) -> None:
        """Take along how many people each part of the list reaches."""
        super().__init__(*args, **kwargs)
        self.many = many
        self.audience.choices = choices(
            *((one.value, f"{LABELS[one]} ({_people(many[one])})") for one in Audience)
        )

    def validate_audience(self, field: RadioField) -> None:
        """Refuse a message that reaches nobody."""
        if field.data in set(Audience) and not self.many[Audience(field.data)]:
            raise ValidationError(_l("Nobody is in this part of the list. Choose another."))

    @property
    def readers(self) -> int:
        """Return how many people would get it."""
        return self.many[Audience(self.audience.data)] if self.audience.data in set(Audience) else 0

    def draft(self) -> Draft:
        """Return the message, in the language in which its writer reads the portal."""
        return Draft(
            audience=Audience(self.audience.data),
            subject=one_line(self.subject.data or ""),
            words=tidy(self.words.data),
            lang=str(get_locale()),
        )


def _people(many: int) -> str:
    return str(ngettext("%(num)s person", "%(num)s people", many))
