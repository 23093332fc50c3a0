"""Who follows as ambassador: decided, looked at once more, done; and moved or called off."""

from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from portal.clock import now, today
from portal.db import transaction
from portal.network.models import Organisation
from portal.policy.guard import current_actor, ensure, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not
from portal.support import handing_over, queries, reading, rules
from portal.support.blueprint import bp
from portal.support.forms import HandOverForm, MoveForm
from portal.support.models import HandOver
from portal.support.rules import NotAsSeen, Standing


@bp.get("/organisations/<slug:slug>/hand-over")
@requires(P.HAND_OVER)
def hand_over(slug: str) -> ResponseReturnValue:
    """Ask who follows, or show what is planned and let it be moved or called off."""
    place, standing = _standing(slug)
    planned = queries.find_planned(place.id)
    if planned is not None:
        return _planned_page(place, planned, MoveForm(data={"starts_on": planned.starts_on}))
    return _form_page(place, standing, _form(place, standing, seen=standing.mark))


@bp.post("/organisations/<slug:slug>/hand-over")
@requires(P.HAND_OVER)
def hand_it_over(slug: str) -> ResponseReturnValue:
    """Show what would happen and, when that was confirmed, let it happen."""
    place, standing = _standing(slug)
    form = _form(place, standing)
    if not form.validate():
        return _form_page(place, standing, form), 400
    try:
        if form.confirmed.data != "yes":
            return _check_page(place, standing, form)
        with transaction():
            _done(place, form)
    except RuleBroken as refused:
        return _refused(place, form, refused)
    flash(_said(form))
    return redirect(f"/organisations/{slug}/", code=303)


def _standing(slug: str) -> tuple[Organisation, Standing]:
    place = ensure(P.HAND_OVER, Organisation, Organisation.slug == slug)
    return place, queries.standing_of(place.id, today())


def _form(place: Organisation, standing: Standing, seen: str | None = None) -> HandOverForm:
    form = HandOverForm(data={"seen": seen} if seen else None)
    form.offer(queries.people_of(place.id, today()), but=standing.ambassador_id)
    return form


def _form_page(place: Organisation, standing: Standing, form: HandOverForm) -> str:
    return render_template(
        "support/hand_over.html",
        organisation=place,
        standing=standing,
        ambassador=queries.find_person(standing.ambassador_id),
        tasks=queries.open_of_owner(place.id, standing.ambassador_id),
        form=form,
    )


def _check_page(place: Organisation, standing: Standing, form: HandOverForm) -> str:
    """Show what will happen, in words; nothing is written yet."""
    plan = form.plan(_lang())
    known = queries.find_person(plan.successor_id) or queries.find_person_at(plan.address)
    rules.check_still_so(plan.seen, standing)
    successor_id = known.id if known else 0
    rules.check_may_follow(successor_id, standing, starts_on=plan.starts_on, today=today())
    form.confirmed.data = "yes"
    return render_template(
        "support/hand_over_check.html",
        organisation=place,
        before=queries.find_person(standing.ambassador_id),
        successor=known.name if known else plan.name,
        address=known.email if known else plan.address,
        plan=plan,
        last_day=reading.last_day(plan.starts_on),
        today=today(),
        tasks=queries.open_of_owner(place.id, standing.ambassador_id),
        moving=reading.moving_along(place.id, standing.ambassador_id, plan.starts_on),
        form=form,
    )


def _done(place: Organisation, form: HandOverForm) -> HandOver:
    by, plan = current_actor().person_id, form.plan(_lang())
    return handing_over.hand_over(place, plan, today=today(), now=now(), by=by)


def _refused(place: Organisation, form: HandOverForm, refused: RuleBroken) -> ResponseReturnValue:
    """Show the form again with what was typed; 409 when somebody else was first."""
    form.refuse(refused)
    form.confirmed.data = ""
    standing = queries.standing_of(place.id, today())
    status = 400
    if isinstance(refused, NotAsSeen):
        form.seen.data, form.seen.raw_data = standing.mark, None
        status = 409
    return _form_page(place, standing, form), status


def _said(form: HandOverForm) -> str:
    starts_on = form.starts_on.data
    if starts_on and starts_on > today():
        return str(gettext("The hand-over is planned. Until then everything stays as it is."))
    return str(gettext("The hand-over is done. Who stops gets a letter of thanks."))


def _planned_page(place: Organisation, planned: HandOver, form: MoveForm) -> str:
    return render_template(
        "support/hand_over_planned.html",
        organisation=place,
        planned=planned,
        last_day=reading.last_day(planned.starts_on),
        form=form,
    )


@bp.post("/organisations/<slug:slug>/hand-over/move")
@requires(P.HAND_OVER)
def move_hand_over(slug: str) -> ResponseReturnValue:
    """Let a planned hand-over begin on another day."""
    place, planned = _planned(slug)
    form = MoveForm()
    if planned is None:
        return _nothing_planned(slug)
    if not form.validate():
        return _planned_page(place, planned, form), 400
    try:
        with transaction():
            _moved(planned, form.starts_on.data or today())
    except RuleBroken as refused:
        form.refuse(refused)
        return _planned_page(place, planned, form), 400
    flash(gettext("The hand-over has another day now."))
    return redirect(url_for(".hand_over", slug=slug), code=303)


def _moved(planned: HandOver, starts_on: date) -> None:
    by = current_actor().person_id
    handing_over.move(planned, starts_on, today=today(), by=by)


@bp.post("/organisations/<slug:slug>/hand-over/cancel")
@requires(P.HAND_OVER)
def cancel_hand_over(slug: str) -> ResponseReturnValue:
    """Call a planned hand-over off."""
    _place, planned = _planned(slug)
    if planned is None or why_not(_cancelled, planned):
        return _nothing_planned(slug)
    flash(gettext("The hand-over is called off. Who is ambassador now stays."))
    return redirect(f"/organisations/{slug}/", code=303)


def _cancelled(planned: HandOver) -> None:
    with transaction():
        handing_over.cancel(planned, today=today(), by=current_actor().person_id)


def _planned(slug: str) -> tuple[Organisation, HandOver | None]:
    place = ensure(P.HAND_OVER, Organisation, Organisation.slug == slug)
    return place, queries.find_planned(place.id)


def _nothing_planned(slug: str) -> ResponseReturnValue:
    flash(gettext("There is no hand-over to change any more."))
    return redirect(url_for(".hand_over", slug=slug), code=303)


def _lang() -> str:
    return str(get_locale())
