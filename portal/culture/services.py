"""The acts of a measurement: plan, prepare, open, print codes, close, release.

Answering is not here and is never audited: see ``portal.questionnaires.filling.services.submit``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, update
from sqlalchemy.orm.attributes import flag_modified

from portal.asks.services import NOTHING_SAID, Why, weigh
from portal.audit.services import record
from portal.culture import preparation, queries, rules
from portal.culture.asks import asked_by
from portal.culture.models import SERIES, Headcount, MeasuredOrganisation, Measurement
from portal.db import db
from portal.questionnaires.campaigns import services as campaigns
from portal.questionnaires.campaigns.codes import hash_code, make_codes
from portal.questionnaires.campaigns.models import (
    LEAST_FOR_COMMENTS,
    LEAST_FOR_MEANS,
    AccessCode,
    Campaign,
    CampaignUnit,
)
from portal.questionnaires.campaigns.rules import MOST_CODES
from portal.questionnaires.instruments.versions import find_published
from portal.questionnaires.kinds import Length, Mode
from portal.questionnaires.results.services import release
from portal.rules import N_, RuleBroken
from portal.taxonomy.sectors import Sector
from portal.web.stale import check_not_stale


@dataclass(frozen=True, kw_only=True)
class MeasurementPlan:
    """A measurement to come: its number, its days, its thresholds, and whom it is about.

    Organisations by name, or all counted ones of some waves and sectors. ``contact`` is whom staff
    can ask; what is made up says ``simulated``.
    """

    number: int
    opens_on: date
    closes_on: date
    contact: str
    organisation_ids: Sequence[int] = ()
    waves: Sequence[int] = ()
    sectors: Sequence[Sector] = ()
    length: Length = Length.FULL
    k_score: int = LEAST_FOR_MEANS
    k_comment: int = LEAST_FOR_COMMENTS
    simulated: bool = False


@dataclass(frozen=True, kw_only=True)
class Told:
    """What was filled in about one organisation, from which revision: a day, people by team."""

    based_on: int
    informed_on: date | None
    people: Mapping[int, int]


def plan_measurement(plan: MeasurementPlan, *, on: date, by: int | None) -> Measurement:
    """Plan a measurement over the newest published version of the instrument."""
    chosen = plan.organisation_ids or queries.organisations_in(
        on, waves=plan.waves, sectors=plan.sectors
    )
    rules.check_may_plan(plan.opens_on, plan.closes_on, chosen, today=on)
    if queries.find_measurement(plan.number) is not None:
        raise RuleBroken(N_("Measurement %(number)s was planned already."), number=plan.number)
    measurement = Measurement(
        campaign_id=_campaign(plan).id, number=plan.number, contact=plan.contact
    )
    db.session.add(measurement)
    db.session.flush()
    db.session.add_all(
        MeasuredOrganisation(campaign_id=measurement.campaign_id, organisation_id=one)
        for one in sorted(set(chosen))
    )
    db.session.flush()
    _note("culture_planned", measurement, on=on, by=by, organisations=len(set(chosen)))
    return measurement


def _campaign(plan: MeasurementPlan) -> Campaign:
    version = find_published(queries.INSTRUMENT)
    if version is None:
        raise RuleBroken(N_("There is no published questionnaire yet. Ask the administrator."))
    return campaigns.plan_campaign(
        campaigns.CampaignPlan(
            version=version,
            length=plan.length,
            mode=Mode.ANONYMOUS,
            opens_on=plan.opens_on,
            closes_on=plan.closes_on,
            k_score=plan.k_score,
            k_comment=plan.k_comment,
            series=SERIES,
            wave=plan.number,
            staff_informed_on=None,
            simulated=plan.simulated,
        )
    )


def prepare(
    place: MeasuredOrganisation,
    measurement: Measurement,
    told: Told,
    *,
    on: date,
    by: int,
) -> None:
    """Keep what somebody filled in about one organisation; ``Stale`` when it changed meanwhile."""
    db.session.refresh(place, with_for_update=True)
    check_not_stale(place, told.based_on)
    if told.people:
        tell_headcounts(measurement, told.people, on=on, by=by)
    if told.informed_on is not None and told.informed_on != place.informed_on:
        note_informed(measurement, place.organisation_id, told.informed_on, on=on, by=by)
    flag_modified(place, "informed_on")  # numbers of people are part of what the page shows
    db.session.flush()


def tell_headcounts(
    measurement: Measurement, people: Mapping[int, int], *, on: date, by: int | None
) -> None:
    """Keep how many people work in each team (by id), until the opening freezes it."""
    db.session.refresh(measurement.campaign, with_for_update=True)
    rules.check_may_prepare(measurement.campaign)
    for team_id, count in sorted(people.items()):
        db.session.merge(
            Headcount(
                campaign_id=measurement.campaign_id,
                team_id=team_id,
                people=count,
                told_on=on,
                told_by_id=by,
            )
        )
    db.session.flush()
    _note("culture_headcounts_told", measurement, on=on, by=by, teams=len(people))


def note_informed(
    measurement: Measurement,
    organisation_id: int,
    informed_on: date,
    *,
    on: date,
    by: int | None,
) -> None:
    """Keep on which day the representatives of staff of an organisation were informed."""
    db.session.refresh(measurement.campaign, with_for_update=True)
    rules.check_was_informed(measurement.campaign, informed_on, on)
    place = db.session.get_one(MeasuredOrganisation, (measurement.campaign_id, organisation_id))
    place.informed_on, place.informed_by_id = informed_on, by
    db.session.flush()
    _note("culture_staff_informed", measurement, on=on, by=by, organisation=organisation_id)


def open_measurement(
    measurement: Measurement, *, on: date, by: int | None, why: Why = NOTHING_SAID
) -> Measurement:
    """Open a measurement to every team that is counted and whose staff was informed.

    The others stay in the plan, and are not asked. What is made up asks nobody's time.
    """
    campaign = measurement.campaign
    db.session.refresh(campaign, with_for_update=True)
    asked = preparation.asked_teams(measurement.campaign_id, on)
    rules.check_may_open(campaign, len(asked), on, people=sum(one.people for one in asked))
    if not campaign.simulated:
        weigh(asked_by(measurement, on), why, on=on, by=by)
    campaign.staff_informed_on = max(one.informed_on for one in asked)
    units = [
        campaigns.UnitPlan(
            organisation_id=one.organisation_id,
            team_id=one.team_id,
            sector=one.sector,
            headcount=one.people,
        )
        for one in asked
    ]
    _set_apart(campaign, units)
    campaigns.open_planned(campaign, units, on=on)
    _note("culture_opened", measurement, on=on, by=by, teams=len(units))
    return measurement


def _set_apart(campaign: Campaign, units: Sequence[campaigns.UnitPlan]) -> None:
    """Keep which teams will stand in no unit, so that codes can be printed for them too."""
    teams = [group.team for group in campaigns.pool_units(campaign, units).apart]
    apart = update(Headcount).where(
        Headcount.campaign_id == campaign.id, Headcount.team_id.in_(teams)
    )
    db.session.execute(apart.values(apart=True))


def print_codes(
    measurement: Measurement,
    unit: CampaignUnit,
    count: int,
    *,
    seed: str,
    secret: str,
    on: date,
    by: int,
) -> Sequence[str]:
    """Return one-time codes for a unit; those printed before and not used no longer work.

    Only their hashes are kept. The same seed gives the same sheet, as often as it is asked for.
    """
    db.session.refresh(measurement.campaign, with_for_update=True)
    (line,) = queries.unit_lines(measurement.campaign_id, CampaignUnit.id == unit.id)
    rules.check_may_print(measurement.campaign, count, room=line.room, today=on)
    codes = make_codes(f"{seed}/{unit.id}", count, secret=secret)
    hashes = [hash_code(code, secret=secret) for code in codes]
    _void(unit.id, but=hashes)
    added = sum(
        campaigns.add_codes(measurement.campaign, part, on=on, unit_id=unit.id)
        for part in _in_parts(hashes, MOST_CODES)
    )
    if added:
        _note("culture_codes_printed", measurement, on=on, by=by, unit=unit.id, codes=added)
    return codes


def print_codes_apart(
    measurement: Measurement, organisation_id: int, *, secret: str, on: date, by: int
) -> Sequence[str]:
    """Return the codes of those who stand in no unit: one each, and always the same sheet.

    What is kept of a code says nothing of the organisation, so that no answer leads there, and
    nobody can count how many of so few have answered.
    """
    db.session.refresh(measurement.campaign, with_for_update=True)
    people = preparation.apart_in(measurement.campaign_id, organisation_id).people
    rules.check_may_print(measurement.campaign, people, room=people, today=on)
    codes = make_codes(f"apart/{measurement.campaign_id}/{organisation_id}", people, secret=secret)
    hashes = [hash_code(code, secret=secret) for code in codes]
    added = sum(
        campaigns.add_codes(measurement.campaign, part, on=on)
        for part in _in_parts(hashes, MOST_CODES)
    )
    if added:
        _note("culture_codes_printed", measurement, on=on, by=by, organisation=organisation_id)
    return codes


def _in_parts(hashes: Sequence[bytes], size: int) -> Iterator[Sequence[bytes]]:
    """Yield the hashes in parts: a large unit takes more codes than one act may add."""
    for start in range(0, len(hashes), size):
        yield hashes[start : start + size]


def _void(unit_id: int, *, but: Sequence[bytes]) -> None:
    """Let codes that nobody used stop working: a sheet that got lost opens nothing."""
    lost = delete(AccessCode).where(
        AccessCode.unit_id == unit_id,
        AccessCode.used.is_(False),
        AccessCode.code_hash.not_in(but),
    )
    db.session.execute(lost.execution_options(synchronize_session=False))


def close_measurement(measurement: Measurement, *, on: date, by: int | None) -> Measurement:
    """Close a measurement for good: nobody can answer any more."""
    db.session.refresh(measurement.campaign, with_for_update=True)
    rules.check_may_close(measurement.campaign)
    campaigns.close_campaign(measurement.campaign_id, on=on)
    _note("culture_closed", measurement, on=on, by=by)
    return measurement


def close_due(today: date) -> int:
    """Close every measurement whose last day has passed; return how many."""
    due = queries.measurements_to_close(today)
    for measurement in due:
        close_measurement(measurement, on=today, by=None)
    return len(due)


def release_measurement(measurement: Measurement, *, on: date, by: int | None) -> Measurement:
    """Write once what is shown: to teams from this day on, to organisations two weeks later."""
    db.session.refresh(measurement.campaign, with_for_update=True)
    rules.check_may_release(measurement.campaign)
    release(measurement.campaign_id, on=on)
    _note("culture_released", measurement, on=on, by=by)
    return measurement


def forget_person(person_id: int) -> None:
    """Leave what a person said about teams and days, without their name."""
    told = update(Headcount).where(Headcount.told_by_id == person_id)
    db.session.execute(told.values(told_by_id=None))
    informed = update(MeasuredOrganisation).where(MeasuredOrganisation.informed_by_id == person_id)
    db.session.execute(informed.values(informed_by_id=None))


def merge_people(*, kept_id: int, gone_id: int) -> None:
    """Put what two rows of one person said under the one that is kept."""
    told = update(Headcount).where(Headcount.told_by_id == gone_id)
    db.session.execute(told.values(told_by_id=kept_id))
    informed = update(MeasuredOrganisation).where(MeasuredOrganisation.informed_by_id == gone_id)
    db.session.execute(informed.values(informed_by_id=kept_id))


def _note(
    event: str, measurement: Measurement, *, on: date, by: int | None, **detail: str | int
) -> None:
    record(
        event,
        by=by,
        on=on,
        object_kind="measurement",
        object_id=measurement.campaign_id,
        detail=detail,
    )
