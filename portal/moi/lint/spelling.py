"""The spelling of our own kits: W01, a word that neither the dictionary nor our own list knows."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from portal.moi.lint.reading import Passage, passages
from portal.moi.source.findings import Finding
from portal.moi.source.folder import KitFolder
from portal.rules import N_, Phrase

DICTIONARIES: Final[Mapping[str, str]] = {"nl": "nl", "en": "en_GB"}
OWN_WORDS: Final = Path(__file__).parents[3] / "content" / "spelling"
WORD: Final = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
UNKNOWN: Final = frozenset("&#?")
LONGEST_WAIT: Final = 60

Misspelt = Mapping[str, str]
Speller = Callable[[str, Iterable[str]], Misspelt]


class NoDictionary(Exception):  # noqa: N818 -- it tells of the machine, not of the program
    """Hunspell, or one of its dictionaries, is not on this machine."""


def check_spelling(kits: Sequence[KitFolder], spell: Speller) -> Iterator[tuple[str, Finding]]:
    """Yield (slug, finding) for each word that is unknown, and for own words nobody needs."""
    told = [(kit.folder.name, passage) for kit in kits for passage in passages(kit)]
    for lang in DICTIONARIES:
        here = [(slug, passage) for slug, passage in told if passage.lang == lang]
        own = own_words(lang)
        used = {
            _plain_form(_word(match), own)
            for _, passage in here
            for match in WORD.finditer(passage.words)
        }
        unknown = spell(lang, sorted(used - own.keys()))
        for slug, passage in here:
            yield from ((slug, finding) for finding in _unknown_words(passage, unknown))
        yield from _needless(lang, own, needed=spell(lang, sorted(used & own.keys())))


def own_words(lang: str) -> Mapping[str, int]:
    """Return the words that are right though no dictionary has them, each with its line.

    One word a line; after ``#`` stands why, where that is not plain.
    """
    lines = (OWN_WORDS / f"{lang}.txt").read_text(encoding="utf-8").splitlines()
    words = ((line.partition("#")[0].strip(), number) for number, line in enumerate(lines, start=1))
    return {word: number for word, number in words if word}


def hunspell(lang: str, words: Iterable[str]) -> Misspelt:
    """Return the words that Hunspell does not know, each with what it may have to be."""
    program = shutil.which("hunspell")
    if program is None:
        raise NoDictionary("hunspell is not on this machine")
    asked = list(words)
    answered = subprocess.run(  # noqa: S603 -- the arguments are ours
        [program, "-d", DICTIONARIES[lang], "-i", "utf-8", "-a"],
        input="".join(f"^{word}\n" for word in asked),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=LONGEST_WAIT,
    )
    if answered.returncode:
        raise NoDictionary(f"hunspell has no dictionary {DICTIONARIES[lang]} on this machine")
    return _misspelt(asked, answered.stdout)


def _misspelt(asked: Sequence[str], answer: str) -> Misspelt:
    """Read Ispell's protocol: a line of greeting, then for each word its lines and an empty one."""
    groups = answer.partition("\n")[2].split("\n\n")
    found = {}
    for word, group in zip(asked, groups, strict=False):
        wrong = next((line for line in group.splitlines() if line[:1] in UNKNOWN), None)
        if wrong is not None:
            found[word] = wrong.partition(": ")[2].partition(", ")[0]
    return found


def _word(match: re.Match[str]) -> str:
    """Return a word as a dictionary writes it: with a straight apostrophe."""
    return match[0].replace("’", "'")


def _plain_form(word: str, own: Mapping[str, int]) -> str:
    """Return the form of a word that is on the list, where ``'s`` is right with each, or itself."""
    without = word.removesuffix("'s")
    return without if word not in own and without in own else word


def _unknown_words(passage: Passage, unknown: Misspelt) -> Iterator[Finding]:
    for match in WORD.finditer(passage.words):
        if (word := _word(match)) in unknown:
            hint = Phrase(
                N_("if it is right, add %(word)s to content/spelling/%(lang)s.txt"),
                word=word,
                lang=passage.lang,
            )
            if perhaps := unknown[word]:
                hint = Phrase(N_("is it “%(word)s”? %(otherwise)s"), word=perhaps, otherwise=hint)
            message = Phrase(N_("“%(word)s” is in no dictionary"), word=match[0])
            yield passage.finding(match.start(), code="W01", message=message, hint=hint)


def _needless(
    lang: str, own: Mapping[str, int], *, needed: Misspelt
) -> Iterator[tuple[str, Finding]]:
    for word in sorted(own.keys() - needed.keys()):
        yield (
            "../spelling",
            Finding(
                file=f"{lang}.txt",
                line=own[word],
                code="W02",
                key="word",
                message=Phrase(N_("“%(word)s” is in the dictionary, or in no kit"), word=word),
                hint=Phrase(N_("take it off the list, so that it stays short")),
            ),
        )
