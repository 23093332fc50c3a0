"""Released figures as files, for whoever reads the page they belong to, from the same day on."""

from collections.abc import Mapping

from flask import Response, abort, jsonify
from flask.typing import ResponseReturnValue

from portal.clock import today
from portal.culture import reading
from portal.culture.blueprint import bp
from portal.culture.export import organisations_table
from portal.culture.preparation import every_organisation
from portal.culture.reading import NETWORK, Shown, definition_of
from portal.culture.scores import as_read
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.questionnaires.exports.released import Source, as_json, tables_of
from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.results.shapes import PlaceResults
from portal.questionnaires.results.snapshots import places_of
from portal.tables.files import FORMATS, table_response

EXTENSIONS = f"<any({', '.join(FORMATS)}, json):extension>"


@bp.get(f"/culture/<int:number>/teams/<int:unit_id>.{EXTENSIONS}")
@requires(P.CULTURE_READ)
def team_file(number: int, unit_id: int, extension: str) -> ResponseReturnValue:
    """Give the figures of a team as a file, to who sees its page."""
    return _file(reading.shown_unit(number, unit_id), extension)


@bp.get(f"/culture/<int:number>/organisations/<slug>.{EXTENSIONS}")
@requires(P.CULTURE_READ)
def organisation_file(number: int, slug: str, extension: str) -> ResponseReturnValue:
    """Give the figures of an organisation as a file, to who sees its page."""
    return _file(reading.shown_organisation(number, slug), extension)


@bp.get(f"/culture/<int:number>/sectors/<sector>.{EXTENSIONS}")
@requires(P.CULTURE_READ)
def sector_file(number: int, sector: str, extension: str) -> ResponseReturnValue:
    """Give the figures of a sector as a file, to who sees its page."""
    return _file(reading.shown_sector(number, sector), extension)


@bp.get(f"/culture/<int:number>/network.{EXTENSIONS}")
@requires(P.CULTURE_READ)
def network_file(number: int, extension: str) -> ResponseReturnValue:
    """Give the figures of the network as a file."""
    return _file(reading.shown_network(number), extension)


@bp.get(f"/culture/<int:number>/organisations.<any({', '.join(FORMATS)}):extension>")
@requires(P.CULTURE_CODES)
def organisations_file(number: int, extension: str) -> ResponseReturnValue:
    """Give how ready each organisation is, and how many answered where that names nobody."""
    measurement = reading.found(P.CULTURE_CODES, number)
    lines = every_organisation(current_actor(), measurement, today())
    return table_response(organisations_table(measurement, lines), extension)


def _file(shown: Shown, extension: str) -> ResponseReturnValue:
    """Answer with the file; before its day it is not there."""
    released_on = shown.measurement.campaign.released_on
    if released_on is None or not shown.is_visible(today()):
        abort(404)
    definition = definition_of(shown.measurement)
    source = Source(
        name=_name(shown),
        definition=definition,
        released_on=released_on,
        simulated=shown.measurement.campaign.simulated,
        places={shown.place.code: shown.name},
    )
    lang = reading.reader_language(definition)
    places = _places(shown, definition)
    if extension == "json":
        return _json(as_json(source, places, lang), source.name)
    return table_response(tables_of(source, places, lang), extension)


def _places(shown: Shown, definition: Definition) -> list[PlaceResults]:
    """Return what the page of the place shows too, from the snapshots."""
    kept = places_of(shown.measurement.campaign_id, [shown.place.code, NETWORK.code])
    place, network = kept.get(shown.place.code), kept.get(NETWORK.code)
    return [as_read(definition, place, network)] if place else []


def _name(shown: Shown) -> str:
    is_organisation = shown.unit is None and shown.organisation is not None
    key = shown.organisation.slug if is_organisation and shown.organisation else shown.place.key
    return f"culture-{shown.measurement.number}-{shown.place.kind.value}-{key}"


def _json(content: Mapping[str, object], name: str) -> Response:
    answer = jsonify(content)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.json")
    return answer
