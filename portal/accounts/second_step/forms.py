"""What the pages of the second step ask."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, Optional

from portal.accounts.rules import LONGEST_PASSWORD
from portal.accounts.second_step.models import LONGEST_NAME
from portal.web.forms import PortalForm

LONGEST_CODE = 40
LONGEST_ANSWER = 20_000


class CodeForm(PortalForm):
    """The code that an app shows now."""

    code = StringField(
        _l("Code from your app"),
        description=_l("Six digits. The app shows new ones every half minute."),
        validators=[
            InputRequired(_l("Fill in the code that your app shows now.")),
            Length(max=LONGEST_CODE, message=_l("A code has six digits.")),
        ],
    )

    @property
    def typed(self) -> str:
        """The code as it was typed."""
        return self.code.data or ""


class RecoveryCodeForm(PortalForm):
    """A recovery code from paper."""

    code = StringField(
        _l("Recovery code"),
        description=_l("Sixteen letters and digits, for example 7f3k-q2xm-90pd-h4wz."),
        validators=[
            InputRequired(_l("Fill in one of your recovery codes.")),
            Length(max=LONGEST_CODE, message=_l("A recovery code has sixteen characters.")),
        ],
    )

    @property
    def typed(self) -> str:
        """The code as it was typed."""
        return self.code.data or ""


class PasskeyForm(PortalForm):
    """What the browser answered for a passkey; the page's script fills it in."""

    answer = HiddenField(validators=[InputRequired(), Length(max=LONGEST_ANSWER)])

    @property
    def told(self) -> str:
        """The answer, or nothing when it is missing or endless."""
        return self.answer.data if self.validate() and self.answer.data else ""


class NameForm(PortalForm):
    """What the owner calls a passkey."""

    name = StringField(
        _l("Name of this passkey"),
        description=_l("So that you know it again, for example: my phone, computer of the ward."),
        validators=[
            InputRequired(_l("Give this passkey a name.")),
            Length(
                max=LONGEST_NAME,
                message=_l("Use at most %(count)s characters.", count=LONGEST_NAME),
            ),
        ],
    )

    @property
    def words(self) -> str:
        """The name, short enough to keep."""
        return (self.name.data or "")[:LONGEST_NAME]


class NewPasskeyForm(NameForm):
    """A passkey to add: its name, and what the browser answered."""

    answer = HiddenField(validators=[Optional(), Length(max=LONGEST_ANSWER)])

    @property
    def told(self) -> str:
        """The answer, or nothing when it is missing."""
        return self.answer.data or ""


class ProofForm(PortalForm):
    """The password once more."""

    password = PasswordField(
        _l("Password"), filters=(), validators=[InputRequired(_l("Fill in your password."))]
    )

    @property
    def secret(self) -> str:
        """The password as it was typed, cut off where no password goes on."""
        return (self.password.data or "")[: LONGEST_PASSWORD + 1]
