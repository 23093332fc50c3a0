"""Surveys for tests: the worked example of the statistics, and small ones that a test can bend."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.kinds import Length
from portal.questionnaires.results.campaign_places import Unit
from portal.questionnaires.results.place_tables import Survey
from portal.questionnaires.results.scores import Sheet
from portal.questionnaires.results.shapes import PlaceResults
from portal.questionnaires.results.suppression import Thresholds
from tests.questionnaires.instruments import words

K: Final = Thresholds(score=5, comment=10)
WORKED: Final[Mapping[str, str]] = {
    "A": "5454 4445 5544 4344 4454 5555",
    "B": "3343 4333 3234 2332 4433",
    "C": "2322 3233 1222 3324 2232 4333 2123",
    "D": "4344 3443 5445 3344",
}
SCALE: Final = {
    "code": "agree",
    "lo": 1,
    "hi": 5,
    "options": [
        *({"value": n, "text": words(f"level {n}")} for n in range(1, 6)),
        {"missing": "na", "text": words("cannot say")},
    ],
}


def item(code: str, construct: str, **changes: Any) -> dict[str, Any]:
    return {
        "code": code,
        "type": "agreement",
        "scale": "agree",
        "measures": construct,
        "core": True,
        "text": words(code),
        **changes,
    }


def culture(*items: dict[str, Any]) -> Definition:
    """Return a culture instrument that asks these items."""
    constructs = sorted({one["measures"] for one in items})
    return Definition.model_validate(
        {
            "slug": "little-culture",
            "kind": "culture",
            "number": 1,
            "maturity": "pilot",
            "change_note": "",
            "languages": ["nl", "en"],
            "minutes": {"short": 1, "full": 2},
            "title": words("Culture"),
            "scales": [SCALE],
            "constructs": [
                {"code": code, "title": words(code), "referent": "team"} for code in constructs
            ],
            "sections": [{"title": words("Items"), "items": list(items)}],
        }
    )


FOUR_ITEMS: Final = culture(*(item(f"Q{n}", "CO1") for n in (1, 2, 3, 4)))


def worked_example() -> Survey:
    """Return the 22 people of teams A to D in one organisation, everybody asked."""
    sheets = [
        Sheet(unit=team, values={f"Q{n}": int(value) for n, value in enumerate(block, start=1)})
        for team, blocks in WORKED.items()
        for block in blocks.split()
    ]
    units = [
        Unit(key=team, organisation="1", sector="hospital", headcount=len(blocks.split()))
        for team, blocks in WORKED.items()
    ]
    return survey(FOUR_ITEMS, units, sheets)


def survey(
    definition: Definition, units: Sequence[Unit], sheets: Sequence[Sheet], k: Thresholds = K
) -> Survey:
    return Survey(definition=definition, length=Length.FULL, k=k, units=units, sheets=sheets)


def by_code(tables: Sequence[PlaceResults]) -> dict[str, PlaceResults]:
    return {table.place.code: table for table in tables}
