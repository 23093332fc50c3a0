"""What the tests of cards share: the moments of the network, cards that are filled in, a code."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask

from portal.cards import code_keeping, periods, queries, services
from portal.cards.models import TeamCard
from portal.cards.periods import Moments, Source
from portal.cards.services import Said, Writer, revision_of
from portal.db import db, transaction
from portal.network.models import Team
from tests.cast import Cast
from tests.conftest import TODAY

LAST = date(2022, 10, 13)
NEXT = date(2022, 12, 8)
Fill = Callable[..., int]


@pytest.fixture
def moments(app: Flask) -> Iterator[list[Moments]]:
    """Let the one value in this list be the moments around every day."""
    known = [Moments(last=LAST, next=NEXT)]
    before: Source = app.extensions["card_moments"]
    periods.moments_from(app, lambda _day: known[0])
    yield known
    periods.moments_from(app, before)


@pytest.fixture
def fill(cast: Cast) -> Fill:
    """Return a way to fill in the card of the cast's first team; it gives the card's id."""

    def filling(
        *,
        team_id: int = cast.home.team_ids[0],
        on: date = TODAY,
        since: date | None = LAST,
        by: int | None = cast.lead.person_id,
        **said: Any,
    ) -> int:
        with transaction():
            card = services.save_card(
                team_id,
                Said(**said),
                based_on=revision_of(queries.latest_card(team_id)),
                last_moment=since,
                writer=Writer(on=on, person_id=by),
            )
            return card.id

    return filling


@pytest.fixture
def code(cast: Cast) -> str:
    """The code of the cast's first team."""
    with transaction():
        team = db.session.get_one(Team, cast.home.team_ids[0])
        return code_keeping.make_code(team, by=cast.lead.person_id, on=TODAY)


def card_of(team_id: int) -> TeamCard:
    """Return the latest card of a team, read anew."""
    db.session.rollback()
    card = queries.latest_card(team_id)
    assert card is not None
    return card


def words_of(card: TeamCard) -> tuple[str, str, str]:
    """Return what stands on a card: tries, how it went, help."""
    went = f"{card.went.went}: {card.went.words}" if card.went else ""
    return (
        card.tries.words if card.tries else "",
        went,
        card.help.words if card.help else "",
    )
