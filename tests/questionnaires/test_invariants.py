"""The thirteen invariants of questionnaires, in order, each on both databases.

Each test says the law and shows it once; the files named beside it try every way around it.
"""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Date, DateTime, Integer, func, select, text
from sqlalchemy.exc import IntegrityError

from portal.db import db, install_guards, remove_guards, transaction
from portal.policy.table import Role
from portal.questionnaires.campaigns.codes import hash_withdrawal
from portal.questionnaires.campaigns.forgetting import TABLES, forget_order
from portal.questionnaires.campaigns.models import Campaign, CampaignInvitation, CampaignUnit
from portal.questionnaires.campaigns.queries import Rate, has_answered, rates, unit_rates
from portal.questionnaires.campaigns.reminding import due_reminders
from portal.questionnaires.campaigns.response_models import (
    Answer,
    Comment,
    Response,
    ResultSnapshot,
)
from portal.questionnaires.campaigns.services import close_campaign
from portal.questionnaires.exports.codebook import variables_of
from portal.questionnaires.exports.queries import read_answers
from portal.questionnaires.filling.services import Submission, submit, withdraw
from portal.questionnaires.instruments import versions
from portal.questionnaires.instruments.meanings import trend_codes
from portal.questionnaires.instruments.models import InstrumentVersion, Item
from portal.questionnaires.kinds import Missing
from portal.questionnaires.results.snapshots import find_results, places_of, survey_of
from portal.questionnaires.results.statistics import score
from portal.rules import RuleBroken
from tests.at_once import at_once
from tests.cast import Cast
from tests.questionnaires import culture_campaigns as culture
from tests.questionnaires.campaigns import CLOSES, OPENS, SECRET, close, make_people, send
from tests.questionnaires.differencing import attack, attack_rates
from tests.questionnaires.instruments import PROCESS_EVALUATION, small_culture
from tests.questionnaires.planned import open_it, plan, unit
from tests.questionnaires.surveys import FOUR_ITEMS


def _refused(rule: str, statement: str) -> None:
    with pytest.raises(IntegrityError, match=rule), transaction():
        db.session.execute(text(statement))


def test_1_a_published_version_never_changes_and_its_hash_is_checked(campaign_id: int) -> None:
    """Also ``test_immutable``, ``test_verifying``."""
    _refused("published_item_never_changes", "UPDATE item SET code = 'P99' WHERE code = 'P16'")
    _refused("published_item_stays", "DELETE FROM item WHERE code = 'P16'")
    _refused("published_version_stays", "DELETE FROM instrument_version")
    version_id = db.session.get_one(Campaign, campaign_id).version_id
    with transaction():
        remove_guards(db.session.connection())
        db.session.execute(text("UPDATE instrument_text SET body = 'Other' WHERE field = 'short'"))
        install_guards(db.session.connection())
    versions._LOADED.clear()  # noqa: SLF001 -- as in a process that just started
    with pytest.raises(ValueError, match="was changed after it was published"):
        versions.load_version(db.session.get_one(InstrumentVersion, version_id))


def test_2_every_answer_points_to_an_item_of_its_responses_version(campaign_id: int) -> None:
    send(campaign_id, _invited(campaign_id)[0])
    with transaction():
        db.session.execute(text("DELETE FROM answer"))
    move = (
        "INSERT INTO answer (response_id, item_id, option_ord, version_id, missing) "
        "SELECT r.id, (SELECT min(id) FROM item), 0, r.version_id + {step}, 'na' FROM response r"
    )
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(text(move.format(step=1)))
    with transaction():
        db.session.execute(text(move.format(step=0)))


def _invited(campaign_id: int) -> list[int]:
    asked = select(CampaignInvitation.person_id).where(
        CampaignInvitation.campaign_id == campaign_id
    )
    return list(db.session.scalars(asked.order_by(CampaignInvitation.person_id)))


@pytest.mark.parametrize(
    "change",
    ["version_id = version_id + 1", "mode = 'identified'", "k_score = 5", "k_comment = 10"],
)
def test_3_version_mode_and_thresholds_are_frozen_at_the_opening(cast: Cast, change: str) -> None:
    """Also ``test_planned``: thresholds may go up."""
    campaign_id = plan(k_score=6, k_comment=12)
    open_it(campaign_id, [unit(cast.home.organisation_id, None, 9)])
    _refused("campaign_is_frozen_once_open", f"UPDATE campaign SET {change}")


def test_4_an_anonymous_answer_holds_no_person_no_moment_and_no_sequence(
    campaign_id: int, people: list[int]
) -> None:
    """Also ``test_campaign_models``: the columns by name."""
    for n, person in enumerate(people):
        send(campaign_id, person, n)
    for model in (Response, Answer, Comment):
        columns = model.__table__.columns
        assert [one for one in columns if isinstance(one.type, Date | DateTime)] == []
        counted = [one for one in columns if one.primary_key and not one.foreign_keys]
        assert [one for one in counted if isinstance(one.type, Integer) and one.name == "id"] == []
    assert set(db.session.scalars(select(Response.person_id))) == {None}
    firsts = {one[0] for one in db.session.scalars(select(Response.id))}
    assert len(firsts) > len(people) // 2, "ids that begin alike tell when they were made"


