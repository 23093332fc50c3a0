"""What people fill in about one question, or one block of information."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from portal.questionnaires.builder import editing, words
from portal.questionnaires.builder.forms import REQUIRED, several
from portal.questionnaires.builder.part_forms import (
    MayBeEmpty,
    PartForm,
    code_field,
    in_a_language,
    pairs_with,
)
from portal.questionnaires.builder.parts import Part
from portal.questionnaires.builder.sketch import (
    Sketch,
    SketchCondition,
    SketchItem,
    SketchScale,
)
from portal.questionnaires.builder.spoken import TOO_LONG
from portal.web.forms import choices

LONGEST_LABEL = 60


class ItemForm(PartForm):
    """One question, or one block of information."""

    SAID = {"text": _l("Words"), "hint": _l("Hint"), "short": _l("Short label")}  # noqa: RUF012 -- a ClassVar of the base
    code = code_field(
        r"^[A-Z]+[0-9]+[a-z]?$",
        _l("A code is capitals, a number and at most one small letter, as in P13a."),
        _l("The same code means the same question in every version: its results stand on a line."),
    )
    type = SelectField(_l("Kind of question"), [DataRequired(REQUIRED)])
    scale = SelectField(_l("Answers"), [MayBeEmpty()])
    section = SelectField(_l("Part of the form"))
    measures = SelectField(_l("What it measures"), [MayBeEmpty()])
    show_if_item = SelectField(
        _l("When is it shown?"),
        [MayBeEmpty()],
        description=_l("Only after a question with answers, in the same part of the form."),
    )
    show_if_values = several(_l("After which answers?"), MayBeEmpty())
    core = BooleanField(_l("Also in the short form"))
    required = BooleanField(_l("Ask once more when it is left open"))
    reverse = BooleanField(_l("Counts the other way round"))
    organisation_only = BooleanField(
        _l("Results only for the whole organisation"),
        description=_l("For what speaks of one recognisable person or the mood of a few."),
    )
    offers = SelectField(_l("What it offers at once"), [MayBeEmpty()])
    maps_to = StringField(
        _l("Keyword for the reports"), [Optional(), Length(max=60, message=TOO_LONG)], default=""
    )

    @property
    def named(self) -> str:
        """Return the code that was filled in."""
        return str(self.code.data or "")

    def offer(self, sketch: Sketch, part: Part) -> None:
        """Fill the choices from the draft around the question."""
        item = sketch.item(part.name)
        none = ("", gettext("None"))
        self.type.choices = choices(*pairs_with(words.TYPES, item.type if item else ""))
        self.scale.choices = choices(
            none, *((one.code, _scale_in_words(one, sketch.languages)) for one in sketch.scales)
        )
        self.section.choices = choices(
            *(
                (str(at), f"{at}. {in_a_language(one.title, sketch.languages)}")
                for at, one in enumerate(sketch.sections, 1)
            )
        )
        self.measures.choices = choices(
            none,
            *(
                (one.code, f"{one.code} {in_a_language(one.title, sketch.languages)}")
                for one in sketch.constructs
            ),
        )
        self.offers.choices = choices(
            none, *((key, str(name)) for key, name in words.OFFERS.items())
        )
        self._offer_conditions(sketch, part, item)

    def _offer_conditions(self, sketch: Sketch, part: Part, item: SketchItem | None) -> None:
        at = editing.place_of(sketch, part.name)
        section = at[0] if at else int(str(self.section.data or 1)) - 1
        before = editing.choices_before(sketch, part.name or None, section=section)
        known = [one.code for one in before]
        if item and item.show_if and item.show_if.item not in known:
            known.append(item.show_if.item)
        labels = {
            one.code: f"{one.code}: {in_a_language(one.text, sketch.languages)}"[:LONGEST_LABEL]
            for one in before
        }
        self.show_if_item.choices = choices(
            ("", gettext("Always")), *((code, labels.get(code, code)) for code in known)
        )
        asked = sketch.item(str(self.show_if_item.data or ""))
        scale = sketch.scale(asked.scale) if asked else None
        self.show_if_values.choices = choices(
            *(
                (str(one.value), in_a_language(one.text, sketch.languages) or str(one.value))
                for one in (scale.options if scale else ())
                if one.value is not None
            )
        )

    def validate_show_if_values(self, _field: object) -> None:
        """Ask for an answer where a question was chosen: without one it would never be shown."""
        if self.show_if_item.data and not self.show_if_values.data:
            asked = self.show_if_item.data
            raise ValidationError(
                gettext("Tick after which answers to %(code)s it is shown.", code=asked)
            )

    def edit(self, part: Part) -> editing.Edit:
        """Return the step that writes the question, where it was put."""
        return editing.put_item(part.name, self._item(), section=self._section())

    def addition(self) -> editing.Edit:
        """Return the step that adds the question at the end of its section."""
        return editing.add_item(self._item(), section=self._section())

    def _section(self) -> int:
        return int(str(self.section.data)) - 1

    def _item(self) -> SketchItem:
        condition = None
        if self.show_if_item.data:
            values = tuple(int(one) for one in self.show_if_values.data or ())
            condition = SketchCondition(item=str(self.show_if_item.data), any_of=values)
        return SketchItem(
            code=self.named,
            type=str(self.type.data),
            scale=str(self.scale.data or ""),
            measures=str(self.measures.data or ""),
            offers=str(self.offers.data or ""),
            core=bool(self.core.data),
            reverse=bool(self.reverse.data),
            organisation_only=bool(self.organisation_only.data),
            required="soft" if self.required.data else "no",
            maps_to=str(self.maps_to.data or ""),
            show_if=condition,
            text=self.said("text"),
            hint=self.said("hint"),
            short=self.said("short"),
        )


def _scale_in_words(scale: SketchScale, languages: Sequence[str]) -> str:
    """Return the first and the last answer with the code: that is how people know a scale."""
    said = [in_a_language(one.text, languages) for one in scale.options]
    written = [words for words in said if words]
    return f"{written[0]} … {written[-1]} ({scale.code})" if len(written) > 1 else scale.code
