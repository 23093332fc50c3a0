"""Evaluations over time: pages to read and to print, and the same figures as a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.charts.layout import Row, Series
from portal.evaluation import trends
from portal.evaluation.blueprint import bp
from portal.evaluation.held import everything_held
from portal.evaluation.reading import reader_language
from portal.evaluation.showing import FROM_LOW_TO_HIGH, WHY_HIDDEN
from portal.evaluation.trends import Followed, Line
from portal.meetings.models import Meeting
from portal.meetings.words import title_of
from portal.policy.guard import can, current_actor, requires
from portal.policy.table import P
from portal.questionnaires.kinds import ItemType
from portal.tables.files import Cell, Column, Kind, Table, table_response
from portal.web.words import number, short_day

LEAST_FOR_PERCENT: Final = 20


@dataclass(frozen=True, kw_only=True)
class Over:
    """One question over meetings, ready to draw: bars where a scale allows it, else a table."""

    id: str
    title: str
    rows: Sequence[Row]
    series: Sequence[Series]
    options: Sequence[str]
    columns: Sequence[tuple[str, Sequence[int], int]]
    hidden: Sequence[tuple[str, str]]

    @property
    def is_drawn(self) -> bool:
        """Tell whether there is a colour for each answer, and one answer a person."""
        return bool(self.series)


@bp.get("/evaluation/over-time")
@requires(P.EVALUATION_RESULTS)
def over_time() -> ResponseReturnValue:
    """Put evaluations beside each other: how many answered, each question, how useful it was."""
    return _page("over-time")


@bp.get("/evaluation/summary")
@requires(P.EVALUATION_RESULTS)
def summary() -> ResponseReturnValue:
    """Give the same figures as tables on paper: totals, rates, medians, and what was done."""
    return _page("summary")


def _page(which: str) -> str:
    held = everything_held(current_actor())
    shown = [one for one in held if one.results]
    return render_template(
        f"evaluation/{which}.html",
        shown=list(reversed(shown)),
        questions=[over(line) for line in trends.followed(held)],
        lines=trends.usefulness(held),
        reads_concerns=can(P.EVALUATION_MANAGE),
        simulated=any(one.simulated for one in shown),
        share=rate_in_percent,
        cells=cells_of,
        language=reader_language,
    )


@bp.get("/evaluation/over-time.<any(csv, xlsx):extension>")
@requires(P.EVALUATION_RESULTS)
def over_time_file(extension: str) -> ResponseReturnValue:
    """Give the counts of each question at each meeting as a file."""
    return table_response(
        over_time_table(trends.followed(everything_held(current_actor()))), extension
    )


def over(line: Followed) -> Over:
    """Return a followed question in the words of the reader."""
    lang = reader_language(line.definition)
    scale = line.definition.scale_of(line.item)
    options = [one.text[lang] for one in scale.options if one.value is not None]
    one_each = line.item.type is not ItemType.MULTIPLE
    drawn = one_each and len(options) <= len(FROM_LOW_TO_HIGH)
    return Over(
        id=f"over-{line.item.code}-{line.bars[0].meeting.id}",
        title=line.item.text[lang],
        rows=[
            {
                "label": _called(bar.meeting),
                "parts": bar.parts,
                "href": f"/meetings/{bar.meeting.id}/evaluation/",
            }
            for bar in line.bars
        ],
        series=_series(options) if drawn else [],
        options=options,
        columns=[(title_of(bar.meeting), bar.parts, bar.answered) for bar in line.bars],
        hidden=[(title_of(one), str(gettext(WHY_HIDDEN[why]))) for one, why in line.hidden],
    )


def _series(options: Sequence[str]) -> list[Series]:
    return [
        {"label": option, "css": css}
        for option, css in zip(options, FROM_LOW_TO_HIGH, strict=False)
    ]


def _called(meeting: Meeting) -> str:
    return f"{title_of(meeting)}, {short_day(meeting.local_date)}"


def cells_of(line: Line) -> list[tuple[str, str, str]]:
    """Return the table behind a run chart: meeting, median, and of how many answers."""
    none = str(gettext("no figure"))
    return [
        (
            _called(meeting),
            none if value is None else number(value),
            "–" if value is None or answered is None else str(answered),
        )
        for meeting, value, answered in line.cells
    ]


def rate_in_percent(done: int, of: int) -> int | None:
    """Return which part answered, in whole percents: of twenty or more, where all were invited."""
    return round(100 * done / of) if done <= of and of >= LEAST_FOR_PERCENT else None


def over_time_table(lines: Sequence[Followed]) -> Table:
    """Return one row for each meeting, question and answer, with how many it is of."""
    return Table(
        name="process-evaluation-over-time",
        columns=[
            Column(key="code", label=gettext("Code")),
            Column(key="question", label=gettext("Question")),
            Column(key="meeting", label=gettext("Meeting")),
            Column(key="day", label=gettext("Date"), kind=Kind.DATE),
            Column(key="option", label=gettext("Answer")),
            Column(key="count", label=gettext("How many chose it"), kind=Kind.NUMBER),
            Column(key="answered", label=gettext("Answers to this question"), kind=Kind.NUMBER),
            Column(key="simulated", label=gettext("Made-up answers")),
        ],
        rows=[row for line in lines for row in _rows(line)],
    )


def _rows(line: Followed) -> Iterator[dict[str, Cell]]:
    lang = reader_language(line.definition)
    scale = line.definition.scale_of(line.item)
    options = [one.text[lang] for one in scale.options if one.value is not None]
    for bar in line.bars:
        for option, count in zip(options, bar.parts, strict=True):
            yield {
                "code": line.item.code,
                "question": line.item.text[lang],
                "meeting": title_of(bar.meeting),
                "day": bar.meeting.local_date,
                "option": option,
                "count": count,
                "answered": bar.answered,
                "simulated": gettext("yes") if bar.simulated else gettext("no"),
            }