def test_5_one_response_each_and_the_receipt_is_set_with_it(
    app: Flask, campaign_id: int, people: list[int]
) -> None:
    """Also ``test_services``: by code, by retry, by six at once."""

    def answer(n: int) -> None:
        told = Submission(submit_key=f"k{n}", given={}, lang="nl", person_id=people[0])
        submit(campaign_id, told, on=OPENS)

    assert at_once(app, 4, answer) == ["RuleBroken"] * 3 + ["done"]
    assert db.session.scalar(select(func.count()).select_from(Response)) == 1
    too_long = {"P16": ["x" * 3000]}
    told = Submission(submit_key="k", given=too_long, lang="nl", person_id=people[1])
    with pytest.raises(IntegrityError), transaction():
        submit(campaign_id, told, on=OPENS)
    assert has_answered(campaign_id, people[1]) is False, "no answer, no receipt"


def test_6_nothing_physical_joins_a_receipt_with_a_response(
    campaign_id: int, people: list[int]
) -> None:
    """Also ``attack``: files, journal, logs and tables; ``test_forgetting``."""
    for n, person in enumerate(people):
        send(campaign_id, person, n)
    close(campaign_id)
    db.session.rollback()
    assert forget_order()
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.scalar(text("PRAGMA secure_delete")) == 1
            assert connection.scalar(text("PRAGMA freelist_count")) == 0
            kept = connection.scalars(text("SELECT sql FROM sqlite_master WHERE type = 'table'"))
            tables = {sql.split()[2].strip('"'): sql for sql in kept if sql}
            assert [name for name in TABLES if "WITHOUT ROWID" not in tables[name]] == []
        else:
            numbers = " UNION ".join(f"SELECT xmin::text FROM {table}" for table in TABLES)
            assert len(connection.execute(text(numbers)).all()) == 1


def test_7_a_role_stands_beside_a_unit_only_where_enough_people_have_both(cast: Cast) -> None:
    """Also ``test_pooling``, ``test_planned``."""
    home, teams = cast.home.organisation_id, cast.home.team_ids
    people = make_people(13)
    leads = dict.fromkeys(people[:4], Role.TEAM_LEAD)
    members = dict.fromkeys(people[4:], Role.TEAM_MEMBER)
    campaign_id = plan()
    open_it(campaign_id, [unit(home, teams[0], 13, leads | members)])
    for person in people:
        send(campaign_id, person)
    rows = db.session.execute(select(Response.unit_id.is_not(None), Response.role_group))
    assert {tuple(row) for row in rows} == {(True, None)}, "four leads, and nobody else unnamed"
    _refused("role_only_of_a_large_group", _response_of_a_lead())


def _response_of_a_lead() -> str:
    key = "X'" if db.engine.dialect.name == "sqlite" else "'\\x"
    return (
        "INSERT INTO response (id, campaign_id, version_id, unit_id, role_group) "
        f"SELECT {key}00112233445566778899AABBCCDDEEFF', c.id, c.version_id, u.id, 'team_lead' "
        "FROM campaign c JOIN campaign_unit u ON u.campaign_id = c.id"
    )


def test_8_reminders_go_to_who_has_not_answered_and_rates_to_large_units(cast: Cast) -> None:
    """Also ``test_reminding``."""
    home, teams = cast.home.organisation_id, cast.home.team_ids
    people = make_people(6)
    campaign_id = plan()
    asked = dict.fromkeys(people, Role.TEAM_MEMBER)
    sizes = [unit(home, teams[0], 6, asked), unit(home, teams[1], 9), unit(home, teams[2], 8)]
    open_it(campaign_id, sizes)
    send(campaign_id, people[0])
    half_way = OPENS + (CLOSES - OPENS) // 2
    assert due_reminders(half_way - timedelta(days=1)) == {}
    assert due_reminders(half_way) == {campaign_id: people[1:]}
    of_team = {one.team_id: one.id for one in db.session.scalars(select(CampaignUnit))}
    with transaction():
        db.session.execute(text("UPDATE campaign SET k_score = 7"))
    # The unit of 6 is too small, and that of 8 hides it: else the total less the others tells it.
    assert unit_rates(campaign_id) == {of_team[teams[1]]: Rate(done=0, invited=9)}


