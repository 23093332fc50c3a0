"""The writers of who writes along: added, gone, and the successor of an ambassador."""

from datetime import date

from sqlalchemy import delete, update

from portal.db import db
from portal.making import queries, rules
from portal.making.models import Draft, DraftAuthor, DraftComment, DraftStep
from portal.network.models import Person


def add_author(draft: Draft, person: Person, *, on: date) -> DraftAuthor:
    """Let somebody write along; they hear of what is said from this day on."""
    db.session.refresh(draft, with_for_update={"of": Draft})
    rules.check_may_add_author(
        draft.step,
        is_author=person.id in {one.person_id for one in draft.authors},
        authors=len(draft.authors),
    )
    author = DraftAuthor(person=person, since=on, told_until=on)
    draft.authors.append(author)
    db.session.flush()
    return author


def leave(draft: Draft, person_id: int) -> None:
    """Let an author stop; what they wrote and said stays. The last author stays."""
    db.session.refresh(draft, with_for_update={"of": Draft})
    rules.check_may_leave(authors=len(draft.authors))
    for author in list(draft.authors):
        if author.person_id == person_id:
            db.session.delete(author)
    db.session.flush()
    db.session.expire(draft, ["authors"])


def let_successor_write(before_id: int, successor_id: int, *, on: date) -> int:
    """Let who follows an ambassador write along on what is open; return on how many drafts.

    Who stops stays an author: the words are theirs. Without another role they open it no more.
    """
    drafts = queries.open_drafts_of(before_id)
    joining = [
        draft
        for draft in drafts
        if successor_id not in {author.person_id for author in draft.authors}
    ]
    db.session.add_all(
        [
            DraftAuthor(draft_id=draft.id, person_id=successor_id, since=on, told_until=on)
            for draft in joining
        ]
    )
    db.session.flush()
    return len(joining)


def forget_person(person_id: int) -> None:
    """Take an erased person off what they made and said; the words stay with the kit."""
    db.session.execute(delete(DraftAuthor).where(DraftAuthor.person_id == person_id))
    for column in (DraftStep.by_person_id, DraftComment.written_by_id):
        mine = update(column.class_).where(column == person_id)
        db.session.execute(mine.values({column.key: None}))


def merge_people(*, kept_id: int, gone_id: int) -> None:
    """Let two rows of one person be one author of a draft."""
    kept = queries.drafts_written_by(kept_id)
    both = delete(DraftAuthor).where(
        DraftAuthor.person_id == gone_id, DraftAuthor.draft_id.in_(kept)
    )
    db.session.execute(both, execution_options={"synchronize_session": False})
