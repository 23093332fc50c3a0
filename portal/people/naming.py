"""What a forgotten person is called in the history of the roster."""

from flask import current_app
from flask_babel import force_locale, gettext

from portal.config import settings_of


def nameless(person_id: int) -> str:
    """Return a name that names nobody, in the language of the network."""
    with force_locale(settings_of(current_app).default_locale):
        return str(gettext("Former member %(number)s", number=person_id))
