"""From when until when a card is for: the room of meetings says which moments lie around a day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask import Flask, current_app


@dataclass(frozen=True, kw_only=True)
class Moments:
    """The reflection moments around a day: the last one up to it, and the next one after it."""

    last: date | None = None
    next: date | None = None


Source = Callable[[date], Moments]


def moments_from(app: Flask, function: Source) -> None:
    """Let ``function(day)`` say which reflection moments lie around a day."""
    app.extensions["card_moments"] = function


def moments_around(day: date) -> Moments:
    """Return the reflection moments around ``day``, as the room of meetings knows them."""
    source: Source = current_app.extensions["card_moments"]
    return source(day)


def init_app(app: Flask) -> None:
    """Start without moments: then a card lasts until the team meets again."""
    moments_from(app, lambda _day: Moments())
