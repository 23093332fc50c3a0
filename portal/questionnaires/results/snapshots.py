"""What a campaign adds up to, and what was kept to show of it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from typing import Final

from pydantic import BaseModel
from sqlalchemy import Select, Text, bindparam, cast, func, select

from portal.db import db
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.campaigns.queries import rates
from portal.questionnaires.campaigns.response_models import (
    Answer,
    Comment,
    Response,
    ResultSnapshot,
)
from portal.questionnaires.instruments.versions import LoadedVersion, load_version
from portal.questionnaires.kinds import InstrumentKind, Missing
from portal.questionnaires.results.campaign_places import Unit
from portal.questionnaires.results.item_tables import item_table
from portal.questionnaires.results.place_tables import Survey, place_tables
from portal.questionnaires.results.psychometrics import (
    TABLE_CODE,
    ConstructFigures,
    Psychometrics,
    Resemblance,
    psychometrics_of,
)
from portal.questionnaires.results.scores import Sheet
from portal.questionnaires.results.shapes import RULE_VERSION, Consistency, Hidden, PlaceResults
from portal.questionnaires.results.suppression import (
    Counted,
    Note,
    Results,
    Tally,
    Thresholds,
    Why,
    tabulate,
)

ITEMS_TABLE: Final = "items"
PSYCHOMETRICS_TABLE: Final = TABLE_CODE
ROWS_AT_ONCE: Final = 10_000
READ_AT_MOST: Final = 128  # snapshots that a process holds: some 10 MB
NOTHING_SHOWN: Final[Mapping[str, object]] = {"mean": None, "deviation": None, "counts": None}


def write_snapshots(campaign: Campaign, *, on: date) -> None:
    """Write once what is shown of a closed campaign, in the transaction that releases it."""
    loaded = load_version(campaign.version)
    db.session.add_all(
        ResultSnapshot(
            campaign_id=campaign.id,
            table_code=code,
            json=content.model_dump(mode="json"),
            rule_version=RULE_VERSION,
            released_on=on,
        )
        for code, content in _tables(campaign, loaded)
    )
    db.session.flush()


def _tables(campaign: Campaign, loaded: LoadedVersion) -> Iterator[tuple[str, BaseModel]]:
    tally = tally_of(campaign, loaded.item_ids)
    if loaded.definition.kind is InstrumentKind.PROCESS:
        k = Thresholds(score=campaign.k_score, comment=campaign.k_comment)
        yield ITEMS_TABLE, tabulate(loaded.definition, campaign.length, tally, k)
        return
    survey = survey_of(campaign, loaded)
    network, *others = place_tables(survey)
    questions = item_table(survey, tally, network)
    yield ITEMS_TABLE, questions
    yield PSYCHOMETRICS_TABLE, _psychometrics(survey, tally, network, questions)
    for table in (network, *others):
        yield table.place.code, table


def _psychometrics(
    survey: Survey, tally: Tally, network: PlaceResults, questions: Results
) -> Psychometrics:
    """Return the figures for researchers, with nothing that another table hides.

    Those between units are the network's own: made of units whose spread is shown and no other,
    they give no hidden unit back.
    """
    figures = psychometrics_of(
        survey.definition,
        [sheet.values for sheet in survey.sheets],
        [None] * len(survey.sheets),
        missing={code: counted.missing for code, counted in tally.counted.items()},
        k_score=survey.k.score,
        k_comment=survey.k.comment,
    )
    between = {one.code: _resemblance(one) for one in network.consistency}
    hidden = {one.code: one.hidden for one in questions.items if one.hidden}
    return Psychometrics(
        constructs=tuple(
            _hide(one, hidden).model_copy(update={"resemblance": between[one.code]})
            for one in figures.constructs
        )
    )


def _resemblance(found: Consistency) -> Resemblance:
    return Resemblance(**found.model_dump(exclude={"code", "benchmark"}))


def _hide(construct: ConstructFigures, hidden: Mapping[str, Why]) -> ConstructFigures:
    """Leave out what the table of questions leaves out, and the ends of the scale with it."""
    items = tuple(
        item.model_copy(
            update=dict(NOTHING_SHOWN) | {"hidden": item.hidden or Hidden(hidden[item.code])}
        )
        if item.code in hidden
        else item
        for item in construct.items
    )
    ends = None if any(item.hidden for item in items) else construct.ends
    return construct.model_copy(update={"items": items, "ends": ends})


def survey_of(campaign: Campaign, loaded: LoadedVersion) -> Survey:
    """Read a campaign whole, before suppression: only for the act that releases it."""
    return Survey(
        definition=loaded.definition,
        length=campaign.length,
        k=Thresholds(score=campaign.k_score, comment=campaign.k_comment),
        units=[
            Unit(
                key=str(unit.id),
                organisation=str(unit.organisation_id),
                sector=unit.sector.value,
                headcount=unit.headcount,
            )
            for unit in campaign.units
        ],
        apart=campaign.people_apart,
        sheets=list(_sheets(campaign.id, {item: code for code, item in loaded.item_ids.items()})),
    )


def _sheets(campaign_id: int, codes: Mapping[int, str]) -> Iterator[Sheet]:
    """Yield the answers person by person, in two statements however many there are."""
    mine = Response.campaign_id == campaign_id
    values: dict[bytes, dict[str, int]] = defaultdict(dict)
    for response_id, item_id, value in db.session.execute(
        select(Answer.response_id, Answer.item_id, Answer.value)
        .join(Response, Response.id == Answer.response_id)
        .where(mine, Answer.value.is_not(None))
        .execution_options(yield_per=ROWS_AT_ONCE)
    ):
        values[response_id][codes[item_id]] = value or 0
    for response_id, unit_id in db.session.execute(
        select(Response.id, Response.unit_id).where(mine)
    ):
        unit = None if unit_id is None else str(unit_id)
        yield Sheet(unit=unit, values=values.get(response_id, {}))


@dataclass(frozen=True, kw_only=True)
class KeptPlace:
    """A place as its snapshot tells it; two are equal when every figure is, in any database."""

    sha256: bytes
    results: PlaceResults = field(compare=False)


def places_of(campaign_id: int, codes: Sequence[str]) -> Mapping[str, PlaceResults]:
    """Return what is shown of these places by code, in one statement; without one: left out."""
    return {code: kept.results for code, kept in kept_places(campaign_id, codes).items()}


def kept_places(campaign_id: int, codes: Sequence[str]) -> Mapping[str, KeptPlace]:
    """Return the snapshots of these places as ``places_of`` does, to know them again by."""
    found = db.session.execute(_texts(), {"campaign_id": campaign_id, "codes": list(codes)})
    return {code: read_place(content) for code, content in found}


@cache
def _texts() -> Select[str, str]:
    """Return the statement that reads snapshots as they were written, not yet taken apart."""
    return select(ResultSnapshot.table_code, cast(ResultSnapshot.json, Text)).where(
        ResultSnapshot.campaign_id == bindparam("campaign_id"),
        ResultSnapshot.table_code.in_(bindparam("codes", expanding=True)),
    )


@lru_cache(maxsize=READ_AT_MOST)  # by all that was written, so that no database sees another's
def read_place(content: str) -> KeptPlace:
    """Return a place from its snapshot as it was written; taken apart once a process."""
    return KeptPlace(
        sha256=sha256(content.encode()).digest(),
        results=PlaceResults.model_validate_json(content),
    )


def find_results(campaign_id: int) -> Results | None:
    """Return what is shown of a closed campaign, from its snapshot and nothing else."""
    found = db.session.execute(_texts(), {"campaign_id": campaign_id, "codes": [ITEMS_TABLE]})
    return next((Results.model_validate_json(content) for _, content in found), None)


def released_results(campaign_ids: Sequence[int]) -> Mapping[int, Results]:
    """Return the snapshots of several campaigns in one statement; without one: left out."""
    found = db.session.execute(
        select(ResultSnapshot.campaign_id, cast(ResultSnapshot.json, Text)).where(
            ResultSnapshot.campaign_id.in_(campaign_ids), ResultSnapshot.table_code == ITEMS_TABLE
        )
    )
    return {campaign_id: Results.model_validate_json(content) for campaign_id, content in found}


def tally_of(campaign: Campaign, item_ids: Mapping[str, int]) -> Tally:
    """Add up a campaign's answers before suppression: only for the act that closes it."""
    codes = {number: code for code, number in item_ids.items()}
    responses = db.session.scalar(
        select(func.count()).select_from(Response).where(Response.campaign_id == campaign.id)
    )
    return Tally(
        responses=responses or 0,
        invited=_asked(campaign),
        counted=_counted(campaign.id, codes),
        comments=_notes(campaign.id, codes),
    )


