"""What the tests of adoption share: kits, uses that were told, a code."""

from collections.abc import Callable, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask

from portal.adoption.models import Felt, KitUse
from portal.cards import code_keeping
from portal.db import db, transaction
from portal.moi.facets import facets_of
from portal.moi.models import ActKind, Kit, KitAct, KitVersion
from portal.network.models import Team
from tests.cast import Cast
from tests.conftest import TODAY

PUBLISHED = date(2022, 6, 1)
BOTH_SECTORS = ("hospital", "residential_care")
USED = date(2022, 10, 20)
MakeKit = Callable[..., KitVersion]
Use = Callable[..., int]


@pytest.fixture
def make_kit(app: Flask) -> MakeKit:
    """Return a way to publish a kit without texts: what lists and counts need of it."""
    assert app

    def make(
        number: int,
        *,
        constructs: Sequence[str] = ("openness",),
        settings: Sequence[str] = BOTH_SECTORS,
        stage: ActKind = ActKind.PILOT,
    ) -> KitVersion:
        slug = f"kit-{number}"
        words = {"title": f"Pakket {number}", "summary": "", "objectives": [], "keywords": []}
        moi = {
            "languages": ["nl"],
            "source_language": "nl",
            "constructs": list(constructs),
            "settings": list(settings),
            "duration_range": {"min": 15, "max": 60},
        }
        with transaction():
            kit = Kit(moi_id=f"MOI-{number:03}", slug=slug)
            version = KitVersion(
                kit=kit,
                number="1.0.0",
                content_sha256=sha256(slug.encode()).hexdigest(),
                manifest={"moi": moi, "texts": {"nl": words}, "slides": [], "outdated": []},
                published_on=PUBLISHED,
            )
            db.session.add_all([kit, version])
            db.session.add(KitAct(kit=kit, kind=stage, happened_on=PUBLISHED, note="x"))
            db.session.flush()
            db.session.add_all(facets_of(version.id, version.manifest, []))
        return version

    return make


@pytest.fixture
def use(app: Flask) -> Use:
    """Return a way to note that a team used a version; it gives the id of the use."""
    assert app

    def noting(team_id: int, version: KitVersion, **more: Any) -> int:
        known = {"used_on": USED, "told_on": TODAY, "felt": Felt.WELL, **more}
        with transaction():
            kept = KitUse(team_id=team_id, kit_id=version.kit_id, version_id=version.id, **known)
            db.session.add(kept)
            db.session.flush()
            return kept.id

    return noting


@pytest.fixture
def code(cast: Cast) -> str:
    """The code of the cast's first team."""
    with transaction():
        team = db.session.get_one(Team, cast.home.team_ids[0])
        return code_keeping.make_code(team, by=cast.lead.person_id, on=TODAY)


def end_team(team_id: int, day: str) -> None:
    """Let a team, and the posts in it, end on a day."""
    with db.engine.begin() as connection:
        for table, key in (("post", "team_id"), ("team", "id")):
            connection.exec_driver_sql(
                f"UPDATE {table} SET valid_to = '{day}' WHERE {key} = {team_id}"
            )
