"""What the pages of this room share: finding a measurement and its places within reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from portal.culture import queries, rules
from portal.culture.beside_queries import Asked, asked_beside
from portal.culture.models import MeasuredOrganisation, Measurement
from portal.network.models import Organisation
from portal.policy.decide import Actor, extent
from portal.policy.guard import current_actor, ensure
from portal.policy.table import Permission
from portal.questionnaires.campaigns.models import CampaignUnit
from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.instruments.versions import load_version
from portal.questionnaires.results.shapes import Place, PlaceKind
from portal.taxonomy.sectors import Sector, setting_label

P = Permission
NETWORK = Place(kind=PlaceKind.NETWORK, key="all")


def found(permission: Permission, number: int) -> Measurement:
    """Return a measurement with its version if it lies within reach, or 404: one statement."""
    return ensure(permission, Measurement, queries.numbered(number), options=queries.WHOLE)


def definition_of(measurement: Measurement) -> Definition:
    """Return what a measurement asks."""
    return load_version(measurement.campaign.version).definition


def reader_language(definition: Definition) -> str:
    """Return the reader's language, or the first one that the instrument speaks."""
    lang = str(get_locale())
    return lang if lang in definition.languages else definition.languages[0]


def to_measurement(number: int) -> ResponseReturnValue:
    """Send the reader on to the page of a measurement."""
    return redirect(url_for("culture.show", number=number), code=303)


def reader_at(
    actor: Actor, *, team_id: int | None = None, organisation_id: int | None = None
) -> rules.Reader:
    """Tell as whom somebody reads a place: as one of the team first, who sees it first."""
    where = extent(actor, P.CULTURE_READ)
    if team_id is not None and team_id in where.teams:
        return rules.Reader.TEAM
    if organisation_id is not None and organisation_id in where.organisations:
        return rules.Reader.ORGANISATION
    return rules.Reader.NETWORK if where.network else rules.Reader.TEAM


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A place of a measurement as one reader meets it: its name, and since when it can be read."""

    measurement: Measurement
    place: Place
    name: str
    href: str
    reader: rules.Reader
    unit: CampaignUnit | None = None
    organisation: Organisation | None = None
    asked: Asked | None = None  # of the network only
    earlier: queries.Earlier | None = None  # the same place as it was measured before

    def href_of(self, extension: str) -> str:
        """Return the address of the same figures as a file."""
        return f"{self.href.rstrip('/').removesuffix('/results')}.{extension}"

    @property
    def since(self) -> date | None:
        """Return the first day on which this reader sees it, if it is known by now.

        A network of one organisation is that organisation.
        """
        is_of_one = self.asked is not None and self.asked.organisations == 1
        kind = PlaceKind.ORGANISATION if is_of_one else self.place.kind
        released = self.earlier or self.measurement.campaign
        return rules.visible_from(released.released_on, kind, self.reader)

    @property
    def tells_of_another(self) -> bool:
        """Tell whether this reader could take the own organisation off, and one other were left."""
        reads_one = self.reader is not rules.Reader.NETWORK
        return reads_one and self.asked is not None and self.asked.others == 1

    def is_visible(self, today: date) -> bool:
        """Tell whether this reader sees it on this day."""
        return not self.tells_of_another and self.since is not None and self.since <= today


def unit_name(unit: CampaignUnit) -> str:
    """Return the name of a unit: its team, or the small teams of its organisation together."""
    if unit.team is not None:
        return unit.team.name
    return str(gettext("Small teams together, %(place)s", place=unit.organisation.name))


def organisations_of(units: Sequence[CampaignUnit]) -> Sequence[Organisation]:
    """Return the organisations of some units, each once, in their order."""
    return list({unit.organisation_id: unit.organisation for unit in units}.values())


def shown_unit(number: int, unit_id: int) -> Shown:
    """Return a unit within reach, or 404; units without a team are the organisation's."""
    measurement, actor = found(P.CULTURE_READ, number), current_actor()
    unit = queries.find_unit(actor, P.CULTURE_READ, measurement.campaign_id, unit_id)
    if unit is None:
        abort(404)
    return Shown(
        measurement=measurement,
        place=Place(kind=PlaceKind.UNIT, key=str(unit.id)),
        name=unit_name(unit),
        href=url_for("culture.team_results", number=number, unit_id=unit.id),
        reader=reader_at(actor, team_id=unit.team_id, organisation_id=unit.organisation_id),
        unit=unit,
        organisation=unit.organisation,
    )


def shown_organisation(number: int, slug: str) -> Shown:
    """Return an organisation within reach, with its measurement, or 404."""
    measurement = found(P.CULTURE_READ, number)
    organisation = ensure(P.CULTURE_READ, Organisation, Organisation.slug == slug)
    return Shown(
        measurement=measurement,
        place=Place(kind=PlaceKind.ORGANISATION, key=str(organisation.id)),
        name=organisation.name,
        href=url_for("culture.organisation_results", number=number, slug=slug),
        reader=reader_at(current_actor(), organisation_id=organisation.id),
        organisation=organisation,
    )


def shown_sector(number: int, sector: str) -> Shown:
    """Return a sector of a measurement, for who reads the whole network; 404 for others."""
    if sector not in {one.value for one in Sector} or not reads_network():
        abort(404)
    return Shown(
        measurement=found(P.CULTURE_READ, number),
        place=Place(kind=PlaceKind.SECTOR, key=sector),
        name=setting_label(Sector(sector)),
        href=url_for("culture.sector_results", number=number, sector=sector),
        reader=rules.Reader.NETWORK,
    )


def shown_network(number: int) -> Shown:
    """Return the whole network of a measurement, for everybody who may read about culture."""
    measurement = found(P.CULTURE_READ, number)
    return Shown(
        measurement=measurement,
        place=NETWORK,
        name=str(gettext("The network")),
        href=url_for("culture.network_results", number=number),
        reader=reader_at(current_actor()),
        asked=asked_beside(current_actor(), measurement.campaign_id),
    )


def reads_network() -> bool:
    """Tell whether the reader reads more than an own place."""
    return extent(current_actor(), P.CULTURE_READ).network


def preparable(number: int, slug: str) -> tuple[Measurement, MeasuredOrganisation]:
    """Return an organisation of a measurement that the reader prepares, or 404."""
    measurement = found(P.CULTURE_CODES, number)
    place = ensure(
        P.CULTURE_CODES,
        MeasuredOrganisation,
        MeasuredOrganisation.campaign_id == measurement.campaign_id,
        MeasuredOrganisation.organisation.has(slug=slug),
        options=queries.WITH_ORGANISATION,
    )
    return measurement, place
