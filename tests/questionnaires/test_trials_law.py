"""A trial round is never a result, and the database holds it to that."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from portal.culture.models import Measurement
from portal.db import db, transaction
from portal.evaluation.models import Evaluation
from portal.questionnaires.builder.queries import shelves
from portal.questionnaires.campaigns.models import CampaignInvitation
from portal.questionnaires.exports.queries import find_campaign as find_for_research
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.instruments.loader import INSTRUMENTS, load_instrument
from portal.questionnaires.instruments.models import InstrumentVersion, Item
from portal.questionnaires.kinds import Mode
from portal.questionnaires.results.services import release
from portal.questionnaires.trials import services
from portal.questionnaires.trials.models import TrialRemark
from portal.questionnaires.trials.services import Remark
from portal.rules import RuleBroken
from tests.cast import Cast
from tests.conftest import TODAY
from tests.meetings.planned import plan as plan_meeting
from tests.questionnaires.campaigns import make_campaign, make_people
from tests.questionnaires.planned import plan as plan_campaign
from tests.questionnaires.trials import answer_as, campaign_at, end, make_round, remark_as

LATER = TODAY + timedelta(days=3)


def test_a_round_counts_nowhere_as_a_measurement(cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.ambassador])
    answer_as(cast.ambassador, campaign_id, P04="1")
    end(campaign_id, cast)
    earnest = make_campaign(make_people(5))
    (shelf,) = [one for one in shelves() if one.slug == "process-evaluation"]
    assert [one.campaigns for one in shelf.versions] == [1]
    assert find_for_research(campaign_id) is None
    assert find_for_research(earnest) is not None


def test_the_database_lets_no_figure_of_a_round_out(cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.ambassador])
    end(campaign_id, cast)
    with pytest.raises(IntegrityError, match="trial_round_has_no_results"), transaction():
        release(campaign_id, on=TODAY)
    with pytest.raises(IntegrityError, match="trial_round_is_no_research"), transaction():
        db.session.execute(
            text(
                "INSERT INTO answers_export (campaign_id, taken_on, purpose, responses) "
                f"VALUES ({campaign_id}, '2022-11-15', 'x', 1)"
            )
        )


def test_the_database_holds_a_round_to_names(cast: Cast) -> None:
    anonymous = plan_campaign()
    with pytest.raises(IntegrityError, match="trial_round_asks_with_names"), transaction():
        _insert_round(anonymous)
    in_series = plan_campaign(Mode.IDENTIFIED, series="culture", wave=9)
    with pytest.raises(IntegrityError, match="trial_round_asks_with_names"), transaction():
        _insert_round(in_series)
    planned = make_round(cast, [cast.ambassador], opens_on=LATER)
    for change in ("mode = 'anonymous'", "series = 'culture', wave = 8"):
        with pytest.raises(IntegrityError, match="trial_round_keeps_its_names"), transaction():
            db.session.execute(text(f"UPDATE campaign SET {change} WHERE id = {planned}"))


def test_the_database_lets_nothing_but_a_round_ask_with_names(cast: Cast) -> None:
    named = plan_campaign(Mode.IDENTIFIED)
    meeting_id = plan_meeting(by=cast.coordinator.person_id)
    with pytest.raises(DBAPIError, match="evaluation_asks_without_names"), transaction():
        db.session.add(Evaluation(meeting_id=meeting_id, campaign_id=named))
    with pytest.raises(DBAPIError, match="measurement_asks_without_names"), transaction():
        db.session.add(Measurement(campaign_id=named, number=7, contact="het projectteam"))


def _insert_round(campaign_id: int) -> None:
    sql = f"INSERT INTO trial_round (campaign_id, purpose) VALUES ({campaign_id}, 'x')"
    db.session.execute(text(sql))


def test_the_database_holds_remarks_to_who_is_asked_while_it_is_open(cast: Cast) -> None:
    opened = make_round(cast, [cast.ambassador])
    planned = make_round(cast, [cast.ambassador], opens_on=LATER)
    with transaction():
        import_instrument(load_instrument(INSTRUMENTS / "culture.yaml"), on=TODAY)
    elsewhere = db.session.scalars(
        select(Item.id)
        .join(InstrumentVersion, InstrumentVersion.id == Item.version_id)
        .where(InstrumentVersion.id != campaign_at(opened).version_id)
    ).first()
    rows = (
        (opened, cast.member.person_id, "NULL", "remark_of_somebody_asked"),
        (planned, cast.ambassador.person_id, "NULL", "remark_only_while_open"),
        (opened, cast.ambassador.person_id, str(elsewhere), "remark_is_about_its_version"),
    )
    for campaign_id, person_id, item, rule in rows:
        with pytest.raises(IntegrityError, match=rule), transaction():
            db.session.execute(
                text(
                    "INSERT INTO trial_remark (campaign_id, person_id, item_id, lang, body) "
                    f"VALUES ({campaign_id}, {person_id}, {item}, 'nl', 'x')"
                )
            )
    remark_as(cast.ambassador, opened, "Zo gezegd")
    with pytest.raises(IntegrityError, match="remark_never_changes"), transaction():
        db.session.execute(text("UPDATE trial_remark SET body = 'anders'"))


def test_a_round_that_was_planned_keeps_its_list_of_people(cast: Cast) -> None:
    planned = make_round(cast, [cast.ambassador], opens_on=date(2022, 12, 1))
    rows = select(CampaignInvitation.person_id, CampaignInvitation.role_group).where(
        CampaignInvitation.campaign_id == planned
    )
    assert [tuple(row) for row in db.session.execute(rows)] == [(cast.ambassador.person_id, None)]
    with transaction():
        said = Remark(body="x", lang="nl")
        with pytest.raises(RuleBroken, match="closed"):
            services.add_remark(planned, cast.ambassador.person_id, said, on=TODAY)
    assert db.session.scalars(select(TrialRemark)).all() == []
