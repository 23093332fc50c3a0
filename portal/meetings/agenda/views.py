"""The page on which the project team lays out an agenda, and the forms behind it."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from flask import Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.clock import today
from portal.db import transaction
from portal.meetings import rules as meeting_rules
from portal.meetings.agenda import queries, remembering, services, words
from portal.meetings.agenda.forms import (
    BlockForm,
    OrderForm,
    PointForm,
    filled_from,
    filled_from_point,
)
from portal.meetings.agenda.models import AgendaPoint, PointState
from portal.meetings.agenda.rules import OrderChanged
from portal.meetings.agenda.showing import sheet_of
from portal.meetings.blueprint import bp
from portal.meetings.models import BlockKind, Meeting, MeetingBlock
from portal.meetings.reading import back, plannable, written_in
from portal.moi.queries import library
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not
from portal.web.stale import saved, status_of
from portal.web.words import reason as in_words

STATES: Final[Mapping[str, PointState]] = {
    "remove": PointState.REMOVED,
    "later": PointState.NEXT_TIME,
    "restore": PointState.PLANNED,
}


@bp.get("/meetings/<int:meeting_id>/agenda")
@requires(P.MEETING_PLAN)
def agenda(meeting_id: int) -> ResponseReturnValue:
    """Show the agenda, and beside it what could still stand on it, each with its reason."""
    meeting = plannable(meeting_id)
    if refused := why_not(meeting_rules.check_may_edit, meeting.state):
        return back(meeting, refused)
    return _page(meeting, OrderForm(data={"revision": str(queries.revision_of(meeting_id))}))


@bp.post("/meetings/<int:meeting_id>/agenda/fill")
@requires(P.MEETING_PLAN)
def fill_agenda(meeting_id: int) -> ResponseReturnValue:
    """Fill in an agenda that nobody touched yet."""
    meeting = plannable(meeting_id)
    return _pressed(meeting, lambda _, who: services.prefill(meeting, **who), "agenda")


@bp.post("/meetings/<int:meeting_id>/agenda/suggestions")
@requires(P.MEETING_PLAN)
def add_suggestion(meeting_id: int) -> ResponseReturnValue:
    """Put on the agenda what was suggested beside it."""
    meeting, form = plannable(meeting_id), OrderForm()
    return _pressed(meeting, lambda _, who: services.add_suggestion(meeting, form.key, **who))


@bp.post("/meetings/<int:meeting_id>/agenda/points/<int:point_id>/<any(up, down):step>")
@requires(P.MEETING_PLAN)
def move_point(meeting_id: int, point_id: int, step: str) -> ResponseReturnValue:
    """Let a point change places with the one above or below it."""
    meeting, point = _known(meeting_id, point_id)

    def act(based_on: int, who: services.Who) -> None:
        services.move_point(meeting, point, up=step == "up", based_on=based_on, **who)

    return _pressed(meeting, act, f"point-{point_id}")


@bp.post("/meetings/<int:meeting_id>/agenda/blocks/<block>/<any(up, down):step>")
@requires(P.MEETING_PLAN)
def move_block(meeting_id: int, block: str, step: str) -> ResponseReturnValue:
    """Let a part of the agenda change places with the one above or below it."""
    meeting = plannable(meeting_id)
    kind = _block_or_404(meeting, block).kind

    def act(based_on: int, who: services.Who) -> None:
        services.move_block(meeting, kind, up=step == "up", based_on=based_on, **who)

    return _pressed(meeting, act, f"block-{block}")


@bp.post(
    "/meetings/<int:meeting_id>/agenda/points/<int:point_id>/<any(remove, later, restore):step>"
)
@requires(P.MEETING_PLAN)
def put_point(meeting_id: int, point_id: int, step: str) -> ResponseReturnValue:
    """Take a point off, keep it for next time, or put it back."""
    meeting, point = _known(meeting_id, point_id)
    anchor = f"point-{point_id}" if step == "restore" else f"block-{point.block.value}"
    return _pressed(
        meeting, lambda _, who: services.put(meeting, point, STATES[step], **who), anchor
    )


@bp.route("/meetings/<int:meeting_id>/agenda/blocks/<block>", methods=["GET", "POST"])
@requires(P.MEETING_PLAN)
def edit_block(meeting_id: int, block: str) -> ResponseReturnValue:
    """Change what a part of the agenda is about, who leads it and how long it takes."""
    meeting = plannable(meeting_id)
    if refused := why_not(meeting_rules.check_may_edit, meeting.state):
        return back(meeting, refused)
    form = _block_form(meeting, block)

    def act() -> None:
        plan = form.plan(written_in())
        services.edit_block(meeting, BlockKind(block), plan, based_on=form.based_on, **_who())

    if saved(form, act, current=lambda: _block_form(meeting, block, fresh=True)):
        return _to_agenda(meeting, f"block-{block}")
    page = render_template("meetings/agenda_block.html", meeting=meeting, form=form)
    return page, status_of(form)


@bp.route("/meetings/<int:meeting_id>/agenda/points/new", methods=["GET", "POST"])
@requires(P.MEETING_PLAN)
def new_point(meeting_id: int) -> ResponseReturnValue:
    """Write a point of one's own on the agenda."""
    meeting = plannable(meeting_id)
    if refused := why_not(meeting_rules.check_may_edit, meeting.state):
        return back(meeting, refused)
    asked = {"block": request.args.get("block", ""), "revision": "1"}
    form = PointForm(blocks=[one.kind for one in meeting.blocks], data=asked)
    if saved(form, lambda: services.add_point(meeting, form.plan(written_in()), **_who())):
        return _to_agenda(meeting, f"block-{form.block.data}")
    page = render_template("meetings/agenda_point.html", meeting=meeting, form=form, line=None)
    return page, status_of(form)


