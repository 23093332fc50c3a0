"""What the tests of needs share: a need that is told, teams that share it, a kit to answer with."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from portal.db import db, transaction
from portal.moi.models import ActKind, Kit, KitAct, KitVersion
from portal.needs import services
from portal.needs.models import Need
from portal.needs.services import Place, Told
from portal.network.models import Team
from tests.cast import Cast
from tests.conftest import TODAY

Tell = Callable[..., int]
Share = Callable[..., None]
WORDS = "Hoe praat je over een gebaar dat niet goed viel?"


@pytest.fixture
def tell(cast: Cast) -> Tell:
    """Return a way to tell a need for the cast's first team; it gives the need's id."""

    def telling(
        words: str = WORDS,
        *,
        team_id: int | None = cast.home.team_ids[0],
        on: date = TODAY,
        by: int = cast.lead.person_id,
        named: bool = False,
        organisation_id: int | None = None,
        meeting_id: int | None = None,
        **said: Any,
    ) -> int:
        with transaction():
            team = db.session.get_one(Team, team_id) if team_id else None
            place = Place(
                team=team, organisation_id=organisation_id, meeting_id=meeting_id, named=named
            )
            return services.tell_need(Told(words=words, **said), place, by=by, on=on).id

    return telling


@pytest.fixture
def share(cast: Cast) -> Share:
    """Return a way to let a team share a need: the neighbour's first one, if not another."""

    def sharing(
        need_id: int,
        team_id: int = cast.away.team_ids[0],
        *,
        named: bool = False,
        on: date = TODAY,
        by: int = cast.neighbour.person_id,
    ) -> None:
        with transaction():
            need, team = db.session.get_one(Need, need_id), db.session.get_one(Team, team_id)
            services.share_need(need, team, named=named, by=by, on=on)

    return sharing


@pytest.fixture
def kit_id(cast: Cast) -> int:
    """A public kit about the sense of timing, as small as a kit can be."""
    assert cast
    with transaction():
        kit = Kit(moi_id="MOI-90", slug="het-goede-moment")
        db.session.add(kit)
        db.session.flush()
        moi = {
            "constructs": ["timing"],
            "settings": ["hospital"],
            "languages": ["nl"],
            "source_language": "nl",
        }
        words = {"title": "Het goede moment", "summary": "Kort.", "objectives": [], "keywords": []}
        texts = {"nl": words}
        version = KitVersion(
            kit_id=kit.id,
            number="1.0.0",
            content_sha256="0" * 64,
            manifest={"moi": moi, "texts": texts, "slides": [], "outdated": []},
            published_on=TODAY,
        )
        db.session.add(version)
        db.session.flush()
        act = KitAct(kit_id=kit.id, version_id=version.id, kind=ActKind.PILOT, happened_on=TODAY)
        db.session.add(act)
        return kit.id


def need_of(need_id: int) -> Need:
    """Return a need, read anew."""
    db.session.rollback()
    return db.session.get_one(Need, need_id)
