"""Checks on the slides of a kit: D01, a slide can be read from the last row, and be told."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from portal.moi.lint.prose import HEADING, Numbered, numbered_sentences, words_in
from portal.moi.source.findings import Finding
from portal.moi.source.folder import KitFolder, Part, Text
from portal.rules import N_, Phrase

MOST_WORDS: Final = 45
MOST_BULLETS: Final = 5
NAMED: Final = re.compile(r"^## \S.* \{#[\w-]+\}\s*$")
BULLET: Final = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+\S")
NOTE: Final = re.compile(r"^Note:\s*(?P<words>.*)$")


def check_slides(kit: KitFolder) -> Iterator[Finding]:
    """D01: a slide has a heading with an id, few words, few bullets, and a note to tell it by."""
    for text in kit.texts:
        if text.part is Part.SLIDES:
            for slide in split_slides(text):
                yield from _slide_findings(text, slide)


def split_slides(text: Text) -> Iterator[Sequence[Numbered]]:
    """Yield the lines of each slide; a line ``---`` begins the next one."""
    slide: list[Numbered] = []
    for line, words in text.numbered_lines():
        if words.rstrip() == "---":
            yield slide or [(line, "")]
            slide = []
        elif slide or words.strip():
            slide.append((line, words))
    yield slide or [(text.body_line, "")]


CHECKS: Final = (check_slides,)


def _slide_findings(text: Text, slide: Sequence[Numbered]) -> Iterator[Finding]:
    for line, key, message, hint in _faults(slide):
        yield Finding(file=text.path, line=line, code="D01", key=key, message=message, hint=hint)


def _faults(slide: Sequence[Numbered]) -> Iterator[tuple[int, str, Phrase, Phrase]]:
    first, heading = slide[0]
    place = next((n for n, (_, words) in enumerate(slide) if NOTE.match(words)), len(slide))
    face, note = slide[:place], slide[place:]
    if not NAMED.match(heading):
        hint = Phrase(N_("begin the slide with `## Heading {#id}`"))
        yield first, "heading", Phrase(N_("has no heading first")), hint
    second = next((line for line, words in face[1:] if HEADING.match(words)), None)
    if second:
        hint = Phrase(N_("put a line `---` before it"))
        yield second, "heading", Phrase(N_("is a second heading")), hint
    words = sum(words_in(sentence) for _, sentence in numbered_sentences(face))
    if words > MOST_WORDS:
        hint = Phrase(N_("show %(most)s at most, and tell the rest"), most=MOST_WORDS)
        yield first, "words", Phrase(N_("shows %(count)s words"), count=words), hint
    bullets = sum(1 for _, line in face if BULLET.match(line))
    if bullets > MOST_BULLETS:
        hint = Phrase(N_("keep %(most)s, or make two slides"), most=MOST_BULLETS)
        yield first, "bullets", Phrase(N_("has %(count)s bullets"), count=bullets), hint
    if not any(words_in(NOTE.sub(r"\g<words>", line)) for _, line in note):
        hint = Phrase(N_("say after a line `Note:` what to say, do and ask"))
        yield first, "note", Phrase(N_("has no speaker note")), hint
