"""Pages of the codes: one evaluation as one coder codes it, and all codes over meetings."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from portal.clock import today
from portal.evaluation import queries
from portal.evaluation.blueprint import bp
from portal.evaluation.coding import services as coding
from portal.evaluation.coding.forms import CodingForm, field_name, read_codes, rows_for
from portal.evaluation.coding.models import Coding
from portal.evaluation.coding.rules import Coded, Place, check_may_code
from portal.evaluation.coding.services import CodedEvaluation
from portal.evaluation.labels import LEANINGS, leaning_label
from portal.evaluation.models import Evaluation
from portal.evaluation.reading import definition_of, found, reader_language
from portal.meetings.words import title_of
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.rules import why_not
from portal.tables.files import Column, Kind, Table, table_response
from portal.taxonomy.cfir import CITATION, DOMAINS, FACTORS, factors_of
from portal.web.stale import saved, status_of


@bp.route("/meetings/<int:meeting_id>/evaluation/coding", methods=["GET", "POST"])
@requires(P.FEEDBACK_CODE)
def code(meeting_id: int) -> ResponseReturnValue:
    """Code every open answer on one page; a stale save comes back beside what is there now."""
    evaluation = found(P.FEEDBACK_CODE, meeting_id)
    if why_not(check_may_code, released=evaluation.campaign.released):
        return redirect(url_for(".status", meeting_id=meeting_id), code=303)
    sheet = _sheet(evaluation)
    form = CodingForm(data={"revision": str(_revision(sheet))})
    typed = read_codes(request.form)
    if saved(form, lambda: _save(meeting_id, form, typed), current=lambda: _as_it_is(meeting_id)):
        said = ngettext("%(num)s answer is coded.", "%(num)s answers are coded.", len(typed))
        flash(said)
        return redirect(url_for(".code", meeting_id=meeting_id), code=303)
    if form.is_submitted():  # what was read before the attempt is out of date
        sheet = _sheet(found(P.FEEDBACK_CODE, meeting_id))
    return _page(sheet, form, typed), status_of(form)


def _save(meeting_id: int, form: CodingForm, typed: Mapping[Place, Coded]) -> None:
    evaluation = found(P.FEEDBACK_CODE, meeting_id)
    by = current_actor().person_id
    coding.save_codes(evaluation, typed, based_on=form.based_on, by=by, on=today())


def _sheet(evaluation: Evaluation) -> CodedEvaluation:
    return coding.coded_evaluations([evaluation])[0]


def _own(sheet: CodedEvaluation) -> Coding | None:
    mine = current_actor().person_id
    return next((one for one in sheet.codings if one.coder_id == mine), None)


def _revision(sheet: CodedEvaluation) -> int:
    own = _own(sheet)
    return own.revision if own else 0


def _as_it_is(meeting_id: int) -> CodingForm:
    sheet = _sheet(found(P.FEEDBACK_CODE, meeting_id))
    return CodingForm(formdata=None, data={"revision": str(_revision(sheet))})


def _page(sheet: CodedEvaluation, form: CodingForm, typed: Mapping[Place, Coded]) -> str:
    evaluation, own = sheet.evaluation, _own(sheet)
    kept = coding.said_in(own) if own else {}
    definition = definition_of(evaluation.campaign)
    lang = reader_language(definition)
    return render_template(
        "evaluation/coding.html",
        evaluation=evaluation,
        sheet=sheet,
        form=form,
        mine=typed if form.is_submitted() else kept,
        theirs=kept if form.is_stale else {},
        others=[(one, coding.said_in(one)) for one in sheet.codings if one is not own],
        questions={code: definition.items[code].text[lang] for code in _asked(sheet)},
        nothing=Coded(),
        **_words(),
    )


def _asked(sheet: CodedEvaluation) -> list[str]:
    return list(dict.fromkeys(one.item_code for one in sheet.comments))


def _words() -> dict[str, object]:
    return {
        "domains": [(DOMAINS[domain], factors_of(domain)) for domain in DOMAINS],
        "factors": FACTORS,
        "leanings": [(way.value, leaning_label(way)) for way in LEANINGS],
        "leaning_label": leaning_label,
        "citation": CITATION,
        "field_name": field_name,
        "rows_for": rows_for,
    }


@bp.get("/evaluation/codes")
@requires(P.FEEDBACK_CODE)
def all_codes() -> ResponseReturnValue:
    """Count the codes meeting by meeting, as answers of how many."""
    return render_template("evaluation/codes-over-time.html", sheets=_all(), **_words())


def _all() -> list[CodedEvaluation]:
    return list(reversed(coding.coded_evaluations(queries.released_for(current_actor()))))


@bp.get("/evaluation/codes.<any(csv, xlsx):extension>")
@requires(P.FEEDBACK_CODE)
def all_codes_file(extension: str) -> ResponseReturnValue:
    """Give the same counts as a file; never the words of an answer."""
    return table_response(_table(), extension)


def _table() -> Table:
    number = Kind.NUMBER
    return Table(
        name="process-evaluation-codes",
        columns=[
            Column(key="meeting", label=gettext("Meeting")),
            Column(key="day", label=gettext("Date"), kind=Kind.DATE),
            Column(key="domain", label=gettext("Domain")),
            Column(key="construct", label=gettext("Code")),
            Column(key="answers", label=gettext("Answers with this code"), kind=number),
            Column(key="of", label=gettext("Of how many answers"), kind=number),
            *(Column(key=way.value, label=leaning_label(way), kind=number) for way in LEANINGS),
        ],
        rows=[
            {
                "meeting": title_of(sheet.evaluation.meeting),
                "day": sheet.evaluation.meeting.local_date,
                "domain": str(DOMAINS[FACTORS[one.construct].domain]),
                "construct": str(FACTORS[one.construct].label),
                "answers": one.answers,
                "of": sheet.answers,
                **{way.value: one.leaning[way] for way in LEANINGS},
            }
            for sheet in _all()
            for one in sheet.counts
        ],
    )
