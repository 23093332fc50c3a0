"""From plan to release by dated acts: units frozen at the opening, each with enough people."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from portal.db import db, transaction
from portal.policy.table import Role
from portal.questionnaires.campaigns.models import (
    AccessCode,
    Campaign,
    CampaignInvitation,
    CampaignUnit,
)
from portal.questionnaires.campaigns.queries import Rate, find_unit, unit_rates
from portal.questionnaires.campaigns.response_models import Response
from portal.questionnaires.campaigns.services import (
    CampaignPlan,
    add_codes,
    close_campaign,
    plan_campaign,
)
from portal.questionnaires.campaigns.thresholds import raise_thresholds
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.kinds import Length
from portal.questionnaires.results.services import release
from portal.questionnaires.results.snapshots import find_results
from portal.rules import RuleBroken
from tests.cast import Cast
from tests.questionnaires.campaigns import (
    CLOSES,
    OPENS,
    make_people,
    send,
    send_by_code,
)
from tests.questionnaires.instruments import small_culture
from tests.questionnaires.planned import open_it, plan, unit


def _units() -> list[tuple[int, int | None, int]]:
    rows = db.session.scalars(select(CampaignUnit).order_by(CampaignUnit.id))
    return [(one.organisation_id, one.team_id, one.headcount) for one in rows]


def _campaign(campaign_id: int) -> Campaign:
    return db.session.get_one(Campaign, campaign_id, populate_existing=True)


def test_nobody_is_asked_before_the_opening(app: Flask) -> None:
    assert app
    campaign_id = plan()
    assert _campaign(campaign_id).opened_on is None
    with pytest.raises(RuleBroken, match="closed"):
        send(campaign_id, make_people(1)[0])
    with pytest.raises(RuleBroken), transaction():
        add_codes(_campaign(campaign_id), [b"h" * 32], on=OPENS)


def test_small_teams_are_asked_as_one_unit_without_a_team(cast: Cast) -> None:
    home, teams = cast.home.organisation_id, cast.home.team_ids
    campaign_id = plan()
    open_it(
        campaign_id, [unit(home, teams[0], 9), unit(home, teams[1], 3), unit(home, teams[2], 2)]
    )
    assert sorted(_units(), key=str) == sorted([(home, None, 5), (home, teams[0], 9)], key=str)
    found = [find_unit(campaign_id, home, team) for team in teams]
    assert [one.team_id if one else 0 for one in found] == [teams[0], None, None]


def test_an_organisation_with_too_few_people_is_asked_without_a_unit(cast: Cast) -> None:
    home, away = cast.home.organisation_id, cast.away.organisation_id
    campaign_id = plan()
    few = dict.fromkeys(make_people(3), Role.TEAM_MEMBER)
    units = [unit(home, cast.home.team_ids[0], 20), unit(home, cast.home.team_ids[1], 6)]
    open_it(campaign_id, [*units, unit(away, None, 3, few)])
    assert _units() == [(home, cast.home.team_ids[0], 20)], "the smallest unit hides the three"
    assert set(db.session.scalars(select(CampaignInvitation.unit_id))) == {None}
    for person in few:
        send(campaign_id, person)
    rows = db.session.execute(select(Response.unit_id, Response.role_group))
    assert {tuple(row) for row in rows} == {(None, None)}


def test_a_role_is_kept_only_where_enough_of_the_unit_have_it(cast: Cast) -> None:
    home, teams = cast.home.organisation_id, cast.home.team_ids
    people = iter(make_people(30))
    campaign_id = plan()
    mixed = {next(people): Role.TEAM_LEAD for _ in range(6)}
    mixed |= {next(people): Role.TEAM_MEMBER for _ in range(5)}
    few = {next(people): Role.TEAM_LEAD for _ in range(2)}
    few |= {next(people): Role.TEAM_MEMBER for _ in range(7)}
    open_it(campaign_id, [unit(home, teams[0], 20, mixed), unit(home, teams[1], 9, few)])
    rows = db.session.execute(
        select(CampaignUnit.team_id, CampaignInvitation.role_group, func.count())
        .join(CampaignInvitation, CampaignInvitation.unit_id == CampaignUnit.id)
        .group_by(CampaignUnit.team_id, CampaignInvitation.role_group)
    )
    assert {tuple(row) for row in rows} == {
        (teams[0], Role.TEAM_LEAD, 6),
        (teams[0], Role.TEAM_MEMBER, 5),
        (teams[1], None, 9),
    }


def test_codes_carry_their_unit_and_rates_count_both_ways(cast: Cast) -> None:
    home, teams = cast.home.organisation_id, cast.home.team_ids
    people = make_people(6)
    campaign_id = plan()
    asked = dict.fromkeys(people, Role.TEAM_MEMBER)
    open_it(campaign_id, [unit(home, teams[0], 8, asked), unit(home, teams[1], 5)])
    of_team = {one.team_id: one.id for one in _campaign(campaign_id).units}
    unit_ids = [of_team[team] for team in teams[:2]]
    with transaction():
        codes = [bytes([n]) * 32 for n in range(2)]
        add_codes(_campaign(campaign_id), codes, on=OPENS, unit_id=unit_ids[0])
    send(campaign_id, people[0])
    send_by_code(campaign_id, codes[0])
    assert set(db.session.scalars(select(Response.unit_id))) == {unit_ids[0]}
    assert unit_rates(campaign_id) == {
        unit_ids[0]: Rate(done=2, invited=8),
        unit_ids[1]: Rate(done=0, invited=5),
    }


def test_a_code_of_another_campaigns_unit_is_refused(cast: Cast) -> None:
    home = cast.home.organisation_id
    first, second = plan(), plan()
    for one in (first, second):
        open_it(one, [unit(home, None, 8)])
    foreign = _campaign(first).units[0].id
    with pytest.raises(IntegrityError), transaction():
        add_codes(_campaign(second), [b"h" * 32], on=OPENS, unit_id=foreign)


def test_it_opens_once_in_time_and_for_somebody(cast: Cast) -> None:
    home = cast.home.organisation_id
    campaign_id = plan()
    with pytest.raises(RuleBroken, match="Nobody is invited"):
        open_it(campaign_id, [])
    open_it(campaign_id, [unit(home, None, 8)])
    with pytest.raises(RuleBroken, match="opened already"):
        open_it(campaign_id, [unit(home, None, 8)])
    late = plan(opens_on=OPENS - timedelta(days=9), closes_on=OPENS - timedelta(days=1))
    with pytest.raises(RuleBroken, match="has passed"):
        open_it(late, [unit(home, None, 8)])


def test_closing_early_sets_its_day_and_releasing_closes_when_needed(cast: Cast) -> None:
    campaign_id = plan()
    with pytest.raises(RuleBroken, match="not open yet"), transaction():
        close_campaign(campaign_id, on=OPENS)
    people = make_people(8)
    asked = dict.fromkeys(people, Role.TEAM_MEMBER)
    open_it(campaign_id, [unit(cast.home.organisation_id, None, 8, asked)])
    for n, person in enumerate(people):
        send(campaign_id, person, n)
    early = OPENS + timedelta(days=2)
    with transaction():
        close_campaign(campaign_id, on=early)
    campaign = _campaign(campaign_id)
    assert (campaign.closed_on, campaign.closes_on, campaign.released_on) == (early, early, None)
    assert find_results(campaign_id) is None
    with pytest.raises(RuleBroken, match="closed already"), transaction():
        close_campaign(campaign_id, on=early)
    with transaction():
        release(campaign_id, on=CLOSES)
    campaign = _campaign(campaign_id)
    assert (campaign.closed_on, campaign.released_on) == (early, CLOSES)
    assert find_results(campaign_id) is not None


def test_thresholds_go_up_and_what_is_too_small_then_loses_its_name(cast: Cast) -> None:
    home, teams = cast.home.organisation_id, cast.home.team_ids
    people = make_people(13)
    asked = dict.fromkeys(people[:6], Role.TEAM_MEMBER), dict.fromkeys(people[6:], Role.TEAM_LEAD)
    campaign_id = plan()
    open_it(
        campaign_id,
        [
            unit(home, teams[0], 6, asked[0]),
            unit(home, teams[1], 7, asked[1]),
            unit(home, teams[2], 30),
        ],
    )
    kept = find_unit(campaign_id, home, teams[2])
    assert kept is not None
    with transaction():
        codes = [b"c" * 32, b"d" * 32]
        add_codes(_campaign(campaign_id), codes, on=OPENS, unit_id=kept.id)
    send(campaign_id, people[0])
    with pytest.raises(RuleBroken, match="never down"), transaction():
        raise_thresholds(campaign_id, k_score=4, k_comment=10)
    with transaction():
        raise_thresholds(campaign_id, k_score=7, k_comment=12)
    send(campaign_id, people[1])
    send(campaign_id, people[12])
    send_by_code(campaign_id, codes[0])
    rows = db.session.execute(select(Response.unit_id, Response.role_group))
    assert sorted(map(str, rows)) == sorted(map(str, [(None, None)] * 3 + [(kept.id, None)]))
    assert set(db.session.scalars(select(AccessCode.unit_id))) == {kept.id}
    with transaction():
        close_campaign(campaign_id, on=CLOSES)
    with pytest.raises(RuleBroken, match="closed already"), transaction():
        raise_thresholds(campaign_id, k_score=9, k_comment=12)


def test_raising_a_threshold_keeps_those_apart_from_standing_among_too_few(cast: Cast) -> None:
    home, away, teams = cast.home.organisation_id, cast.away.organisation_id, cast.home.team_ids
    campaign_id = plan()
    units = [unit(home, teams[0], 9), unit(home, teams[1], 12), unit(home, teams[2], 30)]
    open_it(campaign_id, [*units, unit(away, None, 3)])
    assert _campaign(campaign_id).people_apart == 12, "three hide among the nine"
    placed = {one.team_id: one.id for one in _campaign(campaign_id).units}
    with transaction():
        first = [b"c" * 32, b"d" * 32]
        add_codes(_campaign(campaign_id), first, on=OPENS, unit_id=placed[teams[1]])
    send_by_code(campaign_id, first[0])
    assert set(db.session.scalars(select(Response.unit_id))) == {placed[teams[1]]}
    for least, unit_id in ((12, placed[teams[1]]), (13, None)):
        with transaction():
            raise_thresholds(campaign_id, k_score=least, k_comment=least)
        assert set(db.session.scalars(select(Response.unit_id))) == {unit_id}
        db.session.rollback()
    with transaction():
        add_codes(_campaign(campaign_id), [b"e" * 32], on=OPENS, unit_id=placed[teams[1]])
        add_codes(_campaign(campaign_id), [b"f" * 32], on=OPENS, unit_id=placed[teams[2]])
    carried = select(AccessCode.unit_id, func.count()).group_by(AccessCode.unit_id)
    found = {tuple(row) for row in db.session.execute(carried)}
    assert found == {(None, 3), (placed[teams[2]], 1)}
    assert unit_rates(campaign_id) == {placed[teams[2]]: Rate(done=0, invited=30)}
    assert _campaign(campaign_id).headcount == 54, "who is asked does not change"


def test_a_raise_takes_a_unit_along_when_those_apart_become_too_few(cast: Cast) -> None:
    home, away, teams = cast.home.organisation_id, cast.away.organisation_id, cast.home.team_ids
    campaign_id = plan()
    units = [unit(home, teams[0], 3), unit(away, cast.away.team_ids[0], 3)]
    open_it(campaign_id, units)
    assert (_units(), _campaign(campaign_id).people_apart) == ([], 6)
    second = plan()
    large = [unit(home, teams[0], 20), unit(home, teams[1], 30)]
    open_it(second, [*large, unit(away, None, 3)])
    kept = {one.headcount: one.id for one in _campaign(second).units}
    assert (set(kept), _campaign(second).people_apart) == ({30}, 23)
    with transaction():
        raise_thresholds(second, k_score=24, k_comment=24)
    assert unit_rates(second) == {}, "twenty-three are too few now, so the last unit joins them"


REFUSED = {
    "campaign_is_frozen_once_open": "UPDATE campaign SET k_score = 5",
    "unit_never_changes": "UPDATE campaign_unit SET headcount = 90",
    "no_unit_joins_after_the_opening": (
        "INSERT INTO campaign_unit (campaign_id, organisation_id, sector, headcount) "
        "SELECT campaign_id, organisation_id, sector, 9 FROM campaign_unit"
    ),
    "opened_unit_stays": "DELETE FROM campaign_unit WHERE 1 = 1",
    "opened_campaign_stays": "DELETE FROM campaign",
    "campaign_asks_a_published_version": (
        "INSERT INTO campaign (version_id, length, mode, opens_on, closes_on, k_score, k_comment, "
        "simulated, order_forgotten) SELECT 99, length, mode, opens_on, closes_on, k_score, "
        "k_comment, simulated, order_forgotten FROM campaign"
    ),
    "code_is_used_once": "UPDATE access_code SET used = (1 = 0)",
    "unit_only_of_a_large_group": (
        "INSERT INTO response (id, campaign_id, version_id, unit_id) "
        "SELECT {key}, c.id, c.version_id, u.id FROM campaign c, campaign_unit u"
    ),
    "draft_only_where_answers_are_named": (
        "INSERT INTO campaign_draft (campaign_id, person_id, page, saves, given) "
        "SELECT campaign_id, person_id, 0, 1, '{{}}' FROM campaign_invitation"
    ),
}


@pytest.mark.parametrize("rule", REFUSED)
def test_direct_sql_is_refused_what_the_opening_promised(cast: Cast, rule: str) -> None:
    campaign_id = plan(k_score=7)
    asked = dict.fromkeys(make_people(1), Role.TEAM_MEMBER)
    open_it(campaign_id, [unit(cast.home.organisation_id, None, 8, asked)])
    code = b"c" * 32
    with transaction():
        add_codes(_campaign(campaign_id), [code], on=OPENS)
    send_by_code(campaign_id, code)
    if rule == "unit_only_of_a_large_group":
        with transaction():
            db.session.execute(text("UPDATE campaign SET k_score = 9"))
    quoted = "X'00112233445566778899AABBCCDDEEFF'"
    if db.engine.dialect.name == "postgresql":
        quoted = "'\\x00112233445566778899AABBCCDDEEFF'::bytea"
    with pytest.raises(IntegrityError, match=rule), transaction():
        db.session.connection().exec_driver_sql(REFUSED[rule].format(key=quoted))


def test_nobody_apart_is_fewer_than_nobody(app: Flask) -> None:
    assert app
    plan()
    with pytest.raises(IntegrityError, match="people_apart_are_counted"), transaction():
        db.session.execute(text("UPDATE campaign SET people_apart = -1"))


def test_a_response_never_moves_to_another_group(cast: Cast) -> None:
    home, teams = cast.home.organisation_id, cast.home.team_ids
    people = make_people(12)
    asked = dict.fromkeys(people[:6], Role.TEAM_LEAD), dict.fromkeys(people[6:], Role.TEAM_LEAD)
    campaign_id = plan()
    units = [unit(home, teams[0], 6, asked[0]), unit(home, teams[1], 6, asked[1])]
    open_it(campaign_id, units)
    for person in (people[0], people[6]):
        send(campaign_id, person)
    for change in ("unit_id = unit_id + 1", "role_group = 'sponsor'", "version_id = 7"):
        with (
            pytest.raises(IntegrityError, match="response_stays_where_it_is"),
            transaction(),
        ):
            db.session.execute(text(f"UPDATE response SET {change}"))
    with transaction():
        db.session.execute(text("UPDATE response SET unit_id = NULL, role_group = NULL"))


def test_culture_is_asked_only_after_staff_was_told(app: Flask) -> None:
    assert app
    with transaction():
        version = import_instrument(small_culture(), on=OPENS)
        known = {"version": version, "length": Length.FULL, "opens_on": OPENS, "closes_on": CLOSES}
        campaign_id = plan_campaign(CampaignPlan(**known)).id  # type: ignore[arg-type]
    late = OPENS + timedelta(days=1)
    for told in ("NULL", f"'{late.isoformat()}'"):
        with (
            pytest.raises(IntegrityError, match="culture_is_opened_after_staff_was_told"),
            transaction(),
        ):
            db.session.execute(
                text(f"UPDATE campaign SET opened_on = opens_on, staff_informed_on = {told}")
            )
    copied = (
        "INSERT INTO campaign (version_id, length, mode, opens_on, closes_on, k_score, k_comment, "
        "simulated, order_forgotten, opened_on) SELECT version_id, length, mode, opens_on, "
        "closes_on, k_score, k_comment, simulated, order_forgotten, opens_on FROM campaign"
    )
    with (
        pytest.raises(IntegrityError, match="culture_opens_after_staff_was_told"),
        transaction(),
    ):
        db.session.execute(text(copied))
    told_in_time = "UPDATE campaign SET opened_on = opens_on, staff_informed_on = opens_on"
    with transaction():
        db.session.execute(text(told_in_time))
    assert _campaign(campaign_id).opened_on == OPENS
