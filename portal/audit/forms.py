"""The filters of the trail."""

from collections.abc import Sequence
from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField
from wtforms.validators import Optional

from portal.audit.words import event_name
from portal.web.forms import PortalForm, choices


class MayStayEmpty(Optional):
    """As ``Optional``, without saying so at each field: every filter is."""

    def __init__(self) -> None:
        """Set no flag for the label."""
        super().__init__()
        self.field_flags = {}


class FilterForm(PortalForm):
    """What kind of act, and between which days; it only reads, so it carries no token."""

    class Meta(PortalForm.Meta):
        """A form that changes nothing."""

        csrf = False

    FIELDS: ClassVar = ("event", "first", "last")

    event = SelectField(_l("What"), validators=[MayStayEmpty()])
    first = DateField(_l("From"), validators=[MayStayEmpty()])
    last = DateField(_l("Up to and including"), validators=[MayStayEmpty()])

    def offer(self, events: Sequence[str]) -> None:
        """Let the reader choose between the kinds of acts that occur."""
        named = ((event, event_name(event)) for event in events)
        self.event.choices = choices(("", _l("Everything")), *named)
