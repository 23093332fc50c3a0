"""The filters of the trail."""

from collections.abc import Sequence
from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # its stubs are older
from wtforms.validators import Optional

from portal.audit.words import event_name
from portal.web.forms import PortalForm


class FilterForm(PortalForm):
    """What kind of act, and between which days; it only reads, so it carries no token."""

    class Meta(PortalForm.Meta):
        """A form that changes nothing."""

        csrf = False

    FIELDS: ClassVar = ("event", "first", "last")

    event = SelectField(_l("What"), validators=[Optional()])
    first = DateField(_l("From"), validators=[Optional()])
    last = DateField(_l("Up to and including"), validators=[Optional()])

    def offer(self, events: Sequence[str]) -> None:
        """Let the reader choose between the kinds of acts that occur."""
        named = [SelectChoice(event, event_name(event)) for event in events]
        self.event.choices = [SelectChoice("", _l("Everything")), *named]
