"""CPU per request: the portal and the bare page in turns, so that a busy machine bothers both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import monotonic

from bench.servers import Server
from bench.table import Figure

ROUNDS = 7
BATCH_SECONDS = 0.2
SMALLEST_BATCH, LARGEST_BATCH = 12, 80
WARM_UPS = 6
MOST_CONNECTIONS = 10
NS_PER_MS = 1_000_000

Act = Callable[[], object]


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two: its server, one request, and how to start on a new connection."""

    server: Server
    act: Act
    reconnect: Act
    warm_ups: int = WARM_UPS
    batch: int | None = None  # where each request can be made only once, there is a stock of them


def compare(portal: Side, bare: Side) -> Figure:
    """Measure both in turns, the first one changing every round; each batch on a new connection."""
    sides = (portal, bare)
    sizes = [_warmed_batch(side) for side in sides]
    rounds: list[tuple[float, float]] = []
    for turn in range(ROUNDS):
        cost = [0.0, 0.0]
        for which in (0, 1) if turn % 2 == 0 else (1, 0):
            cost[which] = _cost(sides[which], sizes[which])
        rounds.append((cost[0], cost[1]))
    return _figure(rounds)


def _figure(rounds: Sequence[tuple[float, float]]) -> Figure:
    """Return the middle ratio of the rounds, with its range and the milliseconds behind it."""
    ratios = [mine / theirs for mine, theirs in rounds]
    portal, bare = (median(cost) for cost in zip(*rounds, strict=True))
    spread = f"{min(ratios):.2f}-{max(ratios):.2f}; {portal:.1f}/{bare:.1f} ms"
    return Figure(value=median(ratios), text=f"{median(ratios):.2f} x ({spread})")


def _cost(side: Side, batch: int) -> float:
    """Return the milliseconds of CPU that the workers spend on one request, over a batch."""
    side.reconnect()
    before = sum(side.server.cpu_by_worker())
    for _ in range(batch):
        side.act()
    return (sum(side.server.cpu_by_worker()) - before) / batch / NS_PER_MS


def _warmed_batch(side: Side) -> int:
    """Let every worker answer some requests; return how many make a batch.

    Which worker takes a connection is chance, so connections go on until each has worked.
    """
    worked: set[int] = set()
    workers = len(side.server.workers())
    spent = BATCH_SECONDS
    for _ in range(MOST_CONNECTIONS):
        side.reconnect()
        before, started = side.server.cpu_by_worker(), monotonic()
        for _ in range(side.warm_ups):
            side.act()
        spent = min(spent, (monotonic() - started) / side.warm_ups)
        used = [b - a for a, b in zip(before, side.server.cpu_by_worker(), strict=True)]
        worked.add(used.index(max(used)))
        if len(worked) == workers:
            break
    fitting = round(BATCH_SECONDS / spent)
    return side.batch or max(SMALLEST_BATCH, min(LARGEST_BATCH, fitting))
