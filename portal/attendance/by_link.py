"""Checking in with the link of a mail: an invited person's own, or the one of their deputy."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import door
from portal.attendance import checking_in, queries, rules
from portal.attendance.blueprint import bp
from portal.attendance.forms import HereForm
from portal.attendance.reading import not_now, unlisted, ways_of
from portal.db import transaction
from portal.meetings.deputies import deputy_behind
from portal.meetings.links import invitation_of
from portal.meetings.models import Invitation
from portal.meetings.reading import local_now
from portal.policy.guard import public
from portal.rules import RuleBroken


@bp.get("/check-in/with/<token>")
@public
def by_link(token: str) -> ResponseReturnValue:
    """Show the meeting of this link and the button to check in; changes nothing."""
    invitation, is_deputy = _behind(token)
    return unlisted(_page(token, invitation, is_deputy=is_deputy))


@bp.post("/check-in/with/<token>")
@public
def come_by_link(token: str) -> ResponseReturnValue:
    """Check in whose link this is; a deputy counts for who is replaced."""
    door.hold_back({door.address_key("check-in-link"): rules.CODE_TRIES})
    invitation, is_deputy = _behind(token)
    meeting = invitation.meeting
    form, now = HereForm(ways=ways_of(meeting)), local_now(meeting)
    try:
        with transaction():
            checking_in.check_in(
                meeting, invitation.person_id, form.way, by_deputy=is_deputy, local_now=now
            )
    except RuleBroken as refused:
        form.refuse(refused)
        return unlisted(_page(token, invitation, is_deputy=is_deputy, form=form), 400)
    return redirect(url_for(".by_link", token=token), code=303)


def _behind(token: str) -> tuple[Invitation, bool]:
    """Return the invitation of a link and whether it is a deputy's; a dead one is 404."""
    invitation = invitation_of(token)
    if invitation is not None:
        return invitation, False
    deputy = deputy_behind(token)
    if deputy is None or deputy.cannot_on is not None:
        abort(404)
    return deputy.invitation, True


def _page(
    token: str, invitation: Invitation, *, is_deputy: bool, form: HereForm | None = None
) -> str:
    meeting = invitation.meeting
    mark = queries.mark_at(meeting.id, invitation.person_id)
    return render_template(
        "attendance/by_link.html",
        token=token,
        meeting=meeting,
        is_deputy=is_deputy,
        is_in=mark is not None and mark.is_there,
        refused=not_now(meeting),
        form=form or HereForm(formdata=None, ways=ways_of(meeting)),
    )
