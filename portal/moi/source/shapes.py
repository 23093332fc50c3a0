"""What the YAML of a kit must hold: the manifest, front matter, and the list of visuals."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from portal.taxonomy.sectors import Sector

SEMVER: Final = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
LONGEST_SUMMARY: Final = 160

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Lang = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Minutes = Annotated[int, Field(ge=0, le=600)]
People = Annotated[int, Field(ge=1, le=500)]


def _not_empty(values: Mapping[str, object]) -> Mapping[str, object]:
    if not values:
        raise ValueError("says nothing in any language")
    return values


ByLang = Annotated[dict[Lang, Words], AfterValidator(_not_empty)]


class Shape(BaseModel):
    """A part of a kit that knows all of its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Duration(Shape):
    """Minutes for each of the three parts of a session."""

    introduction: Minutes
    assignments: Minutes
    debrief: Minutes

    @property
    def total(self) -> int:
        """Return the minutes of a whole session."""
        return self.introduction + self.assignments + self.debrief


class Range(Shape):
    """From the smallest to the largest, both included."""

    min: People
    max: People

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min > self.max:
            raise ValueError("min is larger than max")
        return self


class Manifest(Shape):
    """``moi.yaml``: what is true of the kit in every language."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    format: Literal["1"] = Field(alias="schema")
    id: Annotated[str, StringConstraints(pattern=r"^MOI-\d{3}$")]
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    version: str
    source_language: Lang
    languages: Annotated[list[Lang], Field(min_length=1)]
    constructs: Annotated[list[str], Field(min_length=1)]
    settings: Annotated[list[Sector], Field(min_length=1)]
    audience: ByLang
    duration: Duration
    duration_range: Range
    group_size: Range
    materials: dict[Lang, list[Words]]
    licence: str
    authors: Annotated[list[Words], Field(min_length=1)]
    doi: str | None = None
    supersedes: str | None = None

    @model_validator(mode="after")
    def _source_is_declared(self) -> Self:
        if self.source_language not in self.languages:
            raise ValueError("source_language is not one of languages")
        return self


class Form(StrEnum):
    """With whom an assignment is done."""

    INDIVIDUAL = "individual"
    PAIR = "pair"
    GROUP = "group"
    TEAM = "team"


class Head(Shape):
    """The front matter that every text has, and what a translation says of its source."""

    title: Words
    translation_of: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")] | None = None
    translator: Words | None = None
    checked_by: Words | None = None


class IntroHead(Head):
    """Front matter of the introduction."""

    summary: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_SUMMARY),
    ]
    objectives: Annotated[list[Words], Field(min_length=2, max_length=5)]
    keywords: Annotated[list[Words], Field(min_length=1)]


class AssignmentHead(Head):
    """Front matter of an assignment; ``duration`` in minutes."""

    duration: Annotated[int, Field(ge=1, le=600)]
    form: Form


class NoteHead(Head):
    """Front matter of the teaching note; ``prep_time`` in minutes."""

    prep_time: Minutes


class Visual(Shape):
    """What ``visuals.yaml`` says of one picture."""

    alt: dict[Lang, str] = {}
    complex: bool = False
    long_description: dict[Lang, Words] = {}
    credit: Words
    licence: str
    decorative: bool = False
