"""What people fill in to hang a link or a file on a meeting."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import DataRequired, Length, Regexp

from portal.meetings.materials.models import LARGEST_FILE, LONGEST_TITLE, LONGEST_URL, Phase
from portal.meetings.materials.sniffing import MB
from portal.web.forms import PortalForm, choices

FORM_KEY = r"^[0-9a-f]{32}$"


class MaterialForm(PortalForm):
    """A title, when it is for, and one of the two: a link or a file."""

    form_key = HiddenField(validators=[Regexp(FORM_KEY)])
    title = StringField(
        _l("Title"),
        [
            DataRequired(_l("Give it a title.")),
            Length(max=LONGEST_TITLE, message=_l("Make the title shorter.")),
        ],
    )
    phase = RadioField(
        _l("When is it for?"),
        choices=choices(
            (Phase.BEFORE.value, _l("Before the meeting")),
            (Phase.AFTER.value, _l("After the meeting")),
        ),
        default=Phase.BEFORE.value,
    )
    url = StringField(
        _l("Link"),
        [
            Length(max=LONGEST_URL, message=_l("This link is too long.")),
            Regexp(r"^(https://[^\s/]+\S*)?$", message=_l("A link starts with https://")),
        ],
    )
    file = FileField(
        _l("Or a file"),
        description=_l(
            "PDF, PowerPoint, Word, Excel, PNG or JPG, %(most)s MB at most. "
            "Where a photo was taken is left out.",
            most=str(LARGEST_FILE // MB),
        ),
    )

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        """Ask for one of the two, not both."""
        is_valid: bool = super().validate(extra_validators)
        if bool(self.url.data) == bool(self.file.data):
            both = gettext("Give a link or a file, not both.")
            neither = gettext("Give a link, or choose a file.")
            self.url.errors = [*self.url.errors, both if self.url.data else neither]
            return False
        return is_valid

    @property
    def wanted_phase(self) -> Phase:
        """Return when it is for; only after ``validate``."""
        return Phase(self.phase.data)


class StepForm(PortalForm):
    """Nothing to fill in; only to press."""
