"""``python -m bench.statistics``: every figure of the culture instrument over many people.

Pure CPU of one process, on made-up answers of 3,000 people in 250 teams to 64 items: all formulas
for each construct, each team and the network, with each construct compared between two halves.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from random import Random
from time import process_time
from typing import Final

from portal.questionnaires.instruments.definition import Construct, Definition
from portal.questionnaires.instruments.loader import INSTRUMENTS, load_instrument
from portal.questionnaires.results import statistics as st
from portal.questionnaires.results.psychometrics import psychometrics_of

PEOPLE: Final = 3_000
TEAMS: Final = 250
SEED: Final = 20221115
OPEN: Final = 0.03
MOST_SECONDS: Final = 5.0

Row = Mapping[str, int | None]


def make_answers(definition: Definition) -> tuple[list[Row], list[str | None]]:
    """Return the answers of everybody and the team of each, the same every time."""
    chance = Random(SEED)  # noqa: S311 -- made up, and the same every time
    levels = [chance.gauss(3.5, 0.4) for _ in range(TEAMS)]
    rows: list[Row] = []
    for n in range(PEOPLE):
        own = chance.gauss(levels[n % TEAMS], 0.6)
        rows.append({code: _answer(chance, own) for code in definition.items})
    return rows, [f"team {n % TEAMS}" for n in range(PEOPLE)]


def _answer(chance: Random, level: float) -> int | None:
    if chance.random() < OPEN:
        return None
    return min(5, max(1, round(chance.gauss(level, 0.8))))


def everything(definition: Definition, rows: Sequence[Row], teams: Sequence[str | None]) -> int:
    """Work out every figure of every construct; return how many figures were available."""
    found = psychometrics_of(definition, rows, teams, k_score=5, k_comment=10)
    available = len(found.constructs)
    for construct in definition.constructs:
        if definition.items_of(construct.code):
            available += _construct(definition, construct, rows, teams)
    return available


def _construct(
    definition: Definition, construct: Construct, rows: Sequence[Row], teams: Sequence[str | None]
) -> int:
    items = definition.items_of(construct.code)
    turned = [item.reverse for item in items]
    given: dict[str | None, list[list[int | None]]] = defaultdict(list)
    groups: dict[str | None, list[float]] = defaultdict(list)
    for row, team in zip(rows, teams, strict=True):
        values = [row[item.code] for item in items]
        given[team].append(values)
        if (value := st.score(values, 1, 5, turned, construct.min_answered)) is not None:
            groups[team].append(value)
    scores = [value for group in groups.values() for value in group]
    half = len(scores) // 2
    figures: list[object] = [
        st.mean_interval(scores),
        st.clustered_interval(list(groups.values())),
        st.wilson(sum(value >= 4 for value in scores), len(scores)),  # noqa: PLR2004 -- of five
        st.icc(list(groups.values())),
        st.welch(scores[:half], scores[half:]),
        st.hedges_g(scores[:half], scores[half:]),
        st.median(scores),
        *st.shrunken_means(list(groups.values())),
        *(st.mean_interval(group, population=20) for group in groups.values()),
        *(st.rwg_j(team, 5) for team in given.values()),
    ]
    return sum(figure is not None for figure in figures)


def spent(act: Callable[[], object]) -> float:
    """Return the seconds of CPU that an act takes."""
    before = process_time()
    act()
    return process_time() - before


def main() -> int:
    """Print what it takes and whether that is within the aim."""
    definition = load_instrument(INSTRUMENTS / "culture.yaml")
    rows, teams = make_answers(definition)
    seconds = spent(lambda: everything(definition, rows, teams))
    names = list(definition.items)
    scale = st.complete([[row[name] for name in names[:16]] for row in rows])
    one = spent(lambda: (st.alpha(scale), st.item_rest(scale), st.omega_total(scale)))
    print(f"all statistics, {len(names)} items x {PEOPLE} people: {seconds:.2f} s of CPU (<= 5 s)")
    print(f"alpha, item-rest and omega of one scale of 16 items: {one:.2f} s of CPU")
    return 0 if seconds <= MOST_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
