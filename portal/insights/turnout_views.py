"""``/turnout``: answers and attendance over time, for the network or for one organisation."""

from collections.abc import Sequence

from flask import Blueprint, Flask, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import SelectField

from portal.insights import turnout, turnout_picture, turnout_table
from portal.insights.turnout import MOST_SHOWN, Asked
from portal.network.forms.reading import AskForm
from portal.network.models import Organisation
from portal.policy.decide import extent
from portal.policy.guard import actor_or_none, current_actor, ensure, requires
from portal.policy.table import P
from portal.tables.files import table_response
from portal.taxonomy.sectors import Sector, setting_label
from portal.web.forms import choices
from portal.web.hooks import panel, section
from portal.web.paging import page_number

bp = Blueprint("turnout", __name__, template_folder="templates")


class AskedForm(AskForm):
    """Of which year and sector."""

    year = SelectField(_l("Year"), default="")
    sector = SelectField(_l("Sector"), default="")

    def __init__(self, *args: object, years: Sequence[int], **kwargs: object) -> None:
        """Take along the years in which there were meetings."""
        super().__init__(*args, **kwargs)
        every = "", gettext("All")
        self.year.choices = choices(every, *((str(one), str(one)) for one in years))
        self.sector.choices = choices(every, *((one.value, setting_label(one)) for one in Sector))

    def asked(self, organisation_id: int | None = None) -> Asked:
        """Return what is asked; of what the form does not offer nothing."""
        if self.errors:
            return Asked(organisation_id=organisation_id)
        year, sector = self.year.data, self.sector.data
        return Asked(
            year=int(year) if year else None,
            sector=Sector(sector) if sector else None,
            organisation_id=organisation_id,
        )


@bp.get("/turnout")
@requires(P.TURNOUT_READ)
def index() -> ResponseReturnValue:
    """Show the network over time, its sectors and organisations; to others their own place."""
    actor = current_actor()
    if not extent(actor, P.TURNOUT_READ).network:
        return _own()
    form, asked = _asked()
    return render_template(
        "insights/turnout.html",
        form=form,
        total=turnout.total_of(asked),
        meetings=turnout.by_meeting(asked, most=MOST_SHOWN),
        sectors=turnout.by_sector(asked),
        page=turnout.organisations_page(actor, asked, page_number(request.args.get("page"))),
        picture=turnout_picture,
    ), 400 if form.errors else 200


@bp.get("/turnout.<any(csv, xlsx):extension>")
@requires(P.TURNOUT_READ)
def export(extension: str) -> ResponseReturnValue:
    """Give the organisations, or by ``by`` the sectors or meetings, as a file."""
    form, asked = _asked()
    if form.errors:
        abort(400)
    actor, by = current_actor(), request.args.get("by", "")
    if by and not extent(actor, P.TURNOUT_READ).network:
        abort(404)
    if by == "sectors":
        return table_response(turnout_table.sectors_table(turnout.by_sector(asked)), extension)
    if by == "meetings":
        lines = turnout.by_meeting(asked)
        return table_response(
            turnout_table.meetings_table(lines, name="turnout-meetings"), extension
        )
    lines_of = turnout.all_organisations(actor, asked)
    return table_response(turnout_table.organisations_table(lines_of), extension)


@bp.get("/turnout/<slug>/")
@requires(P.TURNOUT_READ)
def organisation(slug: str) -> ResponseReturnValue:
    """Show one organisation over time, beside nothing else."""
    place = _place(slug)
    form, asked = _asked(place.id)
    return render_template(
        "insights/turnout_of.html",
        organisation=place,
        form=form,
        total=turnout.total_of(asked),
        meetings=turnout.by_meeting(asked, most=MOST_SHOWN),
        picture=turnout_picture,
    ), 400 if form.errors else 200


@bp.get("/turnout/<slug>/meetings.<any(csv, xlsx):extension>")
@requires(P.TURNOUT_READ)
def organisation_file(slug: str, extension: str) -> ResponseReturnValue:
    """Give the meetings of one organisation as a file."""
    place = _place(slug)
    form, asked = _asked(place.id)
    if form.errors:
        abort(400)
    table = turnout_table.meetings_table(turnout.by_meeting(asked), name=f"turnout-{place.slug}")
    return table_response(table, extension)


def _own() -> ResponseReturnValue:
    """Lead to the one organisation of the reader, or name the few."""
    places = turnout.own_organisations(current_actor())
    if len(places) == 1:
        return redirect(url_for("turnout.organisation", slug=places[0].slug), code=303)
    return render_template("insights/turnout_own.html", organisations=places)


def _place(slug: str) -> Organisation:
    return ensure(P.TURNOUT_READ, Organisation, Organisation.slug == slug)


def _asked(organisation_id: int | None = None) -> tuple[AskedForm, Asked]:
    form = AskedForm(request.args, years=turnout.years())
    form.validate()
    return form, form.asked(organisation_id)


def _on_organisation(*, organisation: Organisation, **_: object) -> Markup | None:
    """Lead to how often an organisation was there, for who may read that."""
    actor = actor_or_none()
    where = extent(actor, P.TURNOUT_READ) if actor else None
    if where is None or not (where.network or organisation.id in where.organisations):
        return None
    return section("insights/turnout_panel.html", organisation=organisation, own=not where.network)


def init_app(app: Flask) -> None:
    """Serve the pages, and lead to them from the page of an organisation."""
    app.register_blueprint(bp)
    panel(app, "organisation", _on_organisation)
