"""What a team that tested a kit fills in: short, kept as a draft or sent."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.validators import NumberRange, Optional

from portal.stewardship import labels
from portal.stewardship.models import Again, Clear, Length, PilotFeedback
from portal.stewardship.services.pilots import Found
from portal.stewardship.wording import words_field
from portal.web.forms import choices
from portal.web.stale import RevisedForm

PARTS = tuple(labels.PARTS)
NEEDED = ("length_used", "minutes", "people", *PARTS, "again")


def _how_clear(part: str) -> RadioField:
    return RadioField(labels.PARTS[part], [Optional()])


class FeedbackForm(RevisedForm):
    """What a team found; ``remark_1`` and on are added for each assignment."""

    length_used = RadioField(_l("Which length did you use?"), [Optional()])
    minutes = IntegerField(
        _l("How many minutes did it really take?"),
        [Optional(), NumberRange(1, 2000, _l("Give a number of minutes between 1 and 2000."))],
        description=_l("All in all. For four weeks: everything you spent on it together."),
    )
    people = IntegerField(
        _l("With how many people?"),
        [Optional(), NumberRange(1, 500, _l("Give a number of people between 1 and 500."))],
    )
    introduction = _how_clear("introduction")
    assignments = _how_clear("assignments")
    visuals = _how_clear("visuals")
    teaching_note = _how_clear("teaching_note")
    change = words_field(
        _l("What would you change?"),
        _l("Leave out names of patients, residents and colleagues."),
    )
    again = RadioField(_l("Would you do it again?"), [Optional()])

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the choices in the words of the reader."""
        super().__init__(*args, **kwargs)
        self.length_used.choices = choices(*((k.value, str(v)) for k, v in labels.LENGTHS.items()))
        self.again.choices = choices(*((k.value, str(v)) for k, v in labels.AGAIN.items()))
        for part in PARTS:
            self[part].choices = choices(*((k.value, str(v)) for k, v in labels.CLEAR.items()))
        for name in NEEDED:
            self[name].flags.optional = None

    @property
    def remark_fields(self) -> list[TextAreaField]:
        """The fields for a remark about one assignment, in their order."""
        return [field for field in self if field.name.startswith("remark_")]

    def is_whole(self) -> bool:
        """Tell whether everything is there that sending needs; else say which field is empty."""
        empty = [self[name] for name in NEEDED if self[name].data in {None, ""}]
        for field in empty:
            field.errors = [gettext("Answer this before you send it, or keep it as a draft.")]
        return not empty

    def found(self) -> Found:
        """Return what was filled in; only after ``validate``."""
        return Found(
            length_used=Length(self.length_used.data) if self.length_used.data else None,
            minutes=self.minutes.data,
            people=self.people.data,
            introduction=_clear(self.introduction.data),
            assignments=_clear(self.assignments.data),
            visuals=_clear(self.visuals.data),
            teaching_note=_clear(self.teaching_note.data),
            again=Again(self.again.data) if self.again.data else None,
            change=self.change.data or "",
            remarks={int(one.name.split("_")[1]): one.data or "" for one in self.remark_fields},
        )


def _clear(value: str | None) -> Clear | None:
    return Clear(value) if value else None


def form_for(titles: Mapping[int, str]) -> type[FeedbackForm]:
    """Return the form with a field for a remark about each assignment, by its title."""
    fields = {
        f"remark_{position}": words_field(f"{position}. {title}", "")
        for position, title in titles.items()
    }
    return type("FeedbackFormOfKit", (FeedbackForm,), fields)


def filled_from(feedback: PilotFeedback | None) -> dict[str, Any]:
    """Return what a form shows of what was kept before."""
    if feedback is None:
        return {"revision": "0"}
    chosen = {name: getattr(feedback, name) for name in ("length_used", *PARTS, "again")}
    return {
        **{name: one.value if one else None for name, one in chosen.items()},
        "minutes": feedback.minutes,
        "people": feedback.people,
        "change": feedback.change,
        "revision": str(feedback.revision),
        **{f"remark_{one.position}": one.words for one in feedback.remarks},
    }
