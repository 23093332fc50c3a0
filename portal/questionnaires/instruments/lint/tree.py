"""Instrument data as a tree that knows its lines, for checks that go on after a mistake."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Self

import yaml

from portal.questionnaires.instruments.lint.faults import Remark
from portal.rules import N_, Phrase
from portal.web.yaml_words import yaml_line, yaml_phrase

Path = tuple[str | int, ...]
_LOOK: Final = N_("look for a quote, a bracket or a space too few on this line or the one above")
_QUOTED: Final = N_("put the text between quotes")
_SMALLER: Final = N_("take apart what it holds")
_BEGIN: Final = N_("write `key: value`, one a line")
_CORRECT: Final = N_("write the sign itself, or take it away")
_NO_SIGN: Final = N_("this escape stands for no sign")
# By what the YAML reader says, where more can be told than to look well.
_HINTS: Final[Mapping[str, str]] = {
    "found character '\\t' that cannot start any token": N_("indent with spaces, never with a tab"),
    "found character %(sign)s that cannot start any token": _QUOTED,
    "found undefined alias %(sign)s": _QUOTED,
    "expected alphabetic or numeric character, but found %(sign)s": _QUOTED,
    "found unexpected end of stream": N_("close what is opened here"),
    "but found another document": N_("keep one questionnaire in a file"),
    "second occurrence": N_("give it another name, or write the text out"),
}
_LONG_ESCAPE: Final = re.compile(r"\\U(?!000[0-9A-Fa-f]{5}|0010[0-9A-Fa-f]{4})")
MOST_VALUES: Final = 20_000  # what stands once and is named often counts each time
DEEPEST: Final = 12


@dataclass(frozen=True, kw_only=True, eq=False)
class Node:
    """A word, a list or a set of keys, with the line where it begins and the way to it.

    Asking for what is not there gives nothing, so that a check of one part survives another's
    mistake. A value under a key begins where the key stands.
    """

    line: int = 1
    path: Path = ()
    value: str | None = None
    keys: Mapping[str, "Node"] = field(default_factory=dict)
    parts: Sequence["Node"] | None = None

    @classmethod
    def of(cls, data: object, path: Path = ()) -> Self:
        """Return plain data as a tree without lines; a key that holds nothing is left out."""
        if isinstance(data, Mapping):
            held = {str(key): value for key, value in data.items() if value is not None}
            keys = {key: cls.of(value, (*path, key)) for key, value in held.items()}
            return cls(path=path, keys=keys)
        if isinstance(data, list | tuple):
            parts = [cls.of(value, (*path, place)) for place, value in enumerate(data)]
            return cls(path=path, parts=parts)
        return cls(path=path, value=str(data).lower() if isinstance(data, bool) else str(data))

    def plain(self) -> object:
        """Return the data without its lines; every scalar is text."""
        if self.value is not None:
            return self.value
        if self.parts is not None:
            return [part.plain() for part in self.parts]
        return {key: node.plain() for key, node in self.keys.items()}

    def each(self, *path: str) -> Sequence["Node"]:
        """Return the parts of the list at ``path``; none where there is no list."""
        found = self.find(*path)
        return (found.parts or ()) if found else ()

    def find(self, *path: str) -> "Node | None":
        """Return what stands at ``path``, or nothing."""
        node: Node | None = self
        for key in path:
            node = node.keys.get(key) if node else None
        return node

    def text(self, *path: str) -> str:
        """Return the word at ``path``; empty where there is none."""
        found = self.find(*path)
        return (found.value or "") if found else ""

    def number(self, *path: str) -> int | None:
        """Return the whole number at ``path``, or nothing."""
        try:
            return int(self.text(*path))
        except ValueError:
            return None

    def is_set(self, key: str) -> bool:
        """Tell whether a mark stands here."""
        return self.text(key).lower() in {"true", "yes", "on", "y", "t", "1"}

    def nearest(self, path: Path) -> "Node":
        """Return what stands at ``path``, or what lies closest around it."""
        node = self
        for step in path:
            deeper = node.keys.get(str(step))
            if deeper is None and isinstance(step, int):
                deeper = next(iter((node.parts or ())[step : step + 1]), None)
            if deeper is None:
                return node
            node = deeper
        return node


@dataclass(kw_only=True)
class _Reading:
    """What is gathered while a file is read."""

    remarks: list[Remark]
    values: int = 0


class _TooMuch(Exception):  # noqa: N818 -- reads as a sentence where it is raised
    """The file holds more than any questionnaire needs; ``line`` says where that showed."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


