"""When answers may leave row by row, and beside which rows a unit or a role may stand."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence

from portal.questionnaires.campaigns.models import Campaign
from portal.rules import N_, RuleBroken


def check_may_export(campaign: Campaign, responses: int) -> None:
    """Refuse an open campaign, whose next export would tell one answer, and one of few people."""
    if campaign.closed_on is None:
        raise RuleBroken(
            N_("This questionnaire is not closed yet. Its answers can be taken along afterwards.")
        )
    if responses < campaign.k_comment:
        raise RuleBroken(
            N_("There are too few answers to take them along one by one: %(least)s are needed."),
            least=campaign.k_comment,
        )


def units_to_show(
    units: Sequence[int | None], headcounts: Mapping[int, int], *, least: int
) -> frozenset[int]:
    """Return the units that may stand beside their rows: enough answers, and enough people.

    What is left without its unit is nothing, or at least two groups with ``least`` answers
    together: a single group would still be known, as the only one missing.
    """
    answers = Counter(units)
    shown = {
        unit
        for unit in answers
        if unit is not None and min(answers[unit], headcounts.get(unit, 0)) >= least
    }
    by_size = sorted(shown, key=lambda unit: (answers[unit], unit))
    for unit in by_size:
        hidden = [count for other, count in answers.items() if other not in shown]
        if not hidden or (len(hidden) > 1 and sum(hidden) >= least):
            break
        shown.discard(unit)
    return frozenset(shown)


def groups_to_show(groups: Sequence[Hashable | None], *, least: int) -> frozenset[Hashable]:
    """Return the groups, such as roles within a unit, that may stand beside their rows."""
    answers = Counter(groups)
    shown = {group for group, count in answers.items() if group is not None and count >= least}
    for group in sorted(shown, key=lambda one: (answers[one], str(one))):
        rest = sum(count for other, count in answers.items() if other not in shown)
        if rest == 0 or rest >= least:
            break
        shown.discard(group)
    return frozenset(shown)
