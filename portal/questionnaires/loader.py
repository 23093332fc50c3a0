"""Read an instrument from its YAML file, and say by file and line what is wrong with it."""

from collections.abc import Sequence
from pathlib import Path

import yaml
from pydantic import ValidationError

from portal.questionnaires.definition import Definition

INSTRUMENTS = Path(__file__).parents[2] / "content" / "instruments"


class InstrumentBroken(Exception):  # noqa: N818 -- reads as a sentence where it is raised
    """An instrument file cannot be used; the text names file, line and reason, one a line."""


def load_instrument(path: Path) -> Definition:
    """Return the instrument in ``path``, or raise ``InstrumentBroken`` with every fault found."""
    source = path.read_text(encoding="utf-8")
    try:
        tree = yaml.compose(source, Loader=yaml.BaseLoader)
        data = yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506 -- builds only text
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InstrumentBroken(f"{path}:{line}: {error.problem}") from error
    try:
        return Definition.model_validate(data)
    except ValidationError as error:
        faults = [
            f"{path}:{_line(tree, e['loc'])}: {_say(e['loc'], e['msg'])}" for e in error.errors()
        ]
        raise InstrumentBroken("\n".join(faults)) from error


def _say(place: Sequence[int | str], message: str) -> str:
    field = ".".join(str(step) for step in place)
    return f"{field}: {message}" if field else message


def _line(node: yaml.Node | None, place: Sequence[int | str]) -> int:
    """Follow a path of keys and positions as deep as the file goes; return that line, from 1."""
    for step in place:
        deeper = _step(node, step)
        if deeper is None:
            break
        node = deeper
    return node.start_mark.line + 1 if node is not None else 1


def _step(node: yaml.Node | None, step: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    return None
