"""One cell at a time: a day, a number, a word from a list; what cannot be read says why."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from portal.network.importing.raw import Cell
from portal.network.models import folded
from portal.network.rules import check_plausible
from portal.rules import N_, RuleBroken

LONGEST_TEXT: Final = 1000
LARGEST_NUMBER: Final = 999
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_BELGIAN: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def text_of(cell: Cell) -> str:
    """Return the words of a cell; a number is written out, nothing is an empty text."""
    if isinstance(cell, RuleBroken):
        raise cell
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    words = "" if cell is None else str(cell)
    if len(words) > LONGEST_TEXT:
        raise RuleBroken(N_("This is too long: %(most)s letters at most."), most=LONGEST_TEXT)
    return words


def day_of(cell: Cell) -> date | None:
    """Return the day of a cell, from a real date, 2022-11-15 or 15/11/2022; none when empty."""
    if isinstance(cell, date):
        check_plausible(cell)
        return cell
    words = text_of(cell)
    if not words:
        return None
    day = _read_day(words)
    check_plausible(day)
    return day


def _read_day(words: str) -> date:
    if found := _ISO.fullmatch(words):
        year, month, day = map(int, found.groups())
    elif found := _BELGIAN.fullmatch(words):
        day, month, year = map(int, found.groups())
    else:
        raise RuleBroken(
            N_("“%(words)s” is no day. Write it like 15/11/2022 or 2022-11-15."), words=words
        )
    try:
        return date(year, month, day)
    except ValueError as error:
        raise RuleBroken(
            N_("%(words)s is not in the calendar. Write day, month, year."), words=words
        ) from error


def number_of(cell: Cell) -> int | None:
    """Return the whole number of a cell; none when empty."""
    words = text_of(cell)
    if not words:
        return None
    if not words.isascii() or not words.isdigit() or int(words[:9]) > LARGEST_NUMBER:
        raise RuleBroken(N_("“%(words)s” is no whole number."), words=words)
    return int(words)


def choice_of(cell: Cell, words_for: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Return the key that a word stands for; ``names`` are the words to choose from instead."""
    words = text_of(cell)
    if not words:
        return ""
    if folded(words) not in words_for:
        raise RuleBroken(
            N_("We do not know “%(words)s”. Choose from: %(names)s."),
            words=words,
            names=", ".join(names.values()),
        )
    return words_for[folded(words)]
