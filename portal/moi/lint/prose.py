"""The sentences of a Markdown text: each with the line it starts on, free of Markdown."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

Numbered = tuple[int, str]

FENCE: Final = re.compile(r"^\s*(```|~~~)")
MARKER: Final = re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)])\s+")
QUOTE: Final = re.compile(r"^\s*(?:>\s?)+")
TITLED_BOX: Final = re.compile(r'^!!!\s+[\w-]+(?:\s+"(?P<title>[^"]*)")?\s*$')
HEADING: Final = re.compile(r"^#{1,6}\s+")
FOOTNOTE: Final = re.compile(r"^\[\^[^\]]+\]:")
NO_WORDS: Final = re.compile(r"^\s*(?:-{3,}|Note:|:?-+:?)\s*$")
SYNTAX: Final[Sequence[tuple[re.Pattern[str], str]]] = (
    (re.compile(r"<!--.*?-->"), " "),
    (re.compile(r"!\[[^\]]*\]\([^)]*\)"), " "),
    (re.compile(r"\[\^[^\]]+\]"), ""),
    (re.compile(r"\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"\{[:#.][^}]*\}"), ""),
    (re.compile(r"</?[a-zA-Z][^>]*>"), ""),
    (re.compile(r"[*`]|(?<!\w)_|_(?!\w)"), ""),
)

# A full stop after one of these belongs to the word, whatever follows it.
ABBREVIATIONS: Final = frozenset(
    (
        "bv", "bijv", "o.a", "d.w.z", "m.a.w", "i.p.v", "t.o.v", "t.a.v", "ca", "nr", "blz",
        "mevr", "mw", "dhr", "dr", "prof", "st", "vs", "e.g", "i.e", "mr", "mrs", "ms", "cf",
    )
)  # fmt: skip
OPENING: Final = "“‘\"'«(["
CLOSING: Final = "”’\"'»)]"
STOP: Final = re.compile(
    rf"(?P<before>\S*?)(?P<stop>[.!?…]+|:)(?P<close>[{re.escape(CLOSING)}]*)\s+(?=(?P<next>\S+))"
)
WORD: Final = re.compile(r"[^\W_]+(?:[’'.,/\-–:][^\W_]+)*")


def words_in(text: str) -> int:
    """Return how many words the text has: “1.5”, “zo’n” and “10–15” are one each."""
    return sum(1 for _ in WORD.finditer(text))


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield (place in the text, sentence).

    A quotation after a colon is a sentence of its own; a stop before a small letter ends nothing.
    """
    start = 0
    for match in STOP.finditer(text):
        if _ends(match):
            yield start, text[start : match.end()].strip()
            start = match.end()
    if text[start:].strip():
        yield start, text[start:].strip()


def _ends(match: re.Match[str]) -> bool:
    following = match["next"].lstrip(OPENING)[:1]
    if match["stop"] == ":":
        return match["next"][0] in OPENING[:-2] or following.isupper()
    if following.islower():
        return False
    before = match["before"].lstrip(OPENING)
    is_initial = len(before) == 1 and before.isupper()
    return match["stop"] != "." or not (is_initial or before.lower() in ABBREVIATIONS)


def numbered_sentences(lines: Iterable[Numbered]) -> Iterator[Numbered]:
    """Yield (line, sentence); a heading, a list item and the cell of a table stand alone."""
    for block in blocks(lines):
        joined, line_at = as_one(block)
        for place, sentence in sentences(joined):
            yield line_at(place), sentence


def as_one(block: Sequence[Numbered]) -> tuple[str, Callable[[int], int]]:
    """Return the words of a block as one text, and what tells the line of a place in it."""
    starts, joined = [], ""
    for _, words in block:
        starts.append(len(joined))
        joined += f"{words} "
    return joined, lambda place: block[bisect_right(starts, place) - 1][0]


def plain(words: str) -> str:
    """Return a line without the signs of Markdown."""
    for pattern, instead in SYNTAX:
        words = pattern.sub(instead, words)
    return " ".join(words.split())


def blocks(lines: Iterable[Numbered]) -> Iterator[list[Numbered]]:
    """Yield the lines that belong together, in plain words."""
    block: list[Numbered] = []
    for line, words in _outside_code(lines):
        bare = QUOTE.sub("", words)
        alone = list(_standing_alone(bare))
        if block and (alone or not bare.strip() or MARKER.match(bare)):
            yield block
            block = []
        if alone:
            yield from ([(line, plain(one))] for one in alone)
        elif told := plain(MARKER.sub("", bare)):
            block.append((line, told))
    if block:
        yield block


def _standing_alone(words: str) -> Iterator[str]:
    """Yield the parts of a line that is never one paragraph with the next line."""
    if HEADING.match(words):
        yield HEADING.sub("", words)
    elif words.lstrip().startswith("|"):
        yield from words.strip().strip("|").split("|")
    elif box := TITLED_BOX.match(words):
        yield box["title"] or ""
    elif NO_WORDS.match(words):
        yield ""


def _outside_code(lines: Iterable[Numbered]) -> Iterator[Numbered]:
    """Leave out code, and footnotes: these name sources, whose titles are not ours to shorten."""
    fenced = False
    for line, words in lines:
        if FENCE.match(words):
            fenced = not fenced
        elif not fenced and not FOOTNOTE.match(words):
            yield line, words
