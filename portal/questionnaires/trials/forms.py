"""What people fill in around a trial round; the questions themselves are data, not fields."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.asks.forms import WhyForm
from portal.asks.services import Why
from portal.network.forms.fields import DayField
from portal.network.labels import role_label
from portal.policy.table import Role
from portal.questionnaires import kinds
from portal.questionnaires.instruments.definition import Item
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.trials.models import LONGEST_PURPOSE, LONGEST_REMARK
from portal.questionnaires.trials.queries import MOST_FOUND, Candidate
from portal.questionnaires.trials.rules import ASKABLE
from portal.questionnaires.trials.services import Plan
from portal.web.forms import PortalForm, choices, tidy

USUAL_DAYS: Final = timedelta(days=14)
LONGEST_NAME: Final = 100
LONGEST_LABEL: Final = 90
WHOLE: Final = ""  # a remark about no question in particular


class StepForm(PortalForm):
    """Nothing to fill in; only to press."""


class PlanForm(WhyForm):
    """A round: what for, which questions, when, and whom; who is ticked stays when one searches."""

    purpose = TextAreaField(
        _l("What do you want to learn?"),
        [
            DataRequired(_l("Say what the trial round is for.")),
            Length(max=LONGEST_PURPOSE, message=_l("Say it in fewer words.")),
        ],
        filters=[tidy],
        description=_l("Who is asked reads this. For example: which words are unclear?"),
    )
    length = RadioField(
        _l("Which questions?"),
        [AnyOf(list(kinds.Length), message=_l("Choose one of the answers."))],
        validate_choice=False,
        choices=choices(
            (kinds.Length.FULL.value, _l("Full form")),
            (kinds.Length.SHORT.value, _l("Short form")),
        ),
        default=kinds.Length.FULL.value,
    )
    opens_on = DayField(
        _l("First day to answer"),
        [InputRequired(_l("Fill this in."))],
        description=_l("Today opens it now."),
    )
    closes_on = DayField(
        _l("Last day to answer"),
        [InputRequired(_l("Fill this in."))],
        description=_l("You can close it earlier."),
    )
    staff_informed_on = DayField(
        _l("Since when do the representatives of staff know?"),
        [Optional()],
        description=_l("Questions about culture are asked only after they were told."),
    )
    people = SelectMultipleField(
        _l("Whom do you ask?"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    words = StringField(
        _l("Search by name"),
        [Length(max=LONGEST_NAME)],
        description=_l("A part of the name is enough. Who is ticked stays ticked."),
    )
    role = SelectField(_l("What do they do?"), [Optional()], validate_choice=False)

    def offer(self, ticked: Sequence[Candidate], found: Sequence[Candidate]) -> None:
        """Offer who is ticked, then who was found, and the roles to search by."""
        shown = {one.id: one for one in (*ticked, *found[:MOST_FOUND])}
        self.people.choices = [(one.id, _label(one)) for one in shown.values()]
        self.role.choices = choices(
            ("", gettext("Everybody")), *((role.value, role_label(role)) for role in ASKABLE)
        )

    @property
    def chosen(self) -> Sequence[int]:
        """The people who are ticked."""
        return [one for one in self.people.data or () if isinstance(one, int)]

    @property
    def wanted_role(self) -> Role | None:
        """The role that is searched for, if any."""
        return Role(self.role.data) if self.role.data in set(Role) else None

    @property
    def wanted_length(self) -> kinds.Length:
        """Which questions, the full form where nothing lawful was chosen."""
        asked = self.length.data
        return kinds.Length(asked) if asked in set(kinds.Length) else kinds.Length.FULL

    def plan(self, version: InstrumentVersion) -> Plan:
        """Return the round that was filled in; only after ``validate``."""
        if self.opens_on.data is None or self.closes_on.data is None:
            raise ValueError("The form was not checked")
        return Plan(
            version=version,
            purpose=self.purpose.data or "",
            length=self.wanted_length,
            opens_on=self.opens_on.data,
            closes_on=self.closes_on.data,
            people=self.chosen,
            staff_informed_on=self.staff_informed_on.data,
            why=Why(reason=self.why.data or "", lang=str(get_locale())),
        )


def usual(on: date) -> dict[str, date]:
    """Return the days that a new round starts from."""
    return {"opens_on": on, "closes_on": on + USUAL_DAYS}


def _label(one: Candidate) -> str:
    return ", ".join(part for part in (one.name, role_label(one.role), one.organisation) if part)


class RemarkForm(PortalForm):
    """Where somebody stumbled: at which question, and in their own words."""

    code = SelectField(_l("At which question?"), default=WHOLE)
    body = TextAreaField(
        _l("Where did you stumble?"),
        [
            DataRequired(_l("Write down where you stumbled.")),
            Length(max=LONGEST_REMARK, message=_l("Say it in fewer words.")),
        ],
        filters=[tidy],
        description=_l("A word you did not know, a question with two meanings, something missing."),
    )

    def offer(self, items: Sequence[Item], lang: str) -> None:
        """Offer the questions of the form, each with the beginning of its words."""
        self.code.choices = choices(
            (WHOLE, gettext("The whole form")),
            *((one.code, _shortened(f"{one.code}: {one.text[lang]}")) for one in items),
        )


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST_LABEL else f"{words[: LONGEST_LABEL - 1].rstrip()}…"
