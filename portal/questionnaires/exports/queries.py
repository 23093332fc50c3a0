"""The answers of a closed campaign as rows that name nobody, in an order that tells nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from secrets import SystemRandom

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.network.models import Organisation
from portal.policy.table import Role
from portal.questionnaires.campaigns.models import Campaign, CampaignUnit
from portal.questionnaires.campaigns.response_models import Answer, Comment, Response
from portal.questionnaires.exports.codebook import REASONS, Variable
from portal.questionnaires.exports.models import AnswersExport
from portal.questionnaires.exports.rules import groups_to_show, units_to_show
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.instruments.versions import LoadedVersion
from portal.questionnaires.kinds import ItemType, Missing, Mode

_CHANCE = SystemRandom()
Given = Mapping[int, Sequence[int | Missing]]


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """What one person answered, by column; a unit or role only where it hides them well."""

    unit: CampaignUnit | None
    role: Role | None
    values: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class OrganisationRow:
    """What one person answered about one person or a few, and of the place the organisation."""

    organisation: Organisation | None
    values: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What somebody wrote under a question, apart from all else they answered."""

    code: str
    body: str


@dataclass(frozen=True, kw_only=True)
class Answers:
    """All that leaves of one campaign; each time it is read the order is another one.

    Where rows say their unit, what would speak of one recognisable person or the mood of a few
    stands apart from them: ``apart`` are its columns, in rows that know no smaller place than an
    organisation and join with no other row.
    """

    variables: Sequence[Variable]
    rows: Sequence[PersonRow]
    remarks: Sequence[Remark]
    apart: Sequence[Variable] = ()
    apart_rows: Sequence[OrganisationRow] = ()

    @property
    def has_units(self) -> bool:
        """Tell whether any row says its unit."""
        return any(row.unit is not None for row in self.rows)

    @property
    def has_roles(self) -> bool:
        """Tell whether any row says its role."""
        return any(row.role is not None for row in self.rows)


def find_campaign(campaign_id: int) -> Campaign | None:
    """Return a campaign without names with its version, whatever its state, or nothing."""
    whole = joinedload(Campaign.version).joinedload(InstrumentVersion.instrument)
    nameless = Campaign.id == campaign_id, Campaign.mode == Mode.ANONYMOUS
    return db.session.scalar(select(Campaign).where(*nameless).options(whole))


def count_responses(campaign_id: int) -> int:
    """Return how many people answered."""
    rows = select(func.count()).select_from(Response).where(Response.campaign_id == campaign_id)
    return db.session.scalar(rows) or 0


def exports_of(campaign_id: int) -> Sequence[AnswersExport]:
    """Return who took these answers along, newest first."""
    taken = select(AnswersExport).where(AnswersExport.campaign_id == campaign_id)
    return db.session.scalars(taken.order_by(AnswersExport.id.desc())).all()


def exports_by(person_id: int) -> Sequence[AnswersExport]:
    """Return what somebody took along, in order."""
    taken = select(AnswersExport).where(AnswersExport.taken_by_id == person_id)
    return db.session.scalars(taken.order_by(AnswersExport.id)).all()


def read_answers(
    campaign: Campaign, loaded: LoadedVersion, variables: Sequence[Variable]
) -> Answers:
    """Return the answers of a campaign, shuffled: no two readings have a row number in common."""
    people = _people(campaign)
    given = _given(campaign.id)
    columns = [(one, loaded.item_ids[one.item.code]) for one in variables]
    has_units = any(unit is not None for _key, unit, _role in people)
    apart = [one for one in columns if has_units and one[0].item.organisation_only]
    beside = [one for one in columns if one not in apart]
    rows = [
        PersonRow(unit=unit, role=role, values=_values(given.get(key, {}), beside))
        for key, unit, role in people
    ]
    apart_rows = [
        OrganisationRow(organisation=organisation, values=_values(given.get(key, {}), apart))
        for key, organisation in (_by_organisation(campaign) if apart else ())
    ]
    remarks = _remarks(campaign.id, loaded.item_ids)
    for shuffled in (rows, apart_rows, remarks):
        _CHANCE.shuffle(shuffled)
    return Answers(
        variables=[one for one, _item_id in beside],
        rows=rows,
        remarks=remarks,
        apart=[one for one, _item_id in apart],
        apart_rows=apart_rows,
    )


