"""What who plans fills in on the list of answers: what to look for, and which reminders go."""

from collections.abc import Collection
from typing import Final

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Length, Optional

from portal.meetings.reminding import Reminder
from portal.meetings.replies import Said, Wanted
from portal.web.forms import PortalForm, choices

LONGEST_WORDS: Final = 100


class ReplyFilter(PortalForm):
    """Which answers, and whose; read from the address."""

    class Meta(PortalForm.Meta):
        """A form that only asks needs no token."""

        csrf = False

    said = SelectField(_l("Answer given"), [Optional()], default="")
    q = StringField(_l("Name or organisation"), [Length(max=LONGEST_WORDS)], default="")

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the answers."""
        super().__init__(*args, **kwargs)
        self.said.choices = choices(
            ("", _l("All answers")),
            (Said.NONE.value, _l("No answer yet")),
            (Said.YES.value, _l("Yes")),
            (Said.MAYBE.value, _l("Maybe")),
            (Said.NO.value, _l("No")),
        )

    def wanted(self) -> Wanted:
        """Return what to look for."""
        said = Said(self.said.data) if self.said.data else None
        return Wanted(said=said, words=self.q.data or "")


class RemindersForm(PortalForm):
    """The reminders that go by themselves for one meeting."""

    answer = BooleanField(_l("Before the last day to answer, to who has not answered"))
    answer_again = BooleanField(
        _l("Once more five days before the meeting, to who has not answered")
    )
    coming = BooleanField(_l("Two days before the meeting, to who comes or may come"))

    @staticmethod
    def ticked(off: Collection[Reminder]) -> dict[str, bool]:
        """Return what the form shows when these reminders do not go."""
        return {reminder.value: reminder not in off for reminder in Reminder}

    def wanted(self) -> set[Reminder]:
        """Return the reminders that are ticked."""
        return {reminder for reminder in Reminder if self[reminder.value].data}
