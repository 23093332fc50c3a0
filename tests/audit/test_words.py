"""Every act that the portal records has a name for the people who read the trail."""

import ast
from pathlib import Path

from portal.audit.rules import EVENT
from portal.audit.words import EVENTS, OBJECTS

PORTAL = Path(__file__).parents[2] / "portal"
WORDS = PORTAL / "audit" / "words.py"
RECORDING = {"record", "record_all", "_record", "noted", "added", "_note"}


def calls() -> list[ast.Call]:
    """Return the calls that write to the trail, also those through a room's own short form."""
    trees = [ast.parse(path.read_text()) for path in sorted(PORTAL.rglob("*.py"))]
    found = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [call for call in found if getattr(call.func, "id", None) in RECORDING]


def texts(nodes: list[ast.expr]) -> set[str]:
    return {
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def said_in(path: Path) -> set[str]:
    """Return every text of a module: an act's key may stand in a choice between two."""
    return texts(
        [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.expr)]
    )


def test_every_act_has_a_name() -> None:
    recorded = {text for call in calls() for text in texts(call.args) if EVENT.fullmatch(text)}
    assert recorded <= set(EVENTS)
    said = {
        text for path in sorted(PORTAL.rglob("*.py")) if path != WORDS for text in said_in(path)
    }
    assert set(EVENTS) <= said


def test_every_kind_of_object_has_a_name() -> None:
    values = [word.value for call in calls() for word in call.keywords if word.arg == "object_kind"]
    assert texts(values) - set(OBJECTS) == set()
