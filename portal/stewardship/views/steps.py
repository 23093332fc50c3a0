"""Steps of the coordinator that begin or end something: pilot, publication, review, withdrawal."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not
from portal.stewardship import rules
from portal.stewardship.blueprint import bp
from portal.stewardship.forms import PublishForm, RetireForm, ReviewForm, SeenForm, StepForm
from portal.stewardship.queries.life import Life, find_review
from portal.stewardship.services import reviewing, steps
from portal.stewardship.views.shared import life_at, refused, step_of, to_life
from portal.web.forms import PortalForm


@bp.get("/moi/<slug>/life/pilot")
@requires(P.KIT_MANAGE)
def pilot(slug: str) -> ResponseReturnValue:
    """Ask whether the pilot of the newest version begins."""
    life = life_at(slug)
    return _page("begin", life, StepForm(formdata=None, data=_seen(life)), _pilot_why(life))


@bp.post("/moi/<slug>/life/pilot")
@requires(P.KIT_MANAGE)
def begin_pilot(slug: str) -> ResponseReturnValue:
    """Begin the pilot of the newest version."""
    life, form = life_at(slug), StepForm()
    status = refused(form, lambda: steps.begin_pilot(life.kit.id, step_of(form, form.note.data)))
    if status:
        return _again("begin", slug, form, _pilot_why), status
    flash(gettext("The pilot of this version has begun. Now ask a team to test it."))
    return to_life(slug)


@bp.get("/moi/<slug>/life/publish")
@requires(P.KIT_MANAGE)
def publish(slug: str) -> ResponseReturnValue:
    """Ask when to look once more at what is published now."""
    life = life_at(slug)
    given = {**_seen(life), "review_on": today() + rules.REVIEW_AFTER}
    return _page("publish", life, PublishForm(formdata=None, data=given), _publish_why(life))


@bp.post("/moi/<slug>/life/publish")
@requires(P.KIT_MANAGE)
def do_publish(slug: str) -> ResponseReturnValue:
    """Publish the approved version, and answer the needs it was made for."""
    life, form = life_at(slug), PublishForm()

    def act() -> object:
        step = step_of(form, form.note.data)
        return steps.publish(life.kit.id, step, review_on=form.review_on.data or today())

    status = refused(form, act)
    if status:
        return _again("publish", slug, form, _publish_why), status
    flash(gettext("Published. The needs for which it was made have their answer."))
    return to_life(slug)


@bp.get("/moi/<slug>/life/review")
@requires(P.KIT_MANAGE)
def review(slug: str) -> ResponseReturnValue:
    """Ask whether a published kit is still right."""
    life = life_at(slug)
    planned = find_review(life.kit.id)
    given = {"seen": str(planned.id if planned else 0), "next_on": today() + rules.REVIEW_AFTER}
    return _page("review", life, ReviewForm(formdata=None, data=given), _review_why(life))


@bp.post("/moi/<slug>/life/review")
@requires(P.KIT_MANAGE)
def do_review(slug: str) -> ResponseReturnValue:
    """Keep what came of looking once more."""
    life, form = life_at(slug), ReviewForm()
    status = refused(form, lambda: _review(life.kit.id, form))
    if status:
        return _again("review", slug, form, _review_why), status
    if form.chosen_day is None:
        flash(gettext("Kept. Now say what the next version must bring."))
        return redirect(url_for("making.propose", kit=slug), code=303)
    flash(gettext("Kept. You find it below, with its day."))
    return to_life(slug)


def _review(kit_id: int, form: ReviewForm) -> None:
    reviewing.review(
        kit_id,
        seen=form.last_seen,
        on=today(),
        by=current_actor().person_id,
        next_on=form.chosen_day,
        note=form.note.data or "",
    )


@bp.get("/moi/<slug>/life/retire")
@requires(P.KIT_MANAGE)
def retire(slug: str) -> ResponseReturnValue:
    """Ask why a kit is withdrawn, and what comes in its place."""
    life = life_at(slug)
    return _page("retire", life, RetireForm(formdata=None, data=_seen(life)), _retire_why(life))


@bp.post("/moi/<slug>/life/retire")
@requires(P.KIT_MANAGE)
def do_retire(slug: str) -> ResponseReturnValue:
    """Withdraw a kit; its page stays, with the reason."""
    life, form = life_at(slug), RetireForm()

    def act() -> object:
        step = step_of(form, form.reason.data)
        return steps.retire(life.kit.id, step, successor=form.successor.data or "")

    status = refused(form, act)
    if status:
        return _again("retire", slug, form, _retire_why), status
    flash(gettext("Withdrawn. The page of the lesson kit says why."))
    return to_life(slug)


def _seen(life: Life) -> dict[str, object]:
    return {"seen": str(life.seen)}


def _pilot_why(life: Life) -> RuleBroken | None:
    return why_not(rules.check_may_begin_pilot, life.at)


def _publish_why(life: Life) -> RuleBroken | None:
    return why_not(rules.check_may_publish, life.at)


def _review_why(life: Life) -> RuleBroken | None:
    planned = find_review(life.kit.id) is not None
    return why_not(rules.check_may_review, life.at, is_planned=planned)


def _retire_why(life: Life) -> RuleBroken | None:
    return why_not(rules.check_may_retire, life.at)


def _page(name: str, life: Life, form: PortalForm, why: RuleBroken | None) -> str:
    return render_template(f"stewardship/{name}.html", life=life, form=form, why=why)


def _again(name: str, slug: str, form: SeenForm, why: Callable[[Life], RuleBroken | None]) -> str:
    """Show the page once more as the kit stands now, with what was typed; the next press knows."""
    life = life_at(slug)
    planned = find_review(life.kit.id) if name == "review" else None
    form.now_seen(planned.id if planned else life.seen)
    return _page(name, life, form, why(life))
