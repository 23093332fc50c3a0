"""What is filled in about an organisation: its facts, its statuses, an exemption."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from portal.network.forms.fields import DayField, line, named, needed_day, offer, pick, radio, words
from portal.network.labels import province_label, rule_label, status_label
from portal.network.models import (
    Exemption,
    Organisation,
    OrganisationStatus,
    Province,
    Rule,
    Status,
    Wave,
)
from portal.network.rules import TRANSITIONS, Interval, Step
from portal.network.services.organisations import OrganisationFacts
from portal.taxonomy.sectors import Sector, sector_label
from portal.web.forms import PortalForm
from portal.web.stale import RevisedForm

ENTERING = tuple(status for status in Status if TRANSITIONS[status])


class FactsForm(RevisedForm):
    """What is known of an organisation."""

    name = line(_l("Name"))
    sector = pick(_l("Sector"))
    province = pick(_l("Province"))
    wave = pick(_l("Wave"))

    @classmethod
    def of(cls, found: Organisation, waves: Iterable[int], **options: object) -> Self:
        """Return the form filled in from an organisation as it is now."""
        now = {
            "name": found.name,
            "sector": found.sector,
            "province": found.province,
            "wave": str(found.wave.number),
            "revision": found.revision,
        }
        form = cls(data=now, **options)
        form.offer_choices(waves)
        return form

    def offer_choices(self, waves: Iterable[int]) -> None:
        """Fill the lists, in the words of the reader."""
        offer(self.sector, *named(Sector, sector_label))
        offer(self.province, *named(Province, province_label))
        offer(
            self.wave,
            *((str(one), gettext("Wave %(number)s", number=one)) for one in waves),
        )

    def facts(self, wave: Wave) -> OrganisationFacts:
        """Return what was filled in; only after ``validate``."""
        return OrganisationFacts(
            name=str(self.name.data),
            sector=Sector(self.sector.data),
            province=Province(self.province.data),
            wave=wave,
        )


class EntryForm(FactsForm):
    """An organisation that enters the network, with the status it has on its first day."""

    status = pick(
        _l("Status"), _l("An active organisation lists what is still missing until it is there.")
    )
    on = needed_day(_l("From which day?"))

    @classmethod
    def new(cls, waves: Iterable[int], today: date) -> Self:
        """Return the empty form: a candidate, from today, in the last wave."""
        numbers = list(waves)
        last = str(numbers[-1]) if numbers else ""
        now = {"revision": "0", "on": today, "status": Status.CANDIDATE.value, "wave": last}
        form = cls(data=now)
        form.offer_choices(numbers)
        offer(form.status, *named(ENTERING, status_label))
        return form


class StatusForm(PortalForm):
    """The next step in the life of an organisation."""

    status = radio(_l("Which step?"))
    on = needed_day(_l("From which day?"), _l("It may lie in the past or in the future."))
    reason = words(
        _l("Why?"),
        _l("Needed to pause, decline or stop. Everybody who sees the organisation reads it."),
        needed=False,
    )

    @classmethod
    def with_steps(cls, possible: Iterable[Status], today: date) -> Self:
        """Return the form with the steps that are possible today."""
        form = cls(data={"on": today})
        offer(form.status, *named(possible, status_label))
        return form

    def step(self) -> Step:
        """Return what was filled in; only after ``validate``."""
        return _step(self)


class CorrectStatusForm(RevisedForm):
    """A status that was recorded with a mistake."""

    status = pick(_l("Status"))
    on = needed_day(_l("From which day?"))
    reason = words(_l("Reason"), needed=False)

    @classmethod
    def of(cls, found: OrganisationStatus, **options: object) -> Self:
        """Return the form filled in from a status as it is now."""
        now = {
            "status": found.status,
            "on": found.valid_from,
            "reason": found.reason,
            "revision": found.revision,
        }
        form = cls(data=now, **options)
        offer(form.status, *named(Status, status_label))
        return form

    def step(self) -> Step:
        """Return what was filled in; only after ``validate``."""
        return _step(self)


def _step(form: StatusForm | CorrectStatusForm) -> Step:
    return Step(
        status=Status(form.status.data),
        on=_day(form.on),
        reason=form.reason.data or "",
    )


class ExemptionForm(RevisedForm):
    """A breach that somebody decides to let be, for a while, with the reason."""

    rule = pick(_l("Exception from which rule?"))
    reason = words(_l("Why?"), _l("Everybody who sees the organisation reads this."))
    start = needed_day(_l("From which day?"))
    end = DayField(_l("Until which day?"), description=_l("The first day on which it is over."))

    @classmethod
    def new(cls, today: date) -> Self:
        """Return the empty form, from today."""
        return cls._with_rules(data={"start": today, "revision": "0"})

    @classmethod
    def of(cls, found: Exemption, **options: object) -> Self:
        """Return the form filled in from an exemption as it is now."""
        now = {
            "rule": found.rule,
            "reason": found.reason,
            "start": found.valid_from,
            "end": found.valid_to,
            "revision": found.revision,
        }
        return cls._with_rules(data=now, **options)

    @classmethod
    def _with_rules(cls, **options: object) -> Self:
        form = cls(**options)
        form.end.flags.optional = True
        offer(form.rule, *named(Rule, rule_label))
        return form

    def period(self) -> Interval:
        """Return the days that were filled in; only after ``validate``."""
        return Interval(start=_day(self.start), end=self.end.data)


def _day(field: DayField) -> date:
    if field.data is None:
        raise ValueError("Only after validate(): the day is missing")
    day: date = field.data
    return day
