"""What the tests of campaigns start from: twelve people and an open campaign that asks them."""

import pytest
from flask import Flask

from tests.questionnaires.campaigns import make_campaign, make_people


@pytest.fixture
def people(app: Flask) -> list[int]:
    """The ids of twelve people."""
    assert app
    return make_people(12)


@pytest.fixture
def campaign_id(people: list[int]) -> int:
    """A campaign with the full form that asks all of them."""
    return make_campaign(people)
