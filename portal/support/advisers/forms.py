"""One adviser of an organisation, as typed."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, StringField, TelField
from wtforms.validators import Email, Length, Optional

from portal.support.advisers.models import LONGEST_LINE, Adviser
from portal.support.advisers.services import Named
from portal.web.forms import tidy
from portal.web.stale import RevisedForm


class AdviserForm(RevisedForm):
    """Who it is, and how people reach them; left empty there is none."""

    name = StringField(
        _l("Name"),
        [Optional(), Length(max=LONGEST_LINE)],
        description=_l("Leave it empty if nobody is named any more: then we show none."),
    )
    phone = TelField(_l("Telephone"), [Optional(), Length(max=LONGEST_LINE)])
    email = EmailField(
        _l("Mail address"),
        [
            Optional(),
            Length(max=LONGEST_LINE),
            Email(_l("Write the address like name@example.org.")),
        ],
    )

    def named(self) -> Named:
        """Return who was typed; only after ``validate``."""
        return Named(
            name=tidy(self.name.data), phone=tidy(self.phone.data), email=tidy(self.email.data)
        )


def filled_from(adviser: Adviser | None) -> AdviserForm:
    """Return the form with who is kept, or empty."""
    known = {
        "name": adviser.name if adviser else "",
        "phone": adviser.phone if adviser else "",
        "email": adviser.email if adviser else "",
        "revision": str(adviser.revision if adviser else 0),
    }
    return AdviserForm(formdata=None, data=known)
