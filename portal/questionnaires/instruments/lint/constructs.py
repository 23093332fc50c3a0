"""Checks on what is measured: I13, I14, I15, I16, I17, I18, I19, I20."""

from collections.abc import Iterator
from typing import Final

from portal.questionnaires.instruments.lint.faults import Remark
from portal.questionnaires.instruments.lint.places import (
    constructs_by_code,
    items_in,
    kind_of,
    like,
    scales_by_code,
)
from portal.questionnaires.instruments.lint.tree import Node
from portal.questionnaires.kinds import InstrumentKind, ItemType
from portal.rules import N_, Phrase, joined
from portal.taxonomy.model import CONSTRUCTS

Bounds = tuple[int, int]


def check_named_constructs(root: Node) -> Iterator[Remark]:
    """I13: every construct that an item or another construct names stands in the file."""
    known = constructs_by_code(root)
    named = [item.find("measures") for item in items_in(root)]
    named += [construct.find("parent") for construct in root.each("constructs")]
    for node in named:
        if node is not None and node.value and node.value not in known:
            message = Phrase(N_("there is no construct %(code)s"), code=node.value)
            yield Remark(node, "I13", message, like(node.value, known))


def check_circles(root: Node) -> Iterator[Remark]:
    """I14: a construct never stands under itself."""
    known = constructs_by_code(root)
    for code, construct in known.items():
        above: list[str] = []
        parent = construct.text("parent")
        while parent in known and parent not in above:
            above.append(parent)
            parent = known[parent].text("parent")
        if code in above:
            message = Phrase(
                N_("%(code)s stands under itself: %(way)s"),
                code=code,
                way=joined([code, *above], N_("%(one)s under %(next)s")),
            )
            hint = Phrase(N_("take `parent` away from the topmost one"))
            yield Remark(construct.keys["parent"], "I14", message, hint)


def check_measured(root: Node) -> Iterator[Remark]:
    """I15: a construct has items, or groups others."""
    used = {item.text("measures") for item in items_in(root)}
    used |= {construct.text("parent") for construct in root.each("constructs")}
    for construct in root.each("constructs"):
        code = construct.text("code")
        if code and code not in used:
            message = Phrase(N_("no item measures %(code)s"), code=code)
            hint = Phrase(
                N_("write `measures: %(code)s` under an item, or take it away"), code=code
            )
            yield Remark(construct, "I15", message, hint)


def check_referents(root: Node) -> Iterator[Remark]:
    """I16: a construct with items says whom they are about."""
    used = {item.text("measures") for item in items_in(root)}
    for construct in root.each("constructs"):
        code = construct.text("code")
        if code in used and construct.find("referent") is None:
            message = Phrase(N_("%(code)s does not say whom it is about"), code=code)
            hint = Phrase(N_("write `referent:` with self, team, organisation or patient"))
            yield Remark(construct, "I16", message, hint)


def check_elements(root: Node) -> Iterator[Remark]:
    """I17: an element is an idea of the model, measured by one construct."""
    seen: dict[str, str] = {}
    for construct in root.each("constructs"):
        element, code = construct.find("element"), construct.text("code")
        if element is None or not element.value:
            continue
        key = element.value
        if key not in CONSTRUCTS:
            message = Phrase(N_("%(element)s is not in the Mangomoment model"), element=key)
            yield Remark(element, "I17", message, like(key, CONSTRUCTS))
        elif key in seen:
            message = Phrase(
                N_("%(code)s measures %(element)s, and %(first)s does so already"),
                code=code,
                element=key,
                first=seen[key],
            )
            hint = Phrase(N_("take `element` away from one of them"))
            yield Remark(element, "I17", message, hint)
        seen.setdefault(key, code)


def check_scores(root: Node) -> Iterator[Remark]:
    """I18: what counts for a construct has a scale with lo and hi, the same for all its items."""
    first: dict[str, Bounds] = {}
    for item in items_in(root):
        code, measures, bounds = item.text("code"), item.text("measures"), _bounds(root, item)
        if item.is_set("reverse") and not (measures and bounds):
            message = Phrase(N_("%(code)s has nothing to turn round"), code=code)
            hint = Phrase(N_("reverse only what measures a construct on a scale with lo and hi"))
            yield Remark(item.keys["reverse"], "I18", message, hint)
        if not measures:
            continue
        if bounds is None or kind_of(item) is ItemType.MULTIPLE:
            message = Phrase(
                N_("%(code)s measures %(construct)s, but gives no number"),
                code=code,
                construct=measures,
            )
            hint = Phrase(N_("take `measures` away, or choose a scale with lo and hi"))
            yield Remark(item.keys["measures"], "I18", message, hint)
        elif first.setdefault(measures, bounds) != bounds:
            hint = Phrase(N_("use one scale for all items of a construct"))
            yield Remark(item, "I18", _otherwise_counted(code, measures, bounds), hint)


def _otherwise_counted(code: str, measures: str, bounds: Bounds) -> Phrase:
    return Phrase(
        N_("%(code)s counts from %(low)s to %(high)s, other items of %(construct)s do not"),
        code=code,
        low=bounds[0],
        high=bounds[1],
        construct=measures,
    )


def _bounds(root: Node, item: Node) -> Bounds | None:
    scale = scales_by_code(root).get(item.text("scale"))
    lo, hi = (scale.number("lo"), scale.number("hi")) if scale else (None, None)
    return None if lo is None or hi is None else (lo, hi)


def check_reach(root: Node) -> Iterator[Remark]:
    """I19: how far the figures of an item go is said only where it has figures."""
    for item in items_in(root):
        if item.is_set("organisation_only") and not item.text("measures"):
            code = item.text("code")
            message = Phrase(
                N_("%(code)s is for the organisation only but measures nothing"), code=code
            )
            hint = Phrase(N_("write `measures:` with its construct, or take this mark away"))
            yield Remark(item.keys["organisation_only"], "I19", message, hint)


def check_culture(root: Node) -> Iterator[Remark]:
    """I20: a culture instrument has constructs."""
    if root.text("kind") == InstrumentKind.CULTURE and not root.each("constructs"):
        message = Phrase(N_("a culture instrument without constructs has no scores"))
        hint = Phrase(N_("write them under `constructs:`, and `measures:` under each item"))
        yield Remark(root.keys["kind"], "I20", message, hint)


NEEDED: Final = (check_named_constructs, check_circles, check_scores)
WANTED: Final = (check_measured, check_referents, check_elements, check_reach, check_culture)
