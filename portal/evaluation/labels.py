"""What the keys of codes are called, for the current reader."""

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.evaluation.coding.models import Leaning

LEANINGS: Final[Mapping[Leaning, LazyString]] = {
    Leaning.HELPED: _l("helped"),
    Leaning.HINDERED: _l("hindered"),
    Leaning.NEUTRAL: _l("neither"),
}


def leaning_label(way: Leaning) -> str:
    """Return which way a comment leans, in a word."""
    return str(LEANINGS[way])
