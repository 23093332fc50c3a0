"""What people fill in about the files of a draft: a ZIP, a text, a picture, a name."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from portal.making.files.rules import LARGEST_FILE, LARGEST_ZIP, LONGEST_TEXT, MB
from portal.making.models import LONGEST_WORDS
from portal.rules import N_
from portal.web.forms import PortalForm
from portal.web.stale import RevisedForm

FORM_KEY = r"^[0-9a-f]{32}$"
HASH = r"^[0-9a-f]{64}$"
CHOOSE_FILE = _l("Choose a file.")
NEITHER = N_("Choose a file, or write the name of a text to begin.")
TOO_LONG = _l("Say it shorter: at most %(max)d characters.")
ZIP_HINT = _l(
    "The folder of one lesson kit as ZIP, %(most)s MB at most.", most=str(LARGEST_ZIP // MB)
)
FILE_HINT = _l("%(most)s MB at most.", most=str(LARGEST_FILE // MB))
PICTURE_HINT = _l("SVG, PNG or JPG, %(most)s MB at most.", most=str(LARGEST_FILE // MB))


def _lines(value: str | None) -> str:
    """Return a text with the line ends of a file, and one at its end."""
    words = (value or "").replace("\0", "").replace("\r\n", "\n").rstrip()
    return f"{words}\n" if words else ""


class SendInForm(PortalForm):
    """A lesson kit that nobody proposed here: its ZIP, and where it comes from."""

    form_key = HiddenField(validators=[Regexp(FORM_KEY)])
    file = FileField(
        _l("The ZIP of the lesson kit"),
        description=ZIP_HINT,
        validators=[InputRequired(CHOOSE_FILE)],
    )
    why = TextAreaField(
        _l("Why is it made, and by whom?"),
        [
            DataRequired(_l("Say in a sentence why it is made, and by whom.")),
            Length(max=LONGEST_WORDS, message=TOO_LONG),
        ],
        description=_l("Colleagues read this on its page. Leave out names of patients."),
    )


class ZipForm(PortalForm):
    """A ZIP in the place of all files; ``seen`` is the hash of what it replaces."""

    seen = HiddenField(validators=[Regexp(HASH)])
    file = FileField(
        _l("The ZIP of the lesson kit"),
        description=ZIP_HINT,
        validators=[InputRequired(CHOOSE_FILE)],
    )


class TextForm(RevisedForm):
    """One text file, as it is."""

    content = TextAreaField(
        _l("Text of the file"),
        [
            DataRequired(_l("Write something, or remove the file.")),
            Length(max=LONGEST_TEXT, message=TOO_LONG),
        ],
        filters=[_lines],
    )

    @property
    def bytes(self) -> bytes:
        """Return what to keep; only after ``validate``."""
        return str(self.content.data).encode()


class PictureForm(RevisedForm):
    """Another file in the place of a picture, or of a text that is too long for the page."""

    file = FileField(
        _l("Another file in its place"),
        description=FILE_HINT,
        validators=[InputRequired(CHOOSE_FILE)],
    )

    @property
    def bytes(self) -> bytes:
        """Return what to keep; only after ``validate``."""
        content: bytes = self.file.data.read()
        return content


class AddForm(PortalForm):
    """A new file: a picture or text that is sent, or the name of a text to begin here."""

    path = StringField(
        _l("Name of the file in the lesson kit"),
        [Optional(), Length(max=100, message=TOO_LONG)],
        description=_l(
            "Like assignments/03-samen.nl.md. Leave it empty for a picture that you send."
        ),
    )
    file = FileField(_l("The file"), description=PICTURE_HINT, validators=[Optional()])

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        """Ask for one of the two: alone, either is enough."""
        is_valid: bool = super().validate(extra_validators)
        if not self.file.data and not self.path.data:
            self.file.errors = [gettext(NEITHER)]
            return False
        return is_valid


class SeenForm(PortalForm):
    """A step about all files, as somebody saw them."""

    seen = HiddenField(validators=[Regexp(HASH)])


class StepForm(PortalForm):
    """A step without a question."""
