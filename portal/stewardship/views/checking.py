"""The checklist before a kit is approved: what is computed, what somebody judges, the approval."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.policy.guard import requires
from portal.policy.table import P
from portal.stewardship.blueprint import bp
from portal.stewardship.checklist import checklist_of
from portal.stewardship.forms import StepForm, TickForm
from portal.stewardship.models import Item
from portal.stewardship.services import steps
from portal.stewardship.views.shared import life_at, refused, step_of, to_life

ITEMS = ", ".join(item.value for item in Item)


@bp.get("/moi/<slug>/life/check")
@requires(P.KIT_MANAGE)
def check(slug: str) -> ResponseReturnValue:
    """Show what must be true before this kit is approved, each line with its evidence."""
    return _page(slug)


@bp.post(f"/moi/<slug>/life/check/<any({ITEMS}):item>")
@requires(P.KIT_MANAGE)
def tick(slug: str, item: str) -> ResponseReturnValue:
    """Tick off one line of the checklist."""
    life, form = life_at(slug), TickForm()
    status = refused(
        form, lambda: steps.tick(life.kit.id, Item(item), step_of(form, form.who.data))
    )
    if status:
        return _page(slug, tick_form=form, item=item), status
    return redirect(url_for(".check", slug=slug, _anchor=item), code=303)


@bp.post(f"/moi/<slug>/life/check/<any({ITEMS}):item>/undo")
@requires(P.KIT_MANAGE)
def untick(slug: str, item: str) -> ResponseReturnValue:
    """Take back one line of the checklist."""
    life, form = life_at(slug), TickForm()
    status = refused(form, lambda: steps.untick(life.kit.id, Item(item), step_of(form)))
    if status:
        return _page(slug, tick_form=form, item=item), status
    return redirect(url_for(".check", slug=slug, _anchor=item), code=303)


@bp.post("/moi/<slug>/life/check")
@requires(P.KIT_MANAGE)
def validate(slug: str) -> ResponseReturnValue:
    """Approve the newest version."""
    life, form = life_at(slug), StepForm()
    status = refused(form, lambda: steps.validate(life.kit.id, step_of(form, form.note.data)))
    if status:
        return _page(slug, form=form), status
    flash(gettext("Approved. The next step is to publish it."))
    return to_life(slug)


def _page(
    slug: str,
    *,
    form: StepForm | None = None,
    tick_form: TickForm | None = None,
    item: str = "",
) -> str:
    life = life_at(slug)
    form = form or StepForm(formdata=None)
    tick_form = tick_form or TickForm(formdata=None)
    form.now_seen(life.seen)
    tick_form.now_seen(life.seen)
    return render_template(
        "stewardship/check.html",
        life=life,
        page=checklist_of(life),
        form=form,
        tick_form=tick_form,
        item=item,
    )
