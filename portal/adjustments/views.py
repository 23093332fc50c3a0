"""The list of findings, the page of one, and telling one; what this room adds to others' pages."""

from flask import Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.adjustments import panels, queries, rules, said, services, stepping
from portal.adjustments.agenda_source import suggest
from portal.adjustments.blueprint import bp
from portal.adjustments.export import findings_table
from portal.adjustments.forms import EditForm, FindingListForm, TellForm
from portal.adjustments.labels import adjustment_label
from portal.adjustments.models import Finding, State
from portal.adjustments.prefilling import Origin, origin_of
from portal.adjustments.queries import Filters, FindingLine
from portal.adjustments.reading import finding_within, sheet_of
from portal.adjustments.remembering import register_acts
from portal.adjustments.services import Said
from portal.clock import today
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.rules import why_not
from portal.tables.files import table_response
from portal.web.forms import PortalForm
from portal.web.hooks import Act, on
from portal.web.paging import Page, page_number
from portal.web.stale import saved, status_of

ALSO_HERE = (said, stepping)  # their pages stand on the same blueprint


@bp.get("/adjustments/")
@requires(P.ADJUSTMENT_READ)
def index() -> ResponseReturnValue:
    """List what was found: open ends first, the oldest first, and how long an answer takes."""
    form = FindingListForm(request.args)
    if not form.validate():
        nothing = Page[FindingLine](rows=[], number=1, total=0)
        return _index(nothing, form), 400
    page = queries.findings_page(
        today(), _filters(form), number=page_number(request.args.get("page"))
    )
    if page.number > page.last:
        abort(404)
    return _index(page, form)


def _index(page: Page[FindingLine], form: FindingListForm) -> str:
    days = queries.days_to_announce()
    return render_template(
        "adjustments/index.html",
        page=page,
        form=form,
        answered=len(days),
        median=rules.median_days(days),
    )


def _filters(form: FindingListForm) -> Filters:
    state = State(form.state.data) if form.state.data else None
    return Filters(state=state, text=form.text.data or "")


@bp.get("/adjustments.<any(csv, xlsx):extension>")
@requires(P.ADJUSTMENT_READ)
def index_file(extension: str) -> ResponseReturnValue:
    """Give the whole list, with the same filters, as a file."""
    form = FindingListForm(request.args)
    if not form.validate():
        abort(400)
    lines = queries.all_findings(today(), _filters(form))
    return table_response(findings_table(lines), extension)


@bp.route("/adjustments/new", methods=["GET", "POST"])
@requires(P.ADJUSTMENT_KEEP)
def tell() -> ResponseReturnValue:
    """Tell a finding: read from what the address names, or free."""
    origin = origin_of(request.args)
    form = TellForm(data={"words": origin.words})
    told: list[Finding] = []
    if saved(form, lambda: told.append(_tell(form, origin))):
        flash(gettext("Noted. It stands open until you decide."))
        return redirect(url_for(".show", finding_id=told[0].id), code=303)
    return render_template("adjustments/new.html", form=form, origin=origin), status_of(form)


def _tell(form: TellForm, origin: Origin) -> Finding:
    told = origin.told(form.words.data or "")
    return services.tell_finding(told, by=current_actor().person_id, on=today())


@bp.get("/adjustments/<int:finding_id>/")
@requires(P.ADJUSTMENT_READ)
def show(finding_id: int) -> ResponseReturnValue:
    """Show the loop of a finding as steps, with what comes next or why that has to wait."""
    finding = finding_within(P.ADJUSTMENT_READ, finding_id)
    sheet = sheet_of(finding, today())
    return render_template("adjustments/show.html", sheet=sheet, form=PortalForm())


@bp.route("/adjustments/<int:finding_id>/edit", methods=["GET", "POST"])
@requires(P.ADJUSTMENT_KEEP)
def edit(finding_id: int) -> ResponseReturnValue:
    """Put the words of a finding right, as long as nobody heard of it."""
    finding = finding_within(P.ADJUSTMENT_KEEP, finding_id)
    form = _edit_form(finding)
    if saved(form, lambda: _edit(finding_id, form), current=lambda: _edit_now(finding_id)):
        return redirect(url_for(".show", finding_id=finding_id), code=303)
    last = queries.last_of(finding)
    refused = why_not(rules.check_may_edit, last.kind if last else None)
    known = {"finding": finding, "form": form, "refused": refused}
    return render_template("adjustments/edit.html", **known), status_of(form)


def _edit_form(finding: Finding) -> EditForm:
    return EditForm(data={"words": finding.words, "revision": str(finding.revision)})


def _edit_now(finding_id: int) -> EditForm:
    finding = finding_within(P.ADJUSTMENT_KEEP, finding_id)
    data = {"words": finding.words, "revision": str(finding.revision)}
    return EditForm(formdata=None, data=data)


def _edit(finding_id: int, form: EditForm) -> None:
    finding = finding_within(P.ADJUSTMENT_KEEP, finding_id)
    words = Said(words=form.words.data or "", lang=finding.lang, based_on=form.based_on)
    services.change_words(finding, words, by=current_actor().person_id, on=today())


def init_app(app: Flask) -> None:
    """Serve the pages of this room, and tell of findings where meetings are."""
    app.register_blueprint(bp)
    register_acts(app)
    on(app, Act.AGENDA, suggest)
    panels.init_app(app)
    app.jinja_env.globals["adjustment_label"] = adjustment_label
