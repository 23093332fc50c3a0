"""What each figure says, from when it counts, and what to note about it: words, never colours."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from portal.questionnaires.results.hiding import why_hidden
from portal.questionnaires.results.psychometrics import (
    LEAST_FOR_CERTAIN,
    LEAST_ITEM_REST,
    Certainty,
    ConstructFigures,
    ItemFigures,
)
from portal.web.words import rounded

RELIABLE: Final = (0.70, 0.95)
LEAST_FOR_UNITS: Final = 0.70
LEAST_FOR_SHARES: Final = 20

__all__ = [
    "READING",
    "certainty",
    "figure",
    "item_notes",
    "noted",
    "notes",
    "reasons",
    "share",
    "why_hidden",
]

# What a figure says and from when it counts, with where that comes from.
READING: Final = (
    (
        _l("Alpha"),
        _l(
            "How far the items of a construct go together. Good from .70 to .95; shown from"
            " 30 people on, provisional under 200 (Cronbach 1951; interval: Feldt 1965; "
            "Terwee 2007)."
        ),
    ),
    (
        _l("Spearman-Brown"),
        _l("The same for two items, in place of alpha (Eisinga 2013)."),
    ),
    (
        _l("Omega total"),
        _l(
            "As alpha, but items may weigh differently: one factor by maximum likelihood, "
            "from three items on (McDonald 1999; Hayes & Coutts 2020)."
        ),
    ),
    (
        _l("Item-rest r"),
        _l(
            "How far one item goes with the others of its construct. Under .30 it may "
            "measure something else (Nunnally & Bernstein 1994)."
        ),
    ),
    (
        _l("Floor and ceiling"),
        _l(
            "The share of people at the lowest and highest score. Over 15 percent the scale"
            " is too narrow there (Terwee 2007)."
        ),
    ),
    (
        _l("ICC(1)"),
        _l(
            "How much of the difference between people lies between teams: .05 is small, "
            ".10 medium, .25 large. A negative value shows 0, the file keeps it (Bliese "
            "2000)."
        ),
    ),
    (
        _l("ICC(2)"),
        _l(
            "How reliable the average of a team is. Compare teams from .70 on (Bliese 2000;"
            " LeBreton & Senter 2008)."
        ),
    ),
    (
        _l("rwg(j)"),
        _l(
            "How far people of one team agree, 0 to 1: the middle team. Enough from .70 on "
            "(James, Demaree & Wolf 1984)."
        ),
    ),
)
REASONS: Final = {
    "na": _l("cannot judge"),
    "no_occasion": _l("no occasion"),
    "skipped": _l("skipped"),
    "not_shown": _l("not shown"),
}
CERTAINTY: Final = {
    Certainty.TOO_FEW: _l("too few complete answers"),
    Certainty.PROVISIONAL: _l("provisional"),
    Certainty.SUFFICIENT: _l("enough answers"),
}


def figure(value: float | None) -> str:
    """Write a figure to two decimals, or that it is not available."""
    if value is None:
        return str(gettext("not available"))
    return rounded(value, 2)


def share(value: float, people: int) -> str:
    """Write a share as a count of people, and as a percentage from twenty people on."""
    count = round(value * people)
    if people < LEAST_FOR_SHARES:
        return str(gettext("%(count)s of %(people)s", count=count, people=people))
    percent = round(100 * value)
    said = gettext(
        "%(count)s of %(people)s (%(percent)s %%)", count=count, people=people, percent=percent
    )
    return str(said)


def certainty(one: ConstructFigures) -> str:
    """Say how far the figures may be relied on."""
    return str(CERTAINTY[one.certainty])


def notes(one: ConstructFigures) -> Iterator[str]:
    """Say what stands out about a construct."""
    if one.certainty is Certainty.TOO_FEW:
        yield gettext("Under 30 people who answered all its items: no figures.")
        return
    if one.certainty is Certainty.PROVISIONAL:
        yield gettext("Provisional: under %(least)s people.", least=LEAST_FOR_CERTAIN)
    yield from _reliability_notes(one)
    if one.ends is not None and one.ends.much_at_floor:
        yield gettext("Over 15 percent at the lowest score.")
    if one.ends is not None and one.ends.much_at_ceiling:
        yield gettext("Over 15 percent at the highest score.")
    yield from _unit_notes(one)


def noted(constructs: Sequence[ConstructFigures]) -> Mapping[str, Sequence[ConstructFigures]]:
    """Return each note once, with the constructs it is about: one line in place of thirty."""
    found: dict[str, list[ConstructFigures]] = {}
    for one in constructs:
        for note in notes(one):
            found.setdefault(note, []).append(one)
    return found


def _reliability_notes(one: ConstructFigures) -> Iterator[str]:
    known = one.reliability
    value = known.alpha if known.spearman_brown is None else known.spearman_brown
    if value is not None and value < RELIABLE[0]:
        yield gettext("The items do not go together well: under .70.")
    if value is not None and value > RELIABLE[1]:
        yield gettext("The items may ask the same thing twice: over .95.")
    if known.heywood:
        yield gettext("No omega: one item leaves no variance of its own (a Heywood case).")
    if any(item.item_rest is not None and item.item_rest < LEAST_ITEM_REST for item in one.items):
        yield gettext("An item goes little with the others: under .30.")


def _unit_notes(one: ConstructFigures) -> Iterator[str]:
    known = one.resemblance
    if known.icc1_raw is not None and known.icc1_raw < 0:
        yield gettext("Teams differ less than chance would let them.")
    if known.icc2 is not None and known.icc2 < LEAST_FOR_UNITS:
        yield gettext("Do not compare averages of teams: ICC(2) is under .70.")
    if known.agreement is not None and known.agreement < LEAST_FOR_UNITS:
        yield gettext("Do not read averages of teams as of one mind: rwg(j) is under .70.")


def item_notes(item: ItemFigures) -> Iterator[str]:
    """Say what stands out about an item, or why its answers are not shown."""
    if item.hidden is not None:
        yield why_hidden(item.hidden)
    if item.item_rest is not None and item.item_rest < LEAST_ITEM_REST:
        yield gettext("Goes little with the others: under .30.")


def reasons(item: ItemFigures) -> Iterator[tuple[str, str]]:
    """Return how many gave each reason for no answer; a few are only said to be few."""
    for why, count in (item.missing or {}).items():
        few = gettext("a few")
        yield str(REASONS[why]), str(count) if count is not None else str(few)
