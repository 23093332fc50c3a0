"""Made-up answers to the culture instrument: always the same, with an effect that is known.

An answer is the sum of what the construct, the organisation, the team and the person bring, with
some chance, rounded to the five answers (``SPREAD`` in points of the scale, ``SEED`` for the draw).
From the first measurement to the second the constructs of ``GREW`` move up by ``EFFECT``, and no
other: what a reader finds beyond that is chance. What people say of themselves depends less on
their team (``OF_ONESELF``). Nobody gave these answers, and every page and file says so.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from portal.questionnaires.instruments.definition import Definition, Item
from portal.questionnaires.kinds import Missing, Referent

SEED: Final = 20221115
LEVEL: Final = 3.55
EFFECT: Final = 0.3
GREW: Final = frozenset({"OL2", "OL3", "OL4", "HP5", "HP7"})
OF_ONESELF: Final = 0.4
SPREAD: Final[Mapping[str, float]] = {
    "construct": 0.25,
    "organisation": 0.25,
    "team": 0.25,
    "team and construct": 0.25,
    "person": 0.4,
    "person and construct": 0.3,
    "answer": 0.42,
}
CANNOT_JUDGE: Final = 0.03
LEFT_OPEN: Final = 0.01

Answers = dict[str, int | Missing]


@dataclass(frozen=True, kw_only=True)
class Group:
    """A team whose answers are made up: its key, its organisation, and how many answer."""

    key: str
    organisation: str
    answers: int


def simulate(
    definition: Definition, groups: Sequence[Group], *, measurement: int
) -> Iterator[tuple[Group, Answers]]:
    """Yield group and answers of each made-up person; the same call gives the same answers."""
    made = _Made(definition, measurement)
    for group in groups:
        drawn = random.Random(f"{SEED}/{measurement}/{group.key}")  # noqa: S311 -- no secret
        for _ in range(group.answers):
            yield group, made.person(group, drawn)


class _Made:
    """Draw people one after the other, each with the part that their group brings."""

    def __init__(self, definition: Definition, measurement: int) -> None:
        self.items = [item for item in definition.items.values() if item.measures]
        self.constructs = definition.construct_by_code
        self.growth = EFFECT * (measurement - 1)

    def person(self, group: Group, drawn: random.Random) -> Answers:
        own = drawn.gauss(0, SPREAD["person"])
        leaning: dict[str, float] = {}
        answers: Answers = {}
        for item in self.items:
            code = item.measures or ""
            if code not in leaning:
                leaning[code] = own + drawn.gauss(0, SPREAD["person and construct"])
            answers[item.code] = self._answer(item, self._level(group, code) + leaning[code], drawn)
        return answers

    def _level(self, group: Group, code: str) -> float:
        """Return what everybody of a group shares on a construct."""
        shared = (
            _lasting("organisation", group.organisation)
            + _lasting("team", group.key)
            + _lasting("team and construct", f"{group.key}/{code}")
        )
        if self.constructs[code].referent is Referent.SELF:
            shared *= OF_ONESELF
        growth = self.growth if code in GREW else 0
        return LEVEL + _lasting("construct", code) + shared + growth

    def _answer(self, item: Item, level: float, drawn: random.Random) -> int | Missing:
        lot = drawn.random()
        said = round(level + drawn.gauss(0, SPREAD["answer"]))
        if lot < CANNOT_JUDGE:
            return Missing.NA
        if lot < CANNOT_JUDGE + LEFT_OPEN:
            return Missing.SKIPPED
        value = min(5, max(1, said))
        return 6 - value if item.reverse else value


def _lasting(part: str, key: str) -> float:
    """Return what a construct, an organisation or a team brings: the same in each measurement."""
    drawn = random.Random(f"{SEED}/{part}/{key}")  # noqa: S311 -- no secret
    return drawn.gauss(0, SPREAD[part])
