"""What is written about a measurement: codes to print, how many answered, that results are there.

Nobody is reminded by name: who answers by a code is unknown. The ambassador hears counts, and only
of teams that are large enough. What is made up is written to nobody.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.clock import today
from portal.culture import queries, rules
from portal.culture.addressees import Addressee, ambassadors_of, leads_of
from portal.culture.models import Measurement
from portal.outbox.letters import compose
from portal.outbox.services import queue_letters
from portal.outbox.writing import Order, Parameters, Written, let_write
from portal.questionnaires.campaigns.models import CampaignUnit

WRITER: Final = "culture"
LATE: Final = timedelta(days=2)  # a worker that stood still writes no letters of last week
NEWS: Final = timedelta(days=14)


def tell(on: date, *, now: datetime) -> int:
    """Queue what is due on this day; return how many letters are new."""
    orders = [
        *(order for one in queries.measurements_open() for order in _while_open(one, on)),
        *(
            order
            for one in queries.measurements_released(on - rules.TEAM_FIRST - NEWS)
            for order in _results(one, on)
        ),
    ]
    return queue_letters(WRITER, orders, due_at=now) if orders else 0


def _while_open(measurement: Measurement, on: date) -> Iterator[Order]:
    campaign = measurement.campaign
    if campaign.simulated or not campaign.is_open(on):
        return
    yield from _to_ambassadors(measurement, "open", "open", on)
    for day in rules.reminds_on(campaign):
        if day <= on <= day + LATE:
            yield from _to_ambassadors(measurement, "count", f"count-{day.isoformat()}", on)


def _results(measurement: Measurement, on: date) -> Iterator[Order]:
    released = measurement.campaign.released_on
    if measurement.campaign.simulated or released is None:
        return
    if released <= on <= released + NEWS:
        leads = leads_of(measurement.campaign_id, on)
        yield from _orders(measurement, "team", "team", leads)
    follows = released + rules.TEAM_FIRST
    if follows <= on <= follows + NEWS:
        yield from _to_ambassadors(measurement, "organisation", "organisation", on)


def _to_ambassadors(measurement: Measurement, what: str, once: str, on: date) -> Iterator[Order]:
    found = ambassadors_of(measurement.campaign_id, on)
    return _orders(measurement, what, once, found)


def _orders(
    measurement: Measurement, what: str, once: str, found: Iterable[Addressee]
) -> Iterator[Order]:
    for one in found:
        yield Order(
            dedupe_key=f"culture/{measurement.number}/{once}/{one.place_id}/{one.person.id}",
            recipient=one.person.email or "",
            locale=one.person.locale,
            parameters={
                "what": what,
                "measurement": measurement.number,
                "person": one.person.id,
                "place": one.place_id,
            },
        )


def write(parameters: Parameters, locale: str) -> Written | None:
    """Write the letter as it leaves; nothing when the post has ended, or the form closed."""
    measurement, what = queries.find_measurement(parameters["measurement"]), parameters["what"]
    if measurement is None:
        return None
    day, is_team = today(), what == "team"
    ask = leads_of if is_team else ambassadors_of
    still = [
        one
        for one in ask(measurement.campaign_id, day)
        if (one.person.id, one.place_id) == (parameters["person"], parameters["place"])
    ]
    if not still or (what in {"open", "count"} and not measurement.campaign.is_open(day)):
        return None
    lines = queries.unit_lines(
        measurement.campaign_id,
        CampaignUnit.id == parameters["place"]
        if is_team
        else CampaignUnit.organisation_id == parameters["place"],
    )
    letter = compose(
        "culture/mail/news",
        locale=locale,
        what=what,
        measurement=measurement,
        person=still[0].person,
        lines=lines,
        least=measurement.campaign.k_score,
    )
    return Written(letter=letter)


def init_app(app: Flask) -> None:
    """Write the letters that are queued under this name."""
    let_write(app, WRITER, write, kind=_l("About a measurement of culture"))
