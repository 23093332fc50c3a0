"""Attestations: made for oneself or by the project team, read, printed, and checked by anybody."""

from datetime import MAXYEAR, MINYEAR

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import door, limits
from portal.attendance import attesting, codes, queries, rules
from portal.attendance.blueprint import bp
from portal.attendance.forms import AttestedCodeForm, StepForm
from portal.attendance.models import Attestation, Holder
from portal.attendance.paper import columns, duration, paper_of, pdf_of
from portal.attendance.reading import unlisted
from portal.clock import today
from portal.db import transaction
from portal.meetings.deputies import deputies_of
from portal.meetings.models import Meeting
from portal.meetings.reading import plannable, readable
from portal.network.models import Person
from portal.policy.guard import current_actor, ensure, public, requires
from portal.policy.table import P
from portal.rules import RuleBroken
from portal.web.paging import page_number
from portal.web.words import reason as in_words

LONGEST_ID = 9


@bp.get("/attestations/")
@requires(P.ATTESTATION_READ)
def attestations() -> ResponseReturnValue:
    """Show the reader at which meetings they were, and what was attested of it."""
    return _list_of(current_actor().person_id)


@bp.post("/attestations/")
@requires(P.ATTESTATION_READ)
def attest_own() -> ResponseReturnValue:
    """Make an attestation of the reader's own attendance."""
    return _made(current_actor().person_id, url_for(".attestations"))


@bp.get("/attestations/people/<int:person_id>")
@requires(P.ATTESTATION_READ)
def attestations_of(person_id: int) -> ResponseReturnValue:
    """Show the same of one person, to who may."""
    return _list_of(person_id)


@bp.post("/attestations/people/<int:person_id>")
@requires(P.ATTESTATION_READ)
def attest(person_id: int) -> ResponseReturnValue:
    """Make an attestation of somebody's attendance."""
    return _made(person_id, url_for(".attestations_of", person_id=person_id))


@bp.get("/attestations/<int:attestation_id>/")
@requires(P.ATTESTATION_READ)
def attestation(attestation_id: int) -> ResponseReturnValue:
    """Show what is attested, as it stands in the PDF."""
    found = _found(attestation_id)
    return render_template(
        "attendance/attestation.html", attestation=found, paper=paper_of(found), columns=columns()
    )


