"""Checks on the words and on what answering costs: I06, I21, I23, I24."""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import Final, NamedTuple

from portal.questionnaires.instruments.lint.faults import Remark
from portal.questionnaires.instruments.lint.places import items_in, kind_of
from portal.questionnaires.instruments.lint.tree import Node
from portal.questionnaires.kinds import ItemType
from portal.rules import N_, Phrase


class Words(NamedTuple):
    """What is said in several languages at one place, and how long it may be."""

    what: Phrase
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
_HARD_TO_BELIEVE: Final[Mapping[str, str]] = {
    "short": N_("%(minutes)s minutes for the short version is hard to believe"),
    "full": N_("%(minutes)s minutes for the full version is hard to believe"),
}


def check_languages(root: Node) -> Iterator[Remark]:
    """I06: every text is there in every declared language, and in no other; none is doubled."""
    declared = [one.value for one in root.each("languages") if one.value]
    for place, lang in enumerate(root.each("languages")):
        if lang.value in declared[:place]:
            message = Phrase(N_("%(lang)s is declared twice"), lang=lang.value)
            yield Remark(lang, "I06", message, Phrase(N_("keep one of the two")))
    for words in _all_words(root):
        yield from _gaps(words, declared)


def _gaps(words: Words, declared: Sequence[str]) -> Iterator[Remark]:
    if words.node is None or words.node.value is not None:
        return
    for lang in declared:
        if not words.node.text(lang).strip():
            message = Phrase(N_("%(what)s has no text in %(lang)s"), what=words.what, lang=lang)
            hint = Phrase(
                N_("write it under `%(lang)s:`, or take %(lang)s out of `languages`"), lang=lang
            )
            yield Remark(words.node, "I06", message, hint)
    for lang, said in words.node.keys.items():
        if declared and lang not in declared:
            message = Phrase(
                N_("%(what)s has a text in %(lang)s, which is not declared"),
                what=words.what,
                lang=lang,
            )
            hint = Phrase(N_("add %(lang)s to `languages`, or take it away"), lang=lang)
            yield Remark(said, "I06", message, hint)


def check_length(root: Node) -> Iterator[Remark]:
    """I23: what somebody reads on a phone is short."""
    for words in _all_words(root):
        for lang, said in (words.node.keys if words.node else {}).items():
            if len(said.value or "") > words.longest:
                message = Phrase(
                    N_("%(what)s has %(count)s characters in %(lang)s"),
                    what=words.what,
                    count=len(said.value or ""),
                    lang=lang,
                )
                hint = Phrase(
                    N_("say it in %(most)s: people read it on a phone"), most=words.longest
                )
                yield Remark(said, "I23", message, hint)


def _all_words(root: Node) -> Iterator[Words]:
    yield Words(Phrase(N_("the title")), root.find("title"), LONGEST_TITLE)
    for construct in root.each("constructs"):
        yield Words(_code(construct), construct.find("title"), LONGEST_TITLE)
    for scale in root.each("scales"):
        for option in scale.each("options"):
            what = Phrase(
                N_("option %(key)s of %(scale)s"),
                key=option.text("value") or option.text("missing"),
                scale=scale.text("code"),
            )
            yield Words(what, option.find("text"), LONGEST_OPTION)
    for place, section in enumerate(root.each("sections"), start=1):
        title = Phrase(N_("the title of section %(number)s"), number=place)
        intro = Phrase(N_("the introduction of section %(number)s"), number=place)
        yield Words(title, section.find("title"), LONGEST_TITLE)
        yield Words(intro, section.find("intro"), LONGEST_BLOCK)
    for item in items_in(root):
        yield from _item_words(item)


def _code(node: Node) -> Phrase:
    return Phrase("%(code)s", code=node.text("code"))


def _item_words(item: Node) -> Iterator[Words]:
    code = item.text("code")
    block = kind_of(item) is ItemType.INFORMATION
    hint = Phrase(N_("the hint of %(code)s"), code=code)
    short = Phrase(N_("the short name of %(code)s"), code=code)
    yield Words(_code(item), item.find("text"), LONGEST_BLOCK if block else LONGEST_QUESTION)
    yield Words(hint, item.find("hint"), LONGEST_HINT)
    yield Words(short, item.find("short"), LONGEST_TITLE)


def check_minutes(root: Node) -> Iterator[Remark]:
    """I24: the minutes are what answering can take, and the short version is not the longer one."""
    items = list(items_in(root))
    asked = {"short": [item for item in items if item.is_set("core")], "full": items}
    for length, of in asked.items():
        stated = root.number("minutes", length)
        least, most = (sum(_seconds(item)[end] for item in of) for end in (0, 1))
        if stated is None or not of or least <= stated * 60 <= ceil(most / 60) * 60:
            continue
        message = Phrase(_HARD_TO_BELIEVE[length], minutes=stated)
        hint = Phrase(
            N_("%(count)s items take %(least)s to %(most)s: time it with somebody"),
            count=len(of),
            least=ceil(least / 60),
            most=ceil(most / 60),
        )
        yield Remark(root.nearest(("minutes", length)), "I24", message, hint)
    if (root.number("minutes", "short") or 0) > (root.number("minutes", "full") or 0) > 0:
        message = Phrase(N_("the short version takes longer than the full one"))
        hint = Phrase(N_("people plan on it: correct one of them"))
        yield Remark(root.keys["minutes"], "I24", message, hint)


def _seconds(item: Node) -> tuple[int, int]:
    kind = kind_of(item)
    if kind is ItemType.INFORMATION:
        return READING
    return WRITING if kind is not None and kind.is_text else CHOOSING


def check_earlier(root: Node) -> Iterator[Remark]:
    """I21: a version compares with an earlier one."""
    number, other = root.number("number"), root.number("comparable_with")
    if number is not None and other is not None and other >= number:
        message = Phrase(N_("there is no earlier version %(number)s"), number=other)
        hint = Phrase(N_("write an earlier number, or take `comparable_with` away"))
        yield Remark(root.keys["comparable_with"], "I21", message, hint)


NEEDED: Final = (check_languages,)
WANTED: Final = (check_length, check_minutes, check_earlier)
