"""An instrument as plain, frozen data: what is asked, in which words, with which answers."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import sha256

from pydantic import BaseModel, ConfigDict, Field, model_validator

from portal.questionnaires.kinds import (
    CHOSEN_REASONS,
    InstrumentKind,
    ItemType,
    Length,
    Maturity,
    Missing,
    Offer,
    Referent,
    Required,
)

Words = Mapping[str, str]


def _is_unsaid(value: object) -> bool:
    """Tell whether a part was left out: then it stands in no hash, so that older ones stay true."""
    return not value


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(_Data):
    """One answer to choose: a value, or a named reason for having none."""

    value: int | None = None
    missing: Missing | None = None
    exclusive: bool = False
    text: Words

    @model_validator(mode="after")
    def _counts_or_says_why_not(self) -> "Option":
        if (self.value is None) == (self.missing is None):
            raise ValueError("give either a value or a missing reason")
        if self.missing is not None and self.missing not in CHOSEN_REASONS:
            raise ValueError("a reader cannot choose this missing reason")
        return self

    @property
    def key(self) -> str:
        """Return what a form sends for this option."""
        return str(self.value) if self.missing is None else self.missing.value


class Scale(_Data):
    """The answers of an item, in order; ``lo`` and ``hi`` only where a mean makes sense."""

    code: str
    lo: int | None = None
    hi: int | None = None
    options: tuple[Option, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _keys_differ_and_values_fit(self) -> "Scale":
        keys = [option.key for option in self.options]
        if len(set(keys)) != len(keys):
            raise ValueError("two options have the same value or reason")
        if (self.lo is None) != (self.hi is None):
            raise ValueError("give both lo and hi, or neither")
        if self.lo is not None and self.hi is not None:
            expected = list(range(self.lo, self.hi + 1))
            if self.values != expected:
                raise ValueError(f"the values must be {self.lo} to {self.hi}, in order")
        return self

    @property
    def values(self) -> list[int]:
        """Return the values that count, in order."""
        return [option.value for option in self.options if option.value is not None]

    @property
    def is_numeric(self) -> bool:
        """Tell whether a mean over this scale makes sense."""
        return self.lo is not None

    @cached_property
    def by_key(self) -> Mapping[str, Option]:
        """Return the options by what a form sends for them."""
        return {option.key: option for option in self.options}


class ShowIf(_Data):
    """The condition of an item: an earlier item of its section has one of these values."""

    item: str
    any_of: tuple[int, ...] = Field(min_length=1)


class Construct(_Data):
    """What several items measure together; one without items of its own only groups others.

    A score needs ``min_answered`` of its items. ``element`` is the key of this idea in the
    Mangomoment model (``portal.taxonomy.model``).
    """

    code: str = Field(pattern=r"^[A-Z]+[0-9]*$")
    title: Words
    parent: str | None = None
    referent: Referent | None = None
    element: str | None = None
    min_answered: float = Field(default=2 / 3, gt=0, le=1)


class Item(_Data):
    """One question, or one block of information.

    ``reverse`` turns the value round on its scale before it joins a score. ``organisation_only``
    marks what would speak of one recognisable person or of the mood of a few.
    """

    code: str = Field(pattern=r"^[A-Z]+[0-9]+[a-z]?$")
    type: ItemType
    measures: str | None = Field(default=None, exclude_if=_is_unsaid)
    reverse: bool = Field(default=False, exclude_if=_is_unsaid)
    organisation_only: bool = Field(default=False, exclude_if=_is_unsaid)
    offers: Offer | None = Field(default=None, exclude_if=_is_unsaid)
    scale: str | None = None
    required: Required = Required.NO
    core: bool = False
    maps_to: str | None = None
    show_if: ShowIf | None = None
    text: Words
    hint: Words | None = None
    short: Words | None = None

    @model_validator(mode="after")
    def _has_a_scale_when_it_has_options(self) -> "Item":
        if self.type.has_options != (self.scale is not None):
            raise ValueError("choices need a scale; text and information have none")
        if self.required is Required.SOFT and not self.type.has_options:
            raise ValueError("only a choice can be asked for again")
        return self


class Section(_Data):
    """A page of the full form; ``intro`` is read before its questions."""

    title: Words
    intro: Words | None = Field(default=None, exclude_if=_is_unsaid)
    items: tuple[Item, ...] = Field(min_length=1)


class Minutes(_Data):
    """What answering costs a reader, for the ask budget."""

    short: int = Field(ge=1)
    full: int = Field(ge=1)


class Page(_Data):
    """What a form shows at once."""

    title: Words
    intro: Words | None = None
    items: tuple[Item, ...]


class Definition(_Data):
    """One version of an instrument, whole."""

    slug: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    kind: InstrumentKind
    number: int = Field(ge=1)
    comparable_with: int | None = Field(default=None, ge=1, exclude_if=_is_unsaid)
    maturity: Maturity
    change_note: str
    languages: tuple[str, ...] = Field(min_length=1)
    minutes: Minutes
    title: Words
    scales: tuple[Scale, ...]
    constructs: tuple[Construct, ...] = Field(default=(), exclude_if=_is_unsaid)
    sections: tuple[Section, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _holds_together(self) -> "Definition":
        _check_codes(self)
        _check_conditions(self)
        _check_languages(self)
        return self

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Return all items by code, in the order of the form."""
        return {item.code: item for section in self.sections for item in section.items}

    @cached_property
    def scale_by_code(self) -> Mapping[str, Scale]:
        """Return the scales by code."""
        return {scale.code: scale for scale in self.scales}

    @cached_property
    def construct_by_code(self) -> Mapping[str, Construct]:
        """Return the constructs by code, in the order of the file."""
        return {construct.code: construct for construct in self.constructs}

    def items_of(self, construct: str) -> Sequence[Item]:
        """Return the items that measure a construct, in the order of the form."""
        return [item for item in self.items.values() if item.measures == construct]

    def scale_of(self, item: Item) -> Scale:
        """Return the scale of an item that has one; KeyError for text."""
        return self.scale_by_code[item.scale or ""]

    @cached_property
    def _pages(self) -> Mapping[Length, tuple[Page, ...]]:
        full = tuple(Page(title=s.title, intro=s.intro, items=s.items) for s in self.sections)
        core = tuple(item for item in self.items.values() if item.core)
        if len(core) == len(self.items):
            return {Length.FULL: full, Length.SHORT: full}
        return {Length.FULL: full, Length.SHORT: (Page(title=self.title, items=core),)}

    def pages(self, length: Length) -> tuple[Page, ...]:
        """Return the pages of the form: every section, or the core items on one.

        Where every item is core, the short form is the full one.
        """
        return self._pages[length]

    def asked(self, length: Length) -> Sequence[Item]:
        """Return the items that a campaign of this length asks, information left out."""
        return [
            item
            for page in self.pages(length)
            for item in page.items
            if item.type is not ItemType.INFORMATION
        ]

    @cached_property
    def content_sha256(self) -> str:
        """Return the SHA-256 of everything in this version, independent of file layout."""
        content = self.model_dump(mode="json")
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return sha256(canonical.encode()).hexdigest()


