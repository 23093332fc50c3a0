"""The questionnaires of the practice network: made up the same way each time, nothing mailed."""

import json
from datetime import date
from pathlib import Path
from statistics import mean

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.adjustments.models import BEGINNING, Finding, StepKind
from portal.culture.models import SERIES
from portal.db import db, transaction
from portal.demo import meetings as demo
from portal.demo.adjustments import STORIES, fill_adjustments
from portal.demo.care import CALLS, fill_care
from portal.demo.culture import fill_culture
from portal.demo.evaluation import ROUNDS, fill_evaluation
from portal.demo.simulated import EFFECT, GREW, Answers, Group, simulate
from portal.evaluation.call_backs.models import ContactRequest
from portal.network.models import Organisation
from portal.outbox.models import OutboxMail
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.instruments.loader import INSTRUMENTS, load_instrument
from portal.questionnaires.results.shapes import PlaceResults
from portal.questionnaires.results.snapshots import places_of
from portal.support.advisers.models import Adviser, AdviserKind

TODAY = date(2022, 11, 15)
DATA = json.loads(Path(demo.__file__).with_name("network.json").read_text())
CULTURE = load_instrument(INSTRUMENTS / "culture.yaml")
GROUPS = [Group(key=str(n), organisation=str(n // 3), answers=20) for n in range(30)]


def _made(measurement: int) -> list[Answers]:
    return [answers for _group, answers in simulate(CULTURE, GROUPS, measurement=measurement)]


def _level(people: list[Answers], construct: str) -> float:
    """Return the mean of a construct, with items that are put the other way turned round."""
    items = CULTURE.items_of(construct)
    return mean(
        6 - said if item.reverse else said
        for person in people
        for item in items
        if isinstance(said := person[item.code], int)
    )


def test_the_same_people_are_made_up_each_time() -> None:
    assert _made(1) == _made(1)
    assert _made(1) != _made(2)


def test_only_what_is_said_to_grow_grows() -> None:
    before, after = _made(1), _made(2)
    moved = {
        code: _level(after, code) - _level(before, code)
        for code in CULTURE.construct_by_code
        if CULTURE.items_of(code)
    }
    assert len(moved) == 31
    assert all(abs(moved[code] - EFFECT) < 0.15 for code in GREW)
    assert all(abs(moved[code]) < 0.15 for code in moved.keys() - GREW)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)  # journeys fill the other one
def test_the_practice_network_has_asked_and_answered(app: Flask) -> None:
    assert app
    with transaction():
        demo.fill_meetings(DATA, today=TODAY)
        mailed = db.session.scalar(select(func.count()).select_from(OutboxMail))
        fill_evaluation(today=TODAY)
        fill_culture(today=TODAY)
        fill_adjustments(today=TODAY)
        fill_care(today=TODAY)
    assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == mailed
    _has_eight_evaluations_and_one_open()
    _has_two_measurements_and_one_to_come()
    _has_closed_loops_and_open_ends()
    _has_people_to_turn_to()


def _has_eight_evaluations_and_one_open() -> None:
    evaluations = db.session.scalars(select(Campaign).where(Campaign.series.is_(None))).all()
    assert [one.released for one in evaluations].count(True) == len(ROUNDS) == 8
    assert [one.is_open(TODAY) for one in evaluations].count(True) == 1
    assert all(one.simulated for one in evaluations)


def _has_two_measurements_and_one_to_come() -> None:
    first, second, third = db.session.scalars(
        select(Campaign).where(Campaign.series == SERIES).order_by(Campaign.wave)
    )
    assert [one.released for one in (first, second, third)] == [True, True, False]
    assert [one.simulated for one in (first, second, third)] == [True, True, False]
    assert third.opened_on is None
    before, after = _network(first), _network(second)
    assert (before.organisations, after.organisations) == (20, 30)
    grown = {
        code: one for code in GREW if (one := _mean(after, code) - _mean(before, code)) > EFFECT / 2
    }
    assert grown.keys() == GREW
    assert {one.benchmark for one in after.consistency} == {True, False}  # both can be seen


def _network(campaign: Campaign) -> PlaceResults:
    return places_of(campaign.id, ["network/all"])["network/all"]


def _mean(place: PlaceResults, code: str) -> float:
    (figure,) = (one for one in place.figures if one.code == code)
    assert figure.mean is not None
    return figure.mean


def _has_closed_loops_and_open_ends() -> None:
    findings = db.session.scalars(select(Finding)).unique().all()
    last = [one.steps[-1].kind if one.steps else BEGINNING for one in findings]
    assert len(last) == len(STORIES) + 1
    assert (last.count(StepKind.RERATED), last.count(StepKind.EXPLAINED)) == (3, 1)
    assert last.count(BEGINNING) == 2
    assert {StepKind.ADAPTED, StepKind.CHANGED, StepKind.ANNOUNCED} <= set(last)


def _has_people_to_turn_to() -> None:
    named = db.session.execute(
        select(Adviser.organisation_id, func.count()).group_by(Adviser.organisation_id)
    ).all()
    organisations = db.session.scalar(select(func.count()).select_from(Organisation)) or 0
    assert 0 < len(named) < organisations
    assert {count for _organisation, count in named} == {len(AdviserKind)}
    calls = db.session.scalars(select(ContactRequest)).all()
    assert sorted(one.handled_on is None for one in calls) == [False, True]
    assert len(calls) == len(CALLS)
