"""Pages about the files of a kit in the making: write, send in, look at the report, put in."""

from http import HTTPStatus
from typing import Final
from uuid import uuid4

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
from werkzeug.exceptions import RequestEntityTooLarge

from portal.clock import today
from portal.documents.zipped import zipped
from portal.making.files import limits, queries, receiving, remembering, services, showing
from portal.making.files.checking import Report, report_of, report_on
from portal.making.files.forms import AddForm, SeenForm, SendInForm, StepForm, ZipForm
from portal.making.files.models import DraftFile
from portal.making.files.previewing import preview_of
from portal.making.files.putting_in import put_in
from portal.making.files.sending_in import Sent, send_in
from portal.making.files.unpacking import Unpacked
from portal.making.models import Draft
from portal.moi.models import KitVersion
from portal.policy.guard import can, current_actor, ensure, requires
from portal.policy.table import P, Permission
from portal.web.hooks import panel, section
from portal.web.stale import saved, status_of

bp = Blueprint("files", __name__, template_folder="templates")
bp.register_error_handler(RequestEntityTooLarge, limits.refuse)
bp.context_processor(showing.words)
HOME: Final = "/in-the-making/<int:draft_id>/files/"
LANG: Final = "<string(length=2):lang>"
PICTURES: Final = {"png": "image/png", "jpg": "image/jpeg"}
BOTH: Final = ("GET", "POST")


@bp.get(HOME)
@requires(P.DRAFT_READ)
def index(draft_id: int) -> ResponseReturnValue:
    """Show the files, and what is to be mended in each."""
    return showing.files_page(_draft(P.DRAFT_READ, draft_id))


@bp.post(f"{HOME}begin")
@requires(P.DRAFT_WRITE)
def begin(draft_id: int) -> ResponseReturnValue:
    """Lay down the files to begin with, where there are none."""
    draft = _draft(P.DRAFT_WRITE, draft_id)
    if saved(StepForm(), lambda: services.lay_down(draft, by=_me(), on=today())):
        flash(gettext("The files are there. Each says what to write in it."))
    return redirect(url_for(".index", draft_id=draft_id), code=303)


@bp.get(f"{HOME}kit.zip")
@requires(P.DRAFT_READ)
def package(draft_id: int) -> ResponseReturnValue:
    """Give all files as a ZIP, to work on without internet and to send back."""
    draft = _draft(P.DRAFT_READ, draft_id)
    name = draft.slug or f"draft-{draft.id}"
    contents = sorted(queries.contents_of(draft.id).items())
    answer = Response(
        zipped((f"{name}/{path}", content) for path, content in contents),
        content_type="application/zip",
    )
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.zip")
    return answer


@bp.route(f"{HOME}send", methods=BOTH)
@requires(P.DRAFT_WRITE)
def send(draft_id: int) -> ResponseReturnValue:
    """Put the files of a ZIP in the place of all that are there."""
    draft, form = _draft(P.DRAFT_WRITE, draft_id), ZipForm()
    came = receiving.open_zip(form)
    if came is not None and saved(form, lambda: _replace(draft, form, came)):
        return _home(draft_id, gettext("The files of your ZIP are there now."), came)
    return showing.send_page(draft, form), status_of(form)


@bp.route(f"{HOME}add", methods=BOTH)
@requires(P.DRAFT_WRITE)
def add(draft_id: int) -> ResponseReturnValue:
    """Add a picture, or begin a text."""
    draft = _draft(P.DRAFT_WRITE, draft_id)
    form = AddForm(data={"path": request.args.get("path", "")})
    if saved(form, lambda: receiving.add(draft, form, by=_me(), on=today())):
        flash(gettext("“%(name)s” is there.", name=form.path.data))
        return redirect(url_for(".edit", draft_id=draft_id, path=form.path.data), code=303)
    return render_template("files/add.html", draft=draft, form=form), status_of(form)


@bp.route(f"{HOME}edit/<path:path>", methods=BOTH)
@requires(P.DRAFT_WRITE)
def edit(draft_id: int, path: str) -> ResponseReturnValue:
    """Write in a file; when somebody else did meanwhile, both texts come back."""
    draft = _draft(P.DRAFT_WRITE, draft_id)
    file = _file(draft_id, path)
    form = showing.form_for(file)

    def write() -> None:
        seen, text = form.based_on, form.bytes
        services.change_file(draft, path, text, based_on=seen, by=_me(), on=today())

    if saved(form, write, current=lambda: showing.form_for(_file(draft_id, path), fresh=True)):
        flash(gettext("Saved."))
        return redirect(url_for(".edit", draft_id=draft_id, path=path), code=303)
    return showing.file_page(draft, file, form), status_of(form)


