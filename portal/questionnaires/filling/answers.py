"""What somebody filled in: read from a form, checked against the definition, turned into rows.

Answers travel as ``{item code: [option keys]}`` or ``{item code: [text]}``; see ``Given``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from portal.questionnaires.instruments.definition import Definition, Item
from portal.questionnaires.kinds import ItemType, Length, Missing, Required
from portal.rules import N_

Given = Mapping[str, list[str]]
LONGEST_TEXT: Final = 2000

CHOOSE_ONE = N_("Choose one of the answers.")
CHOOSE_OR_NOT = N_("Choose “%(option)s” or other answers, not both.")
TOO_LONG = N_("This answer has %(count)s characters. Make it %(limit)s or shorter.")


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong with one answer, as a catalogue key with what it names."""

    code: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AnswerRow:
    """One row of an answer: a value of the scale, or why there is none."""

    code: str
    option_ord: int = 0
    value: int | None = None
    missing: Missing | None = None


def read(items: Sequence[Item], posted: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return what the form sent for these items, blank answers left out, line ends made plain."""
    found = {}
    for item in items:
        values = [_plain(value) for value in posted.get(item.code, ())]
        if kept := list(dict.fromkeys(value for value in values if value)):
            found[item.code] = kept
    return found


def _plain(value: str) -> str:
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or (c >= " " and not _lonely(c))).strip()


def _lonely(character: str) -> bool:
    """Half a character from a broken client: no database stores it."""
    return "\ud800" <= character <= "\udfff"


def is_shown(definition: Definition, item: Item, given: Given) -> bool:
    """Tell whether the item's condition holds for what was given so far."""
    if item.show_if is None:
        return True
    asked = definition.items[item.show_if.item]
    if not is_shown(definition, asked, given):
        return False
    wanted = {str(value) for value in item.show_if.any_of}
    return not wanted.isdisjoint(given.get(asked.code, ()))


def find_problems(
    definition: Definition, items: Sequence[Item], given: Given, *, lang: str
) -> list[Problem]:
    """Return what is wrong with the answers to these items, in the order of the form."""
    problems = (
        _find_problem(definition, item, given[item.code], lang)
        for item in items
        if item.code in given
    )
    return [problem for problem in problems if problem is not None]


def _find_problem(
    definition: Definition, item: Item, values: list[str], lang: str
) -> Problem | None:
    if item.type.is_text:
        return _too_long(item, "\n".join(values))
    if item.type is ItemType.INFORMATION:
        return Problem(code=item.code, message=CHOOSE_ONE)
    options = definition.scale_of(item).by_key
    several = item.type is ItemType.MULTIPLE
    if any(value not in options for value in values) or (len(values) > 1 and not several):
        return Problem(code=item.code, message=CHOOSE_ONE)
    alone = next((options[v] for v in values if options[v].exclusive), None)
    if alone is not None and len(values) > 1:
        named = {"option": alone.text[lang]}
        return Problem(code=item.code, message=CHOOSE_OR_NOT, params=named)
    return None


def _too_long(item: Item, text: str) -> Problem | None:
    if len(text) <= LONGEST_TEXT:
        return None
    named = {"count": len(text), "limit": LONGEST_TEXT}
    return Problem(code=item.code, message=TOO_LONG, params=named)


def still_open(definition: Definition, items: Sequence[Item], given: Given) -> list[Item]:
    """Return the shown items that ask once more before they let go."""
    return [
        item
        for item in items
        if item.required is Required.SOFT
        and item.code not in given
        and is_shown(definition, item, given)
    ]


def answer_rows(definition: Definition, length: Length, given: Given) -> Iterator[AnswerRow]:
    """Yield the rows to keep for every choice that this length asks; text yields none at all.

    That a text was written is not kept with the choices: it would lead from a comment to them.
    """
    for item in definition.asked(length):
        if item.type.has_options:
            yield from _rows_of(definition, item, given)


def _rows_of(definition: Definition, item: Item, given: Given) -> Iterator[AnswerRow]:
    if not is_shown(definition, item, given):
        yield AnswerRow(code=item.code, missing=Missing.NOT_SHOWN)
        return
    chosen = given.get(item.code, [])
    if not chosen:
        yield AnswerRow(code=item.code, missing=Missing.SKIPPED)
    options = definition.scale_of(item).options
    several = item.type is ItemType.MULTIPLE
    for place, option in enumerate(options, start=1):
        if option.key in chosen:
            yield AnswerRow(
                code=item.code,
                option_ord=place if several else 0,
                value=option.value,
                missing=option.missing,
            )


def texts(definition: Definition, length: Length, given: Given) -> Iterator[tuple[str, str]]:
    """Yield item code and words of every shown text that was written."""
    for item in definition.asked(length):
        if item.type.is_text and item.code in given and is_shown(definition, item, given):
            yield item.code, "\n".join(given[item.code])