def _asked(campaign: Campaign) -> int:
    """Return how many were asked: where it knows teams their people, else who was invited."""
    return campaign.headcount or rates([campaign.id])[campaign.id].invited


def _counted(campaign_id: int, codes: Mapping[int, str]) -> Mapping[str, Counted]:
    rows = db.session.execute(
        select(Answer.item_id, Answer.value, Answer.missing, func.count())
        .join(Response, Response.id == Answer.response_id)
        .where(Response.campaign_id == campaign_id)
        .group_by(Answer.item_id, Answer.value, Answer.missing)
    )
    values: dict[str, dict[int, int]] = defaultdict(dict)
    missing: dict[str, dict[Missing, int]] = defaultdict(dict)
    for item_id, value, reason, count in rows:
        if value is not None:
            values[codes[item_id]][value] = count
        elif reason is not None:
            missing[codes[item_id]][reason] = count
    return {code: Counted(values=values[code], missing=missing[code]) for code in codes.values()}


def _notes(campaign_id: int, codes: Mapping[int, str]) -> Mapping[str, Sequence[Note]]:
    """Return the comments by item in the order of their random ids."""
    found: dict[str, list[Note]] = defaultdict(list)
    for comment in db.session.scalars(
        select(Comment).where(Comment.campaign_id == campaign_id).order_by(Comment.id)
    ):
        found[codes[comment.item_id]].append(Note(lang=comment.lang, body=comment.body))
    return dict(found)
