"""What is printed around a measurement: the notice to staff, the codes, a poster to remind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

import segno
from flask import Response, abort, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from portal.clock import today
from portal.config import settings_of
from portal.culture import preparation, queries, rules, services
from portal.culture.blueprint import bp
from portal.culture.forms import CodesForm, StepForm
from portal.culture.models import Measurement
from portal.culture.notice import notice_of, notice_pdf_of
from portal.culture.reading import found, preparable, unit_name
from portal.db import transaction
from portal.network.models import Organisation
from portal.outbox.addresses import link_to
from portal.policy.guard import current_actor, public, requires
from portal.policy.table import P
from portal.questionnaires.campaigns.models import CampaignUnit
from portal.rules import RuleBroken, why_not
from portal.web.forms import PortalForm


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
        address=_to_type(),
        qr=drawn(link_to("filling.enter_code")),
    )


@bp.route("/culture/<int:number>/teams/<int:unit_id>/codes", methods=["GET", "POST"])
@requires(P.CULTURE_CODES)
def codes(number: int, unit_id: int) -> ResponseReturnValue:
    """Make one-time codes for the people of a team, and show them this once, to print."""
    measurement = found(P.CULTURE_CODES, number)
    line = _line(measurement, unit_id)
    form = CodesForm(data={"count": line.room})
    made = _made(form, lambda: _printed(measurement, line.unit, form))
    sheet = Sheet(
        name=unit_name(line.unit),
        organisation=line.unit.organisation,
        room=line.room,
        is_again=line.printed > line.used,
    )
    return _codes_page(measurement, sheet, form, made)


@bp.route("/culture/<int:number>/organisations/<slug>/codes", methods=["GET", "POST"])
@requires(P.CULTURE_CODES)
def codes_apart(number: int, slug: str) -> ResponseReturnValue:
    """Make the codes of those who stand in no unit, and show them: always the same sheet."""
    measurement, place = preparable(number, slug)
    apart = preparation.apart_in(measurement.campaign_id, place.organisation_id)
    if not apart.people:
        abort(404)
    form = StepForm()
    made = _made(form, lambda: _printed_apart(measurement, place.organisation_id))
    sheet = Sheet(
        name=place.organisation.name,
        organisation=place.organisation,
        room=apart.people,
        apart=apart,
    )
    return _codes_page(measurement, sheet, form, made)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Whom a sheet of codes is for, and for how many; ``apart`` where they stand in no unit."""

    name: str
    organisation: Organisation
    room: int
    is_again: bool = False
    apart: preparation.Apart | None = None


def _made(form: PortalForm, make: Callable[[], Sequence[str]]) -> Sequence[str]:
    """Return the codes that were asked for; none while nothing, or something wrong, is sent."""
    if not form.validate_on_submit():
        return ()
    try:
        with transaction():
            return make()
    except RuleBroken as refused:
        form.refuse(refused)
        return ()


def _codes_page(
    measurement: Measurement, sheet: Sheet, form: PortalForm, made: Sequence[str]
) -> ResponseReturnValue:
    page = render_template(
        "culture/codes.html",
        measurement=measurement,
        sheet=sheet,
        form=form,
        codes=[_slip(code) for code in made],
        address=_to_type(),
        refused=why_not(
            rules.check_may_print, measurement.campaign, 1, room=sheet.room, today=today()
        ),
    )
    return page, 400 if form.errors else 200


def _line(measurement: Measurement, unit_id: int) -> queries.UnitLine:
    unit = queries.find_unit(current_actor(), P.CULTURE_CODES, measurement.campaign_id, unit_id)
    if unit is None:
        abort(404)
    (line,) = queries.unit_lines(measurement.campaign_id, CampaignUnit.id == unit_id)
    return line


def _printed(measurement: Measurement, unit: CampaignUnit, form: CodesForm) -> Sequence[str]:
    return services.print_codes(
        measurement,
        unit,
        form.count.data or 0,
        seed=form.seed.data or "",
        secret=settings_of(current_app).secret_key,
        on=today(),
        by=current_actor().person_id,
    )


def _printed_apart(measurement: Measurement, organisation_id: int) -> Sequence[str]:
    return services.print_codes_apart(
        measurement,
        organisation_id,
        secret=settings_of(current_app).secret_key,
        on=today(),
        by=current_actor().person_id,
    )


def _slip(code: str) -> tuple[str, Markup]:
    """Return a code, and a drawing of the address that fills it in."""
    return code, drawn(link_to("filling.enter_code", code=code))


def _to_type() -> str:
    """Return the address of the form as somebody types it who cannot scan: without its scheme."""
    return link_to("filling.enter_code").removeprefix("https://")


def drawn(address: str) -> Markup:
    """Return an address as a QR drawing to stand in a page, with its name."""
    paper = BytesIO()
    drawing = segno.make(address, error="m", micro=False)
    title = gettext("QR code to the questionnaire")
    drawing.save(
        paper, kind="svg", border=2, xmldecl=False, svgns=False, omitsize=True, title=title
    )
    return Markup(paper.getvalue().decode())  # noqa: S704 -- drawn by segno from our own address
