"""The only writers of draft files: each act holds the draft, so that two never do half of each."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import delete, update

from portal.audit.services import record
from portal.db import db
from portal.making.files import queries, rules
from portal.making.files.models import DraftFile
from portal.making.files.scaffold import first_files
from portal.making.models import Draft
from portal.making.rules import check_may_write_files
from portal.moi.source.folder import content_hash
from portal.rules import N_, RuleBroken
from portal.web.stale import check_not_stale


def lay_down(draft: Draft, *, by: int | None, on: date) -> None:
    """Give an accepted draft its first files; a draft that has files keeps them."""
    hold(draft)
    if not queries.has_files(draft.id):
        _add(draft, first_files(draft, queries.files_before(draft), on=on), by=by, on=on)


def replace_files(
    draft: Draft, files: Mapping[str, bytes], *, by: int, on: date, seen: str | None = None
) -> None:
    """Put other files in the place of all that are there, in one act.

    ``seen`` is the hash of the files that somebody agreed to replace.
    """
    hold(draft)
    rules.check_files(files)
    if seen is not None and seen != content_hash(queries.contents_of(draft.id)):
        raise RuleBroken(
            N_("Somebody changed the files meanwhile. Look at them, and send yours once more.")
        )
    db.session.execute(delete(DraftFile).where(DraftFile.draft_id == draft.id))
    _add(draft, files, by=by, on=on)
    _note("draft_files_replaced", draft, by=by, on=on)


def change_file(
    draft: Draft, path: str, content: bytes, *, based_on: int | None, by: int, on: date
) -> DraftFile:
    """Write another content in a file; ``Stale`` when somebody did so after ``based_on``."""
    hold(draft)
    found = queries.find_file(draft.id, path)
    if found is None:
        raise RuleBroken(N_("Somebody removed this file meanwhile. Add it anew to keep your text."))
    db.session.refresh(found)
    check_not_stale(found, based_on)
    rules.check_content(path, content)
    if found.content != content:
        found.content, found.revision = content, found.revision + 1
        found.changed_on, found.changed_by_id = on, by
        db.session.flush()
        _note("draft_file_changed", draft, by=by, on=on)
    return found


def add_file(draft: Draft, path: str, content: bytes, *, by: int, on: date) -> None:
    """Add a file that is not there yet."""
    hold(draft)
    known = queries.contents_of(draft.id)
    if path in known:
        raise RuleBroken(N_("“%(name)s” is there already. Open it to change it."), name=path)
    rules.check_files({**known, path: content})
    _add(draft, {path: content}, by=by, on=on)
    _note("draft_file_added", draft, by=by, on=on)


def remove_file(draft: Draft, path: str, *, by: int, on: date) -> None:
    """Take a file away; removed twice, it is gone once."""
    hold(draft)
    if queries.find_file(draft.id, path) is not None:
        gone = delete(DraftFile).where(DraftFile.draft_id == draft.id, DraftFile.path == path)
        db.session.execute(gone)
        _note("draft_file_removed", draft, by=by, on=on)


def forget_person(person_id: int) -> None:
    """Take the name of an erased person off the files they changed last."""
    mine = update(DraftFile).where(DraftFile.changed_by_id == person_id)
    db.session.execute(mine.values(changed_by_id=None))


def hold(draft: Draft) -> None:
    """Keep others from changing the draft until the end of the act, and refuse a closed one."""
    db.session.refresh(draft, with_for_update={"of": Draft})
    check_may_write_files(draft.step)


def _add(draft: Draft, files: Mapping[str, bytes], *, by: int | None, on: date) -> None:
    db.session.add_all(
        DraftFile(draft_id=draft.id, path=path, content=content, changed_on=on, changed_by_id=by)
        for path, content in sorted(files.items())
    )
    db.session.flush()


def _note(event: str, draft: Draft, *, by: int, on: date) -> None:
    record(event, by=by, on=on, object_kind="kit_draft", object_id=draft.id)
