"""How a measurement is being prepared, as a table to take along: organisations, never people."""

from collections.abc import Sequence

from flask_babel import gettext

from portal.culture.models import Measurement
from portal.culture.preparation import Line
from portal.tables.files import Cell, Column, Kind, Table


def organisations_table(measurement: Measurement, lines: Sequence[Line]) -> Table:
    """Return one row for each organisation; of very few people not even a count of answers."""
    return Table(
        name=f"culture-{measurement.number}-organisations",
        columns=[
            Column(key="organisation", label=gettext("Organisation")),
            Column(key="informed", label=gettext("Staff informed"), kind=Kind.DATE),
            Column(key="counted", label=gettext("Teams counted"), kind=Kind.NUMBER),
            Column(key="teams", label=gettext("Teams"), kind=Kind.NUMBER),
            Column(key="people", label=gettext("People asked"), kind=Kind.NUMBER),
            Column(key="answers", label=gettext("Answered"), kind=Kind.NUMBER),
            Column(key="remark", label=gettext("Remark")),
        ],
        rows=[_row(measurement, one) for one in lines],
    )


def _row(measurement: Measurement, line: Line) -> dict[str, Cell]:
    campaign = measurement.campaign
    is_told = campaign.opened_on is not None and line.people >= campaign.k_score
    return {
        "organisation": line.place.organisation.name,
        "informed": line.place.informed_on,
        "counted": line.counted,
        "teams": line.teams,
        "people": (line.people or line.apart) if campaign.opened_on else None,
        "answers": line.answers if is_told else None,
        "remark": "" if is_told else _remark(measurement, line),
    }


def _remark(measurement: Measurement, line: Line) -> str:
    if measurement.campaign.opened_on is None:
        return "" if line.is_ready else str(gettext("not ready yet"))
    if line.units:
        return str(gettext("so few people that even a count could name them"))
    if line.apart:
        return str(gettext("asked; the answers count for the network"))
    return str(gettext("not asked: it was not ready at the opening"))
