"""Checks on items, their codes, conditions and pages: I07, I11, I12, I22, I27."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from portal.questionnaires.instruments.lint.faults import Remark
from portal.questionnaires.instruments.lint.places import items_in, kind_of, list_of, scales_by_code
from portal.questionnaires.instruments.lint.tree import Node
from portal.questionnaires.kinds import ItemType


def check_codes(root: Node) -> Iterator[Remark]:
    """I07: a code names one item, one scale, one construct."""
    yield from _doubled("item", items_in(root))
    yield from _doubled("scale", root.each("scales"))
    yield from _doubled("construct", root.each("constructs"))


def _doubled(what: str, nodes: Iterable[Node]) -> Iterator[Remark]:
    first: dict[str, Node] = {}
    for node in nodes:
        code = node.text("code")
        if code and code in first:
            hint = f"give this one a code of its own; the first stands on line {first[code].line}"
            message = f"the {what} code {code} is used twice"
            yield Remark(node.keys["code"], "I07", message, hint)
        first.setdefault(code, node)


def check_conditions(root: Node) -> Iterator[Remark]:
    """I11: an item depends on values of an earlier choice of its own section."""
    for section in root.each("sections"):
        earlier: dict[str, Node] = {}
        for item in section.each("items"):
            condition = item.find("show_if")
            if condition is not None and condition.text("item"):
                yield from _condition(root, item, condition, earlier)
            earlier[item.text("code")] = item


def _condition(
    root: Node, item: Node, condition: Node, earlier: Mapping[str, Node]
) -> Iterator[Remark]:
    code, on = item.text("code"), condition.text("item")
    asked = earlier.get(on)
    if asked is None or not _is_choice(asked):
        choices = [code for code, one in earlier.items() if _is_choice(one)]
        message = f"{code} depends on {on}, which is no earlier choice of this section"
        yield Remark(condition, "I11", message, f"earlier choices: {list_of(choices)}")
        return
    scale = scales_by_code(root).get(asked.text("scale"))
    if scale is None:
        return
    values = [option.text("value") for option in scale.each("options") if option.find("value")]
    for value in condition.each("any_of"):
        if value.value not in values:
            message = f"{code} depends on {value.value}, a value that {on} does not have"
            yield Remark(value, "I11", message, f"{on} has: {list_of(values)}")


def _is_choice(item: Node) -> bool:
    kind = kind_of(item)
    return kind is not None and kind.has_options


def check_short_version(root: Node) -> Iterator[Remark]:
    """I12: the short version asks something, and all that its items depend on."""
    items = {item.text("code"): item for item in items_in(root)}
    core = [item for item in items_in(root) if item.is_set("core")]
    if items and not core:
        hint = "write `core: true` under the items that it asks"
        yield Remark(root.keys["sections"], "I12", "the short version would be empty", hint)
    for item in core:
        on = items.get(item.text("show_if", "item"))
        if on is not None and not on.is_set("core"):
            code, asked = item.text("code"), on.text("code")
            message = f"{code} is core but depends on {asked}, which is not"
            yield Remark(item.keys["core"], "I12", message, f"make {asked} core as well")


def check_pages(root: Node) -> Iterator[Remark]:
    """I22: every section asks something."""
    for section in root.each("sections"):
        items = section.each("items")
        if items and all(kind_of(item) is ItemType.INFORMATION for item in items):
            hint = "move the information to the section with the question it belongs to"
            yield Remark(section, "I22", "this section has only information", hint)


def check_offers(root: Node) -> Iterator[Remark]:
    """I27: help is offered beside words, not beside something to answer."""
    for item in items_in(root):
        offers = item.find("offers")
        if offers is not None and kind_of(item) not in {None, ItemType.INFORMATION}:
            message = f"{item.text('code')} is a question and offers {offers.value}"
            yield Remark(offers, "I27", message, "put it on an item with `type: information`")


NEEDED: Final = (check_codes, check_conditions, check_short_version)
WANTED: Final = (check_pages, check_offers)
