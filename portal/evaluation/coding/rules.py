"""How a released comment is known, what may be coded, and how often a code was given."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from portal.evaluation.coding.models import KEY_LETTERS, LONGEST_MEMO, Leaning
from portal.questionnaires.results.suppression import Results
from portal.rules import N_, RuleBroken
from portal.taxonomy.cfir import FACTORS

MOST_CODES: Final = 4  # a comment that speaks of more says little of each


@dataclass(frozen=True, kw_only=True)
class Noted:
    """One released comment: its question, its key, its words; ``times`` counts equal words."""

    item_code: str
    key: str
    lang: str
    body: str
    times: int = 1


@dataclass(frozen=True, kw_only=True)
class Coded:
    """What one coder made of one comment."""

    codes: Mapping[str, Leaning] = field(default_factory=dict)
    memo: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was said of the comment."""
        return not self.codes and not self.memo


Place = tuple[str, str]  # the code of a question, and the key of a comment to it


def comment_key(item_code: str, body: str) -> str:
    """Return the key of a comment: a hash of its question and its words."""
    return sha256(f"{item_code}\n{body}".encode()).hexdigest()[:KEY_LETTERS]


def comments_of(results: Results) -> Sequence[Noted]:
    """Return the comments that a snapshot shows, those with equal words once, in its order."""
    found: dict[Place, Noted] = {}
    for item in results.items:
        for note in item.comments or ():
            key = comment_key(item.code, note.body)
            times = found[item.code, key].times + 1 if (item.code, key) in found else 1
            found[item.code, key] = Noted(
                item_code=item.code, key=key, lang=note.lang, body=note.body, times=times
            )
    return list(found.values())


def check_may_code(*, released: bool) -> None:
    """Refuse to code what nobody may read yet."""
    if not released:
        raise RuleBroken(
            N_("First the process evaluation closes, then its open answers are coded.")
        )


def check_codes(given: Mapping[Place, Coded], known: Iterable[Noted]) -> None:
    """Refuse codes that are none of ours, and comments that are not among those released."""
    places = {(one.item_code, one.key) for one in known}
    for place, coded in given.items():
        if place not in places or not coded.codes.keys() <= FACTORS.keys():
            raise RuleBroken(N_("This is not among the answers or the codes. Open the page again."))
        if len(coded.memo) > LONGEST_MEMO:
            raise RuleBroken(N_("Keep a note to %(most)s characters."), most=LONGEST_MEMO)
        if len(coded.codes) > MOST_CODES:
            raise RuleBroken(
                N_("Give an answer at most %(most)s codes: those that say most."), most=MOST_CODES
            )


@dataclass(frozen=True, kw_only=True)
class CodeCount:
    """How many answers got a code from at least one coder, by which way they lean."""

    construct: str
    answers: int
    leaning: Mapping[Leaning, int]


def count_codes(
    comments: Iterable[Noted], given: Iterable[Mapping[Place, Coded]]
) -> Sequence[CodeCount]:
    """Count answers, not codes: one that two coders gave the same code counts once.

    Where coders lean different ways, the answer counts as neutral.
    """
    given = list(given)
    answers: Counter[str] = Counter()
    leaning: Counter[tuple[str, Leaning]] = Counter()
    for one in comments:
        for construct, way in _joined((one.item_code, one.key), given):
            answers[construct] += one.times
            leaning[construct, way] += one.times
    return [
        CodeCount(
            construct=construct,
            answers=answers[construct],
            leaning={way: leaning[construct, way] for way in Leaning},
        )
        for construct in FACTORS
        if answers[construct]
    ]


def _joined(place: Place, given: Sequence[Mapping[Place, Coded]]) -> Iterator[tuple[str, Leaning]]:
    ways: dict[str, set[Leaning]] = {}
    for coding in given:
        for construct, way in coding.get(place, Coded()).codes.items():
            ways.setdefault(construct, set()).add(way)
    for construct, found in ways.items():
        yield construct, next(iter(found)) if len(found) == 1 else Leaning.NEUTRAL
