"""What the life of a kit asks for: steps of the coordinator, a list, a team to test."""

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from portal.moi.models import ActKind
from portal.network.models import Team
from portal.stewardship import labels
from portal.stewardship.models import ReviewOutcome
from portal.stewardship.queries.listing import LifeFilters
from portal.stewardship.wording import LONGEST_NOTE, SHORTER, words_field
from portal.web.forms import PortalForm, choices

_CHOOSE_DAY = _l("Choose a day, as in 15/11/2023.")


class SeenForm(PortalForm):
    """A step that knows which last act of the kit was on the page."""

    seen = HiddenField(validators=[Regexp(r"^\d{1,9}$")])

    @property
    def last_seen(self) -> int:
        """The number of that act; only after ``validate``."""
        return int(str(self.seen.data))

    def now_seen(self, last: int) -> None:
        """Let the form that comes back know of the last act by now."""
        self.seen.data, self.seen.raw_data = str(last), None


class StepForm(SeenForm):
    """A step with room for a note."""

    note = words_field(_l("Note"), _l("It stands with this step in the life of the lesson kit."))


class TickForm(SeenForm):
    """One line of the checklist; only the reading by the field asks who."""

    who = StringField(_l("Who read it?"), [Length(max=LONGEST_NOTE, message=SHORTER)])


class PublishForm(StepForm):
    """When to look once more at what is published now."""

    review_on = DateField(
        _l("When do we look whether it is still right?"),
        [InputRequired(_CHOOSE_DAY)],
        description=_l("On that day a task appears in the list of the project team."),
    )


class RetireForm(SeenForm):
    """Why a kit is withdrawn, and what comes in its place."""

    reason = words_field(
        _l("Why is it withdrawn?"),
        _l("Everybody reads this on the page of the lesson kit."),
        DataRequired(_l("Say why in a few words.")),
    )
    successor = StringField(
        _l("Number of the lesson kit that comes in its place"),
        [Optional(), Length(max=20, message=SHORTER)],
        description=_l("As it stands on that lesson kit: MOI-012."),
    )


class ReviewForm(SeenForm):
    """Whether a kit is still right, and until when."""

    outcome = RadioField(
        _l("Is this lesson kit still right?"), [InputRequired(_l("Choose one of the two."))]
    )
    next_on = DateField(
        _l("When do we look again?"), [Optional()], description=_l("If it is still right.")
    )
    note = words_field(_l("What did you find?"), _l("If something must change, say what."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the choices in the words of the reader."""
        super().__init__(*args, **kwargs)
        self.outcome.choices = choices(
            (ReviewOutcome.STILL_RIGHT.value, gettext("Yes, it can stay as it is")),
            (ReviewOutcome.CHANGE.value, gettext("No, something must change")),
        )

    def validate(self, extra_validators: object = None) -> bool:
        """Look at all fields, also at the day that only one choice asks for."""
        fine = super().validate(extra_validators)
        missing = self.outcome.data == ReviewOutcome.STILL_RIGHT.value and self.next_on.data is None
        if missing and not self.next_on.errors:
            self.next_on.errors = [gettext("Choose a day, as in 15/11/2023.")]
        return fine and not missing

    @property
    def chosen_day(self) -> date | None:
        """The next day, or nothing for a kit that must change; only after ``validate``."""
        stays = self.outcome.data == ReviewOutcome.STILL_RIGHT.value
        day: date | None = self.next_on.data if stays else None
        return day


class AnnounceForm(PortalForm):
    """What the coordinator says of a kit to those whom it suits."""

    words_nl = words_field(
        _l("A few words in Dutch"),
        _l("Between the greeting and the link. May be left empty."),
    )
    words_en = words_field(_l("The same in English"), _l("For who reads mail in English."))


class ReasonForm(PortalForm):
    """Why something is not done."""

    reason = words_field(_l("Why?"), "", DataRequired(_l("Say why in a few words.")))


class StopForm(PortalForm):
    """That a team does not test after all; why is welcome."""

    reason = words_field(_l("Would you like to say why?"), "")


class AnswerForm(PortalForm):
    """What was changed because of what a team found, or why not."""

    words = words_field(
        _l("What did you change because of this, or why not?"),
        _l("The team reads your answer, and gets it by mail."),
        DataRequired(_l("Write a few words first.")),
    )


class NothingForm(PortalForm):
    """Nothing to fill in; only to press."""


class FindTeamForm(PortalForm):
    """Which team the coordinator looks for."""

    class Meta(PortalForm.Meta):
        """Answer to a GET."""

        csrf = False

    q = StringField(_l("Name of a team or an organisation"), [Length(max=100, message=SHORTER)])


class TeamForm(PortalForm):
    """One team out of these, and a few words with it."""

    team = RadioField(_l("Which team?"), [InputRequired(_l("Choose a team."))])
    words = words_field(_l("A few words"), "")

    def offer(self, teams: Iterable[Team]) -> "TeamForm":
        """Let one of these teams be chosen; where there is one, it is."""
        pairs = [(str(team.id), f"{team.name}, {team.organisation.name}") for team in teams]
        self.team.choices = choices(*pairs)
        if len(pairs) == 1 and self.team.data is None:
            self.team.data = pairs[0][0]
        return self


class LifeListForm(PortalForm):
    """What the list of lives is narrowed to."""

    class Meta(PortalForm.Meta):
        """Answer to a GET."""

        csrf = False

    stage = SelectField(_l("What it is now"), default="")
    due = SelectField(_l("To be looked at"), default="")

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the stages in the words of the reader."""
        super().__init__(*args, **kwargs)
        shown = (kind for kind in ActKind if kind is not ActKind.PROPOSED)
        self.stage.choices = choices(
            ("", gettext("everything")), *((k.value, str(labels.STAGES[k])) for k in shown)
        )
        self.due.choices = choices(("", gettext("everything")), ("y", gettext("now")))

    def filters(self) -> LifeFilters:
        """Return what was asked; only after ``validate``."""
        stage = ActKind(self.stage.data) if self.stage.data else None
        return LifeFilters(stage=stage, due=bool(self.due.data))
