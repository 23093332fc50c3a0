"""An instrument as plain, frozen data: what is asked, in which words, with which answers."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from portal.questionnaires.instruments.lint.checks import NEEDED
from portal.questionnaires.instruments.lint.tree import Node
from portal.questionnaires.kinds import (
    InstrumentKind,
    ItemType,
    Length,
    Maturity,
    Missing,
    Offer,
    Referent,
    Required,
)
from portal.rules import Phrase, joined

Words = Mapping[str, str]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
Said = Annotated[str, Field(min_length=1)]
LARGEST_FIGURE: Final = 9_999  # a database keeps larger ones in another way, or not at all
MOST_MINUTES: Final = 600
Figure = Annotated[int, Field(ge=-LARGEST_FIGURE, le=LARGEST_FIGURE)]


def _is_unsaid(value: object) -> bool:
    """Tell whether a part was left out: then it stands in no hash, so that older ones stay true."""
    return not value


def _as_number(value: object) -> object:
    """Read a fraction as a person writes it: 2/3."""
    found = re.fullmatch(r"([0-9]{1,2})/([1-9][0-9]?)", value) if isinstance(value, str) else None
    return int(found[1]) / int(found[2]) if found else value


class DoesNotHold(ValueError):  # noqa: N818 -- reads as a sentence where it is raised
    """The parts of an instrument contradict each other; ``phrase`` says how."""

    def __init__(self, phrase: Phrase) -> None:
        """Keep what is wrong."""
        super().__init__(str(phrase))
        self.phrase = phrase


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(_Data):
    """One answer to choose: a value, or a named reason for having none."""

    value: Figure | None = None
    missing: Missing | None = None
    exclusive: bool = False
    text: Words

    @property
    def key(self) -> str:
        """Return what a form sends for this option."""
        return str(self.value) if self.missing is None else self.missing.value


class Scale(_Data):
    """The answers of an item, in order; ``lo`` and ``hi`` only where a mean makes sense."""

    code: Said
    lo: Figure | None = None
    hi: Figure | None = None
    options: tuple[Option, ...] = Field(min_length=2)

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

    item: Said
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
    min_answered: Annotated[float, BeforeValidator(_as_number), Field(gt=0, le=1)] = 2 / 3


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


class Section(_Data):
    """A page of the full form; ``intro`` is read before its questions."""

    title: Words
    intro: Words | None = Field(default=None, exclude_if=_is_unsaid)
    items: tuple[Item, ...] = Field(min_length=1)


class Minutes(_Data):
    """What answering costs a reader, for the ask budget."""

    short: int = Field(ge=1, le=MOST_MINUTES)
    full: int = Field(ge=1, le=MOST_MINUTES)


class Page(_Data):
    """What a form shows at once."""

    title: Words
    intro: Words | None = None
    items: tuple[Item, ...]


class Definition(_Data):
    """One version of an instrument, whole."""

    slug: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    kind: InstrumentKind
    number: int = Field(ge=1, le=LARGEST_FIGURE)
    comparable_with: int | None = Field(
        default=None, ge=1, le=LARGEST_FIGURE, exclude_if=_is_unsaid
    )
    maturity: Maturity
    change_note: str
    languages: tuple[Language, ...] = Field(min_length=1)
    minutes: Minutes
    title: Words
    scales: tuple[Scale, ...]
    constructs: tuple[Construct, ...] = Field(default=(), exclude_if=_is_unsaid)
    sections: tuple[Section, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _holds_together(self) -> "Definition":
        root = Node.of(self.model_dump(mode="json"))
        if remarks := [remark for check in NEEDED for remark in check(root)]:
            raise DoesNotHold(joined((remark.message for remark in remarks), "%(one)s; %(next)s"))
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
