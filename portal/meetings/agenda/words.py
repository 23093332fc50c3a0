"""What blocks ask when nobody wrote anything, and the reasons behind points, as sentences."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from babel.dates import format_date
from flask_babel import force_locale, get_locale, gettext

from portal.meetings.models import BlockKind
from portal.rules import N_

NO_KIT_YET: Final = N_("There is no new lesson kit to show yet.")
LEADS: Final[Mapping[BlockKind, str]] = {
    BlockKind.INTERVISION: N_("How did it go with what you wanted to try since last time?"),
    BlockKind.DEVELOPMENT: N_("Which needs did you hear in your teams?"),
    BlockKind.PROCESS_EVALUATION: N_("A few short questions about this meeting."),
    BlockKind.WELCOME: N_("Who is here, and what do you hope for?"),
    BlockKind.TAKE_ALONG: N_("What do you try first, and with whom?"),
}


def lead_of(kind: BlockKind) -> str:
    """Return what a block asks by itself, in the language of the reader, or nothing."""
    return str(gettext(LEADS[kind])) if kind in LEADS else ""


def said_in(lang: str, message: str) -> str:
    """Return a message of the catalogue in one language, whoever reads."""
    with force_locale(lang):
        return str(gettext(message))


def reason_of(key: str, named: Mapping[str, Any]) -> str:
    """Return why a point stands on the agenda, in the language of the reader, or nothing."""
    if not key:
        return ""
    return str(gettext(key, **{name: _shown(name, value) for name, value in named.items()}))


def _shown(name: str, value: object) -> str:
    """Return a day as people read it; other things as they are."""
    if name != "day":
        return str(value)
    day = date.fromisoformat(str(value))
    return str(format_date(day, "d MMMM y", locale=str(get_locale())))