@bp.get("/attestations/<int:attestation_id>.pdf")
@requires(P.ATTESTATION_READ)
def attestation_pdf(attestation_id: int) -> ResponseReturnValue:
    """Give the attestation as an accessible PDF, in the language of the reader."""
    found = _found(attestation_id)
    if found.withdrawn_on is not None or not found.name:
        abort(404)
    answer = Response(pdf_of(paper_of(found)), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="attest-{found.id}.pdf"'
    return answer


@bp.get("/meetings/<int:meeting_id>/attestations")
@requires(P.MEETING_PLAN)
def of_meeting(meeting_id: int) -> ResponseReturnValue:
    """Show everybody who was at a meeting, with a button to attest it."""
    meeting = plannable(meeting_id)
    number, total = page_number(request.args.get("page")), queries.there_at(meeting).present
    return render_template(
        "attendance/of_meeting.html",
        meeting=meeting,
        page=queries.names_there(meeting_id, number=number, total=total),
        deputies=deputies_of(meeting_id),
        guests=queries.guests_of(meeting_id),
        form=StepForm(formdata=None),
        took_place=meeting.state in queries.ATTESTED_STATES,
    )


@bp.post("/meetings/<int:meeting_id>/attestations")
@requires(P.MEETING_PLAN)
def attest_at(meeting_id: int) -> ResponseReturnValue:
    """Attest that one person, deputy or guest was at this meeting."""
    meeting = plannable(meeting_id)
    try:
        with transaction():
            made = _at(meeting).id
    except RuleBroken as refused:
        flash(in_words(refused))
        return redirect(url_for(".of_meeting", meeting_id=meeting_id), code=303)
    return redirect(url_for(".attestation", attestation_id=made), code=303)


@bp.get("/attestations/check")
@public
def ask_attested() -> ResponseReturnValue:
    """Ask for the code on an attestation."""
    return unlisted(_check_page(AttestedCodeForm(formdata=None)))


@bp.post("/attestations/check")
@public
def read_attested() -> ResponseReturnValue:
    """Go on to the answer about the code that is typed."""
    form = AttestedCodeForm()
    code = codes.read_attested(form.code.data or "") if form.validate() else ""
    if not form.errors and code:
        return redirect(url_for(".check_attested", code=code), code=303)
    if not form.errors:
        return unlisted(_check_page(AttestedCodeForm(formdata=None), is_valid=False))
    return unlisted(_check_page(form), 400)


@bp.get("/attestations/check/<code>")
@public
def check_attested(code: str) -> ResponseReturnValue:
    """Say whether an attestation with this code stands, and nothing else."""
    tries = door.address_key("attestation")
    door.hold_back({tries: rules.CODE_TRIES})
    is_valid = queries.is_attested(codes.read_attested(code))
    if is_valid:
        with transaction():
            limits.forgive_address(tries)
    return unlisted(_check_page(AttestedCodeForm(formdata=None), is_valid=is_valid))


def _check_page(form: AttestedCodeForm, *, is_valid: bool | None = None) -> str:
    return render_template("attendance/check.html", form=form, is_valid=is_valid)


def _found(attestation_id: int) -> Attestation:
    mine = Attestation.id == attestation_id
    return ensure(P.ATTESTATION_READ, Attestation, mine, options=queries.WITH_LINES)


def _list_of(person_id: int) -> str:
    person = ensure(P.ATTESTATION_READ, Person, Person.id == person_id)
    was = queries.was_there(person_id)
    years = sorted({one.meeting.local_date.year for one in was}, reverse=True)
    return render_template(
        "attendance/attestations.html",
        person=person,
        is_own=person_id == current_actor().person_id,
        years=[
            (year, [one for one in reversed(was) if one.meeting.local_date.year == year])
            for year in years
        ],
        made=queries.attestations_of(Attestation.person_id == person_id),
        duration=duration,
        form=StepForm(formdata=None),
    )


def _made(person_id: int, back: str) -> ResponseReturnValue:
    ensure(P.ATTESTATION_READ, Person, Person.id == person_id)
    meeting_id = _number("meeting")
    year = min(max(_number("year") or MINYEAR, MINYEAR), MAXYEAR)
    on, by = today(), current_actor().person_id
    meeting = readable(meeting_id) if meeting_id else None
    try:
        with transaction():
            if meeting is not None:
                made = attesting.attest_meeting(meeting, person_id, on=on, by=by).id
            else:
                made = attesting.attest_year(person_id, year, on=on, by=by).id
    except RuleBroken as refused:
        flash(in_words(refused))
        return redirect(back, code=303)
    return redirect(url_for(".attestation", attestation_id=made), code=303)


def _at(meeting: Meeting) -> Attestation:
    on, by = today(), current_actor().person_id
    kind, person_id = request.form.get("holder", ""), _number("person") or 0
    if kind == Holder.GUEST:
        guest = queries.find_guest(meeting.id, request.form.get("guest", ""))
        if guest is None:
            abort(404)
        return attesting.attest_guest(meeting, guest, on=on, by=by)
    if not queries.is_expected(meeting.id, person_id):
        abort(404)
    if kind == Holder.DEPUTY:
        return attesting.attest_deputy(meeting, person_id, on=on, by=by)
    return attesting.attest_meeting(meeting, person_id, on=on, by=by)


def _number(name: str) -> int | None:
    given = request.form.get(name, "")
    return (
        int(given) if given.isascii() and given.isdecimal() and len(given) <= LONGEST_ID else None
    )