def minutes_asked(definition: Definition, length: Length) -> int:
    """Return the minutes that one answer costs, for the ask budget."""
    return definition.minutes.short if length is Length.SHORT else definition.minutes.full


def _check_codes(definition: Definition) -> None:
    codes = [item.code for section in definition.sections for item in section.items]
    if doubles := sorted({code for code in codes if codes.count(code) > 1}):
        raise ValueError(f"item codes used twice: {', '.join(doubles)}")
    scales = [scale.code for scale in definition.scales]
    if len(set(scales)) != len(scales):
        raise ValueError("a scale code is used twice")
    named = {item.scale for item in definition.items.values() if item.scale}
    if unknown := sorted(named - set(scales)):
        raise ValueError(f"unknown scales: {', '.join(unknown)}")
    if not any(item.core for item in definition.items.values()):
        raise ValueError("the short version would be empty: mark items as core")


def _check_conditions(definition: Definition) -> None:
    for section in definition.sections:
        earlier: dict[str, Item] = {}
        for item in section.items:
            if item.show_if is not None:
                _check_condition(definition, item, item.show_if, earlier)
            earlier[item.code] = item


def _check_condition(
    definition: Definition, item: Item, condition: ShowIf, earlier: Mapping[str, Item]
) -> None:
    asked = earlier.get(condition.item)
    if asked is None or not asked.type.has_options:
        raise ValueError(f"{item.code} depends on {condition.item}, no earlier choice here")
    if not set(condition.any_of) <= set(definition.scale_of(asked).values):
        raise ValueError(f"{item.code} depends on a value that {condition.item} does not have")
    if item.core and not asked.core:
        raise ValueError(f"{item.code} is core but depends on {condition.item}, which is not")


def _check_languages(definition: Definition) -> None:
    for place, words in _all_words(definition):
        for language in definition.languages:
            if not words.get(language, "").strip():
                raise ValueError(f"{place} has no text in {language}")


def _all_words(definition: Definition) -> Iterator[tuple[str, Words]]:
    yield "the title", definition.title
    for construct in definition.constructs:
        yield construct.code, construct.title
    for scale in definition.scales:
        for option in scale.options:
            yield f"option {option.key} of {scale.code}", option.text
    for section in definition.sections:
        yield from _section_words(section)


def _section_words(section: Section) -> Iterator[tuple[str, Words]]:
    yield "a section", section.title
    if section.intro is not None:
        yield "an introduction", section.intro
    for item in section.items:
        for words in (item.text, item.hint, item.short):
            if words is not None:
                yield item.code, words