def read_tree(source: str) -> tuple[Node, Sequence[Remark]]:
    """Return the YAML text as a tree, and what is wrong with its form: I01, I03.

    Text that is no YAML gives an empty tree and one remark.
    """
    try:
        root = yaml.compose(source, Loader=yaml.BaseLoader)
    except RecursionError:
        return _unreadable(1, Phrase(N_("the file is nested too deep")), _SMALLER)
    except yaml.YAMLError as error:
        line = yaml_line(error) or _odd_line(source, error)
        phrase = yaml_phrase(error, unknown=N_("this is not YAML"))
        return _unreadable(line, phrase, _HINTS.get(phrase.message, _LOOK))
    except (OverflowError, ValueError):  # PyYAML does not look whether there is such a sign
        found = _LONG_ESCAPE.search(source)
        line = source.count("\n", 0, found.start()) + 1 if found else 1
        return _unreadable(line, Phrase(_NO_SIGN), _CORRECT)
    if not isinstance(root, yaml.MappingNode):
        return _unreadable(1, Phrase(N_("the file holds no key with a value")), _BEGIN)
    reading = _Reading(remarks=[])
    try:
        return _node(root, (), root.start_mark.line + 1, reading), reading.remarks
    except _TooMuch as stop:
        message = Phrase(N_("the file holds far more than a questionnaire needs"))
        return _unreadable(stop.line, message, _SMALLER)


def _odd_line(source: str, error: yaml.YAMLError) -> int:
    """Return the line of a character that YAML does not allow."""
    place = getattr(error, "position", 0)
    return source.count("\n", 0, place if isinstance(place, int) else 0) + 1


def _unreadable(line: int, message: Phrase, hint: str) -> tuple[Node, Sequence[Remark]]:
    return Node(), [Remark(Node(line=line), "I01", message, Phrase(hint))]


def _node(node: yaml.Node, path: Path, line: int, reading: _Reading) -> Node:
    reading.values += 1
    if len(path) > DEEPEST or reading.values > MOST_VALUES:
        raise _TooMuch(line)
    if isinstance(node, yaml.MappingNode):
        return Node(line=line, path=path, keys=dict(_pairs(node, path, reading)))
    if isinstance(node, yaml.SequenceNode):
        parts = [
            _node(part, (*path, place), part.start_mark.line + 1, reading)
            for place, part in enumerate(node.value)
        ]
        return Node(line=line, path=path, parts=parts)
    said = str(node.value)
    if sayable(said) != said:
        here = Node(line=line, path=path)
        reading.remarks.append(Remark(here, "I01", Phrase(_NO_SIGN), Phrase(_CORRECT)))
    return Node(line=line, path=path, value=sayable(said))


def sayable(words: str) -> str:
    """Return the words with a question mark for each half of a sign, which no file can hold."""
    return words.encode("utf-8", errors="replace").decode("utf-8")


def _pairs(node: yaml.MappingNode, path: Path, reading: _Reading) -> Iterator[tuple[str, Node]]:
    first: dict[str, int] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            message, hint = Phrase(N_("a key must be one word")), Phrase(_BEGIN)
            reading.remarks.append(Remark(Node(line=line, path=path), "I02", message, hint))
            continue
        key = sayable(str(key_node.value))
        if key in first:
            message = Phrase(
                N_("%(key)s stands here twice, first on line %(number)s"),
                key=key,
                number=first[key],
            )
            here = Node(line=line, path=(*path, key))
            hint = Phrase(N_("keep one of the two"))
            reading.remarks.append(Remark(here, "I03", message, hint))
            continue
        first[key] = line
        yield key, _node(value_node, (*path, key), line, reading)
