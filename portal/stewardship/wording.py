"""A field for a few words, as all forms of this room have it."""

from typing import Any, Final

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length, Optional

from portal.stewardship.models import LONGEST_WORDS
from portal.web.forms import tidy

LONGEST_NOTE: Final = LONGEST_WORDS
SHORTER: Final = _l("Say it shorter: at most %(max)d characters.")


def words_field(label: Any, description: Any, *validators: Any) -> TextAreaField:  # noqa: ANN401 -- lazy words have no type
    """Return a field for at most a thousand characters, optional unless a validator asks for it."""
    rules = validators or (Optional(),)
    return TextAreaField(
        label,
        [*rules, Length(max=LONGEST_NOTE, message=SHORTER)],
        filters=[tidy],
        description=description,
        default="",
    )
