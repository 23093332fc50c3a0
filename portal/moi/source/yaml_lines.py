"""YAML as plain text values, with the line of each: ``no`` stays "no" and 1.10 stays "1.10"."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import yaml

from portal.rules import N_, Phrase
from portal.web.yaml_words import yaml_phrase

Path = tuple[str | int, ...]
ROOT: Final[Path] = ()
MOST_VALUES: Final = 5_000  # what stands once and is named often counts each time
DEEPEST: Final = 10


class YamlProblem(Exception):  # noqa: N818 -- it tells of the file, not of the program
    """The text is no YAML mapping; ``line`` says where reading stopped."""

    def __init__(self, phrase: Phrase, line: int) -> None:
        """Keep what went wrong, and where."""
        super().__init__(str(phrase))
        self.phrase = phrase
        self.line = line


@dataclass(frozen=True)
class YamlMapping:
    """The values of a YAML mapping, all text, and the line where each begins."""

    values: Mapping[str, object]
    lines: Mapping[Path, int]

    def line_of(self, path: Path) -> int:
        """Return the line of the value at ``path``, or of the nearest one around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_mapping(text: str, *, first_line: int = 1) -> YamlMapping:
    """Read a YAML mapping whose first line is line ``first_line`` of its file."""
    try:
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except RecursionError as error:
        raise YamlProblem(Phrase(N_("is nested too deep")), first_line) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + (mark.line if mark is not None else 0)
        unknown = N_("cannot be read as YAML")
        raise YamlProblem(yaml_phrase(error, unknown=unknown), line) from error
    if not isinstance(node, yaml.MappingNode):
        raise YamlProblem(Phrase(N_("holds no key with a value")), first_line)
    lines: dict[Path, int] = {}
    values = _read(node, ROOT, lines, first_line)
    assert isinstance(values, dict)  # noqa: S101 -- a MappingNode was read
    return YamlMapping(values=values, lines=lines)


def _read(node: yaml.Node, path: Path, lines: dict[Path, int], first_line: int) -> object:
    lines.setdefault(path, first_line + node.start_mark.line)
    if len(path) > DEEPEST or len(lines) > MOST_VALUES:
        phrase = Phrase(N_("holds far more than a kit needs"))
        raise YamlProblem(phrase, first_line + node.start_mark.line)
    if isinstance(node, yaml.MappingNode):
        found: dict[str, object] = {}
        for key_node, value_node in node.value:
            line = first_line + key_node.start_mark.line
            if not isinstance(key_node, yaml.ScalarNode):
                raise YamlProblem(Phrase(N_("has a key that is more than one word")), line)
            key = str(key_node.value)
            if key in found:
                raise YamlProblem(Phrase(N_("%(key)s stands here twice"), key=key), line)
            lines[(*path, key)] = line
            found[key] = _read(value_node, (*path, key), lines, first_line)
        return found
    if isinstance(node, yaml.SequenceNode):
        return [
            _read(item, (*path, place), lines, first_line) for place, item in enumerate(node.value)
        ]
    return str(node.value)
