"""What is filled in to tell a need, to share it, to answer it and to merge it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.needs.labels import state_label
from portal.needs.listing import NeedFilters, NeedLine
from portal.needs.models import LONGEST_NEED, LONGEST_WORDS, Need, State
from portal.needs.services import Told
from portal.taxonomy.model import CONSTRUCTS
from portal.taxonomy.sectors import Sector, sector_label
from portal.web.forms import PortalForm, choices, tidy
from portal.web.stale import RevisedForm

KIT, REASON = "kit", "reason"
TOO_LONG = _l("Say it shorter: at most %(max)d characters.")
SAY_WHY = _l("Say why, in words that the teams understand.")
CHOOSE_TEAM = _l("Choose one of your teams.")
NAMED = _l("The network may see that it is our team")


def _in_one_line(words: str | None) -> str:
    return " ".join(tidy(words).split())


class _Words(PortalForm):
    """The words of a need, and what of the model it is about."""

    words = TextAreaField(
        _l("What do you miss?"),
        [
            DataRequired(_l("Say in one sentence what you miss.")),
            Length(max=LONGEST_NEED, message=TOO_LONG),
        ],
        filters=[_in_one_line],
        description=_l(
            "One sentence is enough. For instance: how do we talk about this in a team?"
        ),
    )
    happened = TextAreaField(
        _l("What happened, or why would it help?"),
        [Length(max=LONGEST_WORDS, message=TOO_LONG)],
        filters=[tidy],
        description=_l(
            "The whole network reads this. Leave out names of patients, residents and colleagues."
        ),
    )
    about = SelectMultipleField(
        _l("What is it about, in the model?"),
        [],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=True,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the constructs in the words of the reader."""
        super().__init__(*args, **kwargs)
        self.happened.flags.optional = True
        self.about.flags.optional = True
        self.about.choices = choices(
            *((key, f"{one.label}. {one.definition}") for key, one in CONSTRUCTS.items())
        )

    def told(self) -> Told:
        """Return what was told; only after ``validate``."""
        return Told(
            words=self.words.data or "",
            happened=self.happened.data or "",
            constructs=list(self.about.data or ()),
            lang=str(get_locale()),
        )


class EditForm(_Words, RevisedForm):
    """Put the words of a need right."""


def filled_from(need: Need) -> dict[str, Any]:
    """Return what the form of a need shows."""
    return {
        "words": need.words,
        "happened": need.happened,
        "about": sorted(need.constructs),
        "revision": str(need.revision),
    }


class TellForm(_Words):
    """Tell a need: for whom is asked only where there is a choice."""

    place = RadioField(
        _l("For whom do you tell it?"), [InputRequired(_l("Choose for whom you tell it."))]
    )
    meeting = SelectField(
        _l("Where was it heard?"),
        default="",
        invalid_choice_message=_l("Choose a meeting from the list."),  # type: ignore[call-arg]
    )
    named = BooleanField(
        NAMED,
        description=_l(
            "Without this, others read: a team in your sector. You can take it back at any moment."
        ),
    )
    looked = HiddenField(default="", validators=[AnyOf(["", "yes"])])

    def offer(self, places: Mapping[str, str], meetings: Mapping[str, str]) -> None:
        """Ask for whom, and where it was heard, as far as the reader can choose."""
        self.place.choices = choices(*places.items())
        if len(places) == 1:
            self.place.data = next(iter(places))
            self.place.validators = []
        self.meeting.choices = choices(("", gettext("Not at a meeting")), *meetings.items())


class ShareForm(PortalForm):
    """Say that a need is a team's too."""

    team = RadioField(_l("Which team?"), [InputRequired(CHOOSE_TEAM)])
    named = BooleanField(NAMED, description=_l("You can take it back at any moment."))

    def offer(self, teams: Iterable[tuple[int, str]]) -> None:
        """Let somebody with several teams choose; one team is not asked."""
        known = [(str(key), name) for key, name in teams]
        self.team.choices = choices(*known)
        if len(known) == 1 and not self.team.raw_data:
            self.team.data = known[0][0]


