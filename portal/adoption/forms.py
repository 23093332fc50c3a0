"""What a team fills in after using a kit, what the list is narrowed to, and a typed code."""

from typing import Any

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import (
    AnyOf,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from portal.adoption.counting import By
from portal.adoption.labels import again_label, by_label, felt_label
from portal.adoption.models import (
    LONGEST_WORDS,
    MOST_MINUTES,
    MOST_PEOPLE,
    Again,
    Answer,
    Felt,
    KitUse,
)
from portal.adoption.queries import UseFilters
from portal.adoption.services import Told
from portal.clock import today
from portal.network.models import Team
from portal.taxonomy.model import CONSTRUCTS
from portal.taxonomy.sectors import Sector, sector_label
from portal.web.forms import PortalForm, choices, tidy
from portal.web.stale import RevisedForm

TOO_LONG = _l("Say it shorter: at most %(max)d characters.")
A_DAY = _l("Choose a day, for example 15/11/2022.")


def _words(label: Any, description: Any = "") -> TextAreaField:  # noqa: ANN401 -- lazy words have no type
    return TextAreaField(
        label,
        [Length(max=LONGEST_WORDS, message=TOO_LONG)],
        filters=[tidy],
        description=description,
        default="",
    )


def _people(label: Any) -> IntegerField:  # noqa: ANN401 -- lazy words have no type
    said = _l("Fill in a whole number from %(min)s to %(max)s, or nothing.")
    return IntegerField(label, [Optional(), NumberRange(min=0, max=MOST_PEOPLE, message=said)])


class _OfATeam(PortalForm):
    """Which team it is about: asked before all else, so made before the other fields."""

    team = RadioField(_l("Which team?"), [InputRequired(_l("Choose the team that used it."))])


class CodeUseForm(RevisedForm):
    """A use as a colleague tells it by the team's code: all but the yes to share."""

    used_on = DateField(_l("When did you use it?"), [InputRequired(A_DAY)], default=today)
    felt = RadioField(
        _l("How did it go?"),
        [InputRequired(_l("Choose how it went. The rest may stay empty."))],
    )
    words = _words(
        _l("In a few words"),
        _l("What did you see happen? Leave out names of patients, residents and colleagues."),
    )
    changed = _words(
        _l("What did you do differently from the lesson kit?"),
        _l("Other teams learn most from this."),
    )
    again = RadioField(_l("Would you use it again?"), [Optional()])
    minutes = IntegerField(
        _l("How many minutes did it take?"),
        [
            Optional(),
            NumberRange(
                min=1,
                max=MOST_MINUTES,
                message=_l("Fill in the minutes as a number from %(min)s to %(max)s, or nothing."),
            ),
        ],
    )
    patients = _people(_l("Patients, residents or clients"))
    relatives = _people(_l("Relatives"))
    colleagues = _people(_l("Colleagues"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the choices in the words of the reader."""
        super().__init__(*args, **kwargs)
        self.felt.choices = choices(*((one.value, felt_label(one)) for one in Felt))
        self.again.choices = choices(*((one.value, again_label(one)) for one in Again))
        for field in self:
            field.flags.optional = None  # the page says once that only one question is asked

    @property
    def says_more(self) -> bool:
        """Tell whether one of the questions that may stay empty holds something or is wrong."""
        more = (self.words, self.changed, self.again, self.minutes)
        people = (self.patients, self.relatives, self.colleagues)
        return any(one.errors or one.data not in (None, "") for one in (*more, *people))

    @property
    def shares(self) -> bool | None:
        """Whether other teams may read the words; a code decides nothing about that."""
        return None

    def told(self) -> Told:
        """Return what was filled in; only after ``validate``."""
        assert self.used_on.data is not None  # noqa: S101 -- the field is required
        return Told(
            used_on=self.used_on.data,
            felt=Felt(self.felt.data),
            words=self.words.data or "",
            changed=self.changed.data or "",
            again=Again(self.again.data) if self.again.data else None,
            minutes=self.minutes.data,
            patients=self.patients.data,
            relatives=self.relatives.data,
            colleagues=self.colleagues.data,
            lang=str(get_locale()),
            share=self.shares,
        )


class UseForm(CodeUseForm):
    """A use as somebody of the team with an account corrects it."""

    share = BooleanField(
        _l("Other teams may read our words, with the name of our team and organisation"),
        description=_l("Nobody has to. You can take it back at any moment."),
    )

    @property
    def shares(self) -> bool | None:
        """Whether other teams may read the words."""
        return bool(self.share.data)

    def validate_share(self, field: BooleanField) -> None:
        """Ask for words before they are shared."""
        if field.data and not (self.words.data or self.changed.data):
            raise ValidationError(gettext("Write a few words first, or leave the box unticked."))


class TellForm(UseForm, _OfATeam):
    """A use as somebody with an account tells it, for one of their teams."""

    def offer(self, teams: list[Team]) -> "TellForm":
        """Offer these teams; the only one is chosen already."""
        self.team.choices = choices(*((str(team.id), team.name) for team in teams))
        if len(teams) == 1:
            self.team.data = str(teams[0].id)
        return self


def filled_from(use: KitUse | None) -> dict[str, Any]:
    """Return what a form shows of a use; of a new one that it is based on nothing."""
    if use is None:
        return {"revision": "0"}
    plain = ("used_on", "words", "changed", "minutes", "patients", "relatives", "colleagues")
    return {
        **{name: getattr(use, name) for name in plain},
        "felt": use.felt.value,
        "again": use.again.value if use.again else None,
        "share": use.shared_on is not None,
        "revision": str(use.revision),
    }


class StepForm(PortalForm):
    """Nothing to fill in; only to press."""


class UndoForm(PortalForm):
    """About which kit an answer is taken back."""

    kit = HiddenField(validators=[Regexp(r"^\d{1,9}$")])


class NextKitForm(UndoForm):
    """Whether a team takes the kit that is suggested; it need not say why not."""

    answer = HiddenField(validators=[AnyOf([one.value for one in Answer])])
    why = _words(_l("Why not this one?"), _l("You need not say. It helps who writes the kits."))


def _choice(label: Any, default: str = "") -> SelectField:  # noqa: ANN401 -- lazy words have no type
    said = _l("Choose one from the list.")
    return SelectField(label, default=default, invalid_choice_message=said)  # type: ignore[call-arg]


class UseListForm(PortalForm):
    """The filters of the list of uses."""

    class Meta(PortalForm.Meta):
        """Answer to a GET."""

        csrf = False

    kit = HiddenField()
    construct = _choice(_l("Part of the model"))
    sector = _choice(_l("Sector"))
    since = DateField(_l("Used from"), [Optional()])
    until = DateField(_l("Up to and including"), [Optional()])
    by = _choice(_l("Counted by"), By.KIT.value)

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the choices in the words of the reader."""
        super().__init__(*args, **kwargs)
        everything = ("", gettext("All"))
        constructs = ((one.key, str(one.label)) for one in CONSTRUCTS.values())
        self.construct.choices = choices(everything, *constructs)
        self.sector.choices = choices(everything, *((s.value, sector_label(s)) for s in Sector))
        self.by.choices = choices(*((one.value, by_label(one)) for one in By))
        for field in self:
            field.flags.optional = None

    def validate_until(self, field: DateField) -> None:
        """Refuse a period that ends before it begins."""
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(gettext("Choose a last day that comes after the first."))

    @property
    def grouping(self) -> By:
        """Return what is counted by."""
        return By(self.by.data)

    def filters(self) -> UseFilters:
        """Return what was asked; only after ``validate``."""
        return UseFilters(
            kit=self.kit.data or "",
            construct=self.construct.data or "",
            sector=Sector(self.sector.data) if self.sector.data else None,
            since=self.since.data,
            until=self.until.data,
        )
