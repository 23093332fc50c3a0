"""Care for those who answer, in the practice network: who to speak to, who asked for a call.

Most organisations named their two advisers; a few did not do so yet, which their pages say kindly.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import md5
from typing import Final

from sqlalchemy import select

from portal.db import db
from portal.demo.names import name_of
from portal.evaluation.call_backs.models import ContactRequest
from portal.evaluation.call_backs.services import Wish, ask_for_call, note_call
from portal.network.models import Organisation
from portal.network.queries import current_posts
from portal.policy.table import Role
from portal.support.advisers.models import AdviserKind
from portal.support.advisers.services import Named, keep_adviser

FIRST_NAME: Final = 820  # behind the names that other parts of the practice network give
NAMED_ON: Final = date(2022, 9, 5)
NOT_YET: Final = 4  # each so many-th organisation names nobody yet


@dataclass(frozen=True, kw_only=True)
class Call:
    """One wish to be called back: how many days ago, and whether somebody did."""

    ago: int
    wish: Wish
    is_done: bool = False


CALLS: Final = (
    Call(
        ago=19,
        wish=Wish(name="Tine", reach="0470 00 00 13", moment="na 16 uur", lang="nl"),
        is_done=True,
    ),
    Call(
        ago=1,
        wish=Wish(name="Omar", reach="0470 00 00 21", moment="dinsdag of donderdag", lang="nl"),
    ),
)


def fill_care(*, today: date) -> None:
    """Name the advisers, and leave one wish for a call to be answered."""
    by = current_posts(Role.COORDINATOR, today)[0].person_id
    places = db.session.scalars(select(Organisation).order_by(Organisation.id)).all()
    for number, place in enumerate(places, start=1):
        if number % NOT_YET:
            for kind in AdviserKind:
                _name(place, kind, number, by=by)
    for call in CALLS:
        _ask(call, today, by=by)


def _name(place: Organisation, kind: AdviserKind, number: int, *, by: int) -> None:
    is_prevention = kind is AdviserKind.PREVENTION
    named = Named(
        name=name_of(FIRST_NAME + 2 * number + is_prevention),
        phone=f"toestel {4200 + 2 * number + is_prevention}",
        email=f"{kind}.{number:02}@demo.example",
    )
    keep_adviser(place, kind, named, revision=0, on=NAMED_ON, by=by)


def _ask(call: Call, today: date, *, by: int) -> None:
    key = md5(call.wish.reach.encode(), usedforsecurity=False).hexdigest()
    asked_on = today - timedelta(days=call.ago)
    ask_for_call(call.wish, key=key, on=asked_on)
    if call.is_done:
        request = db.session.get_one(ContactRequest, key)
        note_call(request, on=asked_on + timedelta(days=2), by=by)
