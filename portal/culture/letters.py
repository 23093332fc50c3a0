"""What is written about a measurement: codes to print, how many answered, that results are there.

Nobody is reminded by name: who answers by a code is unknown. The ambassador hears counts, and only
of teams that are large enough. What is made up is written to nobody.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.clock import today
from portal.culture import queries, rules
from portal.culture.addressees import Addressee, ambassadors_of, leads_of
from portal.culture.models import Measurement
from portal.outbox.addresses import link_to
from portal.outbox.letters import compose
from portal.outbox.services import queue_letters
from portal.outbox.writing import Order, Parameters, Written, let_write, once_a_batch

WRITER: Final = "culture"
LATE: Final = timedelta(days=2)  # a worker that stood still writes no letters of last week
NEWS: Final = timedelta(days=14)
WHILE_OPEN: Final = frozenset({"open", "count"})


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
        leads = _who_hears("team", measurement.campaign_id, on)
        yield from _orders(measurement, "team", "team", leads)
    follows = released + rules.TEAM_FIRST
    if follows <= on <= follows + NEWS:
        yield from _to_ambassadors(measurement, "organisation", "organisation", on)


def _to_ambassadors(measurement: Measurement, what: str, once: str, on: date) -> Iterator[Order]:
    return _orders(measurement, what, once, _who_hears(what, measurement.campaign_id, on))


def _who_hears(what: str, campaign_id: int, on: date) -> Sequence[Addressee]:
    if what == "team":
        return leads_of(campaign_id, on)
    return ambassadors_of(campaign_id, on, with_apart=what == "open")


def _orders(
    measurement: Measurement, what: str, once: str, found: Iterable[Addressee]
) -> Iterator[Order]:
    for one in found:
        yield Order(
            dedupe_key=f"culture/{measurement.number}/{once}/{one.place_id}/{one.person_id}",
            recipient=one.email,
            locale=one.locale,
            parameters={
                "what": what,
                "measurement": measurement.number,
                "person": one.person_id,
                "place": one.place_id,
            },
        )


@dataclass(frozen=True, kw_only=True)
class _News:
    """What all letters of one kind about a measurement have in common, read once a batch."""

    measurement: Measurement
    addressees: Mapping[tuple[int, int], Addressee]
    lines: Mapping[int, Sequence[queries.UnitLine]]


def _read(number: int, what: str, on: date) -> _News | None:
    """Return who is to know by now, and the counts by the place that a letter is about."""
    measurement = queries.find_measurement(number)
    if measurement is None or (what in WHILE_OPEN and not measurement.campaign.is_open(on)):
        return None
    found = _who_hears(what, measurement.campaign_id, on)
    lines: dict[int, list[queries.UnitLine]] = defaultdict(list)
    for line in queries.unit_lines(measurement.campaign_id) if what == "count" else ():
        lines[line.unit.organisation_id].append(line)
    return _News(
        measurement=measurement,
        addressees={(one.person_id, one.place_id): one for one in found},
        lines=lines,
    )


def write(parameters: Parameters, locale: str) -> Written | None:
    """Write the letter as it leaves; nothing when the post has ended, or the form closed."""
    number, what, day = parameters["measurement"], parameters["what"], today()
    news = once_a_batch((WRITER, number, what), lambda: _read(number, what, day))
    if news is None:
        return None
    one = news.addressees.get((parameters["person"], parameters["place"]))
    if one is None:
        return None
    letter = compose(
        "culture/mail/news",
        locale=locale,
        what=what,
        measurement=news.measurement,
        person=one,
        lines=news.lines.get(one.place_id, ()),
        href=_href(what, number, one),
        least=news.measurement.campaign.k_score,
    )
    return Written(letter=letter)


def _href(what: str, number: int, one: Addressee) -> str:
    if what == "team":
        return link_to("culture.team_results", number=number, unit_id=one.place_id)
    page = "culture.organisation_results" if what == "organisation" else "culture.prepare"
    return link_to(page, number=number, slug=one.slug)


def init_app(app: Flask) -> None:
    """Write the letters that are queued under this name."""
    let_write(app, WRITER, write, kind=_l("About a measurement of culture"))
