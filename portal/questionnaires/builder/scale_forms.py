"""What people fill in about the answers that questions share."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import NumberRange, Optional

from portal.questionnaires.builder import editing, words
from portal.questionnaires.builder.part_forms import MayBeEmpty, PartForm, code_field
from portal.questionnaires.builder.parts import Part
from portal.questionnaires.builder.sketch import SketchOption, SketchScale
from portal.questionnaires.builder.spoken import Spoken
from portal.web.forms import choices

BOUND: Final = 1000


class OptionForm(Spoken):
    """One answer of a scale."""

    LINES = frozenset({"text"})
    SAID = {"text": _l("Words")}  # noqa: RUF012 -- a ClassVar of the base
    place = IntegerField(_l("Place"), [Optional(), NumberRange(min=0, max=BOUND)])
    value = IntegerField(_l("Value"), [Optional(), NumberRange(min=-BOUND, max=BOUND)])
    missing = SelectField(_l("Or a reason for no value"), [MayBeEmpty()])
    exclusive = BooleanField(_l("Excludes the other answers"))
    gone = BooleanField(_l("Leave this answer out"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- WTForms passes what it likes
        """Fill the reasons, in the words of the reader."""
        super().__init__(*args, **kwargs)
        self.missing.choices = choices(
            ("", gettext("None")), *((key, str(name)) for key, name in words.REASONS.items())
        )

    def option(self) -> SketchOption | None:
        """Return the answer, or nothing where the row is empty or left out."""
        is_blank = self.value.data is None and not self.missing.data and not self.said("text")
        if self.gone.data or is_blank:
            return None
        return SketchOption(
            value=self.value.data,
            missing=str(self.missing.data or ""),
            exclusive=bool(self.exclusive.data),
            text=self.said("text"),
        )


class ScaleForm(PartForm):
    """The answers that questions share, in their order."""

    code = code_field(
        r"^[a-z0-9]+(-[a-z0-9]+)*$",
        _l("A code of answers takes small letters, digits and single dashes."),
        _l("Questions name their answers by this code."),
    )
    lo = IntegerField(
        _l("Lowest value"),
        [Optional(), NumberRange(min=-BOUND, max=BOUND)],
        description=_l("Only where a mean makes sense; otherwise leave both empty."),
    )
    hi = IntegerField(_l("Highest value"), [Optional(), NumberRange(min=-BOUND, max=BOUND)])
    options: Any = ()  # a list of OptionForm in the languages of the draft: see ``form_for``

    @property
    def named(self) -> str:
        """Return the code that was filled in."""
        return str(self.code.data or "")

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        """Name above the form in which answer something is wrong; the row says it too."""
        is_valid: bool = super().validate(extra_validators)
        self.options.errors = [
            f"{gettext('Answer %(number)s', number=at)}: {' '.join(chain(*row.errors.values()))}"
            for at, row in enumerate(self.options, 1)
            if row.errors
        ]
        return is_valid

    def edit(self, part: Part) -> editing.Edit:
        """Return the step that writes the answers."""
        return editing.put_scale(part.name, self._scale())

    def addition(self) -> editing.Edit:
        """Return the step that adds the answers."""
        return editing.add_scale(self._scale())

    def show_theirs(self, current: Any) -> None:  # noqa: ANN401 -- the same form, filled in from the row
        """Put what somebody else wrote beside the fields, and their answers in one list."""
        super().show_theirs(current)
        if self._lines() == current._lines():  # noqa: SLF001 -- the same class
            del self.options.theirs
        else:
            self.options.theirs = "\n".join(current._lines())  # noqa: SLF001 -- the same class

    def _lines(self) -> list[str]:
        return [
            f"{one.missing if one.value is None else one.value}: {' / '.join(one.text.values())}"
            for one in self._scale().options
        ]

    def _scale(self) -> SketchScale:
        rows = sorted(enumerate(self.options), key=_stands_at)
        found = (row.form.option() for _, row in rows)
        options = tuple(option for option in found if option is not None)
        return SketchScale(code=self.named, lo=self.lo.data, hi=self.hi.data, options=options)


def _stands_at(row: tuple[int, Any]) -> tuple[int, int]:
    """Put a row at its place; one without a place stays after those before it."""
    at, field = row
    place = field.form.place.data
    return (at + 1 if place is None else place, at)
