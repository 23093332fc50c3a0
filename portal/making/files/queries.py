"""Reads of draft files, and of what was published before under the names that they carry."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.making.files.models import DraftFile
from portal.making.models import Draft
from portal.moi.models import Kit, KitVersion


def files_of(draft_id: int) -> Sequence[DraftFile]:
    """Return the files of a draft in order of their path, each with who changed it last."""
    query = select(DraftFile).where(DraftFile.draft_id == draft_id).order_by(DraftFile.path)
    return db.session.scalars(query.options(joinedload(DraftFile.changed_by))).all()


def contents_of(draft_id: int) -> dict[str, bytes]:
    """Return what stands in each file of a draft, by its path."""
    query = select(DraftFile.path, DraftFile.content).where(DraftFile.draft_id == draft_id)
    return {row.path: row.content for row in db.session.execute(query)}


def find_file(draft_id: int, path: str) -> DraftFile | None:
    """Return one file of a draft, if it is there."""
    return db.session.scalar(select(DraftFile).filter_by(draft_id=draft_id, path=path))


def has_files(draft_id: int) -> bool:
    """Tell whether a draft has any file yet."""
    return bool(db.session.scalar(select(func.count()).where(DraftFile.draft_id == draft_id)))


def files_before(draft: Draft) -> Mapping[str, bytes]:
    """Return the files of the draft that the kit of this one was made or renewed by last."""
    if draft.kit_id is None:
        return {}
    query = (
        select(Draft.id)
        .where(Draft.kit_id == draft.kit_id, Draft.id != draft.id)
        .where(select(DraftFile.id).where(DraftFile.draft_id == Draft.id).exists())
        .order_by(Draft.since.desc(), Draft.id.desc())
    )
    last = db.session.scalars(query.limit(1)).first()
    return contents_of(last) if last is not None else {}


def published(slug: str, moi_id: str) -> Sequence[tuple[str, str, str, str]]:
    """Return slug, id, number and content hash of each version of the kits with these names."""
    query = (
        select(Kit.slug, Kit.moi_id, KitVersion.number, KitVersion.content_sha256)
        .join(Kit.versions)
        .where(or_(Kit.slug == slug, Kit.moi_id == moi_id))
    )
    return [(row[0], row[1], row[2], row[3]) for row in db.session.execute(query)]


def hashes_of(slug: str) -> Mapping[str, Mapping[str, str]]:
    """Return the content hash of each published number of a kit, in the way the lint reads it."""
    known: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for one, _moi_id, number, content_sha256 in published(slug, ""):
        known[one][number] = content_sha256
    return known


def changed_by(person_id: int) -> Sequence[DraftFile]:
    """Return the files that a person changed last."""
    query = select(DraftFile).where(DraftFile.changed_by_id == person_id)
    query = query.options(joinedload(DraftFile.draft)).order_by(DraftFile.draft_id, DraftFile.path)
    return db.session.scalars(query).all()
