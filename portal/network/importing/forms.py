"""The two forms of an import: choose a file, and agree to what it changes."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField
from wtforms.validators import InputRequired, Regexp

from portal.web.forms import PortalForm


class FileForm(PortalForm):
    """A file with a roster."""

    file = FileField(
        _l("The file with your roster"),
        description=_l("Excel (.xlsx) or CSV, 10 MB at most."),
        validators=[InputRequired(_l("Choose a file."))],
    )


class AgreeForm(PortalForm):
    """The differences that the reader saw, by their fingerprint."""

    seen = HiddenField(validators=[Regexp(r"^[0-9a-f]{64}$")])
