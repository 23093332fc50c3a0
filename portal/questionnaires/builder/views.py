"""Pages about questionnaires: the list, a version whole, and the beginning of a next one."""

from http import HTTPStatus
from typing import Final

from flask import Flask, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.policy.guard import requires
from portal.policy.table import P
from portal.questionnaires.builder import (
    draft_views,
    previewing,
    queries,
    receiving,
    remembering,
    services,
    showing,
)
from portal.questionnaires.builder.blueprint import bp
from portal.questionnaires.builder.draft_views import hand
from portal.questionnaires.builder.forms import NewForm, StepForm, UploadForm
from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.instruments.loader import yaml_of
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.kinds import Length
from portal.web.stale import saved, status_of

BOTH: Final = ("GET", "POST")
VERSION: Final = "/instruments/<slug>/<int:number>"
ALSO_HERE: Final = (draft_views,)  # on the same blueprint
bp.context_processor(showing.template_words)
LENGTH: Final = "<any(short, full):length>"


@bp.get("/instruments/")
@requires(P.INSTRUMENT_READ)
def index() -> ResponseReturnValue:
    """List the questionnaires with their versions, those that are being written first."""
    page = "questionnaires/builder/index.html"
    return render_template(page, shelves=queries.shelves(), form=StepForm())


@bp.get(VERSION)
@requires(P.INSTRUMENT_READ)
def show(slug: str, number: int) -> ResponseReturnValue:
    """Show a version whole: every question in every language, with what it measures."""
    row, definition = _version(slug, number)
    return render_template(
        "questionnaires/builder/version.html",
        row=row,
        definition=definition,
        sketch=queries.as_sketch(definition),
        numbers=queries.numbers_of(slug),
        form=StepForm(),
    )


@bp.get(f"{VERSION}.yaml")
@requires(P.INSTRUMENT_READ)
def file(slug: str, number: int) -> ResponseReturnValue:
    """Give a version as the file that it can be read from again."""
    return as_file(f"{slug}-{number}.yaml", yaml_of(_version(slug, number)[1]))


@bp.get(f"{VERSION}/compare")
@requires(P.INSTRUMENT_READ)
def compare(slug: str, number: int) -> ResponseReturnValue:
    """Show what a version changed since the one before it, or since another one."""
    _, definition = _version(slug, number)
    earlier = [one for one in queries.numbers_of(slug) if one < number]
    wanted = request.args.get("with", type=int) or next(iter(earlier), 0)
    _, before = _version(slug, wanted)
    return render_template(
        "questionnaires/builder/compare.html",
        draft=None,
        definition=definition,
        earlier=earlier,
        **showing.between(before, definition),
    )


@bp.get(f"{VERSION}/preview/<lang>/{LENGTH}/<int:page>")
@requires(P.INSTRUMENT_READ)
def preview(slug: str, number: int, lang: str, length: str, page: int) -> ResponseReturnValue:
    """Show one page of a version as who answers sees it; nothing is kept."""
    _, definition = _version(slug, number)
    found = previewing.page_of(definition, Length(length), page, lang=lang)
    return render_template(
        "questionnaires/builder/preview.html",
        page=found or abort(HTTPStatus.NOT_FOUND),
        draft=None,
        definition=definition,
        lang=lang,
        length=Length(length),
    )


@bp.post("/instruments/<slug>/begin")
@requires(P.INSTRUMENT_WRITE)
def begin(slug: str) -> ResponseReturnValue:
    """Begin the next version from the newest, or go on with the draft that is there."""
    form, made = StepForm(), list[int]()
    if saved(form, lambda: made.append(services.begin_next(slug, hand()))):
        return redirect(url_for(".outline", draft_id=made[0]), code=303)
    for reason in form.form_errors:
        flash(reason)
    return redirect(url_for(".index"), code=303)


@bp.route("/instruments/new", methods=BOTH)
@requires(P.INSTRUMENT_WRITE)
def new() -> ResponseReturnValue:
    """Begin a questionnaire that is not there yet."""
    form, made = NewForm(), list[int]()
    form.offer()
    if saved(form, lambda: made.append(services.begin_empty(form.sketch(), hand()))):
        return redirect(url_for(".general", draft_id=made[0]), code=303)
    return render_template("questionnaires/builder/new.html", form=form), status_of(form)


@bp.route("/instruments/upload", methods=BOTH)
@requires(P.INSTRUMENT_WRITE)
def upload() -> ResponseReturnValue:
    """Take in a file as a draft; what is wrong comes back by line, with the text to mend."""
    form, made = UploadForm(), list[int]()
    came = receiving.receive(form)
    sketch = came.sketch
    if sketch and saved(form, lambda: made.append(services.begin_with(sketch, hand()))):
        flash(gettext("The questionnaire is there as a draft."))
        return redirect(url_for(".outline", draft_id=made[0]), code=303)
    status = HTTPStatus.BAD_REQUEST if came.faults else status_of(form)
    return render_template("questionnaires/builder/upload.html", form=form, came=came), status


def as_file(name: str, source: str) -> Response:
    """Return text as a file to take along."""
    answer = Response(source, content_type="application/yaml; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _version(slug: str, number: int) -> tuple[InstrumentVersion, Definition]:
    return queries.definition_at(slug, number) or abort(HTTPStatus.NOT_FOUND)


def init_app(app: Flask) -> None:
    """Serve the pages, and take part in the acts of the rooms below."""
    app.register_blueprint(bp)
    remembering.init_app(app)
