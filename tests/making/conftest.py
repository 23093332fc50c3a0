"""What the tests of kits in the making share: a proposal of the cast, and the way to take steps."""

import secrets
from collections.abc import Callable
from typing import Any

import pytest

from portal.db import db, transaction
from portal.making import services
from portal.making.models import Draft, Step
from portal.making.services import Plan
from portal.moi.models import Kit
from tests.cast import Cast
from tests.conftest import TODAY

Propose = Callable[..., int]
TITLE = "De laatste uren van een opname"
WHY = "Bij het ontslag gaat alles snel. Wie naar huis gaat, blijft met vragen zitten."


def plan(**changed: Any) -> Plan:
    """Return a plan that says enough; ``changed`` says otherwise."""
    known: dict[str, Any] = {
        "title": TITLE,
        "lang": "nl",
        "why": WHY,
        "able_to": "Bij elk ontslag één vraag stellen over de eerste dag thuis",
        "constructs": ["timing"],
        "team_ids": [],
    }
    return Plan(**{**known, **changed})


@pytest.fixture
def propose(cast: Cast) -> Propose:
    """Return a way to propose a kit for the cast's first team; it gives the draft's id."""

    def proposing(
        *,
        by: int = cast.lead.person_id,
        accepted: bool = False,
        kit: Kit | None = None,
        **said: Any,
    ) -> int:
        with transaction():
            known = {"team_ids": [cast.home.team_ids[0]], **said}
            draft = services.begin_draft(
                plan(**known), by=by, on=TODAY, form_key=secrets.token_hex(16), kit=kit
            )
            if accepted:
                services.accept(
                    draft,
                    slug=f"laatste-uren-{draft.id}",
                    moi_id=f"MOI-{500 + draft.id}",
                    by=cast.coordinator.person_id,
                    on=TODAY,
                )
            return draft.id

    return proposing


@pytest.fixture
def kit(cast: Cast) -> Kit:
    """A kit that is there, without any version: enough to propose a next one."""
    assert cast
    with transaction():
        known = Kit(slug="op-een-kier", moi_id="MOI-001")
        db.session.add(known)
    return known


def draft_of(draft_id: int) -> Draft:
    """Return a kit in the making, read anew."""
    db.session.rollback()
    return db.session.get_one(Draft, draft_id)


def steps_of(draft_id: int) -> list[tuple[Step, str]]:
    """Return the steps that were taken, with their notes."""
    return [(one.step, one.note) for one in draft_of(draft_id).steps]


def authors_of(draft_id: int) -> list[int]:
    """Return who writes along, by id."""
    return sorted(one.person_id for one in draft_of(draft_id).authors)
