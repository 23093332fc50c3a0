"""Instruments as YAML: read with every mistake told at once, and written back."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import yaml

from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.instruments.lint.faults import Fault
from portal.questionnaires.instruments.lint.library import Checked, check_file, check_source

INSTRUMENTS: Final = Path(__file__).parents[3] / "content" / "instruments"
WIDTH: Final = 100
_BODY: Final = ("scales", "constructs", "sections")  # each begins after an empty line
_ON_ONE_LINE: Final = {"value", "missing", "exclusive", "text", "short", "full", "item", "any_of"}


class InstrumentBroken(Exception):  # noqa: N818 -- reads as a sentence where it is raised
    """An instrument cannot be used; the text has a line for each of ``faults``."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep what is wrong, in the order of the lines."""
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def parse(source: str, name: str) -> Definition:
    """Return the instrument that the text holds, or raise ``InstrumentBroken`` with every fault."""
    return _sound(check_source(source, name))


def load_instrument(path: Path) -> Definition:
    """Return the instrument in ``path``, or raise ``InstrumentBroken`` with every fault found."""
    return _sound(check_file(path))


def _sound(checked: Checked) -> Definition:
    if checked.definition is None:
        raise InstrumentBroken(checked.faults)
    return checked.definition


def yaml_of(definition: Definition) -> str:
    """Return the instrument as YAML that ``parse`` reads back to the same; no comments."""
    data = definition.model_dump(mode="json", exclude_defaults=True)
    head = {key: value for key, value in data.items() if key not in _BODY}
    parts = [head, *({key: data[key]} for key in _BODY if key in data)]
    return "\n".join(_written(_shaped(part, definition.languages)) for part in parts)


_ODD_BREAKS: Final = frozenset("\x85\u2028\u2029")
_MAP, _SEQ = "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"


class _Short(dict[str, object]):
    """A few keys that stand on one line."""


class _Brief(list[object]):
    """A few words that stand on one line."""


class _Writer(yaml.SafeDumper):
    """Writes lists below their key, and a few keys on one line."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 -- PyYAML's signature
        """Put the hyphens of a list further in than the key above them."""
        super().increase_indent(flow=flow, indentless=False)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 -- PyYAML's signature
        """Write the same value twice rather than refer to it."""
        return True


def _write_text(writer: _Writer, said: str) -> yaml.ScalarNode:
    """Escape the rare breaks that YAML would fold to a space: plain text cannot hold them."""
    style = '"' if _ODD_BREAKS & set(said) else None
    return writer.represent_scalar("tag:yaml.org,2002:str", said, style=style)


_Writer.add_representer(str, _write_text)
_Writer.add_representer(
    _Short, lambda writer, data: writer.represent_mapping(_MAP, data, flow_style=True)
)
_Writer.add_representer(
    _Brief, lambda writer, data: writer.represent_sequence(_SEQ, data, flow_style=True)
)


def _written(part: object) -> str:
    return yaml.dump(part, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=WIDTH)


def _shaped(data: object, languages: Sequence[str]) -> object:
    """Return the data with words in the order of the languages, and what is short on one line."""
    if isinstance(data, Mapping):
        is_words = set(data) == set(languages)
        keys = languages if is_words else list(data)
        shaped = {key: _shaped(data[key], languages) for key in keys}
        is_short = (is_words or set(data) <= _ON_ONE_LINE) and len(repr(shaped)) <= WIDTH
        return _Short(shaped) if is_short else shaped
    if isinstance(data, list):
        parts = [_shaped(part, languages) for part in data]
        return _Brief(parts) if all(isinstance(part, str | int) for part in parts) else parts
    return data
