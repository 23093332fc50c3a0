"""Why it is worth more time than was agreed on."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length

from portal.asks.models import LONGEST_REASON
from portal.asks.rules import TooMuch
from portal.web.forms import PortalForm
from portal.web.words import reason


class WhyForm(PortalForm):
    """The reason, asked only where an act goes over what was agreed on."""

    why = TextAreaField(
        _l("Why is it worth more time than we agreed on?"),
        [Length(max=LONGEST_REASON, message=_l("Say it in fewer words."))],
        description=_l("One or two sentences. Whoever can see what is asked can read them."),
    )

    def ask_why(self, refused: TooMuch) -> None:
        """Show at the field that a reason is missing."""
        self.why.errors = [*self.why.errors, reason(refused)]
