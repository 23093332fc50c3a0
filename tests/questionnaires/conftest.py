"""What tests of questionnaires start from: twelve people, an open campaign, and a draft."""

import pytest
from flask import Flask

from portal.db import transaction
from portal.questionnaires.builder import services
from portal.questionnaires.instruments.importing import import_instrument
from tests.cast import Cast
from tests.conftest import TODAY
from tests.questionnaires.builder_pages import SLUG, hand
from tests.questionnaires.campaigns import make_campaign, make_people
from tests.questionnaires.instruments import PROCESS_EVALUATION


@pytest.fixture
def people(app: Flask) -> list[int]:
    """The ids of twelve people."""
    assert app
    return make_people(12)


@pytest.fixture
def campaign_id(people: list[int]) -> int:
    """A campaign with the full form that asks all of them."""
    return make_campaign(people)


@pytest.fixture
def published(cast: Cast) -> int:
    """The first version of the process evaluation, as it was published."""
    assert cast
    with transaction():
        return import_instrument(PROCESS_EVALUATION, on=TODAY).id


@pytest.fixture
def draft(cast: Cast, published: int) -> int:
    """A draft of its next version, as the coordinator begins it."""
    assert published
    with transaction():
        return services.begin_next(SLUG, hand(cast.coordinator))