def _by_organisation(campaign: Campaign) -> Sequence[tuple[bytes, Organisation | None]]:
    """Return the organisation of each response, where enough people of two units answered."""
    found = db.session.execute(
        select(Response.id, Response.unit_id).where(Response.campaign_id == campaign.id)
    ).all()
    units = _units(campaign.id)
    places = [units[unit].organisation_id if unit is not None else None for _key, unit in found]
    several = Counter(units[unit].organisation_id for unit in {one for _key, one in found if one})
    people = Counter[int]()
    for unit in units.values():
        people[unit.organisation_id] += unit.headcount if several[unit.organisation_id] > 1 else 0
    shown = units_to_show(places, people, least=campaign.k_comment)
    names = {unit.organisation_id: unit.organisation for unit in units.values()}
    return [
        (key, names[place] if place is not None and place in shown else None)
        for (key, _unit), place in zip(found, places, strict=True)
    ]


def _people(campaign: Campaign) -> Sequence[tuple[bytes, CampaignUnit | None, Role | None]]:
    found = db.session.execute(
        select(Response.id, Response.unit_id, Response.role_group).where(
            Response.campaign_id == campaign.id
        )
    ).all()
    units = _units(campaign.id)
    headcounts = {key: unit.headcount for key, unit in units.items()}
    least = campaign.k_score
    shown = units_to_show([unit for _key, unit, _role in found], headcounts, least=least)
    placed = [(key, unit if unit in shown else None, role) for key, unit, role in found]
    cells = _cells(((unit, role) for _key, unit, role in placed), least=least)
    return [
        (key, units[unit] if unit is not None else None, role if (unit, role) in cells else None)
        for key, unit, role in placed
    ]


def _units(campaign_id: int) -> Mapping[int, CampaignUnit]:
    found = select(CampaignUnit).where(CampaignUnit.campaign_id == campaign_id)
    names = joinedload(CampaignUnit.organisation), joinedload(CampaignUnit.team)
    return {unit.id: unit for unit in db.session.scalars(found.options(*names))}


def _cells(
    people: Iterable[tuple[int | None, Role | None]], *, least: int
) -> frozenset[tuple[int | None, Role | None]]:
    """Return which roles of which shown unit may stand beside their rows."""
    by_unit: dict[int | None, list[Role | None]] = defaultdict(list)
    for unit, role in people:
        by_unit[unit].append(role)
    return frozenset(
        (unit, role)
        for unit, roles in by_unit.items()
        for role in Role
        if role in groups_to_show(roles, least=least)
    )


def _given(campaign_id: int) -> Mapping[bytes, Given]:
    rows = db.session.execute(
        select(Answer.response_id, Answer.item_id, Answer.value, Answer.missing)
        .join(Response, Response.id == Answer.response_id)
        .where(Response.campaign_id == campaign_id)
    )
    found: dict[bytes, dict[int, list[int | Missing]]] = defaultdict(lambda: defaultdict(list))
    for response, item, value, missing in rows:
        answer = missing if value is None else value
        if answer is not None:
            found[response][item].append(answer)
    return found


def _values(given: Given, columns: Iterable[tuple[Variable, int]]) -> Mapping[str, int]:
    return {one.name: _value(one, given.get(item_id, ())) for one, item_id in columns}


def _value(one: Variable, said: Sequence[int | Missing]) -> int:
    """Return the number that stands in one column: a value, or why there is none."""
    values = [answer for answer in said if not isinstance(answer, Missing)]
    if not values:
        reasons = [answer for answer in said if isinstance(answer, Missing)]
        return REASONS[reasons[0] if reasons else Missing.SKIPPED]
    return int(one.option in values) if one.item.type is ItemType.MULTIPLE else values[0]


def _remarks(campaign_id: int, item_ids: Mapping[str, int]) -> list[Remark]:
    codes = {number: code for code, number in item_ids.items()}
    rows = select(Comment.item_id, Comment.body).where(Comment.campaign_id == campaign_id)
    return [Remark(code=codes[item], body=body) for item, body in db.session.execute(rows)]
