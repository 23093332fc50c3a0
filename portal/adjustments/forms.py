"""What is filled in to tell a finding and to take each step of its loop."""

from collections.abc import Sequence
from datetime import date

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from portal.adjustments.labels import adjustment_label
from portal.adjustments.models import LONGEST_FINDING, LONGEST_WORDS, Helped, State, StepKind
from portal.adjustments.services import Changed, Rating, Said
from portal.web.forms import PortalForm, choices, tidy
from portal.web.stale import RevisedForm

MEETING, MAIL = "meeting", "mail"
NO_FIGURE = "none"
LONGEST_KIT = 120
FILL_IN = _l("Fill this in.")
TOO_LONG = _l("Say it shorter: at most %(max)d characters.")
NO_NAMES = _l("Everybody who takes part can read it. Name nobody, and quote nobody.")
CHOOSE = _l("Choose one of the answers.")


def _in_one_line(words: str | None) -> str:
    return " ".join(tidy(words).split())


def _words(label: str, hint: str) -> TextAreaField:
    return TextAreaField(
        label,
        [DataRequired(FILL_IN), Length(max=LONGEST_WORDS, message=TOO_LONG)],
        filters=[tidy],
        description=hint,
    )


class TellForm(PortalForm):
    """Tell a finding in one sentence of the project team's own."""

    words = TextAreaField(
        _l("What did people say, or what do the figures show?"),
        [DataRequired(FILL_IN), Length(max=LONGEST_FINDING, message=TOO_LONG)],
        filters=[_in_one_line],
        description=_l(
            "One sentence, in your own words. Everybody who takes part can read it. Name nobody, "
            "and quote nobody."
        ),
    )


class EditForm(TellForm, RevisedForm):
    """Put the words of a finding right."""


class StepForm(RevisedForm):
    """A step with its words."""

    def said(self) -> Said:
        """Return the words of the step; only after ``validate``."""
        return Said(words=self["words"].data or "", lang=str(get_locale()), based_on=self.based_on)


class DecideForm(StepForm):
    """Adopt, adapt or decline, with the reason."""

    verdict = RadioField(_l("What do you decide?"), [InputRequired(CHOOSE)])
    words = _words(_l("Why?"), NO_NAMES)

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the three decisions in the words of the reader."""
        super().__init__(*args, **kwargs)
        self.verdict.choices = choices(
            (StepKind.ADOPTED.value, gettext("Adopt: we do what was asked")),
            (StepKind.ADAPTED.value, gettext("Adapt: we do something like it")),
            (StepKind.DECLINED.value, gettext("Decline: not, or not now")),
        )


class ChangeForm(StepForm):
    """What changed, in words, and perhaps the version of the plan, the meeting or the kit."""

    words = _words(_l("What changed?"), NO_NAMES)
    plan = SelectField(_l("Which version of the plan?"), default="")
    meeting = SelectField(_l("Which meeting?"), default="")
    kit = StringField(
        _l("Which lesson kit, and which version?"),
        [Length(max=LONGEST_KIT, message=TOO_LONG)],
        filters=[_in_one_line],
        description=_l("For instance: Radar aan 1.1.0"),
    )

    def offer(self, plans: Sequence[tuple[int, str]], meetings: Sequence[tuple[int, str]]) -> None:
        """Let the reader choose a version of the plan and a meeting, or none."""
        for field, known in ((self.plan, plans), (self.meeting, meetings)):
            field.choices = choices(("", gettext("None")), *((str(key), one) for key, one in known))
            field.flags.optional = True
        self.kit.flags.optional = True

    def changed(self) -> Changed:
        """Return what changed; only after ``validate``."""
        return Changed(
            plan_id=int(self.plan.data) if self.plan.data else None,
            meeting_id=int(self.meeting.data) if self.meeting.data else None,
            kit_version=self.kit.data or "",
        )


class AnnounceForm(StepForm):
    """How and when participants heard of it, in which words."""

    how = RadioField(_l("How did you tell it?"), [InputRequired(CHOOSE)])
    meeting = SelectField(_l("At which meeting?"), default="")
    on = DateField(_l("On which day?"), [InputRequired(FILL_IN)])
    words = _words(_l("What did you tell?"), NO_NAMES)

    def offer(self, meetings: Sequence[tuple[int, str]]) -> None:
        """Let the reader choose the meeting at which it was told."""
        self.how.choices = choices((MEETING, gettext("At a meeting")), (MAIL, gettext("By mail")))
        known = ((str(key), one) for key, one in meetings)
        self.meeting.choices = choices(("", gettext("None")), *known)
        self.meeting.flags.optional = True

    def validate_meeting(self, field: SelectField) -> None:
        """Ask at which meeting, when it was told at one."""
        if self.how.data == MEETING and not field.data:
            raise ValidationError(gettext("Choose the meeting at which you told it."))

    @property
    def meeting_id(self) -> int | None:
        """The meeting, or nothing when it was told by mail; only after ``validate``."""
        return int(self.meeting.data) if self.how.data == MEETING else None

    @property
    def day(self) -> date:
        """The day on which it was told; only after ``validate``."""
        if self.on.data is None:
            raise ValueError("The form was not checked")
        return self.on.data


class RerateForm(StepForm):
    """What the figures then and now mean, or why there is none."""

    figure = RadioField(_l("Which figures do you compare?"), [InputRequired(CHOOSE)])
    helped = RadioField(_l("Did it help?"), [InputRequired(CHOOSE)])
    words = _words(
        _l("What do you read in it?"),
        _l(
            "Without figures: say why there are none, and what you heard. Other people answered "
            "then than now, so do not say that something rose or fell."
        ),
    )

    def offer(self, figures: Sequence[tuple[int, str]]) -> None:
        """Let the reader choose the later evaluation, or none."""
        known = ((str(key), one) for key, one in figures)
        self.figure.choices = choices(*known, (NO_FIGURE, gettext("No figures, and I say why")))
        self.helped.choices = choices(*((one.value, adjustment_label(one)) for one in Helped))
        if not figures and not self.figure.raw_data:
            self.figure.data = NO_FIGURE

    def rating(self, item_code: str) -> Rating:
        """Return what was found; only after ``validate``."""
        without = self.figure.data == NO_FIGURE
        return Rating(
            helped=Helped(self.helped.data),
            item_code="" if without else item_code,
            meeting_id=None if without else int(self.figure.data),
        )


class ReopenForm(StepForm):
    """Open a loop again, with the reason."""

    words = _words(_l("Why does it open again?"), NO_NAMES)


class FindingListForm(PortalForm):
    """The filters of the list."""

    class Meta(PortalForm.Meta):
        """Answer to a GET."""

        csrf = False

    text = StringField(_l("With the words"), [Length(max=LONGEST_FINDING, message=TOO_LONG)])
    state = SelectField(
        _l("Where it stands"),
        default="",
        invalid_choice_message=_l("Choose where it stands from the list."),  # type: ignore[call-arg]
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the states in the words of the reader."""
        super().__init__(*args, **kwargs)
        known = ((one.value, adjustment_label(one)) for one in State)
        self.state.choices = choices(("", gettext("All")), *known)
