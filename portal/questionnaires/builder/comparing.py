"""What a change means for the trend: which questions go on, which end, and what may be joined."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.questionnaires.builder.sketch import Sketch, data_of, declared
from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.instruments.meanings import (
    changed_meanings,
    check_codes_keep_their_meaning,
    check_comparable,
)
from portal.rules import N_, RuleBroken, why_not


@dataclass(frozen=True, kw_only=True)
class Trend:
    """The codes of choices whose line goes on, ends or begins, and those that mean otherwise."""

    goes_on: Sequence[str]
    means_otherwise: Sequence[str]
    ends: Sequence[str]
    begins: Sequence[str]


def definition_of(sketch: Sketch) -> Definition:
    """Return a sketch without faults as the version it is about to be."""
    return Definition.model_validate(data_of(declared(sketch)))


def trend_of(before: Definition, after: Definition) -> Trend:
    """Return which lines of a trend go on: the same code with the same meaning."""
    changed = changed_meanings(after, before)
    olds, news = _choices(before), _choices(after)
    return Trend(
        goes_on=[code for code in news if code in olds and code not in changed],
        means_otherwise=list(changed),
        ends=[code for code in olds if code not in after.items],
        begins=[code for code in news if code not in before.items],
    )


def why_not_comparable(before: Definition | None, after: Definition) -> Sequence[RuleBroken]:
    """Return each reason why the results of two versions may not stand on one line; none is yes."""
    if before is None:
        return [RuleBroken(N_("There is no earlier version to compare with."))]
    wanted = after.model_copy(update={"comparable_with": before.number})
    reasons = (
        why_not(check_codes_keep_their_meaning, after, [before]),
        why_not(check_comparable, wanted, [before]),
    )
    return [reason for reason in reasons if reason]


def _choices(definition: Definition) -> Sequence[str]:
    return [code for code, item in definition.items.items() if item.type.has_options]
