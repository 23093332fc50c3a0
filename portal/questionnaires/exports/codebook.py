"""The columns of an export and what each one means, made from the version that was asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from portal.questionnaires.instruments.definition import Definition, Item, Words
from portal.questionnaires.kinds import ItemType, Length, Missing
from portal.tables.files import Cell, Column, Kind, Table

# Why there is no value, as a number that no scale uses.
REASONS: Final[Mapping[Missing, int]] = {
    Missing.NO_OCCASION: -96,
    Missing.NA: -97,
    Missing.SKIPPED: -98,
    Missing.NOT_SHOWN: -99,
}
REASON_WORDS: Final[Mapping[Missing, Words]] = {
    Missing.NO_OCCASION: {"nl": "geen gelegenheid", "en": "no occasion"},
    Missing.NA: {"nl": "kan ik niet beoordelen", "en": "cannot judge"},
    Missing.SKIPPED: {"nl": "overgeslagen", "en": "skipped"},
    Missing.NOT_SHOWN: {"nl": "niet getoond", "en": "not shown"},
}
CHOSEN: Final[Mapping[int, Words]] = {
    0: {"nl": "niet gekozen", "en": "not chosen"},
    1: {"nl": "gekozen", "en": "chosen"},
}
TYPED: Final[Mapping[ItemType, str]] = {
    ItemType.AGREEMENT: "ordinal",
    ItemType.USEFULNESS: "ordinal",
    ItemType.SINGLE: "nominal",
    ItemType.MULTIPLE: "nominal",
}


@dataclass(frozen=True, kw_only=True)
class Variable:
    """One column of answers: an item, or one option of an item where several may be chosen."""

    name: str
    item: Item
    option: int | None
    level: str
    wording: Words
    labels: Mapping[int, Words]


def variables_of(definition: Definition, length: Length) -> Sequence[Variable]:
    """Return the columns of a campaign of this length, in the order of the form, without words."""
    return [
        variable
        for item in definition.asked(length)
        if item.type.has_options
        for variable in _variables(definition, item)
    ]


def _variables(definition: Definition, item: Item) -> Iterator[Variable]:
    scale = definition.scale_of(item)
    texts = {option.value: option.text for option in scale.options if option.value is not None}
    if item.type is not ItemType.MULTIPLE:
        ordinal = "ordinal" if scale.is_numeric else TYPED[item.type]
        yield Variable(
            name=item.code, item=item, option=None, level=ordinal, wording=item.text, labels=texts
        )
        return
    for place, (value, text) in enumerate(texts.items(), start=1):
        wording = {lang: f"{item.text[lang]} {text[lang]}" for lang in definition.languages}
        yield Variable(
            name=f"{item.code}_{place}",
            item=item,
            option=value,
            level="nominal",
            wording=wording,
            labels=CHOSEN,
        )


def reasons_of(variable: Variable, definition: Definition) -> Mapping[int, Words]:
    """Return the reasons that this column may hold, in the words of the form where it has some."""
    scale = definition.scale_of(variable.item)
    own = {option.missing: option.text for option in scale.options if option.missing is not None}
    possible = [Missing.SKIPPED, *own]
    if variable.item.show_if is not None:
        possible.append(Missing.NOT_SHOWN)
    return {REASONS[why]: own.get(why, REASON_WORDS[why]) for why in sorted(possible)}


def codebook_table(
    definition: Definition, variables: Sequence[Variable], *, name: str, simulated: bool
) -> Table:
    """Return one row a column of answers: its type, construct, wording and values."""
    langs = definition.languages
    columns = [
        Column(key="variable", label="variable"),
        Column(key="item", label="item"),
        Column(key="type", label="type"),
        Column(key="level", label="level"),
        Column(key="construct", label="construct"),
        *(Column(key=f"title_{lang}", label=f"construct_{lang}") for lang in langs),
        Column(key="referent", label="referent"),
        Column(key="reverse", label="reverse"),
        Column(key="organisation_only", label="organisation_level_only"),
        *(Column(key=f"wording_{lang}", label=f"wording_{lang}") for lang in langs),
        *(Column(key=f"values_{lang}", label=f"values_{lang}") for lang in langs),
        *(Column(key=f"missing_{lang}", label=f"missing_{lang}") for lang in langs),
        Column(key="version", label="version", kind=Kind.NUMBER),
        Column(key="simulated", label="simulated"),
    ]
    rows = [_row(definition, one, simulated=simulated) for one in variables]
    return Table(name=name, columns=columns, rows=rows)


def _row(definition: Definition, one: Variable, *, simulated: bool) -> dict[str, Cell]:
    construct = definition.construct_by_code.get(one.item.measures or "")
    reasons = reasons_of(one, definition)
    row: dict[str, Cell] = {
        "variable": one.name,
        "item": one.item.code,
        "type": one.item.type.value,
        "level": one.level,
        "construct": construct.code if construct else "",
        "referent": construct.referent.value if construct and construct.referent else "",
        "reverse": _said(is_so=one.item.reverse),
        "organisation_only": _said(is_so=one.item.organisation_only),
        "version": definition.number,
        "simulated": _said(is_so=simulated),
    }
    for lang in definition.languages:
        row[f"title_{lang}"] = construct.title[lang] if construct else ""
        row[f"wording_{lang}"] = one.wording[lang]
        row[f"values_{lang}"] = listed(one.labels, lang)
        row[f"missing_{lang}"] = listed(reasons, lang)
    return row


def listed(labels: Mapping[int, Words], lang: str) -> str:
    """Write labels behind their numbers: ``1 = never; 2 = often``."""
    return "; ".join(
        f"{value} = {words.get(lang) or words['en']}" for value, words in labels.items()
    )


def _said(*, is_so: bool) -> str:
    return "yes" if is_so else "no"
