"""What authors and coordinator say about a draft: said, answered, settled, taken back."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from portal.clock import today
from portal.db import transaction
from portal.making import queries, talking
from portal.making.blueprint import bp
from portal.making.forms import CommentForm
from portal.making.models import Draft, DraftComment
from portal.making.talking import Words
from portal.making.views.listing import sheet_page
from portal.policy.guard import current_actor, ensure, requires
from portal.policy.table import P
from portal.rules import RuleBroken
from portal.web.stale import saved, status_of

ONE = "/in-the-making/<int:draft_id>/comments/<int:comment_id>"


@bp.post("/in-the-making/<int:draft_id>/comments")
@requires(P.DRAFT_READ)
def say(draft_id: int) -> ResponseReturnValue:
    """Keep a comment or an answer; the other authors hear of it tomorrow, in one mail."""
    draft, form = _draft(draft_id), CommentForm()
    asked = _asked(draft_id, form)
    if saved(form, lambda: _say(draft, form, asked)):
        return _to(draft_id)
    return sheet_page(_draft(draft_id), form), status_of(form)


def _say(draft: Draft, form: CommentForm, asked: DraftComment | None) -> None:
    said = Words(
        words=form.words.data or "",
        lang=str(get_locale()),
        path=form.path.data or "",
        answers=asked,
    )
    by, key = current_actor().person_id, form.form_key.data or ""
    talking.say(draft, said, by=by, on=today(), form_key=key)


def _asked(draft_id: int, form: CommentForm) -> DraftComment | None:
    """Return what is answered; a comment on another draft is not there."""
    key = form.answers.data or ""
    return _comment(draft_id, int(key)) if key.isdecimal() and len(key) < 10 else None  # noqa: PLR2004 -- as many digits as an id has


@bp.post(f"{ONE}/<any(settle, reopen, retract):step>")
@requires(P.DRAFT_READ)
def change_comment(draft_id: int, comment_id: int, step: str) -> ResponseReturnValue:
    """Settle a conversation, open it again, or take one's own words back."""
    comment, by = _comment(draft_id, comment_id), current_actor().person_id
    try:
        with transaction():
            _change(comment, step, by)
    except RuleBroken as refused:
        flash(gettext(refused.message))
    return _to(draft_id)


def _change(comment: DraftComment, step: str, by: int) -> None:
    match step:
        case "settle":
            talking.settle(comment, on=today())
        case "reopen":
            talking.open_again(comment)
        case _:
            talking.take_back(comment, by=by, on=today())


def _draft(draft_id: int) -> Draft:
    return ensure(P.DRAFT_READ, Draft, Draft.id == draft_id, options=queries.WHOLE)


def _comment(draft_id: int, comment_id: int) -> DraftComment:
    within = DraftComment.draft_id == draft_id
    return ensure(P.DRAFT_READ, DraftComment, DraftComment.id == comment_id, within)


def _to(draft_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show", draft_id=draft_id, _anchor="comments"), code=303)
