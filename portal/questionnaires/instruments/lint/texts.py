"""Checks on the words and on what answering costs: I06, I23, I24."""

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Final, NamedTuple

from portal.questionnaires.instruments.lint.faults import Remark
from portal.questionnaires.instruments.lint.places import items_in, kind_of
from portal.questionnaires.instruments.lint.tree import Node
from portal.questionnaires.kinds import ItemType


class Words(NamedTuple):
    """What is said in several languages at one place, and how long it may be."""

    what: str
    node: Node | None
    longest: int


LONGEST_TITLE: Final = 80
LONGEST_OPTION: Final = 70
LONGEST_QUESTION: Final = 160
LONGEST_HINT: Final = 200
LONGEST_BLOCK: Final = 400
# Seconds that somebody needs at least and at most: to choose, to write, to read a block.
CHOOSING: Final = (4, 20)
WRITING: Final = (10, 90)
READING: Final = (3, 20)


def check_languages(root: Node) -> Iterator[Remark]:
    """I06: every text is there in every declared language, and in no other; none is doubled."""
    declared = [one.value for one in root.each("languages") if one.value]
    for place, lang in enumerate(root.each("languages")):
        if lang.value in declared[:place]:
            yield Remark(lang, "I06", f"{lang.value} is declared twice", "keep one of the two")
    for words in _all_words(root):
        yield from _gaps(words, declared)


def _gaps(words: Words, declared: Sequence[str]) -> Iterator[Remark]:
    if words.node is None or words.node.value is not None:
        return
    for lang in declared:
        if not words.node.text(lang).strip():
            hint = f"write it under `{lang}:`, or take {lang} out of `languages`"
            yield Remark(words.node, "I06", f"{words.what} has no text in {lang}", hint)
    for lang, said in words.node.keys.items():
        if declared and lang not in declared:
            message = f"{words.what} has a text in {lang}, which is not declared"
            yield Remark(said, "I06", message, f"add {lang} to `languages`, or take it away")


def check_length(root: Node) -> Iterator[Remark]:
    """I23: what somebody reads on a phone is short."""
    for words in _all_words(root):
        for lang, said in (words.node.keys if words.node else {}).items():
            if len(said.value or "") > words.longest:
                message = f"{words.what} has {len(said.value or '')} characters in {lang}"
                hint = f"say it in {words.longest}: people read it on a phone"
                yield Remark(said, "I23", message, hint)


def _all_words(root: Node) -> Iterator[Words]:
    yield Words("the title", root.find("title"), LONGEST_TITLE)
    for construct in root.each("constructs"):
        yield Words(construct.text("code"), construct.find("title"), LONGEST_TITLE)
    for scale in root.each("scales"):
        for option in scale.each("options"):
            key = option.text("value") or option.text("missing")
            what = f"option {key} of {scale.text('code')}"
            yield Words(what, option.find("text"), LONGEST_OPTION)
    for place, section in enumerate(root.each("sections"), start=1):
        yield Words(f"the title of section {place}", section.find("title"), LONGEST_TITLE)
        yield Words(f"the introduction of section {place}", section.find("intro"), LONGEST_BLOCK)
    for item in items_in(root):
        yield from _item_words(item)


def _item_words(item: Node) -> Iterator[Words]:
    code = item.text("code")
    block = kind_of(item) is ItemType.INFORMATION
    yield Words(code, item.find("text"), LONGEST_BLOCK if block else LONGEST_QUESTION)
    yield Words(f"the hint of {code}", item.find("hint"), LONGEST_HINT)
    yield Words(f"the short name of {code}", item.find("short"), LONGEST_TITLE)


def check_minutes(root: Node) -> Iterator[Remark]:
    """I24: the minutes are what answering can take, and the short version is not the longer one."""
    items = list(items_in(root))
    asked = {"short": [item for item in items if item.is_set("core")], "full": items}
    for length, of in asked.items():
        stated = root.number("minutes", length)
        least, most = (sum(_seconds(item)[end] for item in of) for end in (0, 1))
        if stated is None or not of or least <= stated * 60 <= ceil(most / 60) * 60:
            continue
        message = f"{stated} minutes for the {length} version is hard to believe"
        hint = (
            f"{len(of)} items take {ceil(least / 60)} to {ceil(most / 60)}: time it with somebody"
        )
        yield Remark(root.nearest(("minutes", length)), "I24", message, hint)
    if (root.number("minutes", "short") or 0) > (root.number("minutes", "full") or 0) > 0:
        message = "the short version takes longer than the full one"
        yield Remark(root.keys["minutes"], "I24", message, "people plan on it: correct one of them")


def _seconds(item: Node) -> tuple[int, int]:
    kind = kind_of(item)
    if kind is ItemType.INFORMATION:
        return READING
    return WRITING if kind is not None and kind.is_text else CHOOSING


NEEDED: Final = (check_languages,)
WANTED: Final = (check_length, check_minutes)
