"""Two at once, and things in the wrong order: a measurement is opened, closed and released once."""

import secrets
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.audit.models import AuditEvent
from portal.culture import services
from portal.culture.preparation import apart_in, readiness_of
from portal.culture.queries import unit_lines
from portal.db import db, transaction
from portal.network.models import Organisation, Status, Team
from portal.network.services.organisations import change_status
from portal.questionnaires.campaigns.codes import hash_code
from portal.questionnaires.campaigns.models import AccessCode, CampaignUnit
from portal.questionnaires.campaigns.response_models import ResultSnapshot
from portal.questionnaires.filling.services import Submission, submit
from portal.rules import RuleBroken
from tests.at_once import at_once
from tests.cast import Cast
from tests.conftest import TODAY, Visitor
from tests.culture import measurements as m
from tests.databases import SECRET

Act = Callable[[int], None]


def _ready(cast: Cast, people: int = 12) -> None:
    m.plan(cast)
    m.prepare(cast, dict.fromkeys(m.usual(cast), people))


def _noted(event: str) -> int:
    many = select(func.count()).select_from(AuditEvent).where(AuditEvent.event == event)
    return db.session.scalar(many) or 0


def _open(_number: int) -> None:
    services.open_measurement(m.get(), on=m.OPENS, by=None)


def _close(_number: int) -> None:
    services.close_measurement(m.get(), on=m.CLOSES, by=None)


def _release(_number: int) -> None:
    services.release_measurement(m.get(), on=m.RELEASED, by=None)


@pytest.mark.parametrize(
    ("first", "act", "event"),
    [
        ((), _open, "culture_opened"),
        ((_open,), _close, "culture_closed"),
        ((_open, _close), _release, "culture_released"),
    ],
    ids=["open", "close", "release"],
)
def test_two_coordinators_at_once_do_it_once(
    app: Flask, cast: Cast, first: tuple[Act, ...], act: Act, event: str
) -> None:
    _ready(cast)
    for before in first:
        with transaction():
            before(0)
    assert at_once(app, 2, act) == ["RuleBroken", "done"]
    assert _noted(event) == 1
    assert db.session.scalar(select(func.count()).select_from(CampaignUnit)) == 6
    tables = db.session.scalar(select(func.count()).select_from(ResultSnapshot)) or 0
    assert (tables > 0) == (act is _release)


def test_one_sheet_asked_for_twice_at_once_is_one_sheet(app: Flask, cast: Cast) -> None:
    _ready(cast)
    m.open_(cast)
    unit_id = m.unit_of(cast.home.team_ids[0]).id
    sheets: list[tuple[str, ...]] = []

    def printed(_number: int) -> None:
        unit = db.session.get_one(CampaignUnit, unit_id)
        known = {"seed": "a" * 32, "secret": SECRET, "on": m.OPENS, "by": None}
        codes = services.print_codes(m.get(), unit, 12, **known)  # type: ignore[arg-type]
        sheets.append(tuple(codes))

    assert at_once(app, 2, printed) == ["done", "done"]
    assert len(set(sheets)) == 1
    assert db.session.scalar(select(func.count()).select_from(AccessCode)) == 12


@pytest.mark.parametrize(
    ("people", "units", "apart"), [(1, 0, 6), (4, 2, 0), (5, 6, 0), (9999, 6, 0)]
)
def test_teams_of_any_size_are_asked(cast: Cast, people: int, units: int, apart: int) -> None:
    _ready(cast, people)
    m.open_(cast)
    campaign = m.get().campaign
    assert (len(campaign.units), campaign.people_apart) == (units, apart)
    assert campaign.headcount == people * 6


def test_so_few_that_nothing_could_be_shown_are_not_asked(cast: Cast) -> None:
    m.plan(cast)
    m.prepare(cast, {cast.home.team_ids[0]: 3, cast.away.team_ids[0]: 1})
    with pytest.raises(RuleBroken, match="Fewer than"):
        m.open_(cast)


@pytest.mark.parametrize("people", ["0", "-1", "10000", "100000"])
def test_a_number_of_people_that_cannot_be_is_refused(
    client: Visitor, cast: Cast, people: str
) -> None:
    m.plan(cast, opens=TODAY, closes=TODAY)
    client.sign_in(cast.ambassador)
    filled: dict[str, object] = {"revision": "1", f"people_{cast.home.team_ids[0]}": people}
    answer = client.submit("/culture/1/organisations/home/", filled)
    assert (answer.status_code, f'value="{people}"' in answer.text) == (400, True)


