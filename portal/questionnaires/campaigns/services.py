"""The acts around asking: plan a campaign, open it to frozen units, hand out codes, close it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import insert, select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.policy.table import Role
from portal.questionnaires.campaigns import rules
from portal.questionnaires.campaigns.closing import forget_marks
from portal.questionnaires.campaigns.models import (
    LEAST_FOR_COMMENTS,
    LEAST_FOR_MEANS,
    AccessCode,
    Campaign,
    CampaignInvitation,
    CampaignUnit,
)
from portal.questionnaires.campaigns.pooling import (
    Group,
    Pooled,
    groups_to_keep,
    pool,
    units_left_out,
)
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.kinds import Length, Mode
from portal.taxonomy.sectors import Sector


@dataclass(frozen=True, kw_only=True)
class CampaignPlan:
    """How an asking is to be; nothing of it but the thresholds changes once it is open."""

    version: InstrumentVersion
    length: Length
    opens_on: date
    closes_on: date
    mode: Mode = Mode.ANONYMOUS
    k_score: int = LEAST_FOR_MEANS
    k_comment: int = LEAST_FOR_COMMENTS
    series: str | None = None
    wave: int | None = None
    staff_informed_on: date | None = None
    simulated: bool = False


@dataclass(frozen=True, kw_only=True)
class UnitPlan:
    """A team, or an organisation, that is asked: how many work there, and who has an account."""

    organisation_id: int
    team_id: int | None
    sector: Sector
    headcount: int
    people: Mapping[int, Role] = field(default_factory=dict)


def plan_campaign(plan: CampaignPlan) -> Campaign:
    """Keep what will be asked, and when; nobody is asked before it is opened."""
    rules.check_may_plan(plan.opens_on, plan.closes_on)
    campaign = Campaign(
        version_id=plan.version.id,
        length=plan.length,
        mode=plan.mode,
        opens_on=plan.opens_on,
        closes_on=plan.closes_on,
        k_score=plan.k_score,
        k_comment=plan.k_comment,
        series=plan.series,
        wave=plan.wave,
        staff_informed_on=plan.staff_informed_on,
        simulated=plan.simulated,
    )
    db.session.add(campaign)
    db.session.flush()
    return campaign


def pool_units(campaign: Campaign, units: Sequence[UnitPlan]) -> Pooled:
    """Return who would answer together, and who apart, if the campaign opened to these now."""
    groups = (
        Group(size=one.headcount, organisation=one.organisation_id, team=one.team_id)
        for one in units
    )
    return pool(groups, least=campaign.k_score)


def open_planned(campaign: Campaign, units: Sequence[UnitPlan], *, on: date) -> None:
    """Open a campaign and freeze whom it asks, so that every unit has enough people to hide among.

    Small teams of one organisation become a unit without a team; who cannot be placed in a large
    enough unit is asked without one.
    """
    rules.check_may_open_planned(campaign, units, on)
    plans = {(unit.organisation_id, unit.team_id): unit for unit in units}
    pooled = pool_units(campaign, list(plans.values()))
    campaign.units = [_unit([plans[g.organisation, g.team] for g in unit]) for unit in pooled.units]
    db.session.flush()  # from the opening on, no unit joins
    campaign.people_apart = sum(group.size for group in pooled.apart)
    _mark_opened(campaign, on)
    for unit, made in zip(pooled.units, campaign.units, strict=True):
        _invite(campaign, [plans[g.organisation, g.team] for g in unit], made.id)
    _invite(campaign, [plans[g.organisation, g.team] for g in pooled.apart], None)


def _unit(plans: Sequence[UnitPlan]) -> CampaignUnit:
    return CampaignUnit(
        organisation_id=plans[0].organisation_id,
        team_id=plans[0].team_id if len(plans) == 1 else None,
        sector=plans[0].sector,
        headcount=sum(plan.headcount for plan in plans),
    )


def _mark_opened(campaign: Campaign, on: date) -> None:
    campaign.opened_on = on
    campaign.opens_on = max(campaign.opens_on, on)
    db.session.flush()


def open_campaign(
    version: InstrumentVersion,
    *,
    length: Length,
    opens_on: date,
    closes_on: date,
    invited: Mapping[int, Role],
    simulated: bool = False,
) -> Campaign:
    """Open a campaign that asks people by role, without unit, organisation or sector."""
    rules.check_may_open(opens_on, closes_on, invited)
    plan = CampaignPlan(
        version=version,
        length=length,
        opens_on=opens_on,
        closes_on=closes_on,
        simulated=simulated,
    )
    campaign = plan_campaign(plan)
    _mark_opened(campaign, opens_on)
    _write_invitations(campaign, invited, headcount=len(invited), unit_id=None)
    return campaign


def _invite(campaign: Campaign, plans: Iterable[UnitPlan], unit_id: int | None) -> None:
    people: dict[int, Role] = {}
    headcount = 0
    for plan in plans:
        people.update(plan.people)
        headcount += plan.headcount
    _write_invitations(campaign, people, headcount=headcount, unit_id=unit_id)


def _write_invitations(
    campaign: Campaign, people: Mapping[int, Role], *, headcount: int, unit_id: int | None
) -> None:
    """Write whom a unit asks by name; a role only where enough there have it."""
    named = _roles_to_keep(people, headcount, least=campaign.k_score)
    rows = [
        {
            "campaign_id": campaign.id,
            "person_id": person_id,
            "unit_id": unit_id,
            "role_group": role if role in named else None,
            "done": False,
            "reminders": 0,
        }
        for person_id, role in sorted(people.items())
    ]
    if rows:
        db.session.execute(insert(CampaignInvitation).execution_options(render_nulls=True), rows)


def _roles_to_keep(people: Mapping[int, Role], headcount: int, *, least: int) -> frozenset[str]:
    """Return the roles that hide nobody; who answers by a code carries none."""
    sizes: dict[str, int] = {}
    for role in people.values():
        sizes[role] = sizes.get(role, 0) + 1
    return groups_to_keep(sizes, max(0, headcount - len(people)), least=least)


def add_codes(
    campaign: Campaign, hashes: Sequence[bytes], *, on: date, unit_id: int | None = None
) -> int:
    """Keep the hashes of one-time codes for a unit; those that exist already stay as they are.

    Returns how many were new: none when a list is asked for again. Without a unit, and for one that
    a higher threshold left out, a code says nothing of where it came from.
    """
    rules.check_may_add_codes(campaign, len(hashes), on)
    known = set(
        db.session.scalars(select(AccessCode.code_hash).where(AccessCode.code_hash.in_(hashes)))
    )
    placed = None if unit_id in left_out(campaign) else unit_id
    same = {"campaign_id": campaign.id, "unit_id": placed, "used": False}
    new = [{"code_hash": value, **same} for value in hashes if value not in known]
    if new:
        db.session.execute(insert(AccessCode).execution_options(render_nulls=True), new)
    return len(new)


def left_out(campaign: Campaign) -> frozenset[int]:
    """Return the units that stand no more since the threshold was raised."""
    sizes = {unit.id: unit.headcount for unit in campaign.units}
    return units_left_out(sizes, campaign.people_apart, least=campaign.k_score)


def hold(campaign_id: int, *, shared: bool = False) -> Campaign:
    """Read a campaign and hold it: nobody closes it under an answer on its way in."""
    lock: dict[str, object] = {"of": Campaign} | ({"read": True} if shared else {})
    with_version = joinedload(Campaign.version, innerjoin=True)
    return db.session.get_one(
        Campaign, campaign_id, options=[with_version], with_for_update=lock, populate_existing=True
    )


def close_campaign(campaign_id: int, *, on: date) -> Campaign:
    """Close a campaign for good, also before its last day, and forget what only an open one needs.

    ``forget_order`` belongs after the transaction; until it ran, the files still tell the order.
    """
    campaign = hold(campaign_id)
    rules.check_may_close(campaign)
    campaign.closes_on = max(campaign.opens_on, min(campaign.closes_on, on))
    campaign.closed_on = max(campaign.opens_on, on)
    forget_marks(campaign)
    db.session.flush()
    return campaign
