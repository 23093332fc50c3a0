"""What people fill in around a measurement; the questions themselves are data, not fields."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from portal.asks.forms import WhyForm
from portal.culture.models import LONGEST_CONTACT, MOST_PEOPLE
from portal.culture.preparation import TeamToCount
from portal.questionnaires.campaigns.models import LEAST_FOR_COMMENTS, LEAST_FOR_MEANS
from portal.taxonomy.sectors import Sector, setting_label
from portal.web.forms import PortalForm, choices
from portal.web.stale import RevisedForm

MOST_K = 100
PEOPLE = "people_"


class PlanForm(PortalForm):
    """A measurement to come: its days, whom it is about, from how many answers figures show."""

    opens_on = DateField(
        _l("First day to answer"),
        [InputRequired(_l("Fill this in."))],
        description=_l("Leave two weeks to inform staff and to count the people of each team."),
    )
    closes_on = DateField(_l("Last day to answer"), [InputRequired(_l("Fill this in."))])
    waves = SelectMultipleField(
        _l("Which waves of organisations?"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Tick none to ask all of them."),
    )
    sectors = SelectMultipleField(
        _l("Which sectors?"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Tick none to ask all of them."),
    )
    k_score = IntegerField(
        _l("From how many answers does an average show?"),
        [InputRequired(_l("Fill this in.")), NumberRange(LEAST_FOR_MEANS, MOST_K)],
        default=LEAST_FOR_MEANS,
        description=_l("Five at least. It can never be lowered once the measurement is open."),
    )
    k_comment = IntegerField(
        _l("From how many answers does the spread show?"),
        [InputRequired(_l("Fill this in.")), NumberRange(LEAST_FOR_COMMENTS, MOST_K)],
        default=LEAST_FOR_COMMENTS,
        description=_l("Ten at least."),
    )
    contact = StringField(
        _l("Whom can staff ask about it?"),
        [DataRequired(_l("Fill this in.")), Length(max=LONGEST_CONTACT)],
        description=_l("A name and an e-mail address. They stand on the notice to staff."),
    )

    def offer(self, waves: Sequence[int]) -> "PlanForm":
        """Offer the waves there are, and the sectors."""
        self.waves.choices = choices(
            *((str(one), _l("wave %(number)s", number=one)) for one in waves)
        )
        self.sectors.choices = choices(*((one.value, setting_label(one)) for one in Sector))
        return self


class PrepareForm(RevisedForm):
    """On which day staff was informed; ``prepare_form`` adds a field for each team."""

    informed_on = DateField(
        _l("On which day were the representatives of staff informed?"),
        [Optional()],
        description=_l(
            "The works council, the committee for prevention, or the union delegation. "
            "Leave it empty until it was done: nobody is asked before."
        ),
    )

    def people(self) -> dict[int, int]:
        """Return what was filled in, by team."""
        return {
            int(field.name.removeprefix(PEOPLE)): field.data
            for field in self
            if field.name.startswith(PEOPLE) and field.data is not None
        }


def prepare_form(
    teams: Sequence[TeamToCount], *, informed_on: date | None, revision: int, sent: bool
) -> PrepareForm:
    """Return the form of an organisation, with what is known filled in unless something is sent."""
    fields = {
        f"{PEOPLE}{one.team.id}": IntegerField(
            one.team.name,
            [Optional(), NumberRange(1, MOST_PEOPLE, _l("Type a whole number from 1 on."))],
            description=_l("How many people work in this team, everybody counted once?"),
        )
        for one in teams
    }
    known: Mapping[str, object] = {
        "informed_on": informed_on,
        "revision": str(revision),
        **{f"{PEOPLE}{one.team.id}": one.people for one in teams},
    }
    made: type[PrepareForm] = type("PrepareTeamsForm", (PrepareForm,), fields)
    return made() if sent else made(formdata=None, data=known)


class OpenForm(WhyForm):
    """Nothing to fill in but why it is worth more time, where it takes more than agreed."""


class StepForm(PortalForm):
    """Nothing to fill in; only to press."""


class CodesForm(PortalForm):
    """How many codes to print; the seed makes a repeated request the same sheet."""

    count = IntegerField(
        _l("How many codes?"),
        [InputRequired(_l("Fill this in.")), NumberRange(1, MOST_PEOPLE)],
        description=_l("One for each person of the team."),
    )
    seed = HiddenField(
        validators=[Regexp(r"^[0-9a-f]{32}$")], default=lambda: secrets.token_hex(16)
    )
