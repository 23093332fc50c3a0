"""What is printed around a measurement: the notice to staff, the codes, a poster to remind."""

from io import BytesIO

import segno
from flask import Response, abort, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from portal.clock import today
from portal.config import settings_of
from portal.culture import queries, rules, services
from portal.culture.blueprint import bp
from portal.culture.forms import CodesForm
from portal.culture.models import Measurement
from portal.culture.notice import notice_of, notice_pdf_of
from portal.culture.reading import found, unit_name
from portal.db import transaction
from portal.outbox.addresses import link_to
from portal.policy.guard import current_actor, public, requires
from portal.policy.table import P
from portal.questionnaires.campaigns.models import CampaignUnit
from portal.rules import RuleBroken, why_not


@bp.get("/culture/notice/<int:number>")
@public
def notice(number: int) -> ResponseReturnValue:
    """Show the notice to staff to everybody: what is asked, kept, shown, and to whom."""
    measurement = _known(number)
    return render_template(
        "culture/notice.html", measurement=measurement, notice=notice_of(measurement)
    )


@bp.get("/culture/notice/<int:number>.pdf")
@public
def notice_pdf(number: int) -> ResponseReturnValue:
    """Give the same notice to print, in the language of the reader."""
    answer = Response(notice_pdf_of(_known(number)), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="cultuurmeting-{number}.pdf"'
    return answer


def _known(number: int) -> Measurement:
    measurement = queries.find_measurement(number)
    if measurement is None:
        abort(404)
    return measurement


@bp.get("/culture/<int:number>/poster")
@requires(P.CULTURE_CODES)
def poster(number: int) -> ResponseReturnValue:
    """Show a page to hang up on the ward: until when one can answer, and where."""
    return render_template(
        "culture/poster.html",
        measurement=found(P.CULTURE_CODES, number),
        address=link_to("filling.enter_code"),
        qr=drawn(link_to("filling.enter_code")),
    )


@bp.route("/culture/<int:number>/teams/<int:unit_id>/codes", methods=["GET", "POST"])
@requires(P.CULTURE_CODES)
def codes(number: int, unit_id: int) -> ResponseReturnValue:
    """Make one-time codes for the people of a team, and show them this once, to print."""
    measurement = found(P.CULTURE_CODES, number)
    line = _line(measurement, unit_id)
    form = CodesForm(data={"count": line.room})
    made: list[tuple[str, str, Markup]] = []
    if form.validate_on_submit():
        try:
            with transaction():
                made = [_slip(code) for code in _printed(measurement, line.unit, form)]
        except RuleBroken as refused:
            form.refuse(refused)
    page = render_template(
        "culture/codes.html",
        measurement=measurement,
        line=line,
        name=unit_name(line.unit),
        form=form,
        codes=made,
        refused=why_not(
            rules.check_may_print, measurement.campaign, 1, room=line.room, today=today()
        ),
    )
    return page, 400 if form.errors else 200


def _line(measurement: Measurement, unit_id: int) -> queries.UnitLine:
    unit = queries.find_unit(current_actor(), P.CULTURE_CODES, measurement.campaign_id, unit_id)
    if unit is None:
        abort(404)
    (line,) = queries.unit_lines(measurement.campaign_id, CampaignUnit.id == unit_id)
    return line


def _printed(measurement: Measurement, unit: CampaignUnit, form: CodesForm) -> list[str]:
    return list(
        services.print_codes(
            measurement,
            unit,
            form.count.data or 0,
            seed=form.seed.data or "",
            secret=settings_of(current_app).secret_key,
            on=today(),
            by=current_actor().person_id,
        )
    )


def _slip(code: str) -> tuple[str, str, Markup]:
    """Return a code, the address where it is typed, and a drawing that fills it in there."""
    address = link_to("filling.enter_code")
    return code, address, drawn(link_to("filling.enter_code", code=code))


def drawn(address: str) -> Markup:
    """Return an address as a QR drawing to stand in a page, with its name."""
    paper = BytesIO()
    drawing = segno.make(address, error="m", micro=False)
    title = gettext("QR code to the questionnaire")
    drawing.save(
        paper, kind="svg", border=2, xmldecl=False, svgns=False, omitsize=True, title=title
    )
    return Markup(paper.getvalue().decode())  # noqa: S704 -- drawn by segno from our own address
