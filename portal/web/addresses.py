"""What may stand in an address: a number that can be a key, a slug as slugs are made."""

from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter

LARGEST_KEY = 2**31 - 1


class KeyConverter(IntegerConverter):
    """A whole number that fits a key: a larger one is no address, not an error of the database."""

    regex = r"[1-9]\d{0,9}"

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Refuse what no row can have."""
        super().__init__(*args, **{"max": LARGEST_KEY, **kwargs})  # type: ignore[arg-type]


class SlugConverter(BaseConverter):
    """Lower-case words with hyphens between them."""

    regex = r"[a-z0-9]+(?:-[a-z0-9]+)*"


def init_app(app: Flask) -> None:
    """Use these for ``<int:…>`` and ``<slug:…>`` in the addresses of every room."""
    app.url_map.converters.update(int=KeyConverter, slug=SlugConverter)
