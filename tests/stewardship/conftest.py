"""What the tests of the life of kits share: the good kit in its pilot, and the way to approval."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from portal.db import transaction
from portal.moi.lint.library import check_kit
from portal.moi.models import KitVersion
from portal.moi.services import publish_kit
from portal.stewardship.models import Again, Clear, Item, Length
from portal.stewardship.queries.life import Life, find_life
from portal.stewardship.services import pilots, steps
from portal.stewardship.services.pilots import Found, Writer
from portal.stewardship.services.steps import Step
from tests.cast import Cast
from tests.conftest import TODAY
from tests.moi.conftest import DAY, GOOD

SLUG = GOOD.name
REVIEW = date(2023, 11, 15)
FOUND = Found(
    length_used=Length.FIFTEEN,
    minutes=20,
    people=6,
    introduction=Clear.YES,
    assignments=Clear.PARTLY,
    visuals=Clear.YES,
    teaching_note=Clear.YES,
    again=Again.YES,
    change="De tweede opdracht mag korter.",
    remarks={1: "Dit lukte goed aan bed."},
)
Pilot = Callable[..., int]


@pytest.fixture
def kit_id(app: Flask) -> int:
    """The good kit, published and in its pilot."""
    assert app
    with transaction():
        version: KitVersion = publish_kit(check_kit(GOOD), on=DAY, by=None)
        return version.kit_id


def life() -> Life:
    """Return the life of the good kit, read anew."""
    found = find_life(SLUG, TODAY)
    assert found is not None
    return found


def step(cast: Cast, *, note: str = "", on: date = TODAY, seen: int | None = None) -> Step:
    """Return a step of the coordinator, decided on the page as it is now."""
    known = life().seen if seen is None else seen
    return Step(seen=known, on=on, by=cast.coordinator.person_id, note=note)


def writer(person_id: int, on: date = TODAY) -> Writer:
    """Return somebody who acts without anybody being mailed."""
    return Writer(by=person_id, on=on, now=None)


@pytest.fixture
def pilot(cast: Cast, kit_id: int) -> Pilot:
    """Return a way to let a team test the kit and, if wanted, send what it found."""

    def testing(team_id: int = cast.home.team_ids[0], *, send: bool = True, on: date = DAY) -> int:
        with transaction():
            asked = pilots.ask_team(
                kit_id,
                team_id,
                "Hebben jullie een kwartier?",
                writer(cast.coordinator.person_id, on),
            )
            if send:
                pilots.save_feedback(
                    asked.id, FOUND, based_on=0, send=True, writer=writer(cast.lead.person_id, on)
                )
            return asked.id

    return testing


@pytest.fixture
def ready(cast: Cast, kit_id: int, pilot: Pilot) -> int:
    """The kit with all that approval asks for."""
    pilot_id = pilot()
    with transaction():
        pilots.answer_feedback(pilot_id, "Ingekort.", writer(cast.coordinator.person_id))
        for item in Item:
            steps.tick(kit_id, item, step(cast, note="Een oncologisch verpleegkundige"))
    return kit_id


@pytest.fixture
def published(cast: Cast, ready: int) -> int:
    """The kit, approved and published."""
    with transaction():
        steps.validate(ready, step(cast))
        steps.publish(ready, step(cast), review_on=REVIEW)
    return ready
