"""Every act that the portal records has a name for the people who read the trail."""

import ast
from pathlib import Path

from portal.audit.rules import EVENT
from portal.audit.words import EVENTS, OBJECTS

PORTAL = Path(__file__).parents[2] / "portal"
RECORDING = {"record", "_record", "noted", "added", "_note"}


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


def test_every_act_has_a_name() -> None:
    recorded = {text for call in calls() for text in texts(call.args) if EVENT.fullmatch(text)}
    assert recorded == set(EVENTS)


def test_every_kind_of_object_has_a_name() -> None:
    values = [word.value for call in calls() for word in call.keywords if word.arg == "object_kind"]
    assert texts(values) - set(OBJECTS) == set()
