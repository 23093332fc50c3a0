"""Two people edit one thing: the second is shown the first one's text, and nothing is lost.

A form carries the ``revision`` of the row it was filled in from. A service calls
``check_not_stale``; the view answers 409 with the form, what was typed still in it, and beside each
field that differs what the row says by now. Sent once more, the form overwrites knowingly.
"""

from typing import Any, Protocol, Self, TypeVar

from wtforms import HiddenField
from wtforms.validators import Regexp

from portal.rules import N_, RuleBroken
from portal.web.forms import PortalForm

Form = TypeVar("Form", bound="RevisedForm")


class Revised(Protocol):
    """A row that counts its changes."""

    @property
    def revision(self) -> Any:  # noqa: ANN401 -- a mapped number: typed by the row's own model
        """The number of the last change."""


class Stale(RuleBroken):
    """Somebody changed the row after the form was filled in from it."""

    def __init__(self) -> None:
        """Say what happened and what to do."""
        super().__init__(
            N_(
                "Somebody changed this while you were writing. Your text is in the fields; "
                "beside it stands what they wrote. Save once more to keep yours."
            )
        )


def check_not_stale(row: Revised, based_on: int | None) -> None:
    """Refuse a change that was based on an older revision; without one nothing is compared."""
    if based_on is not None and based_on != row.revision:
        raise Stale


class RevisedForm(PortalForm):
    """A form that knows from which revision it was filled in."""

    revision = HiddenField(validators=[Regexp(r"^\d{1,9}$")])

    @property
    def based_on(self) -> int:
        """The revision that was shown; only after ``validate``."""
        return int(str(self.revision.data))

    def show_theirs(self, current: Self) -> None:
        """Put beside each field that differs what ``current``, filled in from the row, has."""
        for field in self:
            other = current[field.name]
            if field.name == "csrf_token" or _shown(field) == _shown(other):
                continue
            if field.name == "revision":
                field.data, field.raw_data = other.data, None
            else:
                field.theirs = _shown(other)


def _shown(field: Any) -> str:  # noqa: ANN401 -- any field of WTForms
    """Return what a reader sees in a field: of a choice its words."""
    if hasattr(field, "iter_choices"):
        chosen = [str(option.label) for option in field.iter_choices() if option.selected]
        return ", ".join(chosen)
    return str(field._value()) if hasattr(field, "_value") else str(field.data or "")  # noqa: SLF001 -- WTForms has no other word for it
