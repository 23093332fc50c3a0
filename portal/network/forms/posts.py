"""What is filled in about a post: who, which role, from when to when, and why it ends."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from flask_babel import lazy_gettext as _l

from portal.network.forms.fields import (
    DayField,
    line,
    named,
    needed_day,
    offer,
    period_in,
    radio,
    words,
)
from portal.network.labels import role_label
from portal.network.models import Post
from portal.network.rules import Interval
from portal.policy.table import Role
from portal.web.forms import PortalForm
from portal.web.stale import RevisedForm

END_HINT = _l("The first day without this post. Leave it open when you do not know it yet.")


class GivePostForm(PortalForm):
    """Somebody, known by address or new, who gets a role for a time."""

    role = radio(_l("Which role?"))
    email = line(
        _l("Mail address"),
        _l("Whoever is registered under this address gets the post; others are added."),
        needed=False,
    )
    name = line(_l("Name"), _l("Only needed for somebody who is new."), needed=False)
    start = needed_day(_l("From which day?"))
    end = DayField(
        _l("Until which day?"),
        description=_l("The first day without this post. An acting ambassador needs one."),
    )

    @classmethod
    def with_roles(cls, roles: Iterable[Role], today: date) -> Self:
        """Return the form with the roles that the reader may give here."""
        form = cls(data={"start": today})
        offer(form.role, *named(roles, role_label))
        for field in (form.email, form.name, form.end):
            field.flags.optional = True
        return form

    @property
    def period(self) -> Interval:
        """The days that were filled in; only after ``validate``."""
        return period_in(self.start, self.end)


class EndPostForm(PortalForm):
    """The end of a post."""

    on = needed_day(_l("From which day does somebody no longer have this post?"))
    reason = words(
        _l("Why?"),
        _l("Only who keeps this post reads it. Needed for an ambassador or primary contact."),
        needed=False,
    )


class CorrectPostForm(RevisedForm):
    """The days of a post that were recorded with a mistake."""

    start = needed_day(_l("From which day?"))
    end = DayField(_l("Until which day?"), description=END_HINT)
    reason = words(_l("Why did it end?"), _l("Only who keeps this post reads it."), needed=False)

    @classmethod
    def of(cls, found: Post, **options: object) -> Self:
        """Return the form filled in from a post as it is now."""
        now = {
            "start": found.valid_from,
            "end": found.valid_to,
            "reason": found.end_reason,
            "revision": found.revision,
        }
        form = cls(data=now, **options)
        for field in (form.end, form.reason):
            field.flags.optional = True
        return form

    @property
    def period(self) -> Interval:
        """The days that were filled in; only after ``validate``."""
        return period_in(self.start, self.end)
