"""What the pages of organisations' sign-in ask."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from portal.accounts.oidc.rules import LONGEST_ISSUER
from portal.web.forms import PortalForm

LONGEST_NAME = 100
LONGEST_SECRET = 500
LONGEST_LIST = 20_000


def _lines(text: str | None) -> list[str]:
    """Return what stands on the lines, each once, without empty ones."""
    lines = (" ".join(line.split()) for line in (text or "").splitlines())
    return list(dict.fromkeys(line for line in lines if line))


class FindOrganisationForm(PortalForm):
    """Which organisation somebody belongs to."""

    words = StringField(
        _l("Your work mail address, or the name of your organisation"),
        description=_l("Of an address we only use what stands behind the @."),
        validators=[
            DataRequired(_l("Fill in your work address or the name of your organisation.")),
            Length(max=254, message=_l("This is too long.")),
        ],
    )


class ProviderForm(PortalForm):
    """What the administrator knows of a provider."""

    name = StringField(
        _l("Name"),
        description=_l("What people see, for example: Microsoft account of De Linde."),
        validators=[DataRequired(_l("Give it a name.")), Length(max=LONGEST_NAME)],
    )
    issuer = StringField(
        _l("Address of the provider (issuer)"),
        description=_l("Exactly as the provider writes it, with or without a slash at the end."),
        validators=[
            DataRequired(_l("Fill in the address of the provider.")),
            Length(max=LONGEST_ISSUER),
        ],
    )
    client_id = StringField(
        _l("Client ID"),
        validators=[DataRequired(_l("Fill in the client ID.")), Length(max=LONGEST_NAME * 2)],
    )
    client_secret = PasswordField(_l("Client secret"), validators=[Length(max=LONGEST_SECRET)])
    domains = TextAreaField(
        _l("Mail domains"),
        description=_l(
            "One on each line, like delinde.example. Only addresses of these domains come in."
        ),
        validators=[
            DataRequired(_l("Name at least one mail domain.")),
            Length(max=LONGEST_LIST),
        ],
    )
    organisations = TextAreaField(
        _l("Organisations"),
        description=_l("The name of one on each line. Leave empty for the whole network."),
        validators=[Optional(), Length(max=LONGEST_LIST)],
    )
    counts_as_second_factor = BooleanField(
        _l("It replaces our second step, when the provider says that it asked for one")
    )

    @property
    def domain_lines(self) -> list[str]:
        """The domains, in lower case and without an @ in front."""
        lines = _lines((self.domains.data or "").lower())
        return list(dict.fromkeys(line.removeprefix("@") for line in lines))

    @property
    def organisation_lines(self) -> list[str]:
        """The names of organisations as they were typed."""
        return _lines(self.organisations.data)
