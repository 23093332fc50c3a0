"""What a visitor may fill in about kits."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import AnyOf

from portal.config import LOCALES
from portal.moi.models import DownloadFormat
from portal.taxonomy.model import CONSTRUCTS, Part
from portal.taxonomy.sectors import Sector, setting_label
from portal.web.forms import PortalForm, choices

LANGUAGES = {"nl": "Nederlands", "en": "English"}


class LibraryForm(PortalForm):
    """Which kits to show; a GET form, so that a choice can be kept and sent on."""

    construct = SelectField(_l("Serves"), default="")
    sector = SelectField(_l("Made for"), default="")
    language = SelectField(_l("Written in"), default="")

    class Meta(PortalForm.Meta):
        """Nothing is changed by looking, so there is nothing to forge."""

        csrf = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer every construct that comes before a moment, every sector and every language."""
        super().__init__(*args, **kwargs)
        before = (Part.PRECONDITION, Part.CATALYST)
        self.construct.choices = choices(
            ("", str(_l("everything"))),
            *((c.key, str(c.label)) for c in CONSTRUCTS.values() if c.part in before),
        )
        self.sector.choices = choices(
            ("", str(_l("every sector"))),
            *((sector.value, setting_label(sector)) for sector in Sector),
        )
        self.language.choices = choices(
            ("", str(_l("every language"))),
            *((code, LANGUAGES[code]) for code in LOCALES),
        )


class DownloadForm(PortalForm):
    """What a team takes along; the button says the format."""

    format = HiddenField(validators=[AnyOf([wanted.value for wanted in DownloadFormat])])
    language = HiddenField()
