"""What people fill in about one part of a draft: a section, an idea, and what all parts share."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length, Regexp

from portal.questionnaires.builder import editing, words
from portal.questionnaires.builder.forms import REQUIRED
from portal.questionnaires.builder.parts import Part
from portal.questionnaires.builder.sketch import (
    LEAST_ANSWERED,
    Sketch,
    SketchConstruct,
    SketchSection,
)
from portal.questionnaires.builder.spoken import TOO_LONG, Spoken
from portal.taxonomy.model import CONSTRUCTS
from portal.web.forms import choices
from portal.web.stale import RevisedForm


class MayBeEmpty:
    """Say "(optional)" beside a question, and still refuse an answer that is not offered."""

    field_flags: ClassVar = {"optional": True}

    def __call__(self, _form: object, _field: object) -> None:
        """Accept nothing as an answer."""


class PartForm(Spoken, RevisedForm):
    """One part: what it is called from now on, and the step to the next draft."""

    @property
    def named(self) -> str:
        """Return the code that was filled in; a section has none."""
        return ""

    def offer(self, sketch: Sketch, part: Part) -> None:
        """Fill the choices from the draft around the part."""

    def edit(self, part: Part) -> editing.Edit:
        """Return what was filled in, as a step from one draft to the next."""
        raise NotImplementedError

    def addition(self) -> editing.Edit:
        """Return the step that adds the part."""
        raise NotImplementedError


class SectionForm(PartForm):
    """A page of the full form."""

    SAID = {"title": _l("Title"), "intro": _l("Introduction")}  # noqa: RUF012 -- a ClassVar of the base

    def edit(self, part: Part) -> editing.Edit:
        """Return the step that writes the title and introduction."""
        return editing.put_section(part.number, self._section())

    def addition(self) -> editing.Edit:
        """Return the step that adds the section."""
        return editing.add_section(self._section())

    def _section(self) -> SketchSection:
        return SketchSection(title=self.said("title"), intro=self.said("intro"))


def code_field(pattern: str, message: str, description: str) -> StringField:
    """Return the question for the code of a part, which has to look like ``pattern``."""
    return StringField(
        _l("Code"),
        [
            DataRequired(REQUIRED),
            Length(max=40, message=TOO_LONG),
            Regexp(pattern, message=message),
        ],
        description=description,
    )


class ConstructForm(PartForm):
    """What several questions measure together."""

    SAID = {"title": _l("Title")}  # noqa: RUF012 -- a ClassVar of the base
    code = code_field(
        r"^[A-Z]+[0-9]*$",
        _l("A code of an idea is capitals and perhaps a number, as in HP3."),
        _l("Questions name what they measure by this code."),
    )
    parent = SelectField(_l("Part of"), [MayBeEmpty()])
    referent = SelectField(_l("About whom"), [MayBeEmpty()])
    element = SelectField(_l("Place in the Mangomoment model"), [MayBeEmpty()])
    min_answered = SelectField(_l("Share of its questions that must be answered"))

    @property
    def named(self) -> str:
        """Return the code that was filled in."""
        return str(self.code.data or "")

    def offer(self, sketch: Sketch, part: Part) -> None:
        """Fill the choices from the draft around the idea, and from the model."""
        own = sketch.construct_of(part.name)
        none = ("", gettext("None"))
        self.parent.choices = choices(
            none,
            *(
                (one.code, f"{one.code} {in_a_language(one.title, sketch.languages)}")
                for one in sketch.constructs
                if one.code != part.name
            ),
        )
        self.referent.choices = choices(
            none, *pairs_with(words.REFERENTS, own.referent if own else "")
        )
        self.element.choices = choices(
            none, *((key, str(one.label)) for key, one in CONSTRUCTS.items())
        )
        self.min_answered.choices = _shares(own.min_answered if own else None)

    def edit(self, part: Part) -> editing.Edit:
        """Return the step that writes the idea."""
        return editing.put_construct(part.name, self._construct())

    def addition(self) -> editing.Edit:
        """Return the step that adds the idea."""
        return editing.add_construct(self._construct())

    def _construct(self) -> SketchConstruct:
        return SketchConstruct(
            code=self.named,
            title=self.said("title"),
            parent=str(self.parent.data or ""),
            referent=str(self.referent.data or ""),
            element=str(self.element.data or ""),
            min_answered=float(self.min_answered.data) if self.min_answered.data else None,
        )


def _shares(own: float | None) -> Any:  # noqa: ANN401 -- what WTForms takes as choices
    known = {"": gettext("two of three"), "0.5": gettext("half"), "1.0": gettext("all")}
    if own not in {None, LEAST_ANSWERED, 0.5, 1.0}:
        known[str(own)] = str(own)
    return choices(*known.items())


def pairs_with(known: Mapping[Any, Any], own: str) -> Sequence[tuple[str, str]]:
    """Return what may be chosen, with what stands in the draft even where that is a mistake."""
    pairs = [(str(key), str(name)) for key, name in known.items()]
    return pairs if not own or own in dict(pairs) else [*pairs, (own, own)]


def in_a_language(said: Mapping[str, str], languages: Sequence[str]) -> str:
    """Return a text in the first of these languages in which it was written."""
    return next((said[lang] for lang in languages if said.get(lang)), "")
