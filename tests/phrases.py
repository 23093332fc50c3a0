"""Which phrases a Dutch reader would meet in English."""

from collections.abc import Iterable, Iterator

from flask_babel import force_locale, gettext

from portal.rules import Phrase


def parts_of(phrase: Phrase) -> Iterator[Phrase]:
    """Yield a phrase and the phrases that it names."""
    yield phrase
    for named in phrase.params.values():
        if isinstance(named, Phrase):
            yield from parts_of(named)


def same_in_dutch(phrases: Iterable[Phrase]) -> set[str]:
    """Return the messages that are no different in Dutch."""
    messages = {part.message for phrase in phrases for part in parts_of(phrase)}
    with force_locale("nl"):
        return {message for message in messages if gettext(message) == message}
