"""What somebody fills in about one step of the validation."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.culture.validation.models import LONGEST_WORDS, StepState, ValidationStep
from portal.culture.validation.rules import StepPlan
from portal.culture.validation.words import STATES
from portal.web.forms import choices, tidy
from portal.web.stale import RevisedForm

MOST_PEOPLE = 100_000


class StepForm(RevisedForm):
    """How far a step is, and what it showed."""

    state = RadioField(
        _l("How far is it?"),
        [InputRequired(_l("Choose one."))],
        choices=choices(*((state.value, label) for state, label in STATES.items())),
    )
    people = IntegerField(
        _l("How many people took part?"),
        [Optional(), NumberRange(1, MOST_PEOPLE, _l("Write a number from 1 on."))],
        description=_l("Experts, interviews or answers."),
    )
    figure = TextAreaField(
        _l("What did it show?"),
        [Optional(), Length(max=LONGEST_WORDS)],
        filters=[tidy],
        description=_l("In one or two sentences, with the figure: for example S-CVI/Ave .92."),
    )
    source = TextAreaField(
        _l("Where can that be read?"),
        [Optional(), Length(max=LONGEST_WORDS)],
        filters=[tidy],
        description=_l("A report or an article, with its year."),
    )
    done_on = DateField(_l("On which day was it done?"), [Optional()])

    @classmethod
    def of(cls, row: ValidationStep | None) -> "StepForm":
        """Return the form filled in from what was said last, also after it was sent."""
        if row is None:
            return cls(formdata=None, data={"revision": 0, "state": StepState.PLANNED.value})
        said = ("revision", "people", "figure", "source", "done_on")
        data = {name: getattr(row, name) for name in said} | {"state": row.state.value}
        return cls(formdata=None, data=data)

    def plan(self) -> StepPlan:
        """Return what was filled in; only after ``validate``."""
        return StepPlan(
            state=StepState(self.state.data),
            people=self.people.data,
            figure=self.figure.data or "",
            source=self.source.data or "",
            done_on=self.done_on.data,
        )
