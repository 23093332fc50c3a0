"""From files to a version: all of it once, or nothing and the reason."""

from collections.abc import Mapping

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.db import db, transaction
from portal.making import queries as drafts
from portal.making.files.checking import report_of
from portal.making.files.putting_in import put_in
from portal.making.files.sending_in import Sent, send_in
from portal.making.models import Step
from portal.moi.lint.library import check_contents
from portal.moi.models import ActKind, KitVersion
from portal.moi.services import publish_kit
from portal.rules import RuleBroken
from tests.at_once import at_once
from tests.cast import Cast
from tests.conftest import TODAY
from tests.making.files.drafts import counted, draft_by, make_draft
from tests.making.files.zips import KIT, SLUG

NEXT = KIT | {
    "moi.yaml": KIT["moi.yaml"].replace(b"1.10.0", b"1.11.0"),
    "CHANGELOG.md": b"## 1.11.0 \xe2\x80\x94 2022-11-15\n\n- Korter.\n\n" + KIT["CHANGELOG.md"],
}


def versions() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(KitVersion.number).order_by(KitVersion.id)))


def put(cast: Cast, draft_id: int, seen: str = "") -> KitVersion:
    """Put a draft in as the coordinator; by default as the files are now."""
    with transaction():
        draft = draft_by(draft_id)
        seen = seen or report_of(draft).seen
        return put_in(draft, seen=seen, by=cast.coordinator.person_id, on=TODAY)


def published(files: Mapping[str, bytes] = KIT) -> None:
    with transaction():
        publish_kit(check_contents(SLUG, files, known={}), on=TODAY, by=None)


def said(cast: Cast, draft_id: int, seen: str = "") -> str:
    """Return why a draft cannot be put in; nothing may have changed."""
    before = versions()
    with pytest.raises(RuleBroken) as refused:
        put(cast, draft_id, seen)
    assert versions() == before
    assert draft_by(draft_id).step is Step.DRAFT
    return str(refused.value)


def test_the_files_become_a_version_and_the_kit_a_pilot(cast: Cast) -> None:
    draft_id = make_draft(cast)
    version = put(cast, draft_id)
    assert (version.number, version.kit.slug) == ("1.10.0", SLUG)
    assert [act.kind for act in version.kit.acts] == [ActKind.PILOT]
    draft = draft_by(draft_id)
    assert (draft.step, draft.kit_id) == (Step.PILOT, version.kit_id)


def test_files_with_errors_are_not_put_in(cast: Cast) -> None:
    draft_id = make_draft(cast, {**KIT, "CHANGELOG.md": b"nothing\n"})
    assert said(cast, draft_id) == "Some things are to be mended first: 1 in the report."


def test_no_files_are_not_put_in(cast: Cast) -> None:
    assert said(cast, make_draft(cast, {})) == "There are no files yet."


def test_files_that_nobody_saw_are_not_put_in(cast: Cast) -> None:
    assert said(cast, make_draft(cast), "0" * 64) == (
        "Somebody changed the files meanwhile. Look at the report once more, then put in."
    )


def renewal(cast: Cast, files: Mapping[str, bytes]) -> int:
    """Send files in for the published kit; return the draft of its next version."""
    kit = check_contents(SLUG, files, known={}).kit
    sent = Sent(kit=kit, files=files, why="Korter.", form_key="2" * 32)
    with transaction():
        return send_in(sent, by=cast.coordinator.person_id, on=TODAY).id


def test_a_known_number_keeps_its_content(cast: Cast) -> None:
    published()
    draft_id = renewal(cast, NEXT | {"moi.yaml": KIT["moi.yaml"], "CHANGELOG.md": b"## 1.10.0\n"})
    report = report_of(draft_by(draft_id))
    assert [(one.code, one.file) for one in report.checked.findings if one.code == "K04"] == [
        ("K04", "moi.yaml")
    ]
    assert said(cast, draft_id) == "Some things are to be mended first: 2 in the report."


def test_what_did_not_change_is_no_next_version(cast: Cast) -> None:
    published()
    assert said(cast, renewal(cast, KIT)) == (
        "Nothing changed since version 1.10.0 was put in. Change the text first."
    )


def test_a_number_does_not_go_back(cast: Cast) -> None:
    published(NEXT)
    assert said(cast, renewal(cast, KIT)) == (
        "Version 1.10.0 comes before 1.11.0, which is already published."
    )


def test_a_next_version_stands_beside_the_first(cast: Cast) -> None:
    published()
    draft_id = renewal(cast, NEXT)
    put(cast, draft_id)
    assert versions() == ["1.10.0", "1.11.0"]
    assert draft_by(draft_id).step is Step.PILOT


def test_the_number_of_another_kit_is_refused(cast: Cast) -> None:
    draft_id = make_draft(cast)
    other = KIT | {"moi.yaml": KIT["moi.yaml"].replace(b"een-klein-gebaar", b"een-ander")}
    with transaction():
        publish_kit(check_contents("een-ander", other, known={}), on=TODAY, by=None)
    assert said(cast, draft_id) == (
        "een-klein-gebaar, MOI-901 was published before as een-ander, MOI-901."
    )


def test_two_coordinators_at_once_make_one_version(app: Flask, cast: Cast) -> None:
    draft_id = make_draft(cast)
    seen = report_of(draft_by(draft_id)).seen

    by = cast.coordinator.person_id
    ends = at_once(app, 2, lambda _: put_in(draft_by(draft_id), seen=seen, by=by, on=TODAY))
    assert ends == ["RuleBroken", "done"]
    assert versions() == ["1.10.0"]


def test_the_same_form_twice_makes_one_draft(cast: Cast) -> None:
    assert renewal(cast, KIT) == renewal(cast, KIT)
    assert counted() == (1, len(KIT))
    assert drafts.find_kit(SLUG) is None
    assert db.session.scalar(select(func.count()).select_from(KitVersion)) == 0
