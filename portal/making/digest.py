"""Once a day, to each author, what others said about the kits they write: never a mail each."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.making import mails
from portal.making.models import Draft, DraftAuthor, DraftComment
from portal.network.models import Person

Said = Mapping[Draft, Sequence[DraftComment]]


def tell_of_comments(*, today: date, now: datetime) -> int:
    """Mail what was said before today and was not mailed yet; return how many letters.

    What is said today waits until tomorrow, so nobody gets a second letter on a day.
    """
    letters = 0
    for person_id, rows in groupby(_untold(today), key=lambda row: row[0]):
        person = db.session.get_one(Person, person_id)
        said = _by_draft(comment for _, comment in rows)
        letters += mails.tell_what_is_new(person, list(said.items()), on=today, now=now)
    everyone = update(DraftAuthor).where(DraftAuthor.told_until < today)
    db.session.execute(everyone.values(told_until=today))
    return letters


def _untold(today: date) -> Sequence[tuple[int, DraftComment]]:
    """Return each author with each comment of somebody else that they were not told of."""
    query = (
        select(DraftAuthor.person_id, DraftComment)
        .join(DraftComment, DraftComment.draft_id == DraftAuthor.draft_id)
        .where(
            DraftComment.written_on >= DraftAuthor.told_until,
            DraftComment.written_on < today,
            DraftComment.taken_back_on.is_(None),
            DraftComment.written_by_id.is_distinct_from(DraftAuthor.person_id),
        )
        .order_by(DraftAuthor.person_id, DraftComment.id)
        .options(joinedload(DraftComment.draft), joinedload(DraftComment.written_by))
    )
    return [(person_id, comment) for person_id, comment in db.session.execute(query)]


def _by_draft(comments: Iterable[DraftComment]) -> Said:
    found: dict[Draft, list[DraftComment]] = {}
    for comment in comments:
        found.setdefault(comment.draft, []).append(comment)
    return found
