"""The log of adjustments as a table to take along: no names of people."""

from collections.abc import Sequence

from flask_babel import gettext

from portal.adjustments.labels import adjustment_label
from portal.adjustments.queries import FindingLine
from portal.meetings.words import title_of
from portal.tables.files import Cell, Column, Kind, Table


def findings_table(lines: Sequence[FindingLine]) -> Table:
    """Return one row for each finding: its words, where it stands, and its last step."""
    return Table(
        name="adjustments",
        columns=[
            Column(key="told", label=gettext("Since"), kind=Kind.DATE),
            Column(key="words", label=gettext("What was said")),
            Column(key="source", label=gettext("Read from")),
            Column(key="meeting", label=gettext("Meeting")),
            Column(key="state", label=gettext("Where it stands")),
            Column(key="step", label=gettext("Last step")),
            Column(key="on", label=gettext("Last step on"), kind=Kind.DATE),
            Column(key="said", label=gettext("In words")),
            Column(key="public", label=gettext("Public since"), kind=Kind.DATE),
        ],
        rows=[_row(line) for line in lines],
    )


def _row(line: FindingLine) -> dict[str, Cell]:
    finding, last = line.finding, line.last
    return {
        "told": finding.told_on,
        "words": finding.words,
        "source": adjustment_label(finding.source),
        "meeting": title_of(finding.meeting) if finding.meeting else "",
        "state": adjustment_label(line.state),
        "step": adjustment_label(last.kind) if last else "",
        "on": last.happened_on if last else None,
        "said": last.words if last else "",
        "public": finding.public_on,
    }
