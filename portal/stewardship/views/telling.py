"""The announcement of a published kit: who would hear of it, before anything is sent."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import now, today
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.rules import why_not
from portal.stewardship import rules
from portal.stewardship.blueprint import bp
from portal.stewardship.forms import AnnounceForm, ReasonForm
from portal.stewardship.queries.audience import audience_of
from portal.stewardship.queries.life import find_announcement
from portal.stewardship.services import announcing
from portal.stewardship.views.shared import life_at, refused, to_life


@bp.get("/moi/<slug>/life/announce")
@requires(P.KIT_MANAGE)
def announce(slug: str) -> ResponseReturnValue:
    """Show who would hear of the newest version, by name, and what they would read."""
    return _page(slug, AnnounceForm(formdata=None), ReasonForm(formdata=None))


@bp.post("/moi/<slug>/life/announce")
@requires(P.KIT_MANAGE)
def do_announce(slug: str) -> ResponseReturnValue:
    """Write to everybody whom the newest version suits, once."""
    life, form = life_at(slug), AnnounceForm()
    status = refused(form, lambda: _announce(life.kit.id, form))
    if status:
        return _page(slug, form, ReasonForm(formdata=None)), status
    flash(gettext("The mails are on their way."))
    return to_life(slug)


def _announce(kit_id: int, form: AnnounceForm) -> None:
    announcing.announce(
        kit_id,
        words_nl=form.words_nl.data or "",
        words_en=form.words_en.data or "",
        on=today(),
        now=now(),
        by=current_actor().person_id,
    )


@bp.post("/moi/<slug>/life/announce/leave-out")
@requires(P.KIT_MANAGE)
def leave_out(slug: str) -> ResponseReturnValue:
    """Keep that nobody is written to about the newest version, with the reason."""
    life, form = life_at(slug), ReasonForm()
    by = current_actor().person_id
    status = refused(
        form, lambda: announcing.leave_out(life.kit.id, form.reason.data or "", on=today(), by=by)
    )
    if status:
        return _page(slug, AnnounceForm(formdata=None), form), status
    flash(gettext("Kept. Nobody gets a mail about this version."))
    return to_life(slug)


def _page(slug: str, form: AnnounceForm, leave: ReasonForm) -> str:
    life = life_at(slug)
    is_settled = find_announcement(life.version.id) is not None
    why = why_not(rules.check_may_announce, life.at, is_settled=is_settled)
    audience = audience_of(life.version, today())
    return render_template(
        "stewardship/announce.html",
        life=life,
        form=form,
        leave=leave,
        why=why,
        audience=audience,
        wrong=leave if leave.errors else form,
    )
