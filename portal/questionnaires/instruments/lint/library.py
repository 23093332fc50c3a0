"""Check one instrument file, or all of them beside what is published."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.instruments.lint.checks import NEEDED, WANTED, Check
from portal.questionnaires.instruments.lint.faults import Fault, Remark, errors_in
from portal.questionnaires.instruments.lint.places import items_in, list_of
from portal.questionnaires.instruments.lint.shapes import check_shape
from portal.questionnaires.instruments.lint.tree import Node, read_tree
from portal.questionnaires.instruments.meanings import changed_meanings, trend_codes
from portal.rules import N_, Phrase

Known = Mapping[str, Mapping[int, str]]
CHECKS: Final[Sequence[Check]] = (check_shape, *NEEDED, *WANTED)
LARGEST: Final = 1_000_000
BESIDE_OTHERS: Final = "I21"  # what a version holds is clear, also where it compares with none
REPLACED: Final = "\ufffd"  # stands where bytes were no text


@dataclass(frozen=True, kw_only=True)
class Checked:
    """An instrument file, what there is to say about it, and what it holds when it is sound."""

    name: str
    root: Node
    faults: Sequence[Fault]
    definition: Definition | None = None

    @property
    def is_sound(self) -> bool:
        """Tell whether the instrument may be published."""
        return self.definition is not None and not errors_in(self.faults)


def check_source(source: str, name: str) -> Checked:
    """Return what the text of a file holds with its faults, sorted by line; never raises."""
    if (place := source.find(REPLACED)) >= 0:
        line = source.count("\n", 0, place) + 1
        said = Phrase(N_("this is not text in UTF-8"))
        remark = Remark(Node(line=line), "I01", said, Phrase(N_("save it as UTF-8")))
        return Checked(name=name, root=Node(), faults=_faults(name, [remark]))
    root, remarks = read_tree(source)
    if not root.keys:
        return Checked(name=name, root=root, faults=_faults(name, remarks))
    return _checked(name, root, remarks)


def check_data(data: Mapping[str, object], name: str) -> Checked:
    """Return what plain data hold with their faults, whose ``path`` leads to the place."""
    return _checked(name, Node.of(data), ())


def _checked(name: str, root: Node, remarks: Iterable[Remark]) -> Checked:
    told = chain(remarks, *(check(root) for check in CHECKS))
    faults = _faults(name, told)
    if errors_in(fault for fault in faults if fault.code != BESIDE_OTHERS):
        return Checked(name=name, root=root, faults=faults)
    try:
        definition = Definition.model_validate(root.plain())
    except ValidationError as error:  # two ways to write one value: 1 and 01
        broken = error.errors()[0]["ctx"]["error"]
        remark = Remark(root, "I05", broken.phrase, Phrase(N_("write every number in one way")))
        return Checked(name=name, root=root, faults=_faults(name, [remark]))
    return Checked(name=name, root=root, faults=faults, definition=definition)


def _faults(name: str, remarks: Iterable[Remark]) -> Sequence[Fault]:
    return sorted(
        {
            Fault(
                file=name,
                line=remark.node.line,
                code=remark.code,
                message=remark.message,
                hint=remark.hint,
                path=remark.node.path,
            )
            for remark in remarks
        },
        key=_order,
    )


def _order(fault: Fault) -> tuple[int, str, Phrase]:
    return fault.line, fault.code, fault.message


def check_file(path: Path) -> Checked:
    """Return what a file holds with its faults; one that is no text is told as any other."""
    with path.open("rb") as file:
        read = file.read(LARGEST + 1)
    if len(read) <= LARGEST:
        return check_source(read.decode("utf-8", errors="replace"), path.name)
    said = Phrase(N_("the file is too large for a questionnaire"))
    remark = Remark(Node(), "I01", said, Phrase(N_("take apart what it holds")))
    return Checked(name=path.name, root=Node(), faults=_faults(path.name, [remark]))


def check_library(folder: Path, *, known: Known | None = None) -> Sequence[Checked]:
    """Return every instrument file of a folder, checked beside the others, by slug and number.

    ``known`` holds the content hash of each published number, by slug.
    """
    checked = [check_file(path) for path in sorted(folder.glob("*.yaml"))]
    told: dict[str, list[Remark]] = defaultdict(list)
    for one, remark in _beside_each_other(checked, known):
        told[one.name].append(remark)
    whole = [
        replace(one, faults=sorted({*one.faults, *_faults(one.name, told[one.name])}, key=_order))
        for one in checked
    ]
    return sorted(whole, key=_place)


def _place(one: Checked) -> tuple[str, int, str]:
    return one.root.text("slug"), one.root.number("number") or 0, one.name


def _beside_each_other(
    checked: Sequence[Checked], known: Known | None
) -> Iterator[tuple[Checked, Remark]]:
    sound = [(one, one.definition) for one in checked if one.definition is not None]
    for one in checked:
        yield from ((one, remark) for remark in _misnamed(one))
    for one, definition in sound:
        numbers = {d.number for _, d in sound if d.slug == definition.slug}
        yield from ((one, remark) for remark in _out_of_turn(one, definition, numbers, known))
        same_slug = [(o, d) for o, d in sound if o is not one and d.slug == definition.slug]
        yield from ((one, remark) for remark in _clashes(one, definition, same_slug))
        of_slug = (known or {}).get(definition.slug, {})
        yield from ((one, remark) for remark in _published_otherwise(one, definition, of_slug))
        older = [d for _, d in same_slug if d.number < definition.number]
        yield from ((one, remark) for remark in _incomparable(one, definition, older, of_slug))


def _misnamed(one: Checked) -> Iterator[Remark]:
    """I26: a file is called after its instrument, a later version with its number as well."""
    slug, number = one.root.text("slug"), one.root.text("number")
    names = [f"{slug}.yaml"] if number == "1" else [f"{slug}.{number}.yaml"]
    if slug and number and one.name not in names:
        message = Phrase(
            N_("version %(number)s of %(slug)s is in a file called %(file)s"),
            number=number,
            slug=slug,
            file=one.name,
        )
        hint = Phrase(N_("call the file %(file)s"), file=names[0])
        yield Remark(one.root.keys["slug"], "I26", message, hint)


def _clashes(
    one: Checked, definition: Definition, others: Sequence[tuple[Checked, Definition]]
) -> Iterator[Remark]:
    """I29: a number of an instrument lies in one file, and an instrument has one kind."""
    for other, their in others:
        if their.number == definition.number:
            message = Phrase(
                N_("%(slug)s %(number)s is in %(file)s too"),
                slug=definition.slug,
                number=definition.number,
                file=other.name,
            )
            hint = Phrase(N_("give one of them another number"))
            yield Remark(one.root.keys["number"], "I29", message, hint)
    earlier = [their for _, their in others if their.number < definition.number]
    first = min(earlier, key=lambda their: their.number, default=definition)
    if first.kind != definition.kind:
        message = Phrase(
            N_("%(slug)s %(number)s is of the kind %(kind)s"),
            slug=definition.slug,
            number=first.number,
            kind=first.kind.value,
        )
        hint = Phrase(N_("write `kind: %(kind)s`, or choose another slug"), kind=first.kind.value)
        yield Remark(one.root.keys["kind"], "I29", message, hint)


def _published_otherwise(
    one: Checked, definition: Definition, published: Mapping[int, str]
) -> Iterator[Remark]:
    """I28: what was published under a number stays under that number."""
    kept = published.get(definition.number, definition.content_sha256)
    if kept != definition.content_sha256:
        message = Phrase(
            N_("number %(number)s was published with another content"), number=definition.number
        )
        hint = Phrase(N_("give the change a new number, in a file of its own"))
        yield Remark(one.root.keys["number"], "I28", message, hint)


def _out_of_turn(
    one: Checked, definition: Definition, numbers: AbstractSet[int], known: Known | None
) -> Iterator[Remark]:
    """I30: versions follow each other, those that are published and those in the files."""
    if known is None:
        return
    published = known.get(definition.slug, {})
    newest, there = max(published, default=0), one.root.keys["number"]
    if definition.number in published:
        return
    if definition.number < newest:
        said = Phrase(N_("version %(number)s is published already"), number=newest)
        hint = Phrase(N_("give it number %(number)s"), number=max({newest, *numbers}) + 1)
        yield Remark(there, "I30", said, hint)
    elif definition.number > 1 and definition.number - 1 not in {*published, *numbers}:
        before = definition.number - 1
        said = Phrase(N_("there is no version %(number)s before this one"), number=before)
        last = max((n for n in {*published, *numbers} if n < before), default=0)
        yield Remark(there, "I30", said, Phrase(N_("give it number %(number)s"), number=last + 1))


def _incomparable(
    one: Checked, newer: Definition, older: Sequence[Definition], published: Mapping[int, str]
) -> Iterator[Remark]:
    """I21: a code keeps its meaning, and a version compares with an earlier one that is kept."""
    for before in older:
        for code, different in changed_meanings(newer, before).items():
            message = Phrase(
                N_("%(code)s has %(different)s than in version %(number)s"),
                code=code,
                different=different,
                number=before.number,
            )
            hint = Phrase(N_("give what is asked now a new code"))
            yield Remark(_item(one.root, code), "I21", message, hint)
    number = newer.comparable_with
    numbers = {before.number: before for before in older}
    if number is None or number >= newer.number or (number not in numbers and number in published):
        return
    there = one.root.keys["comparable_with"]
    if number not in numbers:
        message = Phrase(N_("there is no earlier version %(number)s"), number=number)
        hint = Phrase(
            N_("earlier versions: %(numbers)s"), numbers=list_of(map(str, sorted(numbers)))
        )
        yield Remark(there, "I21", message, hint)
    elif not trend_codes(newer, numbers[number]):
        message = Phrase(N_("no question is the same as in version %(number)s"), number=number)
        yield Remark(there, "I21", message, Phrase(N_("take `comparable_with` away")))


def _item(root: Node, code: str) -> Node:
    return next(item for item in items_in(root) if item.text("code") == code)
