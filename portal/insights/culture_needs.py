"""Culture on the first page of the day: what waits for the coordinator, and for own places."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final, Protocol

from flask_babel import gettext as _

from portal.culture import queries, rules
from portal.culture.models import Measurement
from portal.culture.reading import organisations_of, unit_name
from portal.insights.culture import AHEAD
from portal.insights.needs import Need, Tone
from portal.policy.decide import Actor, extent
from portal.policy.table import P
from portal.questionnaires.campaigns.models import CampaignUnit
from portal.web.words import short_day

NEWS: Final = timedelta(days=14)


class Waiting(Protocol):
    """A measurement that waits: its number, the step as its title, and the day it is to open."""

    @property
    def thing_id(self) -> int:
        """The number of the measurement."""

    @property
    def title(self) -> str:
        """The key of the step."""

    @property
    def day(self) -> date | None:
        """The first day to answer."""


def measurement_need(one: Waiting) -> Need:
    """Return what the coordinator is told of a measurement that waits for a step."""
    href, day = f"/culture/{one.thing_id}/", short_day(one.day) if one.day else ""
    if one.title == "release":
        return Need(
            what=_("Measurement %(number)s is closed", number=one.thing_id),
            why=_("Teams wait for their results until you release them."),
            href=f"{href}release",
            step=_("Look and release"),
        )
    if one.title == "open":
        return Need(
            what=_("Measurement %(number)s can open", number=one.thing_id),
            why=_("It was planned for %(day)s.", day=day),
            href=f"{href}open",
            step=_("Look and open"),
            tone=Tone.DUE,
        )
    return Need(
        what=_("Not everybody is ready for measurement %(number)s", number=one.thing_id),
        why=_("In some organisations staff was not informed yet. It opens on %(day)s.", day=day),
        href=f"{href}#places",
        step=_("To the organisations"),
    )


def own_needs(actor: Actor, day: date) -> Iterator[Need]:
    """Tell ambassadors of codes to print and results that are there, and teams of theirs."""
    if not extent(actor, P.CULTURE_READ) or extent(actor, P.CULTURE_READ).network:
        return
    near = queries.measurements_near(actor, day - rules.TEAM_FIRST - NEWS)
    if not near:
        return
    units = queries.own_units(actor, [one.campaign_id for one in near])
    for one in near:
        mine = [unit for unit in units if unit.campaign_id == one.campaign_id]
        stage = rules.stage_of(one.campaign)
        if stage is rules.Stage.OPEN and extent(actor, P.CULTURE_CODES):
            yield from _codes(one, mine)
        elif stage is rules.Stage.PLANNED and one.campaign.opens_on <= day + AHEAD:
            yield from _to_count(actor, one)
        elif one.campaign.released_on is not None:
            yield from _results(actor, one, mine, day)


def _codes(one: Measurement, units: Sequence[CampaignUnit]) -> Iterator[Need]:
    for organisation in organisations_of(units):
        yield Need(
            what=_("Measurement %(number)s of culture is open", number=one.number),
            why=_(
                "Print the codes of the teams of %(place)s, until %(day)s.",
                place=organisation.name,
                day=short_day(one.campaign.closes_on),
            ),
            href=f"/culture/{one.number}/organisations/{organisation.slug}/",
            step=_("Print codes"),
        )


def _to_count(actor: Actor, one: Measurement) -> Iterator[Need]:
    if extent(actor, P.CULTURE_CODES):
        yield Need(
            what=_("Measurement %(number)s of culture comes", number=one.number),
            why=_("Say how large your teams are, and when staff was informed."),
            href=f"/culture/{one.number}/",
            step=_("Count people"),
        )


def _results(
    actor: Actor, one: Measurement, units: Sequence[CampaignUnit], day: date
) -> Iterator[Need]:
    released, teams = one.campaign.released_on, extent(actor, P.CULTURE_READ).teams
    if released is not None and released <= day < released + NEWS:
        for unit in units:
            if unit.team_id in teams:
                yield _is_there(unit_name(unit), f"/culture/{one.number}/teams/{unit.id}/")
    follows = released + rules.TEAM_FIRST if released is not None else None
    if follows is not None and follows <= day < follows + NEWS:
        for organisation in organisations_of(units):
            if organisation.id in extent(actor, P.CULTURE_READ).organisations:
                href = f"/culture/{one.number}/organisations/{organisation.slug}/results"
                yield _is_there(organisation.name, href)


def _is_there(name: str, href: str) -> Need:
    return Need(
        what=_("The results of the measurement of culture are there: %(place)s", place=name),
        why=_("Look at them together, and choose what you want to talk about."),
        href=href,
        step=_("To the results"),
        tone=Tone.NEW,
    )
