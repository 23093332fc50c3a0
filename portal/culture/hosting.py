"""What a measurement says around its form: whose it is, what is kept, who reads it and when."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext
from markupsafe import Markup

from portal.culture import queries
from portal.culture.models import Measurement
from portal.culture.reading import unit_name
from portal.questionnaires.campaigns.models import Campaign
from portal.web.words import short_day


class CultureHost:
    """The room of culture, as ``portal.questionnaires.filling.hosts`` asks it."""

    def title(self, campaign: Campaign) -> str:
        """Return the name of the form with the number of the measurement."""
        return title_of(_measurement(campaign).number)

    def after(self, campaign: Campaign) -> str:
        """Return the address of the notice to staff, which everybody may read."""
        return url_for("culture.notice", number=_measurement(campaign).number)

    def promise(self, campaign: Campaign, *, by_code: bool) -> Sequence[str]:  # noqa: ARG002 -- the promise of a host
        """Return what is kept, who reads it, and since when staff knows."""
        return (
            gettext("Your answers are anonymous: we keep no name and no time."),
            gettext("We do keep your team, if enough people work there."),
            gettext("Nobody is judged by this: it is never for appraisal."),
            gettext(
                "Your team is the first to see its results, from %(count)s answers on. "
                "Your organisation sees them two weeks later.",
                count=campaign.k_score,
            ),
            *_informed(campaign),
            _to_notice(self.after(campaign)),
        )

    def afterwards(self, campaign: Campaign) -> Sequence[str]:
        """Return when the form closes, and who reads the results first."""
        return (
            gettext("You can answer up to and including %(day)s.", day=_last_day(campaign)),
            gettext("Then your team is the first to see its results, and talks about them."),
        )

    def place(self, campaign: Campaign, unit_id: int | None) -> str | None:  # noqa: ARG002 -- the promise of a host
        """Return the team that a code is for, or that it counts for the network only."""
        unit = queries.get_unit(unit_id) if unit_id is not None else None
        if unit is not None:
            return unit_name(unit)
        return str(gettext("the network as a whole, as you are too few for a result of your own"))


def title_of(number: int) -> str:
    """Return what a measurement is called."""
    return str(gettext("Culture, measurement %(number)s", number=number))


def _last_day(campaign: Campaign) -> str:
    return short_day(campaign.closes_on)


def _informed(campaign: Campaign) -> Sequence[str]:
    if campaign.staff_informed_on is None:
        return ()
    day = short_day(campaign.staff_informed_on)
    return (
        gettext("The representatives of staff were informed, at the latest on %(day)s.", day=day),
    )


def _to_notice(href: str) -> Markup:
    words = gettext("Read the whole notice to staff")
    return Markup('<a href="{}">{}</a>').format(href, words)


def _measurement(campaign: Campaign) -> Measurement:
    found = queries.find_measurement_of_campaign(campaign.id)
    if found is None:
        raise LookupError(f"campaign {campaign.id} is no measurement")
    return found
