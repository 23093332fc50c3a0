"""Pages of one draft: its outline, its parts to write, a preview, the difference, the end."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.policy.guard import current_actor, ensure, requires
from portal.policy.table import P, Permission
from portal.questionnaires.builder import previewing, queries, services, showing
from portal.questionnaires.builder.blueprint import bp
from portal.questionnaires.builder.checking import report_on, source_of
from portal.questionnaires.builder.editing import Direction
from portal.questionnaires.builder.forms import GeneralForm, PublishForm, StepForm, general_form
from portal.questionnaires.builder.models import InstrumentDraft
from portal.questionnaires.builder.part_filling import form_for
from portal.questionnaires.builder.part_forms import PartForm
from portal.questionnaires.builder.parts import GENERAL, Part, PartKind, as_it_is
from portal.questionnaires.builder.queries import Draft
from portal.questionnaires.builder.services import Hand
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.kinds import Length
from portal.web.stale import saved, status_of

BOTH: Final = ("GET", "POST")
DRAFT: Final = "/instruments/drafts/<int:draft_id>/"
KIND: Final = "<any(section, item, scale, construct):kind>"
LENGTH: Final = "<any(short, full):length>"


@bp.get(DRAFT)
@requires(P.INSTRUMENT_READ)
def outline(draft_id: int) -> ResponseReturnValue:
    """Show a draft whole, with what is still wrong."""
    return showing.outline_page(_draft(P.INSTRUMENT_READ, draft_id), StepForm())


@bp.route(f"{DRAFT}general", methods=BOTH)
@requires(P.INSTRUMENT_WRITE)
def general(draft_id: int) -> ResponseReturnValue:
    """Write the title, the languages, the minutes and what changed."""
    draft = _draft(P.INSTRUMENT_WRITE, draft_id)
    form = general_form(draft.sketch, _seen(draft, GENERAL))

    def write() -> None:
        services.change(draft_id, GENERAL, form.edit(), hand(), based_on=form.based_on)

    def current() -> GeneralForm:
        now = _draft(P.INSTRUMENT_WRITE, draft_id)
        return general_form(now.sketch, _seen(now, GENERAL), fresh=True)

    if saved(form, write, current=current):
        return _back(draft_id, gettext("Saved."))
    return showing.part_page(draft, GENERAL, form), status_of(form)


@bp.route(f"{DRAFT}{KIND}/<name>", methods=BOTH)
@requires(P.INSTRUMENT_WRITE)
def part(draft_id: int, kind: str, name: str) -> ResponseReturnValue:
    """Write one part; when somebody else did meanwhile, both texts come back."""
    draft, part = _draft(P.INSTRUMENT_WRITE, draft_id), Part(kind=PartKind(kind), name=name)
    form = form_for(draft.sketch, part, _seen(draft, part))

    def write() -> None:
        edit, seen = form.edit(part), form.based_on
        services.change(draft_id, part, edit, hand(), based_on=seen, renamed=form.named)

    if saved(form, write, current=_now(draft_id, part)):
        return _back(draft_id, gettext("Saved."), Part(kind=part.kind, name=form.named or name))
    return showing.part_page(draft, part, form), status_of(form)


@bp.route(f"{DRAFT}add/{KIND}", methods=BOTH)
@requires(P.INSTRUMENT_WRITE)
def add(draft_id: int, kind: str) -> ResponseReturnValue:
    """Add a part; a question at the end of the section from which one came."""
    draft, section = _draft(P.INSTRUMENT_WRITE, draft_id), request.args.get("section", "1")
    blank = Part(kind=PartKind(kind), name="")
    form = form_for(draft.sketch, blank, 0, section=section)

    def write() -> None:
        new = Part(kind=blank.kind, name=form.named)
        services.add(draft_id, new, form.addition(), hand())

    if saved(form, write):
        return _back(draft_id, gettext("It is there."), Part(kind=blank.kind, name=form.named))
    return showing.part_page(draft, blank, form, is_new=True), status_of(form)


@bp.post(f"{DRAFT}move")
@requires(P.INSTRUMENT_WRITE)
def move(draft_id: int) -> ResponseReturnValue:
    """Move a part one place up or down."""
    _draft(P.INSTRUMENT_WRITE, draft_id)
    kind, name, way = _asked(request.form.get("move", ""))
    part = Part(kind=kind, name=name)
    saved(StepForm(), lambda: services.move_part(draft_id, part, way, hand()))
    if kind is PartKind.SECTION:
        part = Part(kind=kind, name=str(part.number + (-1 if way is Direction.UP else 1)))
    return _back(draft_id, "", part)


@bp.post(f"{DRAFT}{KIND}/<name>/remove")
@requires(P.INSTRUMENT_WRITE)
def remove(draft_id: int, kind: str, name: str) -> ResponseReturnValue:
    """Take a part out; the outline then offers to put it back."""
    _draft(P.INSTRUMENT_WRITE, draft_id)
    part = Part(kind=PartKind(kind), name=name)
    return _step(draft_id, lambda: services.remove(draft_id, part, hand()))


@bp.post(f"{DRAFT}restore")
@requires(P.INSTRUMENT_WRITE)
def restore(draft_id: int) -> ResponseReturnValue:
    """Put the part that was removed last back where it stood."""
    _draft(P.INSTRUMENT_WRITE, draft_id)
    return _step(draft_id, lambda: services.restore(draft_id, hand()))


@bp.get(f"{DRAFT}preview/<lang>/{LENGTH}/<int:page>")
@requires(P.INSTRUMENT_READ)
def preview_draft(draft_id: int, lang: str, length: str, page: int) -> ResponseReturnValue:
    """Show one page of a draft as who answers will see it, its gaps as gaps."""
    draft = _draft(P.INSTRUMENT_READ, draft_id)
    definition = previewing.whole(draft.sketch, gap=gettext("(no text yet)"))
    found = definition and previewing.page_of(definition, Length(length), page, lang=lang)
    if lang not in draft.sketch.languages or (definition and not found):
        abort(HTTPStatus.NOT_FOUND)
    return render_template(
        "questionnaires/builder/preview.html",
        page=found,
        draft=draft,
        definition=definition,
        report=report_on(draft.sketch),
        lang=lang,
        length=Length(length),
    )


@bp.get(f"{DRAFT}compare")
@requires(P.INSTRUMENT_READ)
def compare_draft(draft_id: int) -> ResponseReturnValue:
    """Show what a draft changes since the version before it."""
    return showing.compare_page(_draft(P.INSTRUMENT_READ, draft_id))


@bp.get(f"{DRAFT}draft.yaml")
@requires(P.INSTRUMENT_READ)
def draft_file(draft_id: int) -> ResponseReturnValue:
    """Give a draft as a file, to go on with elsewhere and send back."""
    draft = _draft(P.INSTRUMENT_READ, draft_id)
    answer = Response(source_of(draft.sketch), content_type="application/yaml; charset=utf-8")
    name = f"{draft.slug}-draft.yaml"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@bp.route(f"{DRAFT}publish", methods=BOTH)
@requires(P.INSTRUMENT_WRITE)
def publish(draft_id: int) -> ResponseReturnValue:
    """Ask once more with all that changes, then publish the version for good."""
    draft, made = _draft(P.INSTRUMENT_WRITE, draft_id), list[InstrumentVersion]()
    known = {"revision": str(draft.revision), "change_note": draft.sketch.change_note}
    form = PublishForm(data=known)

    def act() -> None:
        made.append(_publish(draft_id, form))

    if saved(form, act, current=lambda: _publish_form(draft_id)):
        flash(gettext("Version %(number)s is published.", number=made[0].number))
        return redirect(url_for(".show", slug=draft.slug, number=made[0].number), code=303)
    return showing.publish_page(draft, form), status_of(form)


@bp.route(f"{DRAFT}delete", methods=BOTH)
@requires(P.INSTRUMENT_WRITE)
def delete(draft_id: int) -> ResponseReturnValue:
    """Ask whether a draft may go, and delete it for good."""
    draft, form = _draft(P.INSTRUMENT_WRITE, draft_id), StepForm()
    if saved(form, lambda: services.delete_draft(draft_id, hand())):
        flash(gettext("The draft is deleted."))
        return redirect(url_for(".index"), code=303)
    page = "questionnaires/builder/delete.html"
    return render_template(page, draft=draft, form=form), status_of(form)


def hand() -> Hand:
    """Return who acts, and on which day."""
    return Hand(by=current_actor().person_id, on=today())


def _publish(draft_id: int, form: PublishForm) -> InstrumentVersion:
    note, is_comparable = str(form.change_note.data), bool(form.comparable.data)
    return services.publish(
        draft_id, seen=form.based_on, note=note, comparable=is_comparable, hand=hand()
    )


def _publish_form(draft_id: int) -> PublishForm:
    now = _draft(P.INSTRUMENT_WRITE, draft_id)
    known = {"revision": str(now.revision), "change_note": now.sketch.change_note}
    return PublishForm(formdata=None, data=known)


def _now(draft_id: int, part: Part) -> Callable[[], PartForm]:
    """Return the form of a part as it is by now, for who changed it at the same time."""

    def current() -> PartForm:
        now = _draft(P.INSTRUMENT_WRITE, draft_id)
        return form_for(now.sketch, part, _seen(now, part), fresh=True)

    return current


def _asked(move: str) -> tuple[PartKind, str, Direction]:
    kind, _, rest = move.partition(":")
    name, _, way = rest.rpartition(":")
    if kind not in set(PartKind) or way not in set(Direction):
        abort(HTTPStatus.BAD_REQUEST)
    return PartKind(kind), name, Direction(way)


def _step(draft_id: int, act: Callable[[], object]) -> ResponseReturnValue:
    """Do one thing and go back to the outline, which says why not where it was refused."""
    form = StepForm()
    saved(form, act)
    return _back(draft_id, " ".join(form.form_errors))


def _back(draft_id: int, said: str, part: Part | None = None) -> ResponseReturnValue:
    if said:
        flash(said)
    anchor = f"{part.kind.value}-{part.name}" if part and part.name else None
    return redirect(url_for(".outline", draft_id=draft_id, _anchor=anchor), code=303)


def _seen(draft: Draft, part: Part) -> int:
    """Return the revision of a part; 404 where the draft has no such part."""
    found = as_it_is(draft.sketch, part)
    return found.revision if found else abort(HTTPStatus.NOT_FOUND)


def _draft(permission: Permission, draft_id: int) -> Draft:
    return queries.as_shown(ensure(permission, InstrumentDraft, InstrumentDraft.id == draft_id))
