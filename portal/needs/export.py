"""Needs as a table to take along."""

from collections.abc import Mapping, Sequence

from flask_babel import get_locale, gettext

from portal.moi.models import KitVersion
from portal.needs.labels import state_label
from portal.needs.listing import NeedLine
from portal.tables.files import Cell, Column, Kind, Table


def needs_table(lines: Sequence[NeedLine], kits: Mapping[int, KitVersion]) -> Table:
    """Return one row for each need: its words, its counts and what became of it; no names."""
    return Table(
        name="needs",
        columns=[
            Column(key="since", label=gettext("Since"), kind=Kind.DATE),
            Column(key="words", label=gettext("What is missing")),
            Column(key="happened", label=gettext("What happened")),
            Column(key="about", label=gettext("About")),
            Column(key="teams", label=gettext("Teams that share it"), kind=Kind.NUMBER),
            Column(key="counted", label=gettext("Of how many teams"), kind=Kind.NUMBER),
            Column(key="sectors", label=gettext("Sectors, of 5"), kind=Kind.NUMBER),
            Column(key="state", label=gettext("What became of it")),
            Column(key="day", label=gettext("Last step on"), kind=Kind.DATE),
            Column(key="kit", label=gettext("Lesson kit")),
            Column(key="reason", label=gettext("Reason")),
        ],
        rows=[_row(line, kits) for line in lines],
    )


def _row(line: NeedLine, kits: Mapping[int, KitVersion]) -> dict[str, Cell]:
    step = line.step
    kit = kits.get(step.kit_id) if step and step.kit_id else None
    return {
        "since": line.since,
        "words": line.need.words,
        "happened": line.need.happened,
        "about": ", ".join(str(one.label) for one in line.constructs),
        "teams": line.teams,
        "counted": line.counted,
        "sectors": line.sectors,
        "state": state_label(line.state),
        "day": step.happened_on if step else None,
        "kit": kit.words(str(get_locale()))["title"] if kit else "",
        "reason": step.reason if step else "",
    }
