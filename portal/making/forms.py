"""What people fill in about a kit in the making: the proposal, a step, a co-author, a comment."""

import re
from collections.abc import Iterable, Sequence
from typing import ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from portal.making import labels, rules
from portal.making.candidates import Candidate
from portal.making.models import LONGEST_PATH, LONGEST_TITLE, LONGEST_WORDS, Draft, Step
from portal.making.queries import DraftFilters
from portal.making.services import Plan
from portal.needs.models import Need
from portal.network.models import Team
from portal.taxonomy.model import Construct
from portal.taxonomy.sectors import Sector, setting_label
from portal.web.forms import PortalForm, choices, tidy
from portal.web.stale import RevisedForm

REQUIRED = _l("Fill this in.")
CHOOSE = _l("Choose one of the answers.")
TOO_LONG = _l("Say it shorter: at most %(max)d characters.")
FORM_KEY = r"^[0-9a-f]{32}$"
PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*\Z")
IN_THE_MAKING, ALL = "open", "all"


class _MayBeEmpty:
    """Say "(optional)" beside a question, and still refuse an answer that is not offered."""

    field_flags: ClassVar = {"optional": True}

    def __call__(self, _form: object, _field: object) -> None:
        """Accept nothing as an answer."""


def _many(label: str, *validators: object, description: str = "") -> SelectMultipleField:
    """Return a question with a box to tick for each answer."""
    return SelectMultipleField(
        label,
        list(validators),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=description,
    )


class DraftListForm(PortalForm):
    """Which kits in the making the reader wants to see; it stands in the address."""

    class Meta(PortalForm.Meta):
        """Answer to a GET: it changes nothing, so it carries no token."""

        csrf = False

    step = SelectField(_l("Where it is"), default=IN_THE_MAKING)
    construct = SelectField(_l("What it is about"), default="")
    page = HiddenField(default="1", validators=[Regexp(r"^[1-9]\d{0,4}$")])

    def offer(self, constructs: Iterable[Construct]) -> None:
        """Fill the choices, in the words of the reader."""
        self.step.choices = choices(
            (IN_THE_MAKING, gettext("In the making")),
            *((step.value, str(words)) for step, words in labels.STEPS.items()),
            (ALL, gettext("All")),
        )
        known = ((one.key, str(one.label)) for one in constructs)
        self.construct.choices = choices(("", gettext("All")), *known)

    def filters(self) -> DraftFilters:
        """Return what was asked; only after ``validate``."""
        wanted = str(self.step.data)
        steps = {IN_THE_MAKING: rules.OPEN, ALL: frozenset(Step)}
        return DraftFilters(
            steps=steps[wanted] if wanted in steps else frozenset({Step(wanted)}),
            construct=self.construct.data or "",
            page=int(self.page.data or 1),
        )


class ProposalForm(RevisedForm):
    """What somebody wants to make, in the three minutes between two bells."""

    form_key = HiddenField(validators=[Regexp(FORM_KEY)])
    title = StringField(
        _l("What would you call the lesson kit?"),
        [DataRequired(REQUIRED), Length(max=LONGEST_TITLE, message=TOO_LONG)],
        description=_l("A working title is fine. You can change it later."),
    )
    able_to = TextAreaField(
        _l("What can a team do after it?"),
        [DataRequired(REQUIRED), Length(max=LONGEST_WORDS, message=TOO_LONG)],
        filters=[tidy],
        description=_l("For example: open the evening round with one question about tomorrow."),
    )
    why = TextAreaField(
        _l("Why is it wanted?"),
        [DataRequired(REQUIRED), Length(max=LONGEST_WORDS, message=TOO_LONG)],
        filters=[tidy],
        description=_l("What do you see on the ward? Leave out names of people."),
    )
    constructs = _many(
        _l("Which parts of the Mangomoment model is it about?"),
        InputRequired(_l("Choose at least one part of the model that the kit is about.")),
        description=_l("One is enough, three is a lot."),
    )
    sectors = _many(
        _l("For which kinds of care?"), _MayBeEmpty(), description=_l("Nothing chosen means: all.")
    )
    needs = _many(_l("Which needs does it answer?"), _MayBeEmpty())
    teams = _many(_l("Which team writes it?"))
    lang = RadioField(
        _l("In which language do you write?"),
        [InputRequired(CHOOSE)],
        choices=choices(*((key, words) for key, words in labels.LANGUAGES.items())),
        default="nl",
    )

    def offer(
        self, constructs: Iterable[Construct], needs: Iterable[Need], teams: Sequence[Team]
    ) -> None:
        """Fill the choices, in the words of the reader; with one team it is that team."""
        self.constructs.choices = choices(*((one.key, str(one.label)) for one in constructs))
        self.sectors.choices = choices(*((one.value, setting_label(one)) for one in Sector))
        self.needs.choices = choices(*((str(need.id), need.words) for need in needs))
        self.teams.choices = choices(
            *((str(team.id), f"{team.name}, {team.organisation.name}") for team in teams)
        )
        if len(teams) == 1 and not self.is_submitted() and not self.teams.data:
            self.teams.data = [str(teams[0].id)]

    def plan(self) -> Plan:
        """Return what was proposed; only after ``validate``."""
        return Plan(
            title=self.title.data or "",
            lang=self.lang.data,
            why=self.why.data or "",
            able_to=self.able_to.data or "",
            constructs=self.constructs.data or [],
            sectors=self.sectors.data or [],
            team_ids=[int(key) for key in self.teams.data or []],
            need_ids=[int(key) for key in self.needs.data or []],
        )


