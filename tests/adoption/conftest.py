"""What the tests of adoption share: kits, uses that were told, a code."""

from collections.abc import Callable, Sequence
from datetime import date
from hashlib import sha256

import pytest
from flask import Flask

from portal.cards import code_keeping
from portal.db import db, transaction
from portal.moi.models import ActKind, Kit, KitAct, KitVersion
from portal.network.models import Team
from tests.cast import Cast
from tests.conftest import TODAY

PUBLISHED = date(2022, 6, 1)
BOTH_SECTORS = ("hospital", "residential_care")
MakeKit = Callable[..., KitVersion]


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
        return version

    return make


@pytest.fixture
def code(cast: Cast) -> str:
    """The code of the cast's first team."""
    with transaction():
        team = db.session.get_one(Team, cast.home.team_ids[0])
        return code_keeping.make_code(team, by=cast.lead.person_id, on=TODAY)
