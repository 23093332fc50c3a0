"""Two people edit one thing: the second is shown the first one's text, and nothing is lost.

A form carries the ``revision`` of the row it was filled in from. A service calls
``check_not_stale``; the view answers 409 with the form, what was typed still in it, and beside each
field that differs what the row says by now. Sent once more, the form overwrites knowingly.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Protocol, Self

from wtforms import HiddenField
from wtforms.validators import Regexp

from portal.db import transaction
from portal.rules import N_, RuleBroken
from portal.web.forms import PortalForm


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


def _as_sent(revision: object) -> str:
    """Return the revision as a form sends it, also when the row gave it as a number."""
    return "" if revision is None else str(revision).strip()


class RevisedForm(PortalForm):
    """A form that knows from which revision it was filled in."""

    revision = HiddenField(filters=[_as_sent], validators=[Regexp(r"^\d{1,9}$")])
    is_stale = False

    @property
    def based_on(self) -> int:
        """The revision that was shown; only after ``validate``."""
        return int(str(self.revision.data))

    def show_theirs(self, current: Self) -> None:
        """Put beside each field that differs what ``current``, filled in from the row, has."""
        self.is_stale = True
        for field in self:
            other = current[field.name]
            if field.name == "csrf_token" or _shown(field) == _shown(other):
                continue
            if field.name == "revision":
                field.data, field.raw_data = other.data, None
            else:
                field.theirs = _shown(other)


def saved(
    form: PortalForm,
    act: Callable[[], object],
    *,
    current: Callable[[], RevisedForm] | None = None,
) -> bool:
    """Do the act in one transaction once the form is valid; a refusal comes back on the form.

    ``current`` gives the form filled in from the row as it is now, for a stale edit.
    """
    if not form.validate_on_submit():
        return False
    try:
        with transaction():
            act()
    except RuleBroken as broken:
        form.refuse(broken)
        if isinstance(broken, Stale) and isinstance(form, RevisedForm) and current is not None:
            form.show_theirs(current())
        return False
    return True


def status_of(form: PortalForm) -> HTTPStatus:
    """Return with which status a page with this form is answered."""
    if isinstance(form, RevisedForm) and form.is_stale:
        return HTTPStatus.CONFLICT
    return HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK


def _shown(field: Any) -> str:  # noqa: ANN401 -- any field of WTForms
    """Return what a reader sees in a field: of a choice its words."""
    if hasattr(field, "iter_choices"):
        chosen = [str(option.label) for option in field.iter_choices() if option.selected]
        return ", ".join(chosen)
    return str(field._value()) if hasattr(field, "_value") else str(field.data or "")  # noqa: SLF001 -- WTForms has no other word for it