def filled_from(draft: Draft) -> dict[str, object]:
    """Return what is planned as the fields of its form."""
    return {
        "revision": str(draft.revision),
        "form_key": draft.form_key,
        "title": draft.title,
        "able_to": draft.able_to,
        "why": draft.why,
        "constructs": list(draft.constructs),
        "sectors": list(draft.sectors),
        "needs": [str(need.id) for need in draft.needs],
        "teams": [str(team.id) for team in draft.teams],
        "lang": draft.lang,
    }


class AcceptForm(PortalForm):
    """The yes of the coordinator, with the names that the kit gets for good."""

    slug = StringField(
        _l("Address of the kit"),
        [DataRequired(REQUIRED), Length(max=60, message=TOO_LONG)],
        description=_l("Small letters and dashes, as in last-hours-of-a-stay. It never changes."),
    )
    moi_id = StringField(
        _l("Number"),
        [DataRequired(REQUIRED), Length(max=10, message=TOO_LONG)],
        description=_l("The next number that is free stands here already. It never changes."),
    )
    note = TextAreaField(
        _l("A word for the authors"),
        [Optional(), Length(max=LONGEST_WORDS, message=TOO_LONG)],
        filters=[tidy],
        default="",
    )


class NextVersionForm(PortalForm):
    """The yes of the coordinator to a next version: its names are the kit's."""

    note = TextAreaField(
        _l("A word for the authors"),
        [Optional(), Length(max=LONGEST_WORDS, message=TOO_LONG)],
        filters=[tidy],
        default="",
    )


class DeclineForm(PortalForm):
    """The no of the coordinator."""

    reason = TextAreaField(
        _l("Why not?"),
        [
            DataRequired(_l("Say why. Who proposed it, reads this.")),
            Length(max=LONGEST_WORDS, message=TOO_LONG),
        ],
        filters=[tidy],
        description=_l("The authors read this. Say what would help them further."),
    )


class WithdrawForm(PortalForm):
    """That the authors stop, and why if they want to say so."""

    reason = TextAreaField(
        _l("Why do you stop?"),
        [Optional(), Length(max=LONGEST_WORDS, message=TOO_LONG)],
        filters=[tidy],
        default="",
    )


class SeekForm(PortalForm):
    """Whom to look for; it stands in the address."""

    class Meta(PortalForm.Meta):
        """Answer to a GET: it changes nothing, so it carries no token."""

        csrf = False

    q = StringField(
        _l("Name or organisation"),
        [Length(max=80, message=_l("Search with fewer words."))],
        filters=[tidy],
        default="",
    )


class AuthorForm(PortalForm):
    """Who is asked to write along."""

    person = RadioField(_l("Who writes along?"), [InputRequired(_l("Choose somebody."))])

    def offer(self, found: Iterable[Candidate]) -> None:
        """Let the reader choose from who was found."""
        self.person.choices = choices(
            *((str(one.person_id), ", ".join(filter(None, (one.name, one.place)))) for one in found)
        )


class CommentForm(PortalForm):
    """What somebody says about a draft, about one file of it, or as an answer."""

    form_key = HiddenField(validators=[Regexp(FORM_KEY)])
    path = HiddenField(default="", validators=[Optional(), Length(max=LONGEST_PATH), Regexp(PATH)])
    answers = HiddenField(default="", validators=[Optional(), Regexp(r"^\d{1,9}$")])
    words = TextAreaField(
        _l("What do you want to say?"),
        [
            DataRequired(_l("Write what you want to say.")),
            Length(max=LONGEST_WORDS, message=TOO_LONG),
        ],
        filters=[tidy],
        description=_l("The other authors read it, and the coordinator."),
    )


class StepForm(PortalForm):
    """A button that changes something: only its token."""
