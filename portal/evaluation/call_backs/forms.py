"""Asking for a call: how to reach somebody, and when; and noting that it was done."""

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from portal.evaluation.call_backs.models import LONGEST_LINE, LONGEST_WISH
from portal.evaluation.call_backs.services import Wish
from portal.web.forms import PortalForm, tidy


class CallBackForm(PortalForm):
    """A name, a way to be reached, a moment in words; what nobody sees stays empty."""

    name = StringField(
        _l("How may we call you?"),
        [DataRequired(_l("Write a name: a first name will do.")), Length(max=LONGEST_LINE)],
        description=_l("A first name will do."),
    )
    reach = StringField(
        _l("How do we reach you?"),
        [DataRequired(_l("Write a telephone number or an address.")), Length(max=LONGEST_LINE)],
        description=_l("A telephone number or a mail address, of work or of your own."),
    )
    moment = TextAreaField(
        _l("When does it suit you?"),
        [Optional(), Length(max=LONGEST_WISH)],
        description=_l("In your own words, for example: on weekdays after four."),
    )
    website = StringField(_l("Leave this empty"), [Optional()])
    key = HiddenField(validators=[Regexp(r"^[0-9a-f]{32}$")], default=lambda: secrets.token_hex(16))

    @property
    def is_of_a_machine(self) -> bool:
        """Tell whether a field was filled in that people do not see."""
        return bool(self.website.data)

    def wish(self, lang: str) -> Wish:
        """Return what is asked; only after ``validate``."""
        return Wish(
            name=tidy(self.name.data),
            reach=tidy(self.reach.data),
            moment=tidy(self.moment.data),
            lang=lang,
        )
