"""The page on which answers are taken along row by row, for research."""

from http import HTTPStatus

from flask import Blueprint, Flask, Response, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from portal.clock import today
from portal.db import transaction
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.exports import queries, remembering, services
from portal.questionnaires.exports.codebook import variables_of
from portal.questionnaires.exports.forms import PurposeForm
from portal.questionnaires.exports.package import Asked, package_of
from portal.questionnaires.exports.rules import check_may_export
from portal.questionnaires.filling.hosts import host_of
from portal.questionnaires.instruments.versions import load_version
from portal.rules import RuleBroken, why_not

bp = Blueprint("exports", __name__)


@bp.get("/answers/<int:campaign_id>/export")
@requires(P.ANSWERS_EXPORT, fresh=True)
def ask(campaign_id: int) -> ResponseReturnValue:
    """Say what the file holds, and ask what it is for."""
    return _page(_campaign(campaign_id), PurposeForm())


@bp.post("/answers/<int:campaign_id>/export")
@requires(P.ANSWERS_EXPORT, fresh=True)
def take(campaign_id: int) -> ResponseReturnValue:
    """Note who takes the answers along and for what, then give the file."""
    campaign, form = _campaign(campaign_id), PurposeForm()
    if not form.validate():
        return _page(campaign, form), HTTPStatus.BAD_REQUEST
    try:
        return _as_file(campaign, _noted(campaign, form))
    except RuleBroken as refused:
        form.refuse(refused)
        return _page(campaign, form), HTTPStatus.BAD_REQUEST


def _campaign(campaign_id: int) -> Campaign:
    campaign = queries.find_campaign(campaign_id)
    if campaign is None or campaign.opened_on is None:
        abort(HTTPStatus.NOT_FOUND)
    return campaign


def _noted(campaign: Campaign, form: PurposeForm) -> bytes:
    """Note the export and make its file in one go: a file that is not noted never leaves."""
    campaign_id, by = campaign.id, current_actor().person_id
    with transaction():
        fresh = _campaign(campaign_id)
        count = queries.count_responses(campaign_id)
        purpose = form.purpose.data or ""
        services.note_export(fresh, responses=count, purpose=purpose, by=by, on=today())
        return _packed(fresh)


def _packed(campaign: Campaign) -> bytes:
    loaded = load_version(campaign.version)
    variables = variables_of(loaded.definition, campaign.length)
    lang = str(get_locale())
    asked = Asked(
        definition=loaded.definition,
        variables=variables,
        closed_on=campaign.closed_on or today(),
        simulated=campaign.simulated,
        lang=lang if lang in loaded.definition.languages else loaded.definition.languages[0],
    )
    return package_of(asked, queries.read_answers(campaign, loaded, variables))


def _as_file(campaign: Campaign, content: bytes) -> Response:
    made_up = "simulated-" if campaign.simulated else ""
    name = f"{made_up}answers-{campaign.version.instrument.slug}-{campaign.id}.zip"
    answer = Response(content, content_type="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _page(campaign: Campaign, form: PurposeForm) -> str:
    responses = queries.count_responses(campaign.id) if campaign.closed_on else 0
    refused, host = why_not(check_may_export, campaign, responses), host_of(campaign)
    return render_template(
        "questionnaires/exports/take.html",
        campaign=campaign,
        title=host.title(campaign),
        back=host.after(campaign),
        responses=None if refused else responses,
        refused=refused,
        taken=queries.exports_of(campaign.id),
        form=form,
    )


def init_app(app: Flask) -> None:
    """Serve the page, and take part in the acts of the room that keeps people."""
    app.register_blueprint(bp)
    remembering.init_app(app)
