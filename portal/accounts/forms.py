"""What the pages of sign-in ask."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField, RadioField
from wtforms.validators import Email, InputRequired, Length

from portal.accounts.rules import LONGEST_PASSWORD, SHORTEST_PASSWORD
from portal.web.forms import PortalForm, choices

LONGEST_ADDRESS = 254
LANGUAGES = choices(("nl", "Nederlands"), ("en", "English"))


def _lower(value: str | None) -> str:
    return (value or "").strip().lower()


def _address() -> EmailField:
    return EmailField(
        _l("E-mail address"),
        filters=[_lower],
        validators=[
            InputRequired(_l("Fill in your e-mail address.")),
            Length(max=LONGEST_ADDRESS, message=_l("This address is too long.")),
            Email(_l("Write the address like name@example.org.")),
        ],
    )


class AddressForm(PortalForm):
    """Whose account it is about."""

    email = _address()

    @property
    def address(self) -> str:
        """The address, in lower case and without space around it."""
        return self.email.data or ""


class SignInForm(AddressForm):
    """Address and password; the password is taken as it was typed, spaces included."""

    password = PasswordField(
        _l("Password"), filters=(), validators=[InputRequired(_l("Fill in your password."))]
    )

    @property
    def secret(self) -> str:
        """The password as it was typed, cut off where no password goes on."""
        return (self.password.data or "")[: LONGEST_PASSWORD + 1]


class NewPasswordForm(PortalForm):
    """A password of one's own choice."""

    password = PasswordField(
        _l("New password"),
        description=_l(
            "At least %(count)s characters. Four ordinary words in a row work well.",
            count=SHORTEST_PASSWORD,
        ),
        filters=(),
        validators=[
            InputRequired(_l("Choose a password.")),
            Length(
                max=LONGEST_PASSWORD,
                message=_l("Use at most %(count)s characters.", count=LONGEST_PASSWORD),
            ),
        ],
    )

    @property
    def secret(self) -> str:
        """The password as it was typed."""
        return self.password.data or ""


class LanguageForm(PortalForm):
    """The language of pages and mails."""

    locale = RadioField(_l("Language of pages and mails"), choices=LANGUAGES)
