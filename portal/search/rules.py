"""How words are compared: folded, stemmed in both languages, the last one by its beginning.

Stems come from Snowball and are made here, not in the database, so that SQLite and PostgreSQL give
the same answers. A stem alone would lose who types half a word, so that words are kept beside it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from threading import Lock
from typing import Any, Final

from markupsafe import Markup, escape
from snowballstemmer import stemmer

from portal.network.models import folded
from portal.search.models import Kind

LONGEST_QUERY: Final = 100
MOST_WORDS: Final = 8
LONGEST_WORD: Final = 60
SHORTEST_BEGINNING: Final = 2
KEPT_STEMS: Final = 16_384
LONGEST_EXCERPT: Final = 220
SURE_LETTERS: Final = 3  # what a word and its other forms nearly always begin with
# Dutch has two stemmers: each joins forms that the other leaves apart (huis and huizen, luister and
# luisteren), and together they miss few.
_STEMMERS: Final[Mapping[str, Sequence[Any]]] = {
    "nl": (stemmer("dutch"), stemmer("dutch_porter")),
    "en": (stemmer("english"),),
}
_WORD: Final = re.compile(r"[^\W_]+")
_OF_SOMEBODY: Final = re.compile(r"['’]s\b")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])\s+|\s*\n\s*")
_PLURAL_OF_CENTRE: Final = "centra"  # many a care organisation is one, and Snowball misses it
_ONE_AT_A_TIME: Final = Lock()  # a stemmer keeps the word it works on


@dataclass(frozen=True, kw_only=True)
class Document:
    """One thing as the index keeps it: ``names`` weigh more than ``texts`` (language to words)."""

    kind: Kind
    thing_id: int
    title: str
    sort_key: str
    until: date | None
    facts: Mapping[str, Any]
    names: Mapping[str, str]
    texts: Mapping[str, str]
    shown: Mapping[str, str]

    @cached_property
    def digest(self) -> str:
        """Return what changes when anything in the document does."""
        said = (self.title, self.sort_key, self.until, *map(_sorted, self._parts))
        return sha256(repr(said).encode()).hexdigest()[:32]

    @property
    def _parts(self) -> tuple[Mapping[str, Any], ...]:
        return self.facts, self.names, self.texts, self.shown


def _sorted(part: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return sorted(part.items())


@dataclass(frozen=True)
class Term:
    """One word of a question: any of ``ways`` will do, or any word that begins with one."""

    ways: tuple[str, ...]
    begins: bool

    def fits(self, word: str) -> bool:
        """Tell whether a word of a text, as it stands there, answers this one."""
        if self.begins and word.startswith(self.ways):
            return True
        return word in self.ways or any(one in self.ways for one in _every_stem(word))

    @property
    def beginnings(self) -> tuple[str, ...]:
        """Return the letters of which a text surely has some, if it answers this word."""
        return tuple(way[:SURE_LETTERS] for way in self.ways)


@lru_cache(maxsize=KEPT_STEMS)
def stems(word: str, lang: str) -> tuple[str, ...]:
    """Return the stems of a folded word in Dutch or English; none in another language."""
    if lang == "nl" and word.endswith(_PLURAL_OF_CENTRE):
        word = f"{word.removesuffix('a')}um"
    with _ONE_AT_A_TIME:
        return tuple(str(one.stemWord(word)) for one in _STEMMERS.get(lang, ()))


def _every_stem(word: str) -> Iterator[str]:
    for lang in _STEMMERS:
        yield from stems(word, lang)


def words_of(text: str) -> Iterator[str]:
    """Yield the words of a text, without case, accents, signs, or a possessive s."""
    for found in _WORD.findall(folded(_OF_SOMEBODY.sub("", text))):
        yield found[:LONGEST_WORD]


def terms_of(texts: Mapping[str, str]) -> frozenset[str]:
    """Return the terms of texts by their language: words, and stems where there is a language."""
    found: set[str] = set()
    for lang, text in texts.items():
        words = set(words_of(text))
        found |= words
        found |= {one for word in words for one in stems(word, lang)}
    return frozenset(found)


def asked(question: str) -> tuple[Term, ...]:
    """Return the words of a question; the last one may be half typed. Single letters give way."""
    words = list(dict.fromkeys(words_of(question)))
    telling = [word for word in words if len(word) > 1 or word.isdigit()] or words
    kept = telling[:MOST_WORDS]
    return tuple(_term(word, is_last=word == kept[-1]) for word in kept)


def _term(word: str, *, is_last: bool) -> Term:
    begins = is_last and len(word) >= SHORTEST_BEGINNING and not word.isdigit()
    ways = tuple(dict.fromkeys((word, *_every_stem(word))))
    return Term(ways=tuple(way for way in ways if way), begins=begins)


def marked(text: str, terms: Iterable[Term]) -> Markup:
    """Return the text, escaped, with each word that was asked for in a ``mark``."""
    parts: list[Markup] = []
    terms, end = tuple(terms), 0
    for found in _WORD.finditer(text):
        if any(term.fits(folded(found[0])) for term in terms):
            parts += [escape(text[end : found.start()]), Markup("<mark>%s</mark>") % found[0]]
            end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def excerpt(text: str, terms: Iterable[Term]) -> str:
    """Return the sentence of a text that answers most of the words, cut short; "" for none."""
    best, most = "", 0
    for sentence in _candidates(text, terms := tuple(terms)):
        words = [folded(word) for word in _WORD.findall(sentence)]
        hits = sum(any(map(term.fits, words)) for term in terms)
        if hits > most:
            best, most = sentence, hits
    return best if len(best) <= LONGEST_EXCERPT else _around(best, terms)


def _candidates(text: str, terms: Iterable[Term]) -> Iterator[str]:
    """Yield the sentences that may hold a word: looking at each word of all of them costs more."""
    beginnings = [way for term in terms for way in term.beginnings]
    for sentence in _SENTENCE_END.split(text):
        plain = folded(sentence)
        if any(beginning in plain for beginning in beginnings):
            yield sentence


def _around(sentence: str, terms: Iterable[Term]) -> str:
    """Cut a long sentence so that the first word that was asked for stays in it."""
    hits = (one for one in _WORD.finditer(sentence) if any(t.fits(folded(one[0])) for t in terms))
    first = next(hits, None)
    start = max(0, (first.start() if first else 0) - LONGEST_EXCERPT // 3)
    start = sentence.rfind(" ", 0, start) + 1 if start else 0
    piece = sentence[start : start + LONGEST_EXCERPT].rsplit(" ", 1)[0]
    before, after = ("… " if start else ""), ("" if sentence.endswith(piece) else " …")
    return f"{before}{piece}{after}"
