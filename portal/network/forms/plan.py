"""What is filled in about the plan and its waves."""

from datetime import date
from typing import Self

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from portal.network.forms.fields import REQUIRED, needed_day, words
from portal.network.models import Plan, Wave
from portal.network.services.plan import PlanFacts
from portal.web.forms import PortalForm
from portal.web.stale import RevisedForm

MOST_YEARS = 20
MOST_ORGANISATIONS = 10_000


def _count(label: str, most: int, least: int = 1) -> IntegerField:
    fits = NumberRange(least, most, message=_l("Write a number that can be."))
    return IntegerField(label, [InputRequired(REQUIRED), fits])


class PlanForm(PortalForm):
    """The next version of the plan."""

    on = needed_day(_l("From which day does it hold?"))
    years = _count(_l("Years"), MOST_YEARS)
    target_organisations = _count(_l("Organisations to reach"), MOST_ORGANISATIONS)
    second_wave_target = _count(_l("Organisations in wave 2"), MOST_ORGANISATIONS, least=0)
    second_wave_from = needed_day(_l("Wave 2 starts on"))
    reason = words(_l("Why does the plan change?"), _l("Everybody who sees the plan reads this."))

    @classmethod
    def after(cls, last: Plan | None, today: date) -> Self:
        """Return the form filled in from the version that holds now."""
        if last is None:
            return cls(data={"on": today})
        now = {
            "on": today,
            "years": last.years,
            "target_organisations": last.target_organisations,
            "second_wave_target": last.second_wave_target,
            "second_wave_from": last.second_wave_from,
        }
        return cls(data=now)

    def facts(self, version: int) -> PlanFacts:
        """Return what was filled in; only after ``validate``."""
        return PlanFacts(
            version=version,
            years=self.years.data or 0,
            target_organisations=self.target_organisations.data or 0,
            second_wave_target=self.second_wave_target.data or 0,
            second_wave_from=self.second_wave_from.data or date.max,
            reason=self.reason.data or "",
        )


class WaveForm(RevisedForm):
    """The day on which a wave starts."""

    starts_on = needed_day(_l("On which day does it start?"))

    @classmethod
    def of(cls, found: Wave, **options: object) -> Self:
        """Return the form filled in from a wave as it is now."""
        return cls(data={"starts_on": found.starts_on, "revision": found.revision}, **options)
