"""Released figures as files: one row a place and construct, straight from the snapshots.

What is hidden has no figure, and the same row says why in words: a gap is never left to be taken
for a zero or for somebody who forgot. Each row says by which rules it was protected, and whether
the answers were made up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask_babel import gettext

from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.results.hiding import why_hidden, why_no_mean, why_no_spread
from portal.questionnaires.results.shapes import Figure, Hidden, PlaceKind, PlaceResults
from portal.questionnaires.results.suppression import ItemResult, Results
from portal.rules import N_
from portal.tables.files import Cell, Column, Kind, Table

MEANS: Final = ("answered", "mean")
BOUNDS: Final = ("low", "high")
KINDS: Final[Mapping[PlaceKind, str]] = {
    PlaceKind.UNIT: N_("Group"),
    PlaceKind.ORGANISATION: N_("Organisation"),
    PlaceKind.SECTOR: N_("Sector"),
    PlaceKind.NETWORK: N_("Network"),
}
SPREADS: Final = ("deviation", "favourable", "counts", "agreement")


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where figures come from: ``name`` of the file, ``places`` by code in words."""

    name: str
    definition: Definition
    released_on: date
    simulated: bool
    places: Mapping[str, str]


def tables_of(source: Source, places: Iterable[PlaceResults], lang: str) -> Table:
    """Return the constructs of these places, each with its denominators and why a gap is there."""
    rows = [_row(source, place, figure, lang) for place in places for figure in place.figures]
    return Table(name=source.name, columns=_columns(), rows=rows, on=source.released_on)


def _columns() -> list[Column]:
    number = Kind.NUMBER
    return [
        Column(key="place", label=gettext("Place")),
        Column(key="kind", label=gettext("Kind of place")),
        Column(key="organisations", label=gettext("Organisations"), kind=number),
        Column(key="units", label=gettext("Groups"), kind=number),
        Column(key="headcount", label=gettext("People asked"), kind=number),
        Column(key="responses", label=gettext("Answers in all"), kind=number),
        Column(key="rate_remark", label=gettext("Remark on people and answers")),
        Column(key="code", label=gettext("Code")),
        Column(key="title", label=gettext("Construct")),
        Column(key="answered", label=gettext("Answers that count"), kind=number),
        Column(key="mean", label=gettext("Average"), kind=number),
        Column(key="low", label=gettext("Lower bound of the interval"), kind=number),
        Column(key="high", label=gettext("Upper bound of the interval"), kind=number),
        Column(key="remark", label=gettext("Remark on the average")),
        Column(key="deviation", label=gettext("Standard deviation"), kind=number),
        Column(key="favourable", label=gettext("How many score 4 or 5"), kind=number),
        Column(key="counts", label=gettext("How often each score")),
        Column(key="agreement", label=gettext("Agreement, rwg(j)"), kind=number),
        Column(key="spread_remark", label=gettext("Remark on how far people differ")),
        *_marks(),
    ]


def _marks() -> list[Column]:
    return [
        Column(key="version", label=gettext("Version of the questionnaire"), kind=Kind.NUMBER),
        Column(key="rules", label=gettext("Version of the rules for hiding"), kind=Kind.NUMBER),
        Column(key="released_on", label=gettext("Released on"), kind=Kind.DATE),
        Column(key="simulated", label=gettext("Made-up answers")),
    ]


def _row(source: Source, place: PlaceResults, figure: Figure, lang: str) -> dict[str, Cell]:
    shown = figure.model_dump(include={*MEANS, *BOUNDS, *SPREADS} - {"counts"})
    return shown | {
        "place": source.places.get(place.place.code, place.place.key),
        "kind": gettext(KINDS[place.place.kind]),
        "organisations": place.organisations,
        "units": place.units,
        "headcount": place.headcount,
        "responses": place.responses,
        "rate_remark": why_hidden(Hidden.FEW) if place.responses is None else "",
        "code": figure.code,
        "title": source.definition.construct_by_code[figure.code].title[lang],
        "remark": why_no_mean(figure) or "",
        "counts": _counts(figure.counts),
        "spread_remark": why_no_spread(figure) or "",
        **_said(source, place.rule_version),
    }


def _said(source: Source, rule_version: int) -> dict[str, Cell]:
    return {
        "version": source.definition.number,
        "rules": rule_version,
        "released_on": source.released_on,
        "simulated": gettext("yes") if source.simulated else gettext("no"),
    }


def _counts(counts: Mapping[str, int] | None) -> str:
    return ", ".join(f"{step}: {count}" for step, count in (counts or {}).items())


def items_table(source: Source, results: Results, lang: str) -> Table:
    """Return the questions over the whole network, each with its answers and why a gap is there."""
    number = Kind.NUMBER
    columns = [
        Column(key="code", label=gettext("Code")),
        Column(key="title", label=gettext("Question")),
        Column(key="answered", label=gettext("Answers that count"), kind=number),
        Column(key="mean", label=gettext("Average"), kind=number),
        Column(key="deviation", label=gettext("Standard deviation"), kind=number),
        Column(key="median", label=gettext("Median"), kind=number),
        Column(key="counts", label=gettext("How often each answer")),
        Column(key="remark", label=gettext("Remark")),
        *_marks(),
    ]
    asked = (item for item in results.items if not source.definition.items[item.code].type.is_text)
    rows = [_item(source, item, results.rule_version, lang) for item in asked]
    return Table(name=f"{source.name}-items", columns=columns, rows=rows, on=source.released_on)


def _item(source: Source, item: ItemResult, rule_version: int, lang: str) -> dict[str, Cell]:
    shown = item.model_dump(include={"code", "answered", "mean", "deviation", "median"})
    return shown | {
        "title": source.definition.items[item.code].text[lang],
        "counts": _counts(item.counts),
        "remark": why_hidden(Hidden(item.hidden)) if item.hidden else "",
        **_said(source, rule_version),
    }


def as_json(source: Source, places: Iterable[PlaceResults], lang: str) -> dict[str, object]:
    """Return the same for programs: what is hidden has no key, and ``not_shown`` says why."""
    return {
        "name": source.name,
        "instrument": source.definition.slug,
        "version": source.definition.number,
        "released_on": source.released_on.isoformat(),
        "simulated": source.simulated,
        "places": [_place(source, place, lang) for place in places],
    }


def _place(source: Source, place: PlaceResults, lang: str) -> dict[str, object]:
    said = place.model_dump(mode="json", exclude={"figures", "hidden"}, exclude_none=True)
    return said | {
        "name": source.places.get(place.place.code, place.place.key),
        "simulated": source.simulated,
        **({} if place.responses is not None else {"not_shown": {"responses": "few"}}),
        "figures": [_figure(source, figure, lang) for figure in place.figures],
    }


def _figure(source: Source, figure: Figure, lang: str) -> dict[str, object]:
    reasons = {"mean": why_no_mean(figure), "spread": why_no_spread(figure)}
    not_shown = {part: why for part, why in reasons.items() if why}
    return {
        "title": source.definition.construct_by_code[figure.code].title[lang],
        **figure.model_dump(mode="json", exclude={"hidden"}, exclude_none=True),
        **({"not_shown": not_shown} if not_shown else {}),
    }
