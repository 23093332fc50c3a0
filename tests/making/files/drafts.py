"""A kit in the making with the files of the small good kit, and what the tests do with it."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO

from sqlalchemy import func, select

from portal.db import db, transaction
from portal.making import services as making
from portal.making.files import queries, services
from portal.making.files.models import DraftFile
from portal.making.models import Draft
from portal.making.services import Plan
from portal.moi.models import Kit
from tests.cast import Cast
from tests.making.files.zips import KIT, SLUG

DAY = date(2022, 11, 14)
PLAN = Plan(
    title="Een klein gebaar",
    lang="nl",
    why="De avonddienst vroeg ernaar.",
    constructs=["radar"],
    team_ids=[],
)
KEY = "0" * 32


def make_draft(
    cast: Cast,
    files: Mapping[str, bytes] = KIT,
    *,
    slug: str = SLUG,
    moi_id: str = "MOI-901",
    key: str = KEY,
) -> int:
    """Return a draft that the lead proposed and the coordinator accepted, with these files."""
    with transaction():
        draft = proposed(cast, key=key)
        boss = cast.coordinator.person_id
        making.accept(draft, slug=slug, moi_id=moi_id, by=boss, on=DAY)
        if files:
            services.replace_files(draft, files, by=cast.lead.person_id, on=DAY)
        return draft.id


def proposed(cast: Cast, *, key: str = KEY, kit: Kit | None = None) -> Draft:
    """Return a proposal of the lead; only inside a transaction."""
    return making.begin_draft(
        PLAN, by=cast.lead.person_id, on=DAY, form_key=key, kit=kit, needs_team=False
    )


def draft_by(draft_id: int) -> Draft:
    """Return a draft as it is now."""
    return db.session.get_one(Draft, draft_id)


def contents(draft_id: int) -> dict[str, bytes]:
    """Return the files of a draft as they are now."""
    db.session.rollback()
    return queries.contents_of(draft_id)


def counted() -> tuple[int, int]:
    """Return how many drafts and draft files there are."""
    db.session.rollback()
    drafts = db.session.scalar(select(func.count()).select_from(Draft))
    return drafts or 0, db.session.scalar(select(func.count()).select_from(DraftFile)) or 0


def file_of(content: bytes, name: str = "lespakket.zip") -> tuple[BytesIO, str]:
    """Return a file as a form sends it."""
    return BytesIO(content), name
