"""Pages of results, each for its reader: from snapshots only, and only from its day on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.clock import today
from portal.culture import queries, reading, showing
from portal.culture.blueprint import bp
from portal.culture.models import Measurement
from portal.culture.picture import draw_scores
from portal.culture.reading import NETWORK, Shown, definition_of
from portal.culture.rules import is_visible
from portal.culture.scores import Score, scores_of
from portal.moi.library import served_by_construct
from portal.moi.showing import titled
from portal.policy.guard import requires
from portal.policy.table import P
from portal.questionnaires.results.shapes import Hidden, Place, PlaceKind, PlaceResults
from portal.questionnaires.results.snapshots import places_of
from portal.taxonomy.model import part_label


@dataclass(frozen=True, kw_only=True)
class Results:
    """What a reader sees of a place: its people, its scores, the earlier measurement, if any."""

    place: PlaceResults
    scores: Mapping[str, Score]
    earlier: Measurement | None = None
    before: Mapping[str, Score] = field(default_factory=dict)


@bp.get("/culture/<int:number>/teams/<int:unit_id>/")
@requires(P.CULTURE_READ)
def team_results(number: int, unit_id: int) -> ResponseReturnValue:
    """Show a team its own results; its organisation two weeks later."""
    return _page(reading.shown_unit(number, unit_id))


@bp.get("/culture/<int:number>/organisations/<slug>/results")
@requires(P.CULTURE_READ)
def organisation_results(number: int, slug: str) -> ResponseReturnValue:
    """Show an organisation its results, two weeks after its teams saw theirs."""
    return _page(reading.shown_organisation(number, slug))


@bp.get("/culture/<int:number>/sectors/<sector>/")
@requires(P.CULTURE_READ)
def sector_results(number: int, sector: str) -> ResponseReturnValue:
    """Show a sector to who reads the whole network."""
    return _page(reading.shown_sector(number, sector))


@bp.get("/culture/<int:number>/network/")
@requires(P.CULTURE_READ)
def network_results(number: int) -> ResponseReturnValue:
    """Show the network to everybody who may read about culture."""
    return _page(reading.shown_network(number))


def _page(shown: Shown) -> str:
    if not shown.is_visible(today()):
        return render_template("culture/not_yet.html", shown=shown)
    results = results_of(shown)
    kits = served_by_construct(today()) if results.place.hidden is None else {}
    return render_template(
        "culture/results.html",
        shown=shown,
        results=results,
        picture=draw_scores(results.scores),
        groups=showing.groups_of(results.scores),
        differences=list(showing.differences(results.scores, results.before)),
        talks=showing.to_talk_about(results.scores, kits) if _has_team(shown) else [],
        words=showing,
        part_label=part_label,
        titled=titled,
        lang=reading.reader_language(definition_of(shown.measurement)),
    )


def _has_team(shown: Shown) -> bool:
    return shown.place.kind in {PlaceKind.UNIT, PlaceKind.ORGANISATION}


def results_of(shown: Shown) -> Results:
    """Return what is shown of a place, beside the larger ones and the measurement before."""
    measurement = shown.measurement
    larger = _larger(shown)
    codes = [shown.place.code, NETWORK.code, *(place.code for place in larger)]
    kept = places_of(measurement.campaign_id, codes)
    network = kept.get(NETWORK.code)
    place = kept.get(shown.place.code) or _nothing(shown.place)
    beside = [kept[one.code] for one in larger if one.code in kept]
    scores = scores_of(definition_of(measurement), place, network, beside)
    earlier, before = _before(shown)
    return Results(place=place, scores=scores, earlier=earlier, before=before)


def _larger(shown: Shown) -> list[Place]:
    if shown.organisation is None:
        return []
    sector = Place(kind=PlaceKind.SECTOR, key=shown.organisation.sector.value)
    return [sector, NETWORK]


def _nothing(place: Place) -> PlaceResults:
    return PlaceResults(place=place, organisations=0, units=0, hidden=Hidden.FEW)


def _before(shown: Shown) -> tuple[Measurement | None, Mapping[str, Score]]:
    """Return the comparable measurement before, as far as this reader sees it by now."""
    earlier = queries.find_earlier(shown.measurement)
    if earlier is None:
        return None, {}
    released = earlier.campaign.released_on
    place = _same_place(shown, earlier)
    if place is None or not is_visible(released, place.kind, shown.reader, today()):
        return None, {}
    kept = places_of(earlier.campaign_id, [place.code, NETWORK.code])
    if place.code not in kept:
        return None, {}
    definition = definition_of(shown.measurement)
    return earlier, scores_of(definition, kept[place.code], kept.get(NETWORK.code))


def _same_place(shown: Shown, earlier: Measurement) -> Place | None:
    """Return the same place in another measurement: a team's unit has another number there."""
    if shown.unit is None:
        return shown.place
    if shown.unit.team_id is None:
        return None
    unit_id = queries.find_unit_of_team(earlier.campaign_id, shown.unit.team_id)
    return Place(kind=PlaceKind.UNIT, key=str(unit_id)) if unit_id is not None else None
