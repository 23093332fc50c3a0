"""Pages of results, each for its reader: from snapshots only, and only from its day on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from portal.clock import today
from portal.culture import queries, reading, showing
from portal.culture.beside_queries import asked_beside
from portal.culture.blueprint import bp
from portal.culture.drawing import Before, Figures, piece
from portal.culture.reading import NETWORK, Shown, definition_of
from portal.culture.scores import Score, Source, read_scores
from portal.moi.library import served_by_construct
from portal.moi.showing import titled
from portal.policy.guard import can, current_actor, requires
from portal.policy.table import P
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.instruments.versions import load_version
from portal.questionnaires.results.shapes import Hidden, Place, PlaceKind, PlaceResults
from portal.questionnaires.results.snapshots import KeptPlace, kept_places


@dataclass(frozen=True, kw_only=True)
class Results:
    """What a reader sees of a place: its people and its scores, and what those are made of."""

    source: Source

    @property
    def place(self) -> PlaceResults:
        """Return what is shown of the place itself."""
        return self.source.place.results

    @property
    def scores(self) -> Mapping[str, Score]:
        """Return the scores by element of the model."""
        return read_scores(self.source)


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
    return render_template(
        "culture/results.html",
        shown=shown,
        results=results,
        piece=partial(piece, _figures(shown, results)),
        talks=_talks(shown, results),
        words=showing,
        titled=titled,
        lang=reading.reader_language(definition_of(shown.measurement)),
    )


def _figures(shown: Shown, results: Results) -> Figures:
    return Figures(
        number=shown.measurement.number,
        simulated=shown.measurement.campaign.simulated,
        source=results.source,
        before=before_of(shown),
        locale=str(get_locale()),
        leads_on=shown.place.kind is PlaceKind.NETWORK and can(P.ADJUSTMENT_KEEP),
    )


def _talks(shown: Shown, results: Results) -> Sequence[showing.Talk]:
    """Return what a team or organisation may talk about; a larger place does not talk."""
    if shown.organisation is None or results.place.hidden is not None:
        return []
    return showing.to_talk_about(results.scores, served_by_construct(today()))


def results_of(shown: Shown) -> Results:
    """Return what is shown of a place, beside the larger ones."""
    larger = _larger(shown)
    codes = [shown.place.code, NETWORK.code, *(place.code for place in larger)]
    kept = kept_places(shown.measurement.campaign_id, codes)
    place = kept.get(shown.place.code) or _nothing(shown.place)
    beside = tuple(kept[one.code] for one in larger if one.code in kept)
    version = shown.measurement.campaign.version
    return Results(source=_source(version, place, kept.get(NETWORK.code), beside))


def _source(
    version: InstrumentVersion,
    place: KeptPlace,
    network: KeptPlace | None,
    larger: tuple[KeptPlace, ...] = (),
) -> Source:
    return Source(
        content_sha256=version.content_sha256,
        definition=load_version(version).definition,
        place=place,
        network=network,
        larger=larger,
    )


def _larger(shown: Shown) -> list[Place]:
    if shown.organisation is None:
        return []
    sector = Place(kind=PlaceKind.SECTOR, key=shown.organisation.sector.value)
    return [sector, NETWORK]


def _nothing(place: Place) -> KeptPlace:
    nothing = PlaceResults(place=place, organisations=0, units=0, hidden=Hidden.FEW)
    return KeptPlace(sha256=place.code.encode(), results=nothing)


def before_of(shown: Shown) -> Before | None:
    """Return the measurement before it in one line, as far as this reader sees it by now."""
    versions = queries.versions_back(shown.measurement.campaign.version)
    earlier = queries.find_earlier(shown.measurement, versions)
    place = _same_place(shown, earlier.campaign_id) if earlier else None
    if earlier is None or place is None or not _sees(shown, earlier):
        return None
    kept = kept_places(earlier.campaign_id, [place.code, NETWORK.code])
    if place.code not in kept:
        return None
    line = versions[: [one.id for one in versions].index(earlier.version_id) + 1]
    return Before(
        number=earlier.number,
        opens_on=earlier.opens_on,
        simulated=earlier.simulated,
        source=_source(line[-1], kept[place.code], kept.get(NETWORK.code)),
        line=tuple(one.content_sha256 for one in line),
        definitions=[load_version(one).definition for one in line],
    )


def _sees(shown: Shown, earlier: queries.Earlier) -> bool:
    """Tell whether the reader sees the place as it was then, by the rules for the place now."""
    asked = shown.asked and asked_beside(current_actor(), earlier.campaign_id)
    return replace(shown, earlier=earlier, asked=asked).is_visible(today())


def _same_place(shown: Shown, campaign_id: int) -> Place | None:
    """Return the same place in another measurement: a team's unit has another number there."""
    if shown.unit is None:
        return shown.place
    if shown.unit.team_id is None:
        return None
    unit_id = queries.find_unit_of_team(campaign_id, shown.unit.team_id)
    return Place(kind=PlaceKind.UNIT, key=str(unit_id)) if unit_id is not None else None
