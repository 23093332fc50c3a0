"""What the YAML reader trips over, as phrases: it speaks of tokens, a reader of lines and signs."""

import re
from collections.abc import Mapping
from typing import Final

import yaml

from portal.rules import N_, Phrase

# As PyYAML says it, most telling first; the catalogues say the same to people.
_SAID: Final = (
    N_("mapping values are not allowed here"),
    N_("mapping keys are not allowed here"),
    N_("sequence entries are not allowed here"),
    N_("could not find expected ':'"),
    N_("expected <block end>, but found %(sign)s"),
    N_("expected '<document start>', but found %(sign)s"),
    N_("expected the node content, but found %(sign)s"),
    N_("expected ',' or ']', but got %(sign)s"),
    N_("expected ',' or '}', but got %(sign)s"),
    N_("expected '>', but found %(sign)s"),
    N_("expected chomping or indentation indicators, but found %(sign)s"),
    N_("expected alphabetic or numeric character, but found %(sign)s"),
    N_("expected a comment or a line break, but found %(sign)s"),
    N_("found character '\\t' that cannot start any token"),
    N_("found character %(sign)s that cannot start any token"),
    N_("found undefined alias %(sign)s"),
    N_("found unknown escape character %(sign)s"),
    N_("found unexpected end of stream"),
    N_("found unexpected document separator"),
    N_("but found another document"),
    N_("second occurrence"),
)


# Here the reader stops far behind the place where the mistake begins.
_OPENED_BEFORE: Final = frozenset(
    {"found unexpected end of stream", "found unexpected document separator"}
)


def _pattern(message: str) -> re.Pattern[str]:
    return re.compile(re.escape(message).replace(r"%\(sign\)s", "(?P<sign>.+)"), re.DOTALL)


_PATTERNS: Final[Mapping[str, re.Pattern[str]]] = {said: _pattern(said) for said in _SAID}


def yaml_phrase(error: yaml.YAMLError, *, unknown: str) -> Phrase:
    """Return why a text is no YAML: ``unknown`` where PyYAML does not say; else as it says it."""
    problem = getattr(error, "problem", None)
    if not problem:
        return Phrase(unknown)
    for said, pattern in _PATTERNS.items():
        if found := pattern.fullmatch(problem):
            return Phrase(said, **found.groupdict())
    return Phrase(problem)


def yaml_line(error: yaml.YAMLError) -> int | None:
    """Return the line where the mistake is, or begins; nothing where PyYAML does not say."""
    opened = getattr(error, "problem", None) in _OPENED_BEFORE
    mark = getattr(error, "context_mark" if opened else "problem_mark", None)
    return None if mark is None else int(mark.line) + 1
