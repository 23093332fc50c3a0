"""Kits as published: a version never changes, its life is a list of dated acts."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    LargeBinary,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model, refuse
from portal.policy.decide import Extent


class ActKind(StrEnum):
    """A step in the life of a kit; the last one says what the kit is."""

    PROPOSED = "proposed"
    DRAFT = "draft"
    PILOT = "pilot"
    VALIDATED = "validated"
    PUBLISHED = "published"
    RETIRED = "retired"


class TextPart(StrEnum):
    """What a text is in its kit."""

    INTRO = "intro"
    ASSIGNMENT = "assignment"
    TEACHING_NOTE = "teaching_note"
    SLIDES = "slides"
    CHANGELOG = "changelog"


class DownloadFormat(StrEnum):
    """What can be taken along."""

    KIT = "kit"
    HANDOUT = "handout"
    TEACHING_NOTE = "teaching_note"
    TEACHING_NOTE_WORD = "teaching_note_word"
    SLIDES = "slides"
    SLIDES_PDF = "slides_pdf"
    EBOOK = "ebook"
    SCORM12 = "scorm12"
    CARTRIDGE = "cartridge"


class FacetKind(StrEnum):
    """What the library can narrow a list by, or must know of a version without reading it."""

    CONSTRUCT = "construct"
    SECTOR = "sector"
    LANGUAGE = "language"
    SLIDES = "slides"  # the value is a language in which slides were written
    COVER = "cover"  # the value is a language whose introduction begins with a drawing
    SUPERSEDES = "supersedes"  # the value is the slug, or the MOI number, of the kit before


class Kit(Model):
    """A lesson kit, whatever its version."""

    __tablename__ = "kit"
    __table_args__ = (
        UniqueConstraint("moi_id", name="one_kit_per_moi_id"),
        UniqueConstraint("slug", name="one_kit_per_slug"),
        CheckConstraint("moi_id <> '' AND slug <> ''", name="kit_has_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    moi_id: Mapped[str]
    slug: Mapped[str]

    acts: Mapped[list["KitAct"]] = relationship(
        back_populates="kit", order_by="(KitAct.happened_on, KitAct.id)"
    )
    versions: Mapped[list["KitVersion"]] = relationship(
        back_populates="kit", order_by="KitVersion.id"
    )


class KitVersion(Model):
    """What a kit holds under one number; the database refuses to change it.

    ``manifest`` is ``{"moi": moi.yaml, "texts": {lang: {title, summary, objectives, keywords}},
    "slides": [lang], "outdated": [lang]}``.
    """

    __tablename__ = "kit_version"
    __table_args__ = (
        UniqueConstraint("kit_id", "number", name="one_version_per_number"),
        UniqueConstraint("content_sha256", name="one_version_per_content"),
        CheckConstraint("length(content_sha256) = 64", name="content_has_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kit_id: Mapped[int] = mapped_column(ForeignKey("kit.id"))
    number: Mapped[str]
    content_sha256: Mapped[str]
    manifest: Mapped[dict[str, Any]] = mapped_column(JSON)
    published_on: Mapped[date]
    by_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    kit: Mapped[Kit] = relationship(back_populates="versions")

    @property
    def moi(self) -> Mapping[str, Any]:
        """Return the manifest of the folder."""
        found: Mapping[str, Any] = self.manifest["moi"]
        return found

    @property
    def languages(self) -> list[str]:
        """Return the languages that the version is written in, the source first as declared."""
        return list(self.moi["languages"])

    def words(self, lang: str) -> Mapping[str, Any]:
        """Return title, summary, objectives and keywords, in the source language if need be."""
        texts: Mapping[str, Mapping[str, Any]] = self.manifest["texts"]
        return texts.get(lang) or texts[self.moi["source_language"]]


class KitText(Model):
    """One text of a version in one language, as clean HTML that stands in a page as it is."""

    __tablename__ = "kit_text"
    __table_args__ = (
        UniqueConstraint("version_id", "lang", "part", "position", name="one_text_per_place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("kit_version.id"))
    lang: Mapped[str]
    part: Mapped[TextPart]
    position: Mapped[int]
    title: Mapped[str]
    html: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)


class KitFacet(Model):
    """One thing that a version serves, has or is written in: the library reads these alone."""

    __tablename__ = "kit_facet"
    __table_args__ = (CheckConstraint("value <> ''", name="facet_has_value"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("kit_version.id"), primary_key=True)
    kind: Mapped[FacetKind] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)


class KitLength(Model):
    """How many minutes a version takes: its shortest use and its longest."""

    __tablename__ = "kit_length"
    __table_args__ = (
        CheckConstraint("shortest > 0 AND shortest <= longest", name="length_is_in_order"),
    )

    version_id: Mapped[int] = mapped_column(
        ForeignKey("kit_version.id"), primary_key=True, autoincrement=False
    )
    shortest: Mapped[int]
    longest: Mapped[int]


class KitPicture(Model):
    """One picture of a version, as it was in the folder."""

    __tablename__ = "kit_picture"
    __table_args__ = (UniqueConstraint("version_id", "name", name="one_picture_per_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("kit_version.id"))
    name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class KitAct(Model):
    """A dated step in the life of a kit; a pilot may name the team that tries it out."""

    __tablename__ = "kit_act"
    __table_args__ = (
        CheckConstraint("team_id IS NULL OR kind = 'pilot'", name="only_a_pilot_names_a_team"),
        CheckConstraint("kind <> 'retired' OR note <> ''", name="retiring_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kit_id: Mapped[int] = mapped_column(ForeignKey("kit.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("kit_version.id"))
    kind: Mapped[ActKind]
    happened_on: Mapped[date]
    by_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    note: Mapped[str] = mapped_column(default="")

    kit: Mapped[Kit] = relationship(back_populates="acts")


class KitDownload(Model):
    """That a team took a version along on a day: of the team, never of a person."""

    __tablename__ = "kit_download"
    __table_args__ = (
        UniqueConstraint(
            "team_id", "version_id", "format", "lang", "downloaded_on", name="one_download_per_day"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("kit_version.id"), index=True)
    format: Mapped[DownloadFormat]
    lang: Mapped[str]
    downloaded_on: Mapped[date]

    version: Mapped[KitVersion] = relationship()

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Own team: what it took along."""
        return cls.team_id.in_(sorted(where.teams))


for _table in ("kit_version", "kit_text", "kit_picture", "kit_facet", "kit_length"):
    for _act in ("UPDATE", "DELETE"):
        refuse(
            f"{_table}_never_changes_{_act.lower()}", _table, _act, sqlite="true", postgresql="true"
        )
refuse(
    "kit_slug_never_changes",
    "kit",
    "UPDATE",
    sqlite="NEW.slug <> OLD.slug OR NEW.moi_id <> OLD.moi_id",
    postgresql="NEW.slug <> OLD.slug OR NEW.moi_id <> OLD.moi_id",
)
