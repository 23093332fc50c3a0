"""Pages for researchers: how well a released measurement measured each construct."""

import json
from http import HTTPStatus

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from portal.culture.blueprint import bp
from portal.culture.models import Measurement
from portal.culture.psychometrics import words
from portal.culture.psychometrics.queries import find_psychometrics
from portal.culture.psychometrics.table import psychometrics_table
from portal.culture.reading import definition_of, found, reader_language
from portal.policy.guard import requires
from portal.policy.table import P
from portal.questionnaires.results.psychometrics import Psychometrics
from portal.tables.files import FORMATS, table_response

EXTENSIONS = f"<any({', '.join(FORMATS)}, json):extension>"


@bp.get("/culture/<int:number>/psychometrics")
@requires(P.PSYCHOMETRICS_READ)
def psychometrics(number: int) -> ResponseReturnValue:
    """Show the figures of every construct, or that the results are not out yet."""
    measurement = found(P.PSYCHOMETRICS_READ, number)
    return _page("culture/psychometrics.html", measurement, figures=_figures(measurement))


@bp.get(f"/culture/<int:number>/psychometrics.{EXTENSIONS}")
@requires(P.PSYCHOMETRICS_READ)
def psychometrics_file(number: int, extension: str) -> ResponseReturnValue:
    """Give the figures of every construct and item as a file."""
    measurement = found(P.PSYCHOMETRICS_READ, number)
    figures = _figures(measurement) or abort(HTTPStatus.NOT_FOUND)
    if extension == "json":
        return _as_json(measurement, figures)
    definition = definition_of(measurement)
    lang = reader_language(definition)
    return table_response(psychometrics_table(measurement, definition, figures, lang), extension)


@bp.get("/culture/<int:number>/psychometrics/<code>")
@requires(P.PSYCHOMETRICS_READ)
def psychometrics_of_construct(number: int, code: str) -> ResponseReturnValue:
    """Show one construct with its items."""
    measurement = found(P.PSYCHOMETRICS_READ, number)
    figures = _figures(measurement) or abort(HTTPStatus.NOT_FOUND)
    one = figures.of(code) or abort(HTTPStatus.NOT_FOUND)
    return _page("culture/psychometrics_construct.html", measurement, one=one)


def _figures(measurement: Measurement) -> Psychometrics | None:
    return find_psychometrics(measurement.campaign_id) if measurement.campaign.released else None


def _page(template: str, measurement: Measurement, **known: object) -> str:
    definition = definition_of(measurement)
    return render_template(
        template,
        measurement=measurement,
        definition=definition,
        lang=reader_language(definition),
        words=words,
        **known,
    )


def _as_json(measurement: Measurement, figures: Psychometrics) -> Response:
    campaign = measurement.campaign
    content = {
        "measurement": measurement.number,
        "version": campaign.version.number,
        "simulated": campaign.simulated,
        **figures.model_dump(mode="json"),
    }
    name = f"psychometrics-{measurement.number}.json"
    answer = Response(json.dumps(content, indent=1), content_type="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
