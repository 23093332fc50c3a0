"""When a step of the validation counts as done, and what is missing before all of them do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.culture.validation.models import StepState, Validation, ValidationStep
from portal.rules import N_, RuleBroken

# The fewest people with whom a step counts: experts, interviews, answers.
LEAST_PEOPLE: Final[Mapping[Validation, int]] = {
    Validation.CONTENT_VALIDITY: 3,
    Validation.COGNITIVE_INTERVIEWS: 10,
    Validation.PILOT: 200,
    Validation.CONFIRMATION: 300,
    Validation.INVARIANCE: 300,
}


@dataclass(frozen=True, kw_only=True)
class StepPlan:
    """What somebody says about a step."""

    state: StepState
    people: int | None = None
    figure: str = ""
    source: str = ""
    done_on: date | None = None


def check_step(step: Validation, plan: StepPlan, *, today: date) -> None:
    """Refuse a step that is done without figure, source, day or enough people."""
    if plan.done_on is not None and plan.state is not StepState.DONE:
        raise RuleBroken(N_("Only a step that is done has a day on which it was done."))
    if plan.state is not StepState.DONE:
        return
    if not (plan.figure and plan.source and plan.people and plan.done_on):
        raise RuleBroken(
            N_("A step is done once you say with how many, what it showed, where that is and when.")
        )
    if plan.done_on > today:
        raise RuleBroken(N_("That day is still to come."))
    if plan.people < LEAST_PEOPLE[step]:
        raise RuleBroken(
            N_("This step counts as done from %(least)s people on."), least=LEAST_PEOPLE[step]
        )


def missing_steps(steps: Mapping[Validation, ValidationStep]) -> Sequence[Validation]:
    """Return the steps that are not done yet: until there are none, nobody says "validated"."""
    return [
        step for step in Validation if step not in steps or steps[step].state is not StepState.DONE
    ]


def check_may_claim(missing: Sequence[Validation]) -> None:
    """Refuse a version that calls itself validated while a step is open."""
    if missing:
        raise RuleBroken(
            N_(
                "A version may say that it is validated once all %(all)s steps of the comparable "
                "version before it are done. Still open: %(open)s. Choose “pilot” until then."
            ),
            all=len(Validation),
            open=len(missing),
        )
