"""From counts to what may be shown: too few answers, or all the same, are never shown.

Which of the two it was is not said: whoever took part would know from their own answer what all
the others said.

This is the one table of questions that a campaign has, over everybody. A process evaluation has no
breakdown by role or organisation, so no total from which a hidden part could be subtracted. The
places of a culture campaign are in ``place_tables``, after the complementary rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, ConfigDict

from portal.questionnaires.instruments.definition import Definition, Item
from portal.questionnaires.kinds import ItemType, Length, Missing
from portal.questionnaires.results.shapes import FIRST_RULES, RULE_VERSION
from portal.questionnaires.results.statistics import expand, mean, median, standard_deviation


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How often each value and each reason was given for one item, over all responses."""

    values: Mapping[int, int] = field(default_factory=dict)
    missing: Mapping[Missing, int] = field(default_factory=dict)


Why = Literal["few", "identical", "complementary"]  # identical: in snapshots of before only


class Note(BaseModel):
    """One comment as it is shown: the words and their language."""

    model_config = ConfigDict(frozen=True)

    lang: str
    body: str


class ItemResult(BaseModel):
    """What is shown of one item; ``hidden`` says why figures are left out."""

    model_config = ConfigDict(frozen=True)

    code: str
    answered: int | None = None
    mean: float | None = None
    deviation: float | None = None
    median: float | None = None
    counts: dict[str, int] | None = None
    missing: dict[str, int] | None = None
    comments: tuple[Note, ...] | None = None
    hidden: Why | None = None


class Results(BaseModel):
    """Everything that is shown of a closed campaign."""

    model_config = ConfigDict(frozen=True)

    responses: int
    invited: int
    items: tuple[ItemResult, ...]
    rule_version: int = FIRST_RULES


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """From how many answers on: means (``score``), distributions and comments (``comment``)."""

    score: int
    comment: int


@dataclass(frozen=True, kw_only=True)
class Tally:
    """All that a campaign's answers add up to, before anything is suppressed."""

    responses: int
    invited: int
    counted: Mapping[str, Counted]
    comments: Mapping[str, Sequence[Note]]


def tabulate(definition: Definition, length: Length, tally: Tally, k: Thresholds) -> Results:
    """Return what may be shown of these answers, and nothing else."""
    return Results(
        responses=tally.responses,
        invited=tally.invited,
        rule_version=RULE_VERSION,
        items=tuple(
            _comments(item, tally, k) if item.type.is_text else _figures(definition, item, tally, k)
            for item in definition.asked(length)
        ),
    )


def _comments(item: Item, tally: Tally, k: Thresholds) -> ItemResult:
    """Show comments from the threshold of responses on: among fewer, a style gives one away."""
    if tally.responses < k.comment:
        return ItemResult(code=item.code, hidden="few")
    return ItemResult(code=item.code, comments=tuple(tally.comments.get(item.code, ())))


def _figures(definition: Definition, item: Item, tally: Tally, k: Thresholds) -> ItemResult:
    counted = tally.counted.get(item.code, Counted())
    answered = tally.responses - sum(counted.missing.values())
    if answered < k.score or _all_the_same(counted, answered):
        return ItemResult(code=item.code, hidden="few")
    scale = definition.scale_of(item)
    numeric = scale.is_numeric and item.type is not ItemType.MULTIPLE
    values = expand(counted.values) if numeric else []
    average = round(mean(values), 2) if values else None
    if answered < k.comment:
        hidden: Why | None = None if values else "few"
        return ItemResult(
            code=item.code, answered=answered if values else None, mean=average, hidden=hidden
        )
    return ItemResult(
        code=item.code,
        answered=answered,
        mean=average,
        deviation=round(standard_deviation(values), 2) if values else None,
        median=median(values) if values else None,
        counts={str(value): counted.values.get(value, 0) for value in scale.values},
        missing={reason.value: n for reason, n in sorted(counted.missing.items()) if n},
    )


def _all_the_same(counted: Counted, answered: int) -> bool:
    """Tell whether each value was given by everybody or by nobody: it would speak of each one."""
    return all(count in {0, answered} for count in counted.values.values())