@bp.route(f"{HOME}remove/<path:path>", methods=BOTH)
@requires(P.DRAFT_WRITE)
def remove(draft_id: int, path: str) -> ResponseReturnValue:
    """Ask whether a file may go, and take it away."""
    draft, form = _draft(P.DRAFT_WRITE, draft_id), StepForm()
    file = _file(draft_id, path)
    if saved(form, lambda: services.remove_file(draft, path, by=_me(), on=today())):
        flash(gettext("“%(name)s” is gone.", name=path))
        return redirect(url_for(".index", draft_id=draft_id), code=303)
    return render_template("files/remove.html", draft=draft, file=file, form=form), status_of(form)


@bp.get(f"{HOME}preview/{LANG}/")
@bp.get(f"{HOME}preview/{LANG}/<any(slides, 'teaching-note'):part>")
@requires(P.DRAFT_READ)
def preview(draft_id: int, lang: str, part: str = "intro") -> ResponseReturnValue:
    """Show what the kit will look like in one language, its gaps as gaps."""
    draft = _draft(P.DRAFT_READ, draft_id)
    shown = preview_of(report_of(draft).kit, lang, gap=gettext("This picture is not ready yet."))
    if shown is None:
        abort(HTTPStatus.NOT_FOUND)
    return render_template("files/preview.html", draft=draft, shown=shown, part=part)


@bp.get(f"{HOME}preview/{LANG}/visuals/<name>.<any(png, jpg):kind>")
@requires(P.DRAFT_READ)
def picture(draft_id: int, lang: str, name: str, kind: str) -> ResponseReturnValue:
    """Send a photo of a draft; drawings stand in the page itself, without what could run."""
    _draft(P.DRAFT_READ, draft_id)
    found = _file(draft_id, f"visuals/{name}.{kind}")
    return found.content, {"Content-Type": PICTURES[kind], "Content-Language": lang}


@bp.route(f"{HOME}put-in", methods=BOTH)
@requires(P.KIT_MANAGE)
def put_in_as_version(draft_id: int) -> ResponseReturnValue:
    """Make a version of the kit from its files, which begins its pilot."""
    draft, form = _draft(P.KIT_MANAGE, draft_id), SeenForm()
    made: list[KitVersion] = []

    def act() -> None:
        made.append(put_in(draft, seen=str(form.seen.data), by=_me(), on=today()))

    if saved(form, act):
        flash(gettext("Version %(number)s is there, as a pilot.", number=made[0].number))
        return redirect(url_for("moi.show", slug=made[0].kit.slug), code=303)
    return showing.put_in_page(draft, form), status_of(form)


@bp.route("/in-the-making/upload", methods=BOTH)
@requires(P.KIT_MANAGE)
def upload() -> ResponseReturnValue:
    """Take in a kit that nobody proposed here, as a draft with its report."""
    form = SendInForm(data={"form_key": uuid4().hex})
    came = receiving.open_zip(form)
    report = report_on(None, came.files) if came else None
    made: list[Draft] = []
    if came and report and saved(form, lambda: made.append(_take_in(form, report))):
        return _home(made[0].id, gettext("The lesson kit is in the making."), came)
    return render_template("files/upload.html", form=form, report=report), status_of(form)


def _replace(draft: Draft, form: ZipForm, came: Unpacked) -> None:
    seen = str(form.seen.data)
    services.replace_files(draft, came.files, by=_me(), on=today(), seen=seen)


def _take_in(form: SendInForm, report: Report) -> Draft:
    why, key = str(form.why.data), str(form.form_key.data)
    sent = Sent(kit=report.kit, files=report.contents, why=why, form_key=key)
    return send_in(sent, by=_me(), on=today())


def _home(draft_id: int, said: str, came: Unpacked) -> ResponseReturnValue:
    """Go to the files, and say what happened and what was not taken along."""
    flash(said)
    if came.left_out:
        flash(showing.told_left_out(came.left_out))
    return redirect(url_for(".index", draft_id=draft_id), code=303)


def _draft(permission: Permission, draft_id: int) -> Draft:
    return ensure(permission, Draft, Draft.id == draft_id)


def _file(draft_id: int, path: str) -> DraftFile:
    return queries.find_file(draft_id, path) or abort(HTTPStatus.NOT_FOUND)


def _me() -> int:
    return current_actor().person_id


def _in_library(**_: object) -> Markup | None:
    """Let who keeps the library send a kit in from there."""
    if not can(P.KIT_MANAGE):
        return None
    return section("files/_library.html")


def init_app(app: Flask) -> None:
    """Serve the pages; a body may be as large as a kit where one is sent, and nowhere else."""
    app.register_blueprint(bp)
    limits.init_app(app)
    remembering.init_app(app)
    panel(app, "library", _in_library)
