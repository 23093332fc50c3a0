"""The only writers of kits: publish a folder, take a step in its life, keep a download."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import or_, select

from portal.audit.services import record
from portal.db import db
from portal.moi import rules
from portal.moi.facets import facets_of
from portal.moi.lint.library import Checked, check_library
from portal.moi.models import (
    ActKind,
    DownloadFormat,
    Kit,
    KitAct,
    KitDownload,
    KitPicture,
    KitText,
    KitVersion,
)
from portal.moi.rendering import manifest_of, render_texts
from portal.moi.source.findings import errors_in
from portal.moi.source.shapes import Manifest


def publish_kit(source: Checked, *, on: date, by: int | None) -> KitVersion:
    """Keep a checked folder as an immutable version; the same content again is the same version.

    The first version of a kit begins its life as a pilot. ``RuleBroken`` for a folder with errors,
    for another content under a known number (K04), and for a number that goes back.
    """
    moi = source.kit.manifest
    if moi is None or not source.is_sound:
        rules.check_may_publish("", "", {}, errors=errors_in(source.findings))
        raise ValueError("A folder without a manifest has findings")
    kit = _kit_of(moi)
    known = {version.number: version for version in kit.versions}
    content = source.kit.content_sha256
    hashes = {number: version.content_sha256 for number, version in known.items()}
    rules.check_may_publish(moi.version, content, hashes)
    if moi.version in known:
        return known[moi.version]
    version = _add_version(kit, source, moi, on=on, by=by)
    if not kit.acts:
        add_act(kit, ActKind.PILOT, on=on, by=by, version=version)
    record(
        "kit_published",
        by=by,
        object_kind="kit",
        object_id=kit.id,
        on=on,
        detail={"slug": kit.slug, "number": version.number},
    )
    return version


def publish_library(
    content: Path, *, on: date, by: int | None, slug: str | None = None
) -> Sequence[KitVersion]:
    """Publish every kit under ``content``, or one; ``RuleBroken`` at the first that may not."""
    return [publish_kit(source, on=on, by=by) for source in check_library(content, slug)]


def add_act(
    kit: Kit,
    kind: ActKind,
    *,
    on: date,
    by: int | None,
    version: KitVersion | None = None,
    team_id: int | None = None,
    note: str = "",
) -> KitAct:
    """Take a step in the life of a kit; ``RuleBroken`` where it does not follow from the last."""
    rules.check_may_act(kit.acts[-1].kind if kit.acts else None, kind)
    act = KitAct(
        kit=kit,
        version_id=version.id if version else None,
        kind=kind,
        happened_on=on,
        by_person_id=by,
        team_id=team_id,
        note=note,
    )
    db.session.add(act)
    db.session.flush()
    return act


def keep_download(
    version: KitVersion,
    *,
    team_ids: Iterable[int],
    wanted: DownloadFormat,
    lang: str,
    on: date,
) -> None:
    """Keep that these teams took a version along; once a day, and nothing about the person."""
    rules.check_may_keep(lang, version.languages)
    for team_id in sorted(team_ids):
        same = {"team_id": team_id, "version_id": version.id, "format": wanted, "lang": lang}
        known = select(KitDownload.id).filter_by(**same, downloaded_on=on)
        if db.session.scalar(known) is None:
            db.session.add(KitDownload(**same, downloaded_on=on))
    db.session.flush()


def _kit_of(moi: Manifest) -> Kit:
    """Return the kit of this manifest, made now when it is new."""
    same = or_(Kit.slug == moi.slug, Kit.moi_id == moi.id)
    kit = db.session.scalars(select(Kit).where(same).order_by(Kit.slug == moi.slug)).first()
    if kit is None:
        kit = Kit(moi_id=moi.id, slug=moi.slug)
        db.session.add(kit)
        db.session.flush()
    rules.check_same_kit(moi.slug, moi.id, known_slug=kit.slug, known_id=kit.moi_id)
    return kit


def _add_version(
    kit: Kit, source: Checked, moi: Manifest, *, on: date, by: int | None
) -> KitVersion:
    version = KitVersion(
        kit=kit,
        number=moi.version,
        content_sha256=source.kit.content_sha256,
        manifest=manifest_of(source.kit),
        published_on=on,
        by_person_id=by,
    )
    db.session.add(version)
    db.session.flush()
    texts = [
        KitText(
            version_id=version.id,
            lang=text.lang,
            part=text.part,
            position=text.position,
            title=text.title,
            html=text.html,
            detail=text.detail,
        )
        for text in render_texts(source.kit)
    ]
    db.session.add_all([*texts, *facets_of(version.id, version.manifest, texts)])
    db.session.add_all(
        KitPicture(version_id=version.id, name=name, content=content)
        for name, content in sorted(source.kit.pictures.items())
    )
    db.session.flush()
    return version
