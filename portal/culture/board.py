"""One page for the board, which the ambassador sends: as a page, and the same as a PDF."""

from collections.abc import Mapping, Sequence

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from portal.clock import today
from portal.culture import showing
from portal.culture.blueprint import bp
from portal.culture.hosting import title_of
from portal.culture.reading import Shown, shown_organisation
from portal.culture.results import Results, results_of
from portal.culture.scores import Score
from portal.culture.validation.queries import is_pilot
from portal.documents.pdf import render_pdf
from portal.policy.guard import requires
from portal.policy.table import P
from portal.taxonomy.model import part_label
from portal.web.words import short_day


@bp.get("/culture/<int:number>/organisations/<slug>/board")
@requires(P.CULTURE_READ)
def board(number: int, slug: str) -> ResponseReturnValue:
    """Show what the board reads, with words for the mail that goes with it."""
    shown = _visible(number, slug)
    results = results_of(shown)
    return render_template(
        "culture/board.html",
        shown=shown,
        results=results,
        groups=showing.groups_of(results.scores),
        words=showing,
        told=told(shown, results),
        part_label=part_label,
    )


@bp.get("/culture/<int:number>/organisations/<slug>/board.pdf")
@requires(P.CULTURE_READ)
def board_pdf(number: int, slug: str) -> ResponseReturnValue:
    """Give the same page as an accessible PDF, to send along."""
    shown = _visible(number, slug)
    answer = Response(pdf_of(shown, results_of(shown)), mimetype="application/pdf")
    name = f"cultuurmeting-{number}-{slug}.pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _visible(number: int, slug: str) -> Shown:
    shown = shown_organisation(number, slug)
    if not shown.is_visible(today()):
        abort(404)
    return shown


def told(shown: Shown, results: Results) -> Sequence[str]:
    """Return the sentences above the figures: who answered, what they are and are not."""
    place, campaign = results.place, shown.measurement.campaign
    answered = (
        gettext(
            "%(count)s of the %(people)s people in %(units)s teams answered, between %(first)s "
            "and %(last)s.",
            count=place.responses,
            people=place.headcount,
            units=place.units,
            first=short_day(campaign.opens_on),
            last=short_day(campaign.closes_on),
        )
        if place.responses is not None and place.headcount is not None
        else gettext("Too few answers to show.")
    )
    return (
        answered,
        gettext(
            "The figures say how staff see things. They are a reason to talk, never an appraisal "
            "and no ranking. The instrument is a pilot."
        )
        if is_pilot(campaign.version)
        else gettext(
            "The figures say how staff see things. They are a reason to talk, never an appraisal "
            "and no ranking."
        ),
        *([gettext("Made-up answers: nobody gave them.")] if campaign.simulated else []),
    )


def pdf_of(shown: Shown, results: Results) -> bytes:
    """Return the page for the board as PDF/UA, on one sheet."""
    heading = title_of(shown.measurement.number)
    title = f"{heading}: {shown.name}"
    data = {
        "heading": title,
        "told": list(told(shown, results)),
        "watermark": gettext("Made-up answers") if shown.measurement.campaign.simulated else "",
        "parts": _parts(results.scores),
        "columns": [gettext("Average"), gettext("95 percent interval"), gettext("4 or more")],
        "legend": gettext(
            "From 1 (strongly disagree) to 5 (strongly agree). The bar is the average, the line "
            "its 95 percent interval."
        ),
        "patients": gettext("About patients and families, as staff see them."),
        "about": gettext("About the model: doi.org/10.1136/bmjopen-2019-034543"),
        "authors": [gettext("Mangomoment network")],
        "running": title,
        "imprint": gettext("Mangomoment network"),
    }
    return render_pdf("board", data, lang=str(get_locale()), title=title)


def _parts(scores: Mapping[str, Score]) -> list[dict[str, object]]:
    return [
        {
            "title": f"{part_label(group.part)}: {group.title}",
            "rows": [_row(str(one.label), score) for one, score in group.rows],
        }
        for group in showing.groups_of(scores)
    ]


def _row(name: str, score: Score | None) -> dict[str, object]:
    figure = score.shown if score else None
    if score is None or figure is None or figure.mean is None:
        return {"name": name, "words": showing.why_nothing(score) if score else "", "mean": ""}
    has_interval = figure.low is not None and figure.high is not None
    return {
        "name": f"{name}\N{NO-BREAK SPACE}*" if score.is_of_patients else name,
        "words": "",
        "mean": showing.decimal(figure.mean),
        "share": score.share(figure.mean),
        "low": score.share(figure.low) if figure.low is not None else 0,
        "high": score.share(figure.high) if figure.high is not None else 0,
        "interval": f"{showing.decimal(figure.low)}–{showing.decimal(figure.high)}"
        if has_interval
        else "",
        "favourable": f"{figure.favourable}/{figure.answered}"
        if figure.favourable is not None
        else "",
    }
