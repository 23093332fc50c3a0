"""What people fill in around a form; the questions themselves are data, not fields."""

from typing import Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from portal.web.forms import PortalForm

LONGEST_CODE: Final = 40


class AnswerForm(PortalForm):
    """A page of a questionnaire: where the reader is travels along, signed."""

    progress = HiddenField()


class CodeForm(PortalForm):
    """A one-time code from the sheet."""

    code = StringField(
        _l("Your code"),
        [DataRequired(_l("Type the code from your sheet.")), Length(max=LONGEST_CODE)],
        description=_l("Eight letters and figures, for example ABCD-2345."),
    )

    def refuse_code(self) -> None:
        """Say that a code opens nothing, in the same words whatever the reason."""
        self.code.errors = [
            gettext("We do not know this code, or it was used already. Look at it once more.")
        ]


class WithdrawForm(PortalForm):
    """The code that was shown after sending."""

    code = StringField(
        _l("Your withdrawal code"),
        [DataRequired(_l("Type the code that you saw after sending.")), Length(max=LONGEST_CODE)],
        description=_l("Sixteen letters and figures, in four groups."),
    )

    def refuse_code(self) -> None:
        """Say that a code takes nothing back, in the same words whatever the reason."""
        self.code.errors = [
            gettext(
                "With this code we find no answers. It can be that a letter is wrong, that the "
                "answers were taken back already, or that the questionnaire is closed: then they "
                "can no longer be told apart."
            )
        ]