def _end(team_id: int, on: date) -> None:
    with transaction():
        db.session.get_one(Team, team_id).valid_to = on


def test_a_team_that_ends_before_the_opening_is_not_asked(cast: Cast) -> None:
    _ready(cast)
    _end(cast.home.team_ids[2], m.OPENS)
    assert readiness_of(m.get().campaign_id, m.OPENS).teams == 5
    m.open_(cast)
    assert len(m.get().campaign.units) == 5


def test_a_team_that_ends_while_it_is_asked_still_counts(cast: Cast) -> None:
    _ready(cast)
    m.open_(cast)
    team_id = cast.home.team_ids[2]
    m.answer(cast, m.unit_of(team_id).id, m.VALUES)
    _end(team_id, m.OPENS + timedelta(days=2))
    m.finish(cast)
    (line,) = unit_lines(m.get().campaign_id, CampaignUnit.team_id == team_id)
    assert (line.answers, line.unit.headcount) == (10, 12)


def test_an_organisation_that_leaves_before_the_opening_is_not_asked(cast: Cast) -> None:
    _ready(cast)
    with transaction():
        away = db.session.get_one(Organisation, cast.away.organisation_id)
        change_status(away, Status.WITHDRAWN, on=m.OPENS, by=None, reason="Fusie.")
    m.open_(cast)
    asked = {unit.organisation_id for unit in m.get().campaign.units}
    assert asked == {cast.home.organisation_id}
    assert apart_in(m.get().campaign_id, cast.away.organisation_id).people == 0


def test_an_organisation_that_leaves_after_the_opening_stays_in_the_figures(cast: Cast) -> None:
    _ready(cast)
    m.open_(cast)
    with transaction():
        away = db.session.get_one(Organisation, cast.away.organisation_id)
        change_status(away, Status.WITHDRAWN, on=m.CLOSES, by=None, reason="Fusie.")
    m.finish(cast)
    assert m.get().campaign.released
    assert {unit.organisation_id for unit in m.get().campaign.units} == {
        *(cast.home.organisation_id, cast.away.organisation_id),
    }


@pytest.mark.parametrize("day", [m.OPENS + timedelta(days=1), m.CLOSES])
def test_a_day_of_informing_after_the_opening_asks_nobody(cast: Cast, day: date) -> None:
    m.plan(cast)
    with transaction():
        services.tell_headcounts(m.get(), m.usual(cast), on=m.INFORMED, by=None)
        for home in (cast.home, cast.away):
            services.note_informed(m.get(), home.organisation_id, day, on=day, by=None)
    with pytest.raises(RuleBroken, match="No organisation is ready"):
        m.open_(cast)


def test_a_new_sheet_does_not_tell_which_codes_were_used(cast: Cast) -> None:
    _ready(cast)
    m.open_(cast)
    unit_id = m.unit_of(cast.home.team_ids[0]).id
    first = m.print_for(cast, unit_id, 12)
    given = {item: ["3"] for item in m.CULTURE.items}
    for code in first[:2]:
        sent = Submission(
            submit_key=secrets.token_hex(16),
            given=given,
            lang="nl",
            code_hash=hash_code(code, secret=SECRET),
        )
        with transaction():
            submit(m.get().campaign_id, sent, on=m.OPENS)
    second = m.print_for(cast, unit_id, 10)
    assert not set(first) & set(second)
    kept = db.session.execute(select(AccessCode.used, func.count()).group_by(AccessCode.used))
    assert sorted((used, many) for used, many in kept) == [(False, 10), (True, 2)]


def test_wrong_order_is_refused_and_changes_nothing(cast: Cast) -> None:
    _ready(cast)
    for act in (_close, _release):
        with pytest.raises(RuleBroken), transaction():
            act(0)
    unit = m.get().campaign
    assert (unit.opened_on, unit.closed_on, unit.released_on) == (None, None, None)
    m.open_(cast)
    with pytest.raises(RuleBroken), transaction():
        _release(0)
    assert m.get().campaign.released_on is None
