"""The acts of a measurement: who is asked, what is frozen, which codes work, what is refused."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from portal.asks.models import AskReason
from portal.culture import services
from portal.culture.models import Headcount, MeasuredOrganisation
from portal.culture.queries import unit_lines
from portal.db import db, transaction
from portal.questionnaires.campaigns.models import AccessCode, CampaignUnit
from portal.questionnaires.campaigns.response_models import Response
from portal.rules import RuleBroken
from tests.cast import Cast
from tests.culture import measurements as m
from tests.databases import SECRET


def _units() -> list[tuple[int | None, int]]:
    found = db.session.execute(
        select(CampaignUnit.team_id, CampaignUnit.headcount).order_by(CampaignUnit.id)
    )
    return [(team, people) for team, people in found]


def test_a_measurement_asks_the_teams_that_were_counted_where_staff_was_informed(
    cast: Cast,
) -> None:
    m.plan(cast)
    with transaction():
        told = {cast.home.team_ids[0]: 14, cast.home.team_ids[1]: 9, cast.away.team_ids[0]: 20}
        services.tell_headcounts(m.get(), told, on=m.INFORMED, by=None)
        home = cast.home.organisation_id
        services.note_informed(m.get(), home, m.INFORMED, on=m.INFORMED, by=None)
    m.open_(cast)
    assert sorted(_units(), key=str) == [(cast.home.team_ids[0], 14), (cast.home.team_ids[1], 9)]
    campaign = m.get().campaign
    assert (campaign.staff_informed_on, campaign.opened_on) == (m.INFORMED, m.OPENS)
    assert (campaign.series, campaign.wave) == ("culture", 1)


def test_nobody_is_asked_before_staff_was_informed(cast: Cast) -> None:
    m.plan(cast)
    with transaction():
        services.tell_headcounts(m.get(), m.usual(cast), on=m.INFORMED, by=None)
    with pytest.raises(RuleBroken, match="No organisation is ready"):
        m.open_(cast)
    later, home = m.INFORMED + timedelta(days=1), cast.home.organisation_id
    with pytest.raises(RuleBroken, match="still to come"), transaction():
        services.note_informed(m.get(), home, later, on=m.INFORMED, by=None)


def test_small_teams_of_one_organisation_are_added_up(cast: Cast) -> None:
    m.plan(cast)
    one, two, three = cast.home.team_ids
    m.prepare(cast, {one: 12, two: 3, three: 4})
    m.open_(cast)
    assert sorted(_units(), key=str) == [(one, 12), (None, 7)]


def test_figures_are_frozen_once_open(cast: Cast) -> None:
    m.plan(cast)
    m.prepare(cast, m.usual(cast))
    m.open_(cast)
    with pytest.raises(RuleBroken, match="cannot change any more"), transaction():
        services.tell_headcounts(m.get(), {cast.home.team_ids[0]: 3}, on=m.OPENS, by=None)
    with pytest.raises(RuleBroken, match="open already"):
        m.open_(cast)


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        (
            "headcount_is_frozen_once_open",
            "UPDATE culture_headcount SET people = 3",
        ),
        (
            "headcount_is_told_before_the_opening",
            (
                "INSERT INTO culture_headcount (campaign_id, team_id, people, told_on) "
                "SELECT campaign_id, {team}, 8, '2022-09-01' FROM culture_measurement"
            ),
        ),
        (
            "day_of_informing_is_frozen_once_asked",
            "UPDATE culture_organisation SET informed_on = '2022-01-01'",
        ),
        (
            "culture_asks_only_who_was_told",
            (
                "INSERT INTO campaign_unit (campaign_id, organisation_id, sector, headcount) "
                "SELECT campaign_id, {away}, 'hospital', 12 FROM culture_measurement"
            ),
        ),
        ("one_measurement_per_number", "{again}"),
        ("measurements_are_counted", "UPDATE culture_measurement SET number = 0"),
        ("staff_can_ask_somebody", "UPDATE culture_measurement SET contact = ''"),
        (
            "somebody_works_in_the_team",
            (
                "INSERT INTO culture_headcount (campaign_id, team_id, people, told_on) "
                "SELECT max(campaign_id), {team}, 0, '2022-09-01' FROM culture_measurement"
            ),
        ),
    ],
)
def test_the_database_holds_what_a_measurement_promises(
    cast: Cast, name: str, statement: str
) -> None:
    m.plan(cast)
    with transaction():
        people = {cast.home.team_ids[0]: 12, cast.home.team_ids[1]: 12}
        services.tell_headcounts(m.get(), people, on=m.INFORMED, by=None)
        home = cast.home.organisation_id
        services.note_informed(m.get(), home, m.INFORMED, on=m.INFORMED, by=None)
    m.open_(cast)
    m.plan(cast, number=2, opens=date(2022, 12, 1), closes=date(2022, 12, 20))
    again = "UPDATE culture_measurement SET number = 1"
    sql = statement.format(team=cast.away.team_ids[2], away=cast.away.organisation_id, again=again)
    with pytest.raises(DatabaseError) as refused, transaction():
        db.session.execute(text(sql))
    said = str(refused.value)
    assert name in said or "culture_measurement.number" in said


def test_codes_are_for_people_and_a_new_sheet_ends_the_old_one(cast: Cast) -> None:
    m.plan(cast)
    m.prepare(cast, m.usual(cast))
    m.open_(cast)
    unit = m.unit_of(cast.home.team_ids[0]).id
    with pytest.raises(RuleBroken, match="from 1 to 12"):
        m.print_for(cast, unit, 13)
    m.answer(cast, unit, [4, 4, 5])
    lost = m.print_for(cast, unit, 9)
    again = m.print_for(cast, unit, 9)
    assert len(again) == 9
    assert not set(lost) & set(again)
    (line,) = unit_lines(m.get().campaign_id, CampaignUnit.id == unit)
    assert (line.printed, line.used, line.room) == (12, 3, 9)
    with pytest.raises(RuleBroken, match="from 1 to 9"):
        m.print_for(cast, unit, 10)


def test_the_same_sheet_asked_for_twice_is_one_sheet(cast: Cast) -> None:
    m.plan(cast)
    m.prepare(cast, m.usual(cast))
    m.open_(cast)
    unit_id = m.unit_of(cast.home.team_ids[0]).id
    sheets = []
    for _ in range(2):
        with transaction():
            sheets.append(
                services.print_codes(
                    m.get(),
                    db.session.get_one(CampaignUnit, unit_id),
                    5,
                    seed="a" * 32,
                    secret=SECRET,
                    on=m.OPENS,
                    by=cast.coordinator.person_id,
                )
            )
    assert sheets[0] == sheets[1]
    assert db.session.scalar(select(func.count()).select_from(AccessCode)) == 5


def test_a_measurement_closes_by_its_day_and_is_released_by_hand(cast: Cast) -> None:
    m.plan(cast)
    m.prepare(cast, m.usual(cast))
    m.open_(cast)
    with pytest.raises(RuleBroken, match="Close the measurement first"), transaction():
        services.release_measurement(m.get(), on=m.CLOSES, by=None)
    with transaction():
        assert services.close_due(m.CLOSES) == 0
    with transaction():
        assert services.close_due(m.CLOSES + timedelta(days=1)) == 1
    with pytest.raises(RuleBroken, match="closed already"), transaction():
        services.close_measurement(m.get(), on=m.CLOSES, by=None)
    with transaction():
        services.release_measurement(m.get(), on=m.RELEASED, by=None)
    with pytest.raises(RuleBroken, match="out already"), transaction():
        services.release_measurement(m.get(), on=m.RELEASED, by=None)


def test_answers_lie_in_the_unit_of_their_code(cast: Cast) -> None:
    m.plan(cast)
    m.prepare(cast, m.usual(cast))
    m.open_(cast)
    unit = m.unit_of(cast.home.team_ids[1]).id
    m.answer(cast, unit, [3, 4, 4])
    assert list(db.session.scalars(select(Response.unit_id))) == [unit] * 3


def test_a_plan_needs_somebody_to_ask_and_days_to_come(cast: Cast) -> None:
    m.plan(cast)
    usual = services.MeasurementPlan(
        number=2, opens_on=m.OPENS, closes_on=m.CLOSES, contact=m.CONTACT
    )
    for changed, said in (
        ({"waves": [9]}, "No organisation fits"),
        ({"opens_on": date(2022, 8, 1)}, "lies in the past"),
        ({"closes_on": date(2022, 9, 1)}, "lies before the first"),
        ({"number": 1}, "planned already"),
    ):
        plan = services.MeasurementPlan(**{**vars(usual), **changed})
        with pytest.raises(RuleBroken, match=said), transaction():
            services.plan_measurement(plan, on=m.INFORMED, by=None)


def test_asking_more_than_was_agreed_wants_a_reason(cast: Cast) -> None:
    """Ten minutes are within the budget: no reason is kept."""
    m.plan(cast)
    m.prepare(cast, m.usual(cast))
    m.open_(cast)
    assert db.session.scalar(select(func.count()).select_from(AskReason)) == 0


def test_a_person_who_leaves_is_left_out_of_what_they_said(cast: Cast) -> None:
    m.plan(cast)
    m.prepare(cast, m.usual(cast))
    m.open_(cast)
    who, other = cast.coordinator.person_id, cast.ambassador.person_id
    with transaction():
        services.merge_people(kept_id=other, gone_id=who)
    assert set(db.session.scalars(select(Headcount.told_by_id))) == {other}
    with transaction():
        services.forget_person(other)
    assert set(db.session.scalars(select(MeasuredOrganisation.informed_by_id))) == {None}
    assert set(db.session.scalars(select(Headcount.told_by_id))) == {None}
