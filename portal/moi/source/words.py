"""The few words that are set inside a kit's own text, in the language of that text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class TextWords:
    """Words for one language; ``{}`` in the backlink is the number of the note."""

    footnote_back: str
    picture_described: str


_WORDS: Final[Mapping[str, TextWords]] = {
    "nl": TextWords(
        footnote_back="Terug naar noot {} in de tekst", picture_described="Dit beeld in woorden"
    ),
    "en": TextWords(
        footnote_back="Back to note {} in the text", picture_described="This picture in words"
    ),
    "fr": TextWords(
        footnote_back="Retour à la note {} dans le texte", picture_described="Cette image en mots"
    ),
}


def text_words(lang: str) -> TextWords:
    """Return the words for a language, in English where we have none."""
    return _WORDS.get(lang, _WORDS["en"])