def test_9_before_the_close_only_rates_and_after_it_only_snapshots(cast: Cast) -> None:
    """Also ``test_snapshots``, ``test_exports`` and the results of each room."""
    campaign_id = culture.open_culture(FOUR_ITEMS, culture.both_homes(cast, 9, 9, 9, 9, 9, 9))
    _let_teams_answer(cast, campaign_id, 6, 6, 6, 6, 6, 4)
    assert set(rates([campaign_id])) <= {campaign_id}
    assert find_results(campaign_id) is None
    assert places_of(campaign_id, ["network/all"]) == {}
    _refused(
        "results_only_after_release",
        "INSERT INTO result_snapshot (campaign_id, table_code, json, rule_version, released_on) "
        "SELECT id, 'x', '{}', 1, opens_on FROM campaign",
    )
    culture.release_culture(campaign_id)
    assert set(places_of(campaign_id, ["network/all"])) == {"network/all"}
    _refused("results_never_change", "UPDATE result_snapshot SET rule_version = 99")
    campaign = db.session.get_one(Campaign, campaign_id)
    loaded = versions.load_version(campaign.version)
    exported = read_answers(campaign, loaded, variables_of(loaded.definition, campaign.length))
    in_unit = [row.unit.id for row in exported.rows if row.unit is not None]
    assert len(exported.rows) == 34
    assert in_unit
    assert min(in_unit.count(one) for one in in_unit) >= campaign.k_score


def _let_teams_answer(cast: Cast, campaign_id: int, *counts: int) -> None:
    teams = [*cast.home.team_ids, *cast.away.team_ids]
    culture.answer_in_bulk(
        campaign_id,
        [
            (
                culture.unit_of(campaign_id, team),
                {f"Q{item}": 1 + (n + item * place) % 5 for item in range(1, 5)},
            )
            for place, (team, count) in enumerate(zip(teams, counts, strict=True), start=1)
            for n in range(count)
        ],
    )


def test_10_no_addition_or_subtraction_of_published_figures_leaves_a_few(cast: Cast) -> None:
    """Also ``test_differencing``: campaigns at random, and success with suppression off."""
    campaign_id = culture.open_culture(FOUR_ITEMS, culture.both_homes(cast, 30, 30, 30, 30, 30, 30))
    _let_teams_answer(cast, campaign_id, 12, 12, 4, 11, 4, 6)
    campaign = db.session.get_one(Campaign, campaign_id)
    survey = survey_of(campaign, versions.load_version(campaign.version))
    culture.release_culture(campaign_id)
    codes = db.session.scalars(select(ResultSnapshot.table_code)).all()
    tables = list(places_of(campaign_id, [one for one in codes if "/" in one]).values())
    assert len(tables) > 1
    assert list(attack(survey, tables)) == []
    assert list(attack_rates(survey, tables)) == []


def test_11_reasons_for_no_value_differ_and_never_enter_a_mean(
    campaign_id: int, people: list[int]
) -> None:
    """Also ``test_statistics``, ``test_exports``."""
    given = [{"P08": ["4"]}] * 10 + [{"P08": ["na"]}, {"P08": []}]
    given[0] = {"P08": ["1"]}
    for n, (person, said) in enumerate(zip(people, given, strict=True)):
        with transaction():
            told = Submission(submit_key=f"k{n}", given=said, lang="nl", person_id=person)
            submit(campaign_id, told, on=OPENS)
    reasons = set(
        db.session.scalars(
            select(Answer.missing).join(Item, Item.id == Answer.item_id).where(Item.code == "P08")
        )
    )
    assert reasons == {None, Missing.NA, Missing.SKIPPED}
    close(campaign_id)
    results = find_results(campaign_id)
    assert results is not None
    (shown,) = [one for one in results.items if one.code == "P08"]
    assert (shown.answered, shown.mean) == (10, 3.7)
    straight = [False] * 4
    assert score([4, None, 4, 4], 1, 5, straight) == 4
    assert score([4, None, None, 4], 1, 5, straight) is None


def test_12_a_code_survives_only_with_its_meaning_where_versions_compare(app: Flask) -> None:
    """Also ``test_meanings``."""
    assert app
    first = small_culture()
    later = small_culture(number=2, comparable_with=1)
    stranger = small_culture(number=2, comparable_with=None)
    assert trend_codes(later, first) == list(first.items)
    assert trend_codes(stranger, first) == []
    assert set(PROCESS_EVALUATION.items) & set(first.items) == set()


def test_13_an_anonymous_answer_is_found_again_by_its_code_alone_until_the_close(
    campaign_id: int, people: list[int]
) -> None:
    """Also ``test_withdrawal``."""
    for n, person in enumerate(people[:2]):
        key = hash_withdrawal(f"CODE-{n}", secret=SECRET)
        send(campaign_id, person, n, withdraw_code_hash=key)
    with transaction():
        assert not withdraw("CODE-9", secret=SECRET, on=OPENS)
        assert withdraw("CODE-0", secret=SECRET, on=OPENS)
    assert "note 0" not in db.session.scalars(select(Comment.body)).all()
    with transaction():
        close_campaign(campaign_id, on=CLOSES)
    with transaction():
        assert not withdraw("CODE-1", secret=SECRET, on=CLOSES)
    assert db.session.scalars(select(Response.withdraw_hash)).all() == [None]
    with pytest.raises(RuleBroken):
        send(campaign_id, people[0])
