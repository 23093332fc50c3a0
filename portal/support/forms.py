"""What people fill in about tasks, hand-overs and moments of support."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    AnyOf,
    DataRequired,
    InputRequired,
    Length,
    Optional,
    Regexp,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget

from portal.network.models import Person
from portal.network.rules import check_address
from portal.rules import why_not
from portal.support import labels, steps
from portal.support.handing_over import Plan
from portal.support.models import Channel, Moment, Outcome, Side, TaskKind
from portal.support.moments import Account
from portal.support.queries import MomentFilters, TaskFilters, Whose
from portal.web.forms import PortalForm, choices
from portal.web.stale import RevisedForm
from portal.web.words import reason

REQUIRED = _l("Fill this in.")
CHOOSE = _l("Choose one of the answers.")
LONGEST_WORDS = 4000
LONGEST_LINE = 300
SOMEBODY_NEW = "new"
AT_ONCE, ON_THE_DAY = "at-once", "on-the-day"
NO_ACTION = "no"


class AskForm(PortalForm):
    """A form in the address: it changes nothing, so it carries no token."""

    class Meta(PortalForm.Meta):
        """Answer to a GET."""

        csrf = False


class TaskListForm(AskForm):
    """Which tasks the reader wants to see."""

    show = SelectField(_l("Which tasks"))
    kind = SelectField(_l("What about"))
    state = SelectField(_l("Open or done"))
    organisation = HiddenField(default="", validators=[Regexp(r"^[a-z0-9-]{0,80}$")])
    page = HiddenField(default="1", validators=[Regexp(r"^[1-9]\d{0,4}$")])

    def offer(self) -> None:
        """Fill the choices, in the words of the reader."""
        self.show.choices = choices(
            (Whose.MINE.value, gettext("For me")), (Whose.ALL.value, gettext("All that I may see"))
        )
        kinds = ((kind.value, str(words)) for kind, words in labels.KINDS.items())
        self.kind.choices = choices(("", gettext("Everything")), *kinds)
        self.state.choices = choices(("open", gettext("Still open")), ("done", gettext("Done")))
        self.show.default, self.kind.default, self.state.default = "mine", "", "open"
        for field in (self.show, self.kind, self.state):
            if field.data in (None, "None"):
                field.data = field.default

    def filters(self) -> TaskFilters:
        """Return what was asked; only after ``validate``."""
        return TaskFilters(
            whose=Whose(self.show.data),
            kind=TaskKind(self.kind.data) if self.kind.data else None,
            done=self.state.data == "done",
            organisation=self.organisation.data or "",
            page=int(self.page.data or 1),
        )


class DoneForm(PortalForm):
    """On which day a task was done, and how it ended."""

    done_on = DateField(_l("On which day?"), [InputRequired(REQUIRED)])
    outcome = RadioField(
        _l("How did it end?"),
        [InputRequired(CHOOSE)],
        choices=choices(
            *((one.value, labels.OUTCOMES[one]) for one in (Outcome.DONE, Outcome.NOT_NEEDED))
        ),
        default=Outcome.DONE.value,
    )


class HandOverForm(PortalForm):
    """Who follows as ambassador, from which day, why, and what goes with it."""

    seen = HiddenField(validators=[Regexp(r"^\d{1,10}-\d{1,10}$")])
    successor = RadioField(_l("Who follows?"), [InputRequired(CHOOSE)])
    name = StringField(
        _l("Name"),
        [Length(max=LONGEST_LINE)],
        description=_l("Only for somebody who is not in the list."),
        default="",
    )
    address = StringField(
        _l("E-mail address"),
        [Length(max=LONGEST_LINE)],
        description=_l("Only for somebody who is not in the list. The invitation goes there."),
        default="",
    )
    starts_on = DateField(
        _l("From which day?"),
        [InputRequired(REQUIRED)],
        description=_l("The first day of the successor. It may lie in the past."),
    )
    reason = TextAreaField(
        _l("Why?"),
        [DataRequired(REQUIRED), Length(max=LONGEST_LINE)],
        description=_l("In a few words, about the work: another job, leave, retirement."),
    )
    invite = RadioField(
        _l("When do we invite the successor?"),
        [InputRequired(CHOOSE)],
        choices=choices((AT_ONCE, _l("Now")), (ON_THE_DAY, _l("On the first day"))),
        default=AT_ONCE,
    )
    checklist = SelectMultipleField(
        _l("Which steps shall we list for both?"),
        [],
        choices=choices(*((key, labels.STEPS[key]) for key in steps.HAND_OVER)),
        default=list(steps.HAND_OVER),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("They become tasks, with a day by which it would be good to be done."),
    )
    confirmed = HiddenField(default="", validators=[AnyOf(["", "yes"])])

    def offer(self, people: Iterable[Person], *, but: int | None) -> None:
        """Let the reader choose from these people, but not who is ambassador now."""
        known = ((str(one.id), one.name) for one in people if one.id != but)
        self.successor.choices = choices(*known, (SOMEBODY_NEW, gettext("Somebody else")))

    def validate_name(self, field: StringField) -> None:
        """Ask for the name of somebody new."""
        if self.successor.data == SOMEBODY_NEW and not field.data:
            raise ValidationError(gettext("Write the name of who follows."))

    def validate_address(self, field: StringField) -> None:
        """Ask for the address of somebody new: without one they cannot sign in."""
        if self.successor.data != SOMEBODY_NEW:
            return
        if not field.data:
            raise ValidationError(gettext("Write the address of who follows."))
        refused = why_not(check_address, field.data)
        if refused:
            raise ValidationError(reason(refused))

    @property
    def chosen_id(self) -> int | None:
        """The person who was chosen from the list; nobody when it is somebody else."""
        given = str(self.successor.data or "")
        return int(given) if given.isdigit() else None

    def plan(self, lang: str) -> Plan:
        """Return what was decided; only after ``validate``."""
        assert self.starts_on.data is not None  # noqa: S101 -- ``validate`` saw to it
        return Plan(
            seen=self.seen.data or "",
            starts_on=self.starts_on.data,
            reason=self.reason.data or "",
            lang=lang,
            invites_at_once=self.invite.data == AT_ONCE,
            checklist=self.checklist.data or (),
            successor_id=self.chosen_id,
            name=self.name.data or "",
            address=self.address.data or "",
        )


class MoveForm(PortalForm):
    """Another day for a planned hand-over."""

    starts_on = DateField(_l("From which day?"), [InputRequired(REQUIRED)])


class MomentListForm(AskForm):
    """Which moments of support the reader wants to see."""

    organisation = SelectField(_l("Organisation"), default="")
    how = SelectField(_l("How"), default="")
    since = DateField(_l("From"), [Optional()])
    until = DateField(_l("Up to and including"), [Optional()])
    q = StringField(
        _l("Words"),
        [Length(max=100, message=_l("Search with fewer words."))],
        filters=[lambda words: (words or "").replace("\0", "").strip()],
    )
    page = HiddenField(default="1", validators=[Regexp(r"^[1-9]\d{0,4}$")])

    def offer(self, organisations: Sequence[tuple[str, str]]) -> None:
        """Fill the choices, in the words of the reader."""
        self.organisation.choices = choices(("", gettext("All")), *organisations)
        kinds = ((how.value, str(words)) for how, words in labels.CHANNELS.items())
        self.how.choices = choices(("", gettext("All")), *kinds)

    def filters(self) -> MomentFilters:
        """Return what was asked; only after ``validate``."""
        return MomentFilters(
            organisation=self.organisation.data or "",
            how=Channel(self.how.data) if self.how.data else None,
            since=self.since.data,
            until=self.until.data,
            words=self.q.data or "",
            page=int(self.page.data or 1),
        )


class MomentForm(RevisedForm):
    """What was said with an organisation, and what was agreed; they read it too."""

    form_key = HiddenField(validators=[Regexp(r"^[0-9a-f]{32}$")])
    held_on = DateField(_l("On which day?"), [InputRequired(REQUIRED)])
    how = RadioField(
        _l("How did you speak?"),
        [InputRequired(CHOOSE)],
        choices=choices(*((how.value, words) for how, words in labels.CHANNELS.items())),
    )
    talked_with = SelectField(_l("With whom?"), [Optional()], default="")
    about = TextAreaField(
        _l("What was it about?"),
        [DataRequired(REQUIRED), Length(max=LONGEST_WORDS)],
        description=_l(
            "About the work, not about people. The ambassador and the contact person read it too."
        ),
    )
    next_step = StringField(
        _l("What did you agree as a next step?"), [Optional(), Length(max=LONGEST_LINE)], default=""
    )
    next_on = DateField(_l("By which day?"), [Optional()])
    action = RadioField(
        _l("Make this next step a task?"),
        [InputRequired(CHOOSE)],
        choices=choices(
            (NO_ACTION, _l("No")),
            (Side.PROJECT_TEAM.value, _l("Yes, for me")),
            (Side.ORGANISATION.value, _l("Yes, for the ambassador")),
        ),
        default=NO_ACTION,
    )

    def offer(self, people: Iterable[Person]) -> None:
        """Let the reader choose with whom they spoke."""
        known = ((str(one.id), one.name) for one in people)
        self.talked_with.choices = choices(("", gettext("With several, or nobody by name")), *known)

    def validate_next_on(self, field: DateField) -> None:
        """Ask what is to be done by that day."""
        if field.data and not self.next_step.data:
            raise ValidationError(gettext("Write what the next step is."))

    def validate_action(self, field: RadioField) -> None:
        """Ask what the task is."""
        if field.data != NO_ACTION and not self.next_step.data:
            raise ValidationError(gettext("Write what the next step is."))

    def told(self, lang: str) -> Account:
        """Return what was told; only after ``validate``."""
        assert self.held_on.data is not None  # noqa: S101 -- ``validate`` saw to it
        wanted = self.action.data
        return Account(
            held_on=self.held_on.data,
            how=Channel(self.how.data),
            with_id=int(self.talked_with.data) if self.talked_with.data else None,
            about=self.about.data or "",
            lang=lang,
            next_step=self.next_step.data or "",
            next_on=self.next_on.data,
            action_for=None if wanted == NO_ACTION else Side(wanted),
        )


def filled_from(moment: Moment) -> dict[str, object]:
    """Return a moment as the fields of its form."""
    return {
        "revision": str(moment.revision),
        "form_key": moment.form_key,
        "held_on": moment.held_on,
        "how": moment.how.value,
        "talked_with": str(moment.with_id or ""),
        "about": moment.about,
        "next_step": moment.next_step,
        "next_on": moment.next_on,
        "action": moment.task.side.value if moment.task else NO_ACTION,
    }
