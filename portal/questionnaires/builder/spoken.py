"""Forms with the same text in several languages: one field for each, side by side."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, TypeVar

from flask_babel import lazy_gettext as _l
from wtforms import Form, StringField, TextAreaField
from wtforms.validators import Length

from portal.questionnaires.builder.words import LANGUAGES
from portal.web.forms import tidy

LONGEST_TEXT = 2000
TOO_LONG = _l("Say it shorter: at most %(max)d characters.")
F = TypeVar("F", bound="Spoken")


class Spoken(Form):
    """A form that asks for the texts in ``SAID``, by their name, in each of ``languages``.

    Those in ``LINES`` fit on one line.
    """

    SAID: ClassVar[Mapping[str, Any]] = {}
    LINES: ClassVar[frozenset[str]] = frozenset({"title", "short"})
    languages: ClassVar[Sequence[str]] = ()

    def said(self, name: str) -> dict[str, str]:
        """Return one text in each language in which it was written."""
        written = {lang: str(self[f"{name}_{lang}"].data or "") for lang in self.languages}
        return {lang: words for lang, words in written.items() if words}

    def spoken(self, name: str) -> list[tuple[str, Any]]:
        """Return the fields of one text, each with its language."""
        return [(lang, self[f"{name}_{lang}"]) for lang in self.languages]


@cache
def speaking(base: type[F], languages: tuple[str, ...]) -> type[F]:
    """Return the form with a field for each of its texts in each language."""
    fields: dict[str, Any] = {
        f"{name}_{lang}": (StringField if name in base.LINES else TextAreaField)(
            _l("%(what)s (%(language)s)", what=what, language=LANGUAGES.get(lang, lang)),
            [Length(max=LONGEST_TEXT, message=TOO_LONG)],
            filters=[tidy],
            default="",
        )
        for name, what in base.SAID.items()
        for lang in languages
    }
    return type(base.__name__, (base,), {**fields, "languages": languages})


def filled(name: str, words: Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    """Return one text as the fields of a form."""
    return {f"{name}_{lang}": words.get(lang, "") for lang in languages}
