"""The writers of what authors and coordinator say about a draft."""

from dataclasses import dataclass
from datetime import date

from portal.db import db
from portal.making import queries, rules
from portal.making.models import Draft, DraftComment


@dataclass(frozen=True, kw_only=True)
class Words:
    """What somebody says: about the whole, about the file at ``path``, or as an answer."""

    words: str
    lang: str
    path: str = ""
    answers: DraftComment | None = None


def say(draft: Draft, said: Words, *, by: int, on: date, form_key: str) -> DraftComment:
    """Keep a comment or an answer; the same form sent twice is one comment."""
    known = queries.find_comment_by_form(form_key)
    if known is not None:
        return known
    asked = said.answers
    if asked is not None:
        rules.check_may_answer(
            is_answer=asked.answers_id is not None, is_taken_back=asked.taken_back_on is not None
        )
    comment = DraftComment(
        draft_id=draft.id,
        path=asked.path if asked else said.path,
        words=said.words,
        lang=said.lang,
        written_on=on,
        written_by_id=by,
        answers_id=asked.id if asked else None,
        form_key=form_key,
    )
    db.session.add(comment)
    db.session.flush()
    return comment


def take_back(comment: DraftComment, *, by: int, on: date) -> None:
    """Let who said it take it back: the words go, that something stood there stays."""
    rules.check_may_take_back(
        is_own=comment.written_by_id == by, is_taken_back=comment.taken_back_on is not None
    )
    comment.words, comment.taken_back_on = "", on
    db.session.flush()


def settle(comment: DraftComment, *, on: date) -> None:
    """Say that what was asked is done; its conversation folds away."""
    _check_settles(comment)
    comment.resolved_on = comment.resolved_on or on
    db.session.flush()


def open_again(comment: DraftComment) -> None:
    """Say that what was asked is not done after all."""
    _check_settles(comment)
    comment.resolved_on = None
    db.session.flush()


def _check_settles(comment: DraftComment) -> None:
    rules.check_may_settle(
        is_answer=comment.answers_id is not None, is_taken_back=comment.taken_back_on is not None
    )
