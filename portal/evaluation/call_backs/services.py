"""Wishes to be called back: kept without a way to anything else, done, and then erased."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import CursorResult, delete, insert

from portal.audit.services import record
from portal.db import db
from portal.evaluation.call_backs.models import ContactRequest

KEPT_AFTER: Final = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How somebody wants to be called back, and in which language they asked."""

    name: str
    reach: str
    moment: str
    lang: str


def ask_for_call(wish: Wish, *, key: str, on: date) -> None:
    """Keep a wish under the random key of its form; the same form again changes nothing.

    Nothing is audited: who asked, and when, stands in no other place.
    """
    if db.session.get(ContactRequest, key) is not None:
        return
    row = {
        "id": key,
        "name": wish.name,
        "reach": wish.reach,
        "moment": wish.moment,
        "lang": wish.lang,
        "asked_on": on,
    }
    db.session.execute(insert(ContactRequest), [row])


def note_call(request: ContactRequest, *, on: date, by: int) -> bool:
    """Note that somebody was called back; tell whether that is news."""
    db.session.refresh(request, with_for_update={"of": ContactRequest})
    if request.handled_on is not None:
        return False
    request.handled_on, request.handled_by_id = on, by
    db.session.flush()
    record("call_back_done", by=by, on=on, object_kind="call_back", object_id=request.id)
    return True


def note_view(count: int, *, on: date, by: int) -> None:
    """Leave in the trail that somebody looked at contact data, and of how many."""
    shown = {"count": count}
    record("call_backs_seen", by=by, on=on, object_kind="call_back", object_id="list", detail=shown)


def erase_done(today: date) -> int:
    """Erase what was done a month ago; return how many."""
    over = ContactRequest.handled_on <= today - KEPT_AFTER
    done = db.session.execute(
        delete(ContactRequest).where(over).execution_options(synchronize_session=False)
    )
    return done.rowcount if isinstance(done, CursorResult) else 0
