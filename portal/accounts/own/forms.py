"""What the pages of one's own account ask."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField
from wtforms.validators import Email, InputRequired, Length

from portal.accounts.forms import LONGEST_ADDRESS, NewPasswordForm
from portal.accounts.rules import LONGEST_PASSWORD
from portal.web.forms import PortalForm


def _lower(value: str | None) -> str:
    return (value or "").strip().lower()


def _current() -> PasswordField:
    return PasswordField(
        _l("Your current password"),
        filters=(),
        validators=[InputRequired(_l("Fill in your current password."))],
    )


class ChangePasswordForm(NewPasswordForm):
    """The password of now, and another one."""

    current = _current()

    @property
    def known(self) -> str:
        """The password of now as it was typed, cut off where no password goes on."""
        return (self.current.data or "")[: LONGEST_PASSWORD + 1]


class ChangeAddressForm(PortalForm):
    """A new mail address, and the password as a proof."""

    email = EmailField(
        _l("New e-mail address"),
        filters=[_lower],
        validators=[
            InputRequired(_l("Fill in your new e-mail address.")),
            Length(max=LONGEST_ADDRESS, message=_l("This address is too long.")),
            Email(_l("Write the address like name@example.org.")),
        ],
    )
    current = _current()

    @property
    def known(self) -> str:
        """The password as it was typed, cut off where no password goes on."""
        return (self.current.data or "")[: LONGEST_PASSWORD + 1]
