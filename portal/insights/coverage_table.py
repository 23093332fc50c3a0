"""The map of the model as a table to take along."""

from flask_babel import gettext

from portal.insights.coverage import STAGES, Coverage
from portal.moi.labels import STAGES as STAGE_WORDS
from portal.tables.files import Cell, Column, Kind, Table
from portal.taxonomy.model import level_label, part_label


def coverage_table(coverage: Coverage) -> Table:
    """Return one row for each construct; what counts teams has the number of all beside it."""
    counts: dict[str, str] = {
        "open": gettext("Needs without an answer"),
        "answered": gettext("Needs with an answer"),
        "asking": gettext("Teams that share a need without an answer"),
        **{
            stage.value: gettext("Lesson kits: %(stage)s", stage=str(STAGE_WORDS[stage]))
            for stage in STAGES
        },
        "using": gettext("Teams that used a kit"),
        "teams": gettext("Of how many teams"),
    }
    return Table(
        name="coverage",
        on=coverage.as_of,
        columns=[
            Column(key="part", label=gettext("Part of the model")),
            Column(key="level", label=gettext("About")),
            Column(key="construct", label=gettext("Element of the model")),
            *(Column(key=key, label=label, kind=Kind.NUMBER) for key, label in counts.items()),
            *_culture_columns(),
        ],
        rows=[
            {
                "part": part_label(line.construct.part),
                "level": level_label(line.construct.level),
                "construct": str(line.construct.label),
                "open": line.open,
                "answered": line.answered,
                "asking": line.asking,
                **{stage.value: line.by_stage.get(stage, 0) for stage in STAGES},
                "using": line.using,
                "teams": coverage.teams,
                **_culture(coverage, line.construct.key),
            }
            for line in coverage.lines
        ],
    )


def _culture_columns() -> list[Column]:
    number = Kind.NUMBER
    return [
        Column(key="culture", label=gettext("Culture: average, 1 to 5"), kind=number),
        Column(key="culture_answers", label=gettext("Culture: answers that count"), kind=number),
        Column(key="culture_of", label=gettext("Culture: answers in all"), kind=number),
        Column(key="culture_number", label=gettext("Culture: measurement"), kind=number),
        Column(key="culture_made_up", label=gettext("Culture: made-up answers")),
    ]


def _culture(coverage: Coverage, element: str) -> dict[str, Cell]:
    """Return the score of an element with its denominators; nothing where none is shown."""
    told = coverage.culture
    score = told.of(element) if told else None
    figure = score.shown if score else None
    return {
        "culture": round(figure.mean, 1) if figure and figure.mean is not None else None,
        "culture_answers": figure.answered if figure else None,
        "culture_of": told.responses if told and figure else None,
        "culture_number": told.number if told and figure else None,
        "culture_made_up": (gettext("yes") if told.simulated else gettext("no")) if told else "",
    }
