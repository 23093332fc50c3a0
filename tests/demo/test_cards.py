"""The team cards of the practice network: believable, of three periods, nothing mailed."""

import json
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.cards import queries
from portal.cards.models import CardPart, HelpAnswer, TeamCard, TeamCode
from portal.db import db, transaction
from portal.demo import meetings as demo
from portal.demo.cards import fill_cards
from portal.outbox.models import OutboxMail

TODAY = date(2022, 11, 15)
DATA = json.loads(Path(demo.__file__).with_name("network.json").read_text())


@pytest.fixture
def filled(app: Flask) -> None:
    """The practice network with its meetings and its cards."""
    assert app
    with transaction():
        demo.fill_meetings(DATA, today=TODAY)
        fill_cards(today=TODAY)


def _count(model: type[object]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.usefixtures("filled")
def test_the_cards_are_of_the_last_three_periods_and_nothing_is_mailed() -> None:
    per_period = db.session.execute(
        select(TeamCard.since, func.count()).group_by(TeamCard.since).order_by(TeamCard.since)
    ).all()
    assert [row[0] for row in per_period] == [
        date(2022, 6, 9),
        date(2022, 8, 25),
        date(2022, 10, 13),
    ]
    assert all(30 <= row[1] <= 80 for row in per_period)
    assert (_count(HelpAnswer), _count(TeamCode), _count(OutboxMail)) == (1, 3, 0)
    late = select(func.count()).where(CardPart.written_on > TODAY)
    assert db.session.scalar(late) == 0


@pytest.mark.usefixtures("filled")
def test_the_first_organisation_shows_each_state() -> None:
    first, second, third = (queries.latest_card(team) for team in (1, 2, 3))
    assert first is not None
    assert second is not None
    assert third is not None
    assert first.tries is not None
    assert first.went is not None
    assert first.help is not None
    assert first.help.is_shared
    assert len(queries.answers_to(1)) == 1
    assert (second.since, third.since) == (date(2022, 10, 13), date(2022, 8, 25))


@pytest.mark.usefixtures("filled")
def test_several_teams_show_a_question_of_their_own() -> None:
    shared = queries.shared_help(TODAY)
    assert 6 <= len(shared) <= 25
    this_period = [card.help.words for card in shared if card.help and card.since.month == 10]
    assert len(set(this_period)) == len(this_period)
