"""What a team fills in on its card, what others answer to wanted help, and a typed code."""

from typing import Any

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from portal.cards.labels import went_label
from portal.cards.models import LONGEST_WORDS, TeamCard, Went
from portal.cards.queries import HelpFilters
from portal.cards.services import Said, revision_of
from portal.taxonomy.sectors import CareContext, Sector, context_label, sector_label
from portal.web.forms import PortalForm, choices, tidy
from portal.web.stale import RevisedForm

HELP_WANTED = _l("What would your team like help with?")
TOO_LONG = _l("Say it shorter: at most %(max)d characters fit on a card.")


def _words(label: Any, description: Any = "") -> TextAreaField:  # noqa: ANN401 -- lazy words have no type
    return TextAreaField(
        label,
        [Length(max=LONGEST_WORDS, message=TOO_LONG)],
        filters=[tidy],
        description=description,
        default="",
    )


class CodeCardForm(RevisedForm):
    """The card as a colleague fills it in by the team's code: all but the yes to share."""

    went = RadioField(_l("How did it go?"), [Optional()])
    went_words = _words(
        _l("In a few words"),
        _l("What did you see happen? Leave out names of patients, residents and colleagues."),
    )
    tries = _words(
        _l("What does your team try until the next reflection moment?"),
        _l("One small thing is enough. Who starts, and when?"),
    )
    help = _words(
        HELP_WANTED,
        _l("Whether the network may see what you want help with, is up to who leads the team."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the choices in the words of the reader."""
        super().__init__(*args, **kwargs)
        self.went.flags.optional = None  # the page says once that one question is enough
        self.went.choices = choices(*((one.value, went_label(one)) for one in Went))

    def validate_went_words(self, field: TextAreaField) -> None:
        """Ask for the choice that goes with the words."""
        if field.data and not self.went.data:
            self.went.errors = [gettext("Choose how it went, then say it in your own words.")]
            raise ValidationError(gettext("Choose above how it went."))

    @property
    def shares(self) -> bool | None:
        """Whether the network may see the wanted help; a code decides nothing about that."""
        return None

    def said(self) -> Said:
        """Return what was filled in; only after ``validate``."""
        return Said(
            tries=self.tries.data or "",
            went=Went(self.went.data) if self.went.data else None,
            went_words=self.went_words.data or "",
            help=self.help.data or "",
            share=self.shares,
            lang=str(get_locale()),
        )


class CardForm(CodeCardForm):
    """The card as a lead or an ambassador fills it in."""

    help = _words(HELP_WANTED)
    share = BooleanField(
        _l("The network may see this question, with the name of our team and organisation"),
        description=_l("Nobody has to. You can take it back at any moment."),
    )

    @property
    def shares(self) -> bool | None:
        """Whether the network may see the wanted help."""
        return bool(self.share.data)

    def validate_share(self, field: BooleanField) -> None:
        """Ask for a question before it is shared."""
        if field.data and not self.help.data:
            raise ValidationError(
                gettext("Write what you want help with, or leave the box unticked.")
            )


def filled_from(card: TeamCard | None, *, goes_on: bool) -> dict[str, Any]:
    """Return what a form shows of the latest card; what was tried only within its own period."""
    if card is None:
        return {"revision": "0"}
    help_ = card.help if card.help and card.help.closed_on is None else None
    return {
        "tries": card.tries.words if card.tries and goes_on else "",
        "went": card.went.went.value if card.went and card.went.went else None,
        "went_words": card.went.words if card.went else "",
        "help": help_.words if help_ else "",
        "share": bool(help_ and help_.is_shared),
        "revision": str(revision_of(card)),
    }


class StepForm(PortalForm):
    """Nothing to fill in; only to press."""


class AnswerForm(PortalForm):
    """A short message to a team that wants help."""

    words = TextAreaField(
        _l("What do you know, or whom should they talk to?"),
        [
            DataRequired(_l("Write a few words first.")),
            Length(max=LONGEST_WORDS, message=TOO_LONG),
        ],
        filters=[tidy],
    )

    def said(self) -> Said:
        """Return the message; only after ``validate``."""
        return Said(help=self.words.data or "", lang=str(get_locale()))


class TypedCodeForm(PortalForm):
    """The code of a team, as somebody types it from the sheet."""

    code = StringField(
        _l("The code of your team"),
        [InputRequired(_l("Type the code that is on the sheet."))],
        description=_l("Eight letters and digits. Capitals and dashes do not matter."),
    )

    def refuse_code(self) -> None:
        """Say the same of a code that never was, that was replaced, and that is dead."""
        self.code.errors = [
            gettext("This code opens nothing. Look at the sheet once more, or ask for the new one.")
        ]


class HelpListForm(PortalForm):
    """The filters of the list of wanted help."""

    class Meta(PortalForm.Meta):
        """Answer to a GET."""

        csrf = False

    sector = SelectField(
        _l("Sector"),
        default="",
        invalid_choice_message=_l("Choose a sector from the list."),  # type: ignore[call-arg]
    )
    context = SelectField(
        _l("Care context"),
        default="",
        invalid_choice_message=_l("Choose a care context from the list."),  # type: ignore[call-arg]
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the choices in the words of the reader."""
        super().__init__(*args, **kwargs)
        everything = ("", gettext("All"))
        self.sector.choices = choices(everything, *((s.value, sector_label(s)) for s in Sector))
        self.context.choices = choices(
            everything, *((c.value, context_label(c)) for c in CareContext)
        )

    def filters(self) -> HelpFilters:
        """Return what was asked; only after ``validate``."""
        return HelpFilters(
            sector=Sector(self.sector.data) if self.sector.data else None,
            context=CareContext(self.context.data) if self.context.data else None,
        )
