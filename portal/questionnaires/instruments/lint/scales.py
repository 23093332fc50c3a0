"""Checks on scales and on how items use them: I08, I09, I10, I25."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from portal.questionnaires.instruments.lint.faults import Remark
from portal.questionnaires.instruments.lint.places import (
    items_in,
    kind_of,
    like,
    list_of,
    scales_by_code,
)
from portal.questionnaires.instruments.lint.tree import Node
from portal.questionnaires.kinds import CHOSEN_REASONS, Required
from portal.rules import N_, Phrase


def check_named_scales(root: Node) -> Iterator[Remark]:
    """I08: every scale that an item names stands in the file."""
    scales = scales_by_code(root)
    for item in items_in(root):
        named = item.find("scale")
        if named is not None and named.value and named.value not in scales:
            message = Phrase(
                N_("%(code)s names the scale %(scale)s, which is not here"),
                code=item.text("code"),
                scale=named.value,
            )
            yield Remark(named, "I08", message, like(named.value, scales))


def check_fit(root: Node) -> Iterator[Remark]:
    """I09: a choice has a scale, words and information have none, and only a choice insists."""
    for item in items_in(root):
        kind, code = kind_of(item), item.text("code")
        if kind is None:
            continue
        if kind.has_options and not item.text("scale"):
            message = Phrase(N_("%(code)s is a choice without a scale"), code=code)
            hint = Phrase(N_("name one: %(codes)s"), codes=list_of(scales_by_code(root)))
            yield Remark(item, "I09", message, hint)
        if not kind.has_options and item.find("scale") is not None:
            message = Phrase(N_("%(code)s offers nothing to choose"), code=code)
            hint = Phrase(N_("take `scale` away, or choose another type"))
            yield Remark(item.keys["scale"], "I09", message, hint)
        if not kind.has_options and item.text("required") == Required.SOFT:
            message = Phrase(
                N_("%(code)s is no choice, so it cannot be asked for again"), code=code
            )
            hint = Phrase(N_("take `required` away"))
            yield Remark(item.keys["required"], "I09", message, hint)


def check_options(root: Node) -> Iterator[Remark]:
    """I10: each option counts or says why not, none stands twice, and the values fill lo to hi."""
    for scale in root.each("scales"):
        for option in scale.each("options"):
            yield from _option(scale, option)
        yield from _doubled(scale, _key, Phrase(N_("value or reason")))
        for lang in sorted({lang for option in scale.each("options") for lang in _langs(option)}):
            yield from _doubled(scale, _words_in(lang), Phrase(N_("text in %(lang)s"), lang=lang))
        yield from _bounds(scale)


def _option(scale: Node, option: Node) -> Iterator[Remark]:
    value, reason = option.find("value"), option.find("missing")
    if (value is None) == (reason is None):
        message = Phrase(
            N_("an option of %(scale)s needs either a value or a missing reason"),
            scale=scale.text("code"),
        )
        hint = Phrase(N_("write `value: 1`, or `missing: na`"))
        yield Remark(option, "I10", message, hint)
    reasons = [one.value for one in CHOSEN_REASONS]
    if reason is not None and reason.value not in reasons:
        message = Phrase(N_("nobody can choose the reason %(reason)s"), reason=reason.value)
        hint = Phrase(N_("choose %(words)s"), words=list_of(reasons))
        yield Remark(reason, "I10", message, hint)


def _doubled(scale: Node, of: Callable[[Node], str], what: Phrase) -> Iterator[Remark]:
    seen: set[str] = set()
    for option in scale.each("options"):
        said = of(option)
        if said and said in seen:
            message = Phrase(
                N_("two options of %(scale)s have the same %(what)s: %(said)s"),
                scale=scale.text("code"),
                what=what,
                said=said,
            )
            hint = Phrase(N_("change one, or take it away"))
            yield Remark(option, "I10", message, hint)
        seen.add(said)


def _key(option: Node) -> str:
    return option.text("value") or option.text("missing")


def _langs(option: Node) -> Sequence[str]:
    words = option.find("text")
    return list(words.keys) if words else []


def _words_in(lang: str) -> Callable[[Node], str]:
    return lambda option: option.text("text", lang).strip()


def _bounds(scale: Node) -> Iterator[Remark]:
    lo, hi, code = scale.find("lo"), scale.find("hi"), scale.text("code")
    if (lo is None) != (hi is None):
        message = Phrase(N_("%(scale)s has only one of lo and hi"), scale=code)
        hint = Phrase(N_("give both where a mean makes sense, else neither"))
        yield Remark(scale, "I10", message, hint)
    low, high = scale.number("lo"), scale.number("hi")
    if low is None or high is None:
        return
    values = [option.number("value") for option in scale.each("options") if option.find("value")]
    if low >= high or high - low > len(values) or values != [*range(low, high + 1)]:
        message = Phrase(
            N_("the values of %(scale)s are not %(low)s to %(high)s, each once and in order"),
            scale=code,
            low=low,
            high=high,
        )
        hint = Phrase(N_("correct the values, or take lo and hi away where a mean makes no sense"))
        yield Remark(scale.keys["lo"], "I10", message, hint)


def check_used(root: Node) -> Iterator[Remark]:
    """I25: every scale of the file is used."""
    named = {item.text("scale") for item in items_in(root)}
    for scale in root.each("scales"):
        if scale.text("code") not in named:
            message = Phrase(N_("no item has the scale %(scale)s"), scale=scale.text("code"))
            hint = Phrase(N_("take it away, or name it in an item"))
            yield Remark(scale, "I25", message, hint)


NEEDED: Final = (check_named_scales, check_fit, check_options)
WANTED: Final = (check_used,)
