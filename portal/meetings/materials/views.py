"""Pages about what belongs to a meeting: its list, hanging something on it, taking it away."""

from http import HTTPStatus
from typing import Final
from uuid import uuid4

from flask import (
    Blueprint,
    Flask,
    abort,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup
from slugify import slugify
from werkzeug.exceptions import RequestEntityTooLarge

from portal.clock import today
from portal.meetings.materials import queries, remembering, services
from portal.meetings.materials.forms import MaterialForm, StepForm
from portal.meetings.materials.models import LARGEST_FILE, FileKind, Material
from portal.meetings.materials.receiving import add_from
from portal.meetings.materials.sniffing import too_large
from portal.meetings.materials.storing import path_of
from portal.meetings.models import Meeting
from portal.meetings.reading import plannable, readable
from portal.policy.guard import actor_or_none, can, current_actor, requires
from portal.policy.table import P
from portal.web.hooks import panel, section
from portal.web.stale import saved, status_of

bp = Blueprint("materials", __name__, template_folder="templates")
HOME: Final = "/meetings/<int:meeting_id>/materials/"
ONE: Final = f"{HOME}<int:material_id>/"
ENVELOPE: Final = 64 * 1024  # what a form adds to the file in it
DRAINED: Final = 128 * 1024 * 1024
CHUNK: Final = 1024 * 1024
OFFICE: Final = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES: Final = {
    FileKind.PDF: "application/pdf",
    FileKind.PPTX: f"{OFFICE}presentationml.presentation",
    FileKind.DOCX: f"{OFFICE}wordprocessingml.document",
    FileKind.XLSX: f"{OFFICE}spreadsheetml.sheet",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
}


@bp.route(HOME, methods=("GET", "POST"))
@requires(P.MEETING_PLAN)
def index(meeting_id: int) -> ResponseReturnValue:
    """Show what a meeting has, and hang a link or a file on it."""
    meeting = plannable(meeting_id)
    form = MaterialForm(data={"form_key": uuid4().hex})
    if add_from(form, meeting, on=today(), by=current_actor().person_id):
        flash(gettext("“%(title)s” is there.", title=form.title.data))
        return _home(meeting_id)
    there = queries.materials_of(meeting_id)
    known = {"meeting": meeting, "form": form, "step": StepForm(formdata=None)}
    return render_template("materials/index.html", materials=there, **known), status_of(form)


@bp.post(f"{ONE}remove")
@requires(P.MEETING_PLAN)
def remove(meeting_id: int, material_id: int) -> ResponseReturnValue:
    """Take something away; the page that follows can put it back."""
    meeting, material = plannable(meeting_id), _one(meeting_id, material_id)
    by = current_actor().person_id
    if saved(form := StepForm(), lambda: services.remove(meeting, material, on=today(), by=by)):
        flash(gettext("“%(title)s” is gone. You can put it back below.", title=material.title))
    return _home(meeting_id, form)


@bp.post(f"{ONE}put-back")
@requires(P.MEETING_PLAN)
def put_back(meeting_id: int, material_id: int) -> ResponseReturnValue:
    """Put back what was taken away."""
    meeting, material = plannable(meeting_id), _one(meeting_id, material_id)
    by = current_actor().person_id
    if saved(form := StepForm(), lambda: services.put_back(meeting, material, on=today(), by=by)):
        flash(gettext("“%(title)s” is there again.", title=material.title))
    return _home(meeting_id, form)


@bp.post(f"{ONE}earlier")
@requires(P.MEETING_PLAN)
def earlier(meeting_id: int, material_id: int) -> ResponseReturnValue:
    """Let something stand one place earlier."""
    meeting, material = plannable(meeting_id), _one(meeting_id, material_id)
    saved(form := StepForm(), lambda: services.move_earlier(meeting, material))
    return _home(meeting_id, form)


@bp.get(f"{ONE}file")
@requires(P.MEETING_READ)
def file(meeting_id: int, material_id: int) -> ResponseReturnValue:
    """Give a file to whoever may read the meeting; to be kept, never to be run in the page."""
    readable(meeting_id)
    found = _one(meeting_id, material_id)
    if found.stored is None or found.file_kind is None or found.removed_on is not None:
        abort(HTTPStatus.NOT_FOUND)
    name = slugify(found.title, max_length=80, word_boundary=True) or "file"
    return send_file(
        path_of(found.stored),
        mimetype=MEDIA_TYPES[found.file_kind],
        as_attachment=True,
        download_name=f"{name}.{found.file_kind.value}",
        max_age=0,
    )


def _one(meeting_id: int, material_id: int) -> Material:
    return queries.find_material(meeting_id, material_id) or abort(HTTPStatus.NOT_FOUND)


def _home(meeting_id: int, form: StepForm | None = None) -> ResponseReturnValue:
    for refused in form.form_errors if form else ():
        flash(refused)
    return redirect(url_for("materials.index", meeting_id=meeting_id), code=HTTPStatus.SEE_OTHER)


def _on_meeting(*, meeting: Meeting, **_: object) -> Markup | None:
    """Show what there is to read; to who plans, also where to add something."""
    there = [one for one in queries.materials_of(meeting.id) if one.removed_on is None]
    if not there and not can(P.MEETING_PLAN):
        return None
    return section("materials/panel.html", meeting=meeting, materials=there)


def _let_a_file_in() -> None:
    """Take a larger body where a file is sent, and nowhere else."""
    if request.endpoint == "materials.index":
        request.max_content_length = LARGEST_FILE + ENVELOPE


@bp.errorhandler(RequestEntityTooLarge)
def _refuse(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say that it is too large, after the browser could send all of it: it shows no page before."""
    if actor_or_none() is not None:
        body, left = request.environ["wsgi.input"], min(request.content_length or 0, DRAINED)
        while left > 0 and (chunk := body.read(min(CHUNK, left))):
            left -= len(chunk)
    page = render_template("materials/too_large.html", refused=too_large())
    return page, HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def init_app(app: Flask) -> None:
    """Serve the pages; a body may be as large as a file where one is sent, and nowhere else."""
    app.register_blueprint(bp)
    app.before_request(_let_a_file_in)
    remembering.init_app(app)
    panel(app, "meeting", _on_meeting)
