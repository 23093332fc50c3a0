"""What is filled in about a team: what it is called, how it is judged, when it starts or ends."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from flask_babel import gettext
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
from portal.network.models import Team
from portal.network.rules import Interval
from portal.network.services.teams import TeamFacts
from portal.taxonomy.sectors import CareContext, context_label
from portal.web.forms import PortalForm
from portal.web.stale import RevisedForm

FOLLOWS = "follows"
OWN_WORD_HINT = _l("The word the team uses for itself: team, dienst, afdeling, leefgroep, ploeg …")


class NamesForm(RevisedForm):
    """What a team calls itself."""

    name = line(_l("Name of the team"))
    own_word = line(_l("Own word"), OWN_WORD_HINT)

    @classmethod
    def of(cls, found: Team, **options: object) -> Self:
        """Return the form filled in from a team as it is now."""
        form = cls(data=_facts_of(found), **options)
        form.offer_choices()
        return form

    def offer_choices(self) -> None:
        """Fill the lists, if there are any, in the words of the reader."""


class TeamForm(NamesForm):
    """What a team calls itself, and how its care context is judged."""

    care_context = radio(_l("Care context"))
    care_context_reason = words(
        _l("Why is it that?"),
        _l("In one sentence: for whom does this team care? Everybody in the network reads it."),
        needed=False,
    )

    def offer_choices(self) -> None:
        """Fill the two care contexts, in the words of the reader."""
        offer(self.care_context, *named(CareContext, context_label))

    def facts(self) -> TeamFacts:
        """Return what was filled in; only after ``validate``."""
        return TeamFacts(
            name=str(self.name.data),
            own_word=str(self.own_word.data),
            care_context=CareContext(self.care_context.data),
            care_context_reason=self.care_context_reason.data or "",
        )


class ReplaceForm(TeamForm):
    """The team that takes a place over."""

    on = needed_day(_l("From which day?"), _l("On that day the one stops and the other starts."))

    @classmethod
    def new(cls, today: date) -> Self:
        """Return the empty form, from today."""
        form = cls(data={"on": today, "revision": "0", "own_word": "team"})
        form.offer_choices()
        return form


class AddTeamForm(ReplaceForm):
    """A team that starts: in a free place, or following along."""

    place = radio(_l("Does it count?"))
    on = needed_day(_l("From which day?"))

    def offer_places(self, free: Iterable[int]) -> None:
        """Fill the places that are free, and the one beside them."""
        offer(self.place, *_places(free), (FOLLOWS, gettext("It follows along, uncounted")))

    @property
    def slot(self) -> int | None:
        """The place that was chosen; only after ``validate``."""
        return None if self.place.data == FOLLOWS else int(str(self.place.data))


class CountForm(PortalForm):
    """A follower team that gets one of the three places."""

    place = radio(_l("Which place?"))
    on = needed_day(_l("From which day?"), _l("Until then it follows along; its people stay."))

    @classmethod
    def with_places(cls, free: Iterable[int], today: date) -> Self:
        """Return the form with the places that are free today."""
        form = cls(data={"on": today})
        offer(form.place, *_places(free))
        return form


class DaysForm(RevisedForm):
    """The days of a team that were recorded with a mistake."""

    start = needed_day(_l("From which day?"))
    end = DayField(_l("Until which day?"), description=_l("The first day without this team."))

    @classmethod
    def of(cls, found: Team, **options: object) -> Self:
        """Return the form filled in from a team as it is now."""
        now = {"start": found.valid_from, "end": found.valid_to, "revision": found.revision}
        form = cls(data=now, **options)
        form.end.flags.optional = True
        return form

    @property
    def period(self) -> Interval:
        """The days that were filled in; only after ``validate``."""
        return period_in(self.start, self.end)


class EndForm(PortalForm):
    """The end of a team that nothing replaces."""

    on = needed_day(_l("From which day is it no longer there?"))
    reason = words(_l("Why does it stop?"), _l("Everybody who sees the organisation reads this."))


def _places(free: Iterable[int]) -> list[tuple[str, str]]:
    return [
        (str(one), gettext("One of the three teams (place %(number)s)", number=one)) for one in free
    ]


def _facts_of(team: Team) -> dict[str, Any]:
    return {
        "name": team.name,
        "own_word": team.own_word,
        "care_context": team.care_context,
        "care_context_reason": team.care_context_reason,
        "revision": team.revision,
    }