@bp.route("/meetings/<int:meeting_id>/agenda/points/<int:point_id>", methods=["GET", "POST"])
@requires(P.MEETING_PLAN)
def edit_point(meeting_id: int, point_id: int) -> ResponseReturnValue:
    """Change a point: its words, its minutes, or in which part of the agenda it stands."""
    meeting, point = _known(meeting_id, point_id)
    if refused := why_not(meeting_rules.check_may_edit, meeting.state):
        return back(meeting, refused)
    form = _point_form(meeting, point)

    def act() -> None:
        plan = form.plan(written_in())
        services.edit_point(meeting, point, plan, based_on=form.based_on, **_who())

    if saved(form, act, current=lambda: _point_form(meeting, point, fresh=True)):
        return _to_agenda(meeting, f"point-{point_id}")
    line = queries.lines_of([point]).get(point_id)
    page = render_template("meetings/agenda_point.html", meeting=meeting, form=form, line=line)
    return page, status_of(form)


def _pressed(
    meeting: Meeting, act: Callable[[int, services.Who], object], anchor: str = "suggested"
) -> ResponseReturnValue:
    """Do what a button asks, and come back at what was moved; from an old page say so."""
    form = OrderForm()
    if not form.validate():
        return _page(meeting, form), HTTPStatus.BAD_REQUEST
    try:
        with transaction():
            act(form.based_on, _who())
    except OrderChanged as refused:
        fresh = OrderForm(None, data={"revision": str(queries.revision_of(meeting.id))})
        fresh.refuse(refused)
        return _page(meeting, fresh), HTTPStatus.CONFLICT
    except RuleBroken as refused:
        flash(in_words(refused))
        if why_not(meeting_rules.check_may_edit, meeting.state):
            return redirect(url_for("meetings.show", meeting_id=meeting.id), code=303)
    return _to_agenda(meeting, anchor)


def _page(meeting: Meeting, form: OrderForm) -> str:
    sheet = sheet_of(meeting, today())
    return render_template("meetings/agenda.html", meeting=meeting, form=form, sheet=sheet)


def _to_agenda(meeting: Meeting, anchor: str) -> ResponseReturnValue:
    where = url_for("meetings.agenda", meeting_id=meeting.id, _anchor=anchor)
    return redirect(where, code=303)


def _known(meeting_id: int, point_id: int) -> tuple[Meeting, AgendaPoint]:
    meeting = plannable(meeting_id)
    return meeting, queries.find_point(meeting_id, point_id) or abort(404)


def _block_or_404(meeting: Meeting, name: str) -> MeetingBlock:
    return next((one for one in meeting.blocks if one.kind.value == name), None) or abort(404)


def _block_form(meeting: Meeting, name: str, *, fresh: bool = False) -> BlockForm:
    """Return the form of a block, with what was sent unless a ``fresh`` one is asked for."""
    block = _block_or_404(meeting, name)
    kits = _kits(block) if block.kind is BlockKind.INSPIRATION else []
    sent = {"formdata": None} if fresh else {}
    return BlockForm(kind=block.kind, kits=kits, data=filled_from(block), **sent)


def _point_form(meeting: Meeting, point: AgendaPoint, *, fresh: bool = False) -> PointForm:
    blocks = [one.kind for one in meeting.blocks]
    sent = {"formdata": None} if fresh else {}
    return PointForm(blocks=blocks, source=point.source, data=filled_from_point(point), **sent)


def _kits(block: MeetingBlock) -> list[tuple[str, str]]:
    """Return the kits of the library, and the version that the block names already."""
    versions = {card.version.id: card.version for card in library(today())}
    if block.kit_version:
        versions[block.kit_version.id] = block.kit_version
    lang = written_in()
    return [(str(key), version.words(lang)["title"]) for key, version in versions.items()]


def _who() -> services.Who:
    return {"on": today(), "by": current_actor().person_id}


def init_app(app: Flask) -> None:
    """Teach the templates how an agenda reads."""
    app.jinja_env.filters.update(
        agenda_blocks=queries.blocks_of, block_lead=words.lead_of, agenda_reason=words.reason_of
    )
    remembering.init_app(app)
