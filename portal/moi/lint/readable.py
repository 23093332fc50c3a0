"""Checks on how a text reads: S01, no sentence is too long to take in at once."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from portal.moi.lint.prose import numbered_sentences, plain, sentences, words_in
from portal.moi.source.findings import Finding
from portal.moi.source.folder import KitFolder, Text
from portal.moi.source.shapes import IntroHead
from portal.rules import N_, Phrase

LONGEST_SENTENCE: Final = 20
SHOWN: Final = 40
READ_IN: Final = frozenset({"nl", "en"})
LIST: Final = "visuals/visuals.yaml"


def check_sentences(kit: KitFolder) -> Iterator[Finding]:
    """S01: a sentence has at most twenty words, in the languages we write ourselves."""
    for text in kit.texts:
        if text.lang not in READ_IN:
            continue
        for line, key, sentence in chain(_in_head(text), _in_body(text)):
            yield from _too_long(text.path, line, key, sentence)


def check_descriptions(kit: KitFolder) -> Iterator[Finding]:
    """S01: so has a sentence in the words of a picture."""
    for name, visual in kit.visuals.items():
        told = (("alt", visual.alt), ("long_description", visual.long_description))
        for kind, by_lang in told:
            for lang in sorted(READ_IN & set(by_lang)):
                place = (name, kind, lang)
                line = kit.visuals_yaml.line_of(place) if kit.visuals_yaml else 1
                for _, sentence in sentences(plain(by_lang[lang])):
                    yield from _too_long(LIST, line, ".".join(place), sentence)


CHECKS: Final = (check_sentences, check_descriptions)


def _in_body(text: Text) -> Iterator[tuple[int, str, str]]:
    for line, sentence in numbered_sentences(text.numbered_lines()):
        yield line, "sentence", sentence


def _in_head(text: Text) -> Iterator[tuple[int, str, str]]:
    if not isinstance(text.head, IntroHead) or not text.head_yaml:
        return
    for _, sentence in sentences(plain(text.head.summary)):
        yield text.head_yaml.line_of(("summary",)), "summary", sentence
    for place, objective in enumerate(text.head.objectives):
        line = text.head_yaml.line_of(("objectives", place))
        for _, sentence in sentences(plain(objective)):
            yield line, "objectives", sentence


def _too_long(file: str, line: int, key: str, sentence: str) -> Iterator[Finding]:
    if (count := words_in(sentence)) > LONGEST_SENTENCE:
        shown = sentence if len(sentence) <= SHOWN else f"{sentence[:SHOWN].rstrip()} …"
        yield Finding(
            file=file,
            line=line,
            code="S01",
            key=key,
            message=Phrase(N_("“%(words)s” has %(count)s words"), words=shown, count=count),
            hint=Phrase(
                N_("make two sentences: %(most)s words is the most"), most=LONGEST_SENTENCE
            ),
        )
