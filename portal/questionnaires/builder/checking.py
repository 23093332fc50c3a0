"""What is still wrong with a draft: each fault of the lint, with the part that it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import yaml

from portal.questionnaires.builder.parts import GENERAL, Part, PartKind
from portal.questionnaires.builder.sketch import Sketch, data_of, declared
from portal.questionnaires.instruments.lint.faults import Fault
from portal.questionnaires.instruments.lint.library import check_data

_SECTION_AT = 2  # how far a path goes before it enters a section
_ITEM_AT = 4


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One fault, and the part of the draft in which it is mended."""

    fault: Fault
    part: Part


@dataclass(frozen=True, kw_only=True)
class Report:
    """What there is to say about a draft; an error stands between it and its publication."""

    findings: Sequence[Finding]

    @cached_property
    def errors(self) -> Sequence[Finding]:
        """Return what is to be mended first."""
        return [one for one in self.findings if one.fault.is_error]

    @cached_property
    def by_part(self) -> dict[Part, list[Finding]]:
        """Return the findings of each part that has some."""
        found: dict[Part, list[Finding]] = {}
        for finding in self.findings:
            found.setdefault(finding.part, []).append(finding)
        return found


def report_on(sketch: Sketch) -> Report:
    """Return what there is to say about a draft, judged by the same lint as a file."""
    checked = check_data(data_of(declared(sketch)), sketch.slug)
    findings = [Finding(fault=one, part=_part_at(sketch, one.path)) for one in checked.faults]
    return Report(findings=sorted(findings, key=lambda one: not one.fault.is_error))


def source_of(sketch: Sketch) -> str:
    """Return a draft as the file it would be, what is missing left out."""
    data = data_of(declared(sketch))
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)


def _part_at(sketch: Sketch, path: tuple[str | int, ...]) -> Part:
    """Return the part to which a place in the data belongs."""
    at = [step for step in path if isinstance(step, int)]
    top = path[0] if path and at else None
    if top == "scales":
        return Part(kind=PartKind.SCALE, name=sketch.scales[at[0]].code)
    if top == "constructs":
        return Part(kind=PartKind.CONSTRUCT, name=sketch.constructs[at[0]].code)
    if top != "sections":
        return GENERAL
    if path[_SECTION_AT : _SECTION_AT + 1] == ("items",) and len(path) >= _ITEM_AT:
        item = sketch.sections[at[0]].items[at[1]]
        return Part(kind=PartKind.ITEM, name=item.code)
    return Part(kind=PartKind.SECTION, name=str(at[0] + 1))
