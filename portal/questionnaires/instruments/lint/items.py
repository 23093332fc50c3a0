"""Checks on items, their codes, conditions and pages: I07, I11, I12, I22, I27."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from portal.questionnaires.instruments.lint.faults import Remark
from portal.questionnaires.instruments.lint.places import items_in, kind_of, list_of, scales_by_code
from portal.questionnaires.instruments.lint.tree import Node
from portal.questionnaires.kinds import ItemType
from portal.rules import N_, Phrase


def check_codes(root: Node) -> Iterator[Remark]:
    """I07: a code names one item, one scale, one construct, whether in capitals or not."""
    yield from _doubled(N_("the item code %(code)s is used twice"), items_in(root))
    yield from _doubled(N_("the scale code %(code)s is used twice"), root.each("scales"))
    yield from _doubled(N_("the construct code %(code)s is used twice"), root.each("constructs"))


def _doubled(said: str, nodes: Iterable[Node]) -> Iterator[Remark]:
    first: dict[str, Node] = {}
    for node in nodes:
        code = node.text("code")
        if code and code.casefold() in first:
            hint = Phrase(
                N_("give this one a code of its own; the first stands on line %(number)s"),
                number=first[code.casefold()].line,
            )
            yield Remark(node.keys["code"], "I07", Phrase(said, code=code), hint)
        first.setdefault(code.casefold(), node)


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
        message = Phrase(
            N_("%(code)s depends on %(other)s, which is no earlier choice of this section"),
            code=code,
            other=on,
        )
        hint = Phrase(N_("earlier choices: %(codes)s"), codes=list_of(choices))
        yield Remark(condition, "I11", message, hint)
        return
    scale = scales_by_code(root).get(asked.text("scale"))
    if scale is None:
        return
    values = [option.text("value") for option in scale.each("options") if option.find("value")]
    for value in condition.each("any_of"):
        if value.value not in values:
            message = Phrase(
                N_("%(code)s depends on %(value)s, a value that %(other)s does not have"),
                code=code,
                value=value.value,
                other=on,
            )
            hint = Phrase(N_("%(other)s has: %(values)s"), other=on, values=list_of(values))
            yield Remark(value, "I11", message, hint)


def _is_choice(item: Node) -> bool:
    kind = kind_of(item)
    return kind is not None and kind.has_options


def check_short_version(root: Node) -> Iterator[Remark]:
    """I12: the short version asks something, and all that its items depend on."""
    items = {item.text("code"): item for item in items_in(root)}
    core = [item for item in items_in(root) if item.is_set("core")]
    if items and not core:
        message = Phrase(N_("the short version would be empty"))
        hint = Phrase(N_("write `core: true` under the items that it asks"))
        yield Remark(root.keys["sections"], "I12", message, hint)
    for item in core:
        on = items.get(item.text("show_if", "item"))
        if on is not None and on.text("code") and not on.is_set("core"):
            code, asked = item.text("code"), on.text("code")
            message = Phrase(
                N_("%(code)s is core but depends on %(other)s, which is not"),
                code=code,
                other=asked,
            )
            hint = Phrase(N_("make %(other)s core as well"), other=asked)
            yield Remark(item.keys["core"], "I12", message, hint)


def check_pages(root: Node) -> Iterator[Remark]:
    """I22: every section asks something."""
    for section in root.each("sections"):
        items = section.each("items")
        if items and all(kind_of(item) is ItemType.INFORMATION for item in items):
            message = Phrase(N_("this section has only information"))
            hint = Phrase(N_("move the information to the section with the question it belongs to"))
            yield Remark(section, "I22", message, hint)


def check_offers(root: Node) -> Iterator[Remark]:
    """I27: help is offered beside words, not beside something to answer."""
    for item in items_in(root):
        offers = item.find("offers")
        if offers is not None and kind_of(item) not in {None, ItemType.INFORMATION}:
            message = Phrase(
                N_("%(code)s is a question and offers %(offer)s"),
                code=item.text("code"),
                offer=offers.value,
            )
            hint = Phrase(N_("put it on an item with `type: information`"))
            yield Remark(offers, "I27", message, hint)


NEEDED: Final = (check_codes, check_conditions, check_short_version)
WANTED: Final = (check_pages, check_offers)
