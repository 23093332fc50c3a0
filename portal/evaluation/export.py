"""Released results as a file: one row a meeting and question, straight from the snapshots."""

from collections.abc import Iterator, Mapping, Sequence

from flask_babel import gettext

from portal.evaluation.models import Evaluation
from portal.evaluation.reading import definition_of, reader_language
from portal.evaluation.showing import WHY_HIDDEN
from portal.meetings.words import title_of
from portal.questionnaires.results.suppression import ItemResult, Results
from portal.tables.files import Cell, Column, Kind, Table


def results_table(evaluations: Sequence[Evaluation], results: Mapping[int, Results]) -> Table:
    """Return the released figures of these evaluations; made-up answers say so in every row."""
    return Table(
        name="process-evaluation", columns=_columns(), rows=list(_rows(evaluations, results))
    )


def _columns() -> list[Column]:
    number = Kind.NUMBER
    return [
        Column(key="meeting", label=gettext("Meeting")),
        Column(key="day", label=gettext("Date"), kind=Kind.DATE),
        Column(key="code", label=gettext("Code")),
        Column(key="question", label=gettext("Question")),
        Column(key="responses", label=gettext("Answers in all"), kind=number),
        Column(key="answered", label=gettext("Answers to this question"), kind=number),
        Column(key="mean", label=gettext("Average"), kind=number),
        Column(key="deviation", label=gettext("Standard deviation"), kind=number),
        Column(key="median", label=gettext("Median"), kind=number),
        Column(key="counts", label=gettext("How often each answer")),
        Column(key="remark", label=gettext("Remark")),
        Column(key="simulated", label=gettext("Made-up answers")),
    ]


def _rows(
    evaluations: Sequence[Evaluation], results: Mapping[int, Results]
) -> Iterator[dict[str, Cell]]:
    for evaluation in evaluations:
        released = results[evaluation.campaign_id]
        for item in released.items:
            yield _row(evaluation, released.responses, item)


def _row(evaluation: Evaluation, responses: int, item: ItemResult) -> dict[str, Cell]:
    definition = definition_of(evaluation.campaign)
    lang = reader_language(definition)
    question = definition.items[item.code]
    return {
        "meeting": title_of(evaluation.meeting),
        "day": evaluation.meeting.local_date,
        "code": item.code,
        "question": question.text[lang],
        "responses": responses,
        "answered": item.answered,
        "mean": item.mean,
        "deviation": item.deviation,
        "median": item.median,
        "counts": _counts(item),
        "remark": gettext(WHY_HIDDEN[item.hidden]) if item.hidden else "",
        "simulated": gettext("yes") if evaluation.campaign.simulated else gettext("no"),
    }


def _counts(item: ItemResult) -> str:
    """Write counts by value, reasons for no answer after them: ``1: 4, 2: 9; na: 2``."""
    said = [
        ", ".join(f"{key}: {count}" for key, count in part.items())
        for part in (item.counts, item.missing)
        if part
    ]
    return "; ".join(said)
