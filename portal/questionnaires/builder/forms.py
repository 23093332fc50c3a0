"""What people fill in about a draft as a whole: its beginning, its general facts, its end."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
)
from wtforms.widgets import CheckboxInput, ListWidget

from portal.questionnaires.builder import editing, words
from portal.questionnaires.builder.rules import SLUG
from portal.questionnaires.builder.sketch import Sketch, SketchMinutes
from portal.questionnaires.builder.spoken import TOO_LONG, Spoken, filled, speaking
from portal.web.forms import PortalForm, choices, tidy
from portal.web.stale import RevisedForm

LONGEST_NOTE = 1000
LONGEST_SOURCE = 300_000
REQUIRED = _l("Fill this in.")
CHOOSE = _l("Choose one of the answers.")
LONGEST_MINUTES = 120


def several(label: Any, *validators: Any, description: Any = "") -> SelectMultipleField:  # noqa: ANN401 -- lazy words
    """Return a question with a box to tick for each answer."""
    return SelectMultipleField(
        label,
        list(validators),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=description,
    )


def _languages() -> SelectMultipleField:
    return several(
        _l("In which languages is it asked?"),
        InputRequired(_l("Choose at least one language.")),
        description=_l("Every text is needed in every language before it can be published."),
    )


def _offered_languages(*more: str) -> Any:  # noqa: ANN401 -- what WTForms takes as choices
    known = dict.fromkeys([*words.LANGUAGES, *more])
    return choices(*((lang, words.language_name(lang)) for lang in known))


class NewForm(PortalForm):
    """A questionnaire that is not there yet."""

    slug = StringField(
        _l("Address of the questionnaire"),
        [
            DataRequired(REQUIRED),
            Length(max=60, message=TOO_LONG),
            Regexp(
                f"^{SLUG.pattern}$",
                message=_l("The address takes small letters, digits and single dashes."),
            ),
        ],
        description=_l("Small letters and dashes, as in night-shift. It never changes."),
    )
    kind = RadioField(_l("What is it for?"), [InputRequired(CHOOSE)], default="process")
    languages = _languages()

    def offer(self) -> None:
        """Fill the choices, in the words of the reader."""
        self.kind.choices = choices(*((key, str(name)) for key, name in words.KINDS.items()))
        self.languages.choices = _offered_languages()
        if not self.is_submitted():
            self.languages.data = ["nl", "en"]

    def sketch(self) -> Sketch:
        """Return what to begin with; only after ``validate``."""
        return Sketch(
            slug=str(self.slug.data),
            kind=str(self.kind.data),
            number=1,
            languages=tuple(self.languages.data or ()),
        )


class UploadForm(PortalForm):
    """A questionnaire as a file, or as text that is mended in the page."""

    file = FileField(
        _l("The YAML file of the questionnaire"),
        description=_l("512 kB at most."),
        validators=[Optional()],
    )
    source = TextAreaField(
        _l("Or its text"),
        [Optional(), Length(max=LONGEST_SOURCE, message=TOO_LONG)],
        filters=[lambda value: (value or "").replace("\0", "").replace("\r\n", "\n")],
        default="",
    )
    as_it_is = BooleanField(
        _l("Take it in with its faults, and mend them here"),
        description=_l("What has no place in a questionnaire is left out."),
    )

    def text(self) -> str:
        """Return what was sent or typed, also where it is no UTF-8: the report then says so."""
        sent = self.file.data.read() if self.file.data else b""
        return sent.decode("utf-8", errors="replace") if sent else str(self.source.data or "")

    def refuse_what_came(self, reason: str) -> None:
        """Show why nothing begins with this, beside the field that it came in by."""
        typed = self.source.data and not self.file.data
        (self.source if typed else self.file).errors = [gettext(reason)]

    def name(self) -> str:
        """Return the name of the file, for the report."""
        return str(self.file.data.filename) if self.file.data else gettext("your text")


class GeneralForm(Spoken, RevisedForm):
    """The facts of the whole questionnaire."""

    SAID = {"title": _l("Title")}  # noqa: RUF012 -- declared as a ClassVar in the base
    spoken_languages = _languages()
    minutes_short = IntegerField(
        _l("Minutes for the short form"),
        [Optional(), NumberRange(min=1, max=LONGEST_MINUTES, message=_l("From 1 to 120 minutes."))],
        description=_l("What answering costs; it is added to the time asked of teams."),
    )
    minutes_full = IntegerField(
        _l("Minutes for the full form"),
        [Optional(), NumberRange(min=1, max=LONGEST_MINUTES, message=_l("From 1 to 120 minutes."))],
    )
    maturity = RadioField(_l("How far is the wording tested?"), [InputRequired(CHOOSE)])
    change_note = TextAreaField(
        _l("What changed and why"),
        [Optional(), Length(max=LONGEST_NOTE, message=TOO_LONG)],
        filters=[tidy],
        default="",
        description=_l("Who reads the results later, reads this beside the version."),
    )

    def offer(self, sketch: Sketch) -> None:
        """Fill the choices, in the words of the reader."""
        self.spoken_languages.choices = _offered_languages(*sketch.languages)
        self.maturity.choices = choices(
            *((key, str(name)) for key, name in words.MATURITIES.items())
        )

    def edit(self) -> editing.Edit:
        """Return what was filled in, as a step from one draft to the next."""
        short, full = self.minutes_short.data, self.minutes_full.data
        return editing.change(
            title=self.said("title"),
            languages=tuple(self.spoken_languages.data or ()),
            minutes=SketchMinutes(short=short, full=full),
            maturity=str(self.maturity.data),
            change_note=str(self.change_note.data or ""),
        )


def general_form(sketch: Sketch, revision: int, *, fresh: bool = False) -> GeneralForm:
    """Return the form about the whole, as it was sent; a ``fresh`` one as the draft is now."""
    known = {
        "revision": str(revision),
        "spoken_languages": list(sketch.languages),
        "minutes_short": sketch.minutes.short,
        "minutes_full": sketch.minutes.full,
        "maturity": sketch.maturity,
        "change_note": sketch.change_note,
        **filled("title", sketch.title, sketch.languages),
    }
    kind = speaking(GeneralForm, sketch.languages)
    form: GeneralForm = kind(formdata=None, data=known) if fresh else kind(data=known)
    form.offer(sketch)
    return form


class PublishForm(RevisedForm):
    """The last question before a version is there for good; ``revision`` is what was looked at."""

    change_note = TextAreaField(
        _l("What changed and why"),
        [
            DataRequired(_l("Say what changed and why, for who reads the results later.")),
            Length(max=LONGEST_NOTE, message=TOO_LONG),
        ],
        filters=[tidy],
    )
    comparable = BooleanField(_l("The results may stand on one line with the previous version"))


class StepForm(PortalForm):
    """A step without a question."""