class AnswerForm(RevisedForm):
    """Answer a need: with a lesson kit, or with the reason why there is none."""

    how = RadioField(_l("What is the answer?"), [InputRequired(_l("Choose what the answer is."))])
    kit = SelectField(
        _l("Which lesson kit?"),
        default="",
        invalid_choice_message=_l("Choose a lesson kit from the list."),  # type: ignore[call-arg]
    )
    reason = TextAreaField(
        _l("What do you tell the teams?"),
        [Length(max=LONGEST_WORDS, message=TOO_LONG)],
        filters=[tidy],
        description=_l(
            "With a lesson kit: where to begin, if you like. Without one: why not, or why not now."
        ),
    )

    def offer(self, kits: Sequence[tuple[int, str]]) -> None:
        """Let the reader choose from the public lesson kits."""
        self.how.choices = choices(
            (KIT, gettext("This lesson kit")), (REASON, gettext("A reason: not, or not now"))
        )
        known = ((str(key), title) for key, title in kits)
        self.kit.choices = choices(("", gettext("Choose a lesson kit")), *known)

    def validate_kit(self, field: SelectField) -> None:
        """Ask which kit, when the answer is one."""
        if self.how.data == KIT and not field.data:
            raise ValidationError(gettext("Choose the lesson kit that answers it."))

    def validate_reason(self, field: TextAreaField) -> None:
        """Ask for words, when they are the answer."""
        if self.how.data == REASON and not field.data:
            raise ValidationError(str(SAY_WHY))

    @property
    def kit_id(self) -> int | None:
        """The kit that is the answer, or nothing; only after ``validate``."""
        return int(self.kit.data) if self.how.data == KIT else None


class ReopenForm(RevisedForm):
    """Open a need again, with the reason."""

    reason = TextAreaField(
        _l("Why does it open again?"),
        [DataRequired(SAY_WHY), Length(max=LONGEST_WORDS, message=TOO_LONG)],
        filters=[tidy],
    )


class MergeForm(RevisedForm):
    """Choose the need that says the same."""

    into = RadioField(
        _l("Which need says the same?"), [InputRequired(_l("Choose the need that says the same."))]
    )

    def offer(self, lines: Iterable[NeedLine]) -> None:
        """Let the reader choose from these needs."""
        self.into.choices = choices(*((str(one.need.id), one.need.words) for one in lines))


class SeekForm(PortalForm):
    """Look for another need by a word of it."""

    class Meta(PortalForm.Meta):
        """Answer to a GET."""

        csrf = False

    text = StringField(_l("Look for another need"), [Length(max=LONGEST_NEED)])


class NeedListForm(PortalForm):
    """The filters of the list of needs."""

    class Meta(PortalForm.Meta):
        """Answer to a GET."""

        csrf = False

    text = StringField(_l("With the words"), [Length(max=LONGEST_NEED, message=TOO_LONG)])
    construct = SelectField(
        _l("About"),
        default="",
        invalid_choice_message=_l("Choose a part of the model from the list."),  # type: ignore[call-arg]
    )
    sector = SelectField(
        _l("Sector"),
        default="",
        invalid_choice_message=_l("Choose a sector from the list."),  # type: ignore[call-arg]
    )
    state = SelectField(
        _l("What became of it"),
        default="",
        invalid_choice_message=_l("Choose what became of it from the list."),  # type: ignore[call-arg]
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the choices in the words of the reader."""
        super().__init__(*args, **kwargs)
        everything = ("", gettext("All"))
        about = ((key, str(one.label)) for key, one in CONSTRUCTS.items())
        self.construct.choices = choices(everything, *about)
        self.sector.choices = choices(everything, *((s.value, sector_label(s)) for s in Sector))
        self.state.choices = choices(
            ("", gettext("All but merged")), *((s.value, state_label(s)) for s in State)
        )

    def filters(self) -> NeedFilters:
        """Return what was asked; only after ``validate``."""
        return NeedFilters(
            construct=self.construct.data or "",
            sector=Sector(self.sector.data) if self.sector.data else None,
            state=State(self.state.data) if self.state.data else None,
            text=self.text.data or "",
        )
