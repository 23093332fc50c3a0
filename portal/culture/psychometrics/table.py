"""The psychometrics of a measurement as a file: one row a construct, and one an item."""

from collections.abc import Iterator
from typing import Final

from flask_babel import gettext

from portal.culture.models import Measurement
from portal.culture.psychometrics import words
from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.results.psychometrics import ConstructFigures, ItemFigures, Psychometrics
from portal.tables.files import Cell, Column, Kind, Table

RELIABILITY: Final = (
    *("alpha", "alpha_low", "alpha_high", "spearman_brown", "omega", "omega_standardised"),
)
RESEMBLANCE: Final = ("units", "icc1", "icc1_raw", "icc2", "agreement")
ENDS: Final = ("floor", "ceiling")
OF_ITEM: Final = ("mean", "deviation", "item_rest", "alpha_if_dropped")
NUMBERS: Final = ("people", *RELIABILITY, *RESEMBLANCE, *ENDS, *OF_ITEM)


def psychometrics_table(
    measurement: Measurement, definition: Definition, figures: Psychometrics, lang: str
) -> Table:
    """Return every figure under its name in the references; what is not available is empty."""
    campaign = measurement.campaign
    marks: dict[str, Cell] = {
        "version": campaign.version.number,
        "simulated": gettext("simulated answers") if campaign.simulated else "",
    }
    columns = [
        Column(key="construct", label=gettext("Construct")),
        Column(key="item", label=gettext("Item")),
        Column(key="title", label=gettext("Title or wording")),
        Column(key="certainty", label=gettext("Certainty")),
        *(Column(key=key, label=key, kind=Kind.NUMBER) for key in NUMBERS),
        Column(key="counts", label=gettext("How often each answer")),
        Column(key="missing", label=gettext("No answer, by reason")),
        Column(key="notes", label=gettext("Remark")),
        Column(key="version", label=gettext("Version of the questionnaire"), kind=Kind.NUMBER),
        Column(key="simulated", label=gettext("Made-up answers")),
    ]
    empty: dict[str, Cell] = {column.key: None for column in columns} | marks
    rows = [empty | row for one in figures.constructs for row in _rows(definition, one, lang)]
    return Table(
        name=f"psychometrics-{measurement.number}",
        columns=columns,
        rows=rows,
        on=campaign.released_on,
    )


def _rows(definition: Definition, one: ConstructFigures, lang: str) -> Iterator[dict[str, Cell]]:
    yield {
        "construct": one.code,
        "title": definition.construct_by_code[one.code].title[lang],
        "certainty": words.certainty(one),
        "people": one.people,
        "notes": " ".join(words.notes(one)),
        **one.reliability.model_dump(include=set(RELIABILITY)),
        **one.resemblance.model_dump(include=set(RESEMBLANCE)),
        **(one.ends.model_dump() if one.ends else {}),
    }
    for item in one.items:
        yield {
            "construct": one.code,
            "item": item.code,
            "title": definition.items[item.code].text[lang],
            "counts": _listed(item),
            "missing": "; ".join(f"{why}: {count}" for why, count in words.reasons(item)),
            "notes": " ".join(words.item_notes(item)),
            **item.model_dump(include=set(OF_ITEM)),
        }


def _listed(item: ItemFigures) -> str:
    return "; ".join(f"{value}: {count}" for value, count in (item.counts or {}).items())
