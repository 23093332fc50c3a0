"""The map of the model as a table to take along."""

from flask_babel import gettext

from portal.insights.coverage import STAGES, Coverage
from portal.moi.labels import STAGES as STAGE_WORDS
from portal.tables.files import Column, Kind, Table
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
            }
            for line in coverage.lines
        ],
    )
