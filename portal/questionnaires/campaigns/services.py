"""The acts around asking: plan a campaign, open it to frozen units, hand out codes, close it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.policy.table import Role
from portal.questionnaires.campaigns import rules
from portal.questionnaires.campaigns.models import (
    LEAST_FOR_COMMENTS,
    LEAST_FOR_MEANS,
    AccessCode,
    Campaign,
    CampaignDraft,
    CampaignInvitation,
    CampaignUnit,
)
from portal.questionnaires.campaigns.pooling import Group, groups_to_keep, pool
from portal.questionnaires.campaigns.response_models import Comment, Response
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.kinds import Length, Mode
from portal.taxonomy.sectors import Sector

_QUIETLY: Final = {"synchronize_session": False}


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


def open_planned(campaign: Campaign, units: Sequence[UnitPlan], *, on: date) -> None:
    """Open a campaign and freeze whom it asks, so that every unit has enough people to hide among.

    Small teams of one organisation become a unit without a team; who cannot be placed in a large
    enough unit is asked without one.
    """
    rules.check_may_open_planned(campaign, units, on)
    plans = {(unit.organisation_id, unit.team_id): unit for unit in units}
    groups = (
        Group(size=one.headcount, organisation=place, team=team)
        for (place, team), one in plans.items()
    )
    pooled = pool(groups, least=campaign.k_score)
    campaign.units = [_unit([plans[g.organisation, g.team] for g in unit]) for unit in pooled.units]
    db.session.flush()  # from the opening on, no unit joins
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

    Returns how many were new: none when a list is asked for again.
    """
    rules.check_may_add_codes(campaign, len(hashes), on)
    known = set(
        db.session.scalars(select(AccessCode.code_hash).where(AccessCode.code_hash.in_(hashes)))
    )
    same = {"campaign_id": campaign.id, "unit_id": unit_id, "used": False}
    new = [{"code_hash": value, **same} for value in hashes if value not in known]
    if new:
        db.session.execute(insert(AccessCode).execution_options(render_nulls=True), new)
    return len(new)


def raise_thresholds(campaign_id: int, *, k_score: int, k_comment: int) -> Campaign:
    """Ask for more people before anything is shown; units and roles that are too few now go.

    Answers that are in already lose them too.
    """
    campaign = hold(campaign_id)
    rules.check_may_raise(campaign, k_score, k_comment)
    campaign.k_score, campaign.k_comment = k_score, k_comment
    db.session.flush()
    small = _small_units(campaign)
    for table in (CampaignInvitation, AccessCode, Response):
        db.session.execute(
            update(table)
            .where(table.campaign_id == campaign_id, table.unit_id.in_(small))
            .values(unit_id=None, **({} if table is AccessCode else {"role_group": None}))
            .execution_options(**_QUIETLY)
        )
    _unname_small_roles(campaign)
    return campaign


def _small_units(campaign: Campaign) -> list[int]:
    """Return the units that stand no more, with the next smallest where those would stand out."""
    least, gone, people = campaign.k_score, [], 0
    for unit in sorted(campaign.units, key=lambda unit: (unit.headcount, unit.id)):
        if unit.headcount >= least and (people == 0 or people >= least):
            break
        gone.append(unit.id)
        people += unit.headcount
    return gone


def _unname_small_roles(campaign: Campaign) -> None:
    """Take a role from all of a unit when one of its roles has too few people now."""
    cells = db.session.execute(
        select(CampaignInvitation.unit_id, CampaignInvitation.role_group, func.count())
        .where(CampaignInvitation.campaign_id == campaign.id)
        .group_by(CampaignInvitation.unit_id, CampaignInvitation.role_group)
    )
    small = {unit for unit, role, size in cells if role and size < campaign.k_score}
    for table in (CampaignInvitation, Response):
        for unit in small:
            here = table.campaign_id == campaign.id, table.unit_id.is_not_distinct_from(unit)
            forget = update(table).where(*here).values(role_group=None)
            db.session.execute(forget.execution_options(**_QUIETLY))


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
    _forget_marks(campaign)
    db.session.flush()
    return campaign


def _forget_marks(campaign: Campaign) -> None:
    """Drop what could single out a response: its keys, and a language that few answered in."""
    mine = Response.campaign_id == campaign.id
    db.session.execute(
        update(Response)
        .where(mine)
        .values(submit_key_hash=None, withdraw_hash=None)
        .execution_options(**_QUIETLY)
    )
    if small := list(_groups_of_rare_languages(campaign)):
        in_group = (
            Response.unit_id.is_not_distinct_from(bindparam("unit")),
            Response.role_group.is_not_distinct_from(bindparam("role")),
        )
        forget = update(Response.__table__).where(mine, *in_group).values(lang=None)  # type: ignore[arg-type]
        db.session.connection().execute(forget, small)
    drafts = delete(CampaignDraft).where(CampaignDraft.campaign_id == campaign.id)
    db.session.execute(drafts.execution_options(**_QUIETLY))
    if campaign.mode is Mode.ANONYMOUS:
        comments = update(Comment).where(Comment.campaign_id == campaign.id)
        db.session.execute(comments.values(withdraw_hash=None).execution_options(**_QUIETLY))


def _groups_of_rare_languages(campaign: Campaign) -> Iterator[dict[str, object]]:
    """Yield unit and role of each group in which fewer than ``k_score`` used one language."""
    sizes = (
        select(Response.unit_id, Response.role_group, func.count().label("size"))
        .where(Response.campaign_id == campaign.id)
        .group_by(Response.unit_id, Response.role_group, Response.lang)
        .subquery()
    )
    rare = (
        select(sizes.c.unit_id, sizes.c.role_group)
        .where(sizes.c.size < campaign.k_score)
        .distinct()
    )
    for unit, role in db.session.execute(rare):
        yield {"unit": unit, "role": role}
