"""What the keys of a card are called, for the current reader."""

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.cards.models import Went

_WENT: Final[Mapping[Went, LazyString]] = {
    Went.WELL: lazy_gettext("It went well"),
    Went.SO_SO: lazy_gettext("It went so-so"),
    Went.NOT_YET: lazy_gettext("We did not get to it yet"),
    Went.FELL_FLAT: lazy_gettext("It fell flat"),
}


def went_label(went: Went) -> str:
    """Return how it went, in a few words."""
    return str(_WENT[went])
