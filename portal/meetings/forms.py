"""Small forms about a meeting: a step to press, why it is cancelled, what the list shows."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import Length, ValidationError

from portal.meetings.listing import ListFilters
from portal.meetings.models import MeetingKind
from portal.meetings.words import label_of
from portal.web.forms import PortalForm, choices

LONGEST_WORDS = 2000
LONGEST_LINE = 300
REQUIRED = _l("Fill this in.")


class StepForm(PortalForm):
    """Nothing to fill in; only to press."""


class CancelForm(PortalForm):
    """Why a meeting is cancelled, or which one replaces it."""

    reason = TextAreaField(
        _l("Why is it cancelled?"),
        [Length(max=LONGEST_WORDS)],
        description=_l("Everybody who is invited reads this."),
        default="",
    )
    replaced_by = SelectField(_l("Which meeting replaces it?"), default="")

    def __init__(self, *args: object, others: Sequence[tuple[str, str]], **kwargs: object) -> None:
        """Take the planned meetings that could replace this one along."""
        super().__init__(*args, **kwargs)
        self.replaced_by.choices = choices(("", gettext("None, or not planned yet")), *others)

    def validate_reason(self, field: TextAreaField) -> None:
        """Ask at the field for what the rule asks: a reason, or a meeting that replaces it."""
        if not (field.data or "").strip() and not self.replaced_by.data:
            raise ValidationError(gettext("Say why it is cancelled, or which meeting replaces it."))


class ListForm(PortalForm):
    """The filters of the list of meetings."""

    class Meta(PortalForm.Meta):
        """Answer to a GET."""

        csrf = False

    kind = SelectField(
        _l("Kind"),
        default="",
        invalid_choice_message=_l("Choose a kind from the list."),  # type: ignore[call-arg]
    )
    year = SelectField(
        _l("Year"),
        default="",
        invalid_choice_message=_l("Choose a year from the list."),  # type: ignore[call-arg]
    )

    def __init__(self, *args: object, years: Sequence[int], **kwargs: object) -> None:
        """Offer the kinds in the words of the reader, and the years in which meetings were."""
        super().__init__(*args, **kwargs)
        everything = ("", gettext("All"))
        kinds = ((kind.value, label_of(kind)) for kind in MeetingKind)
        self.kind.choices = choices(everything, *kinds)
        self.year.choices = choices(everything, *((str(year), str(year)) for year in years))

    def filters(self) -> ListFilters:
        """Return what was asked; a filter that is none filters nothing."""
        kind, year = self.kind.data or "", self.year.data or ""
        return ListFilters(
            kind=MeetingKind(kind) if kind and not self.kind.errors else None,
            year=int(year) if year and not self.year.errors else None,
        )
