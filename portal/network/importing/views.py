"""Pages that bring a roster in from a file: choose, look at the differences, agree."""

from http import HTTPStatus

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from portal.clock import today
from portal.db import transaction
from portal.network.importing import keeping, showing
from portal.network.importing.checking import NothingWritten, carry_out, check_file, check_rows
from portal.network.importing.cli import roster
from portal.network.importing.exporting import roster_workbook
from portal.network.importing.files import LARGEST_FILE
from portal.network.importing.forms import AgreeForm, FileForm
from portal.network.importing.keeping import Waiting
from portal.network.importing.organisation_export import package_of
from portal.network.importing.plan import Plan
from portal.network.importing.problems import FileRefused
from portal.network.importing.shape import Sheet, title_of
from portal.network.importing.workbook import headings_table, make_template
from portal.network.importing.writing import note_organisation_taken, note_roster_taken
from portal.network.models import Organisation
from portal.policy.decide import extent
from portal.policy.guard import current_actor, ensure, requires
from portal.policy.table import P
from portal.tables.files import table_response
from portal.web.hooks import panel, section

bp = Blueprint("importing", __name__, template_folder="templates")
MOST_PROBLEMS = 500  # on one page; the command shows them all
ENVELOPE = 64 * 1024  # what a form adds to the file in it
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/organisations/import")
@requires(P.ROSTER_IMPORT, fresh=True)
def choose() -> ResponseReturnValue:
    """Ask for a file, and say what it looks like."""
    return _choosing(FileForm())


@bp.post("/organisations/import")
@requires(P.ROSTER_IMPORT, fresh=True)
def look() -> ResponseReturnValue:
    """Read a file: show all that is wrong with it, or go on to what it would change."""
    form = FileForm()
    if not form.validate():
        return _choosing(form), HTTPStatus.BAD_REQUEST
    try:
        plan = check_file(form.file.data.read(), today=today())
    except FileRefused as refused:
        form.refuse(refused.reason)
        return _choosing(form), HTTPStatus.BAD_REQUEST
    if plan.problems:
        return _choosing(form, plan), HTTPStatus.BAD_REQUEST
    name = form.file.data.filename or ""
    key = keeping.keep(plan.upload, name=name, person_id=current_actor().person_id)
    return redirect(url_for("importing.preview", key=key), code=303)


@bp.get("/organisations/import/<key>/")
@requires(P.ROSTER_IMPORT, fresh=True)
def preview(key: str) -> ResponseReturnValue:
    """Show what the file would change in the roster of this moment."""
    waiting = _waiting(key)
    return _previewing(key, waiting, check_rows(waiting.upload, today=today()))


@bp.post("/organisations/import/<key>/")
@requires(P.ROSTER_IMPORT, fresh=True)
def agree(key: str) -> ResponseReturnValue:
    """Write what the reader saw; when the roster moved on meanwhile, show the differences anew."""
    waiting, form = _waiting(key), AgreeForm()
    if not form.validate():
        abort(HTTPStatus.BAD_REQUEST)
    seen, by = form.seen.data or "", current_actor().person_id
    try:
        with transaction():
            carry_out(waiting.upload, seen=seen, today=today(), by=by)
    except NothingWritten as moved:
        page = _previewing(key, waiting, moved.plan, has_moved=True)
        return page, HTTPStatus.CONFLICT
    keeping.forget(key)
    flash(gettext("The roster is up to date with your file."))
    return redirect(url_for("network.organisations"), code=303)


@bp.post("/organisations/import/<key>/forget")
@requires(P.ROSTER_IMPORT)
def forget(key: str) -> ResponseReturnValue:
    """Throw the file away without changing anything."""
    _waiting(key)
    keeping.forget(key)
    flash(gettext("Nothing was changed, and the file is gone."))
    return redirect(url_for("importing.choose"), code=303)


@bp.get("/organisations/import/<key>/differences.<any(csv, xlsx):extension>")
@requires(P.ROSTER_IMPORT, fresh=True)
def differences(key: str, extension: str) -> ResponseReturnValue:
    """Give every difference, also those the page leaves out, as a file."""
    plan = check_rows(_waiting(key).upload, today=today())
    return table_response(showing.differences_table(plan), extension)


@bp.get("/organisations/import/template.xlsx")
@requires(P.ROSTER_IMPORT)
def template() -> ResponseReturnValue:
    """Give the template: three sheets with lists to choose from, and an explanation."""
    return _workbook(make_template(), "template")


@bp.get("/organisations/import/<any(organisations, teams, people):sheet>.csv")
@requires(P.ROSTER_IMPORT)
def csv_template(sheet: str) -> ResponseReturnValue:
    """Give the headings of one sheet as CSV."""
    return table_response(headings_table(Sheet(sheet)), "csv")


@bp.get("/organisations/roster.xlsx")
@requires(P.ROSTER_IMPORT, fresh=True)
def roster_file() -> ResponseReturnValue:
    """Give the whole roster in the shape that can be read back."""
    content = roster_workbook()
    with transaction():
        note_roster_taken(by=current_actor().person_id)
    return _workbook(content, "roster")


@bp.get("/organisations/<slug:slug>/export.zip")
@requires(P.ORGANISATION_EXPORT, fresh=True)
def organisation_file(slug: str) -> ResponseReturnValue:
    """Give everything that the portal keeps of one organisation."""
    found = ensure(P.ORGANISATION_EXPORT, Organisation, Organisation.slug == slug)
    content = package_of(found)
    with transaction():
        note_organisation_taken(found, by=current_actor().person_id)
    return _file(content, f"{slug}-{today().isoformat()}.zip", "application/zip")


def _choosing(form: FileForm, plan: Plan | None = None) -> str:
    problems = list(plan.problems) if plan else []
    known = {"form": form, "problems": problems, "most": MOST_PROBLEMS, "sheets": Sheet}
    return render_template("importing/choose.html", **known)


def _previewing(key: str, waiting: Waiting, plan: Plan, *, has_moved: bool = False) -> str:
    return render_template(
        "importing/preview.html",
        key=key,
        name=waiting.name,
        plan=plan,
        parts=showing.parts_of(plan),
        form=AgreeForm(formdata=None, seen=plan.fingerprint),
        has_moved=has_moved,
        most=MOST_PROBLEMS,
    )


def _waiting(key: str) -> Waiting:
    found = keeping.find_waiting(key, person_id=current_actor().person_id)
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return found


def _workbook(content: bytes, name: str) -> Response:
    return _file(content, f"{name}-{today().isoformat()}.xlsx", XLSX)


def _file(content: bytes, name: str, media_type: str) -> Response:
    answer = Response(content, content_type=media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _export_step(organisation: Organisation, **_known: object) -> Markup:
    """Offer the file of an organisation on its page, to those who may take it along."""
    reach = extent(current_actor(), P.ORGANISATION_EXPORT)
    if not (reach.network or organisation.id in reach.organisations):
        return Markup()
    return section("importing/_export.html", organisation=organisation)


def _let_a_file_in() -> None:
    """Take a larger body where a file is sent, and nowhere else."""
    if request.endpoint == "importing.look":
        request.max_content_length = LARGEST_FILE + ENVELOPE


def init_app(app: Flask) -> None:
    """Serve the pages; the limit of a body is set before the form's token is looked for."""
    app.register_blueprint(bp)
    app.before_request(_let_a_file_in)
    panel(app, "organisation", _export_step)
    app.cli.add_command(roster)
    app.jinja_env.globals["sheet_title"] = title_of
    app.jinja_env.filters["place_of"] = showing.place_of
