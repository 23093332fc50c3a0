"""What is in the making: the list, and one of them."""

import secrets

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from portal.clock import today
from portal.making import queries, reading
from portal.making.blueprint import bp
from portal.making.export import drafts_table
from portal.making.forms import PATH, CommentForm, DraftListForm, StepForm
from portal.making.models import LONGEST_PATH, Draft
from portal.making.reading import Sheet
from portal.policy.guard import current_actor, ensure, requires
from portal.policy.table import P
from portal.tables.files import table_response
from portal.taxonomy.model import CONSTRUCTS


@bp.get("/in-the-making/")
@requires(P.KIT_PROPOSE)
def index() -> ResponseReturnValue:
    """List what is being made, and by which teams."""
    form = _asked()
    if not form.validate():
        return render_template("making/index.html", form=form, page=None), 400
    page = queries.drafts_page(form.filters())
    if page.number > 1 and not page.rows:
        abort(404)
    return render_template("making/index.html", form=form, page=page)


@bp.get("/in-the-making.<any(csv, xlsx):extension>")
@requires(P.KIT_PROPOSE)
def index_file(extension: str) -> ResponseReturnValue:
    """Give the whole list, with the same filters, as a file."""
    form = _asked()
    if not form.validate():
        abort(400)
    return table_response(drafts_table(queries.all_drafts(form.filters())), extension)


def _asked() -> DraftListForm:
    form = DraftListForm(request.args)
    form.offer(CONSTRUCTS.values())
    return form


@bp.get("/in-the-making/<int:draft_id>/")
@requires(P.KIT_PROPOSE)
def show(draft_id: int) -> ResponseReturnValue:
    """Show a kit in the making: to everybody what it is, to its authors what is in it."""
    draft = ensure(P.KIT_PROPOSE, Draft, Draft.id == draft_id, options=queries.WHOLE)
    return sheet_page(draft, new_comment(_path_asked(), request.args.get("answer", "")))


def sheet_page(draft: Draft, comment: CommentForm) -> str:
    """Return the page of a kit in the making with this comment form on it."""
    sheet = sheet_of(draft)
    return render_template(
        "making/show.html",
        sheet=sheet,
        draft=draft,
        comment=comment,
        asked=sheet.talk(comment.answers.data or ""),
        step=StepForm(formdata=None),
        mine=current_actor().person_id,
    )


def sheet_of(draft: Draft) -> Sheet:
    """Return the draft as the reader of this request may see it."""
    actor = current_actor()
    keeps = reading.keeps_kits(actor)
    writers = queries.writers_of(draft.id, today())
    writes = any(one.person.id == actor.person_id for one in writers)
    inside = writes or keeps
    return Sheet(
        draft=draft,
        inside=inside,
        writes=writes,
        choices=reading.choices_of(draft, writes=writes, keeps=keeps),
        writers=writers if inside else (),
        talks=reading.talks_of(queries.comments_of(draft.id)) if inside else (),
    )


def new_comment(path: str = "", answers: str = "") -> CommentForm:
    """Return an empty comment with a key of its own."""
    key = secrets.token_hex(16)
    return CommentForm(formdata=None, data={"form_key": key, "path": path, "answers": answers})


def _path_asked() -> str:
    """Return the file that the page was opened about; what can be no file is none."""
    asked = request.args.get("path", "")
    return asked if len(asked) <= LONGEST_PATH and PATH.fullmatch(asked) else ""
