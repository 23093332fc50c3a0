"""The tables of an instrument: versions that never change once they are published."""

from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from portal.db import Model, refuse_where
from portal.questionnaires.kinds import (
    InstrumentKind,
    ItemType,
    Length,
    Maturity,
    Missing,
    Offer,
    Referent,
    Required,
    VersionStatus,
)


class Instrument(Model):
    """A questionnaire under one name, whatever its version."""

    __tablename__ = "instrument"
    __table_args__ = (UniqueConstraint("slug", name="one_instrument_per_slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    kind: Mapped[InstrumentKind]


class InstrumentVersion(Model):
    """One wording of an instrument; published it is immutable, the hash covers all its rows."""

    __tablename__ = "instrument_version"
    __table_args__ = (
        UniqueConstraint("instrument_id", "number", name="one_instrument_version_per_number"),
        CheckConstraint("length(content_sha256) = 64", name="version_has_its_hash"),
        CheckConstraint(
            "(status = 'draft') = (published_on IS NULL)", name="published_version_has_its_date"
        ),
        CheckConstraint("minutes_short > 0 AND minutes_full > 0", name="answering_costs_time"),
        ForeignKeyConstraint(
            ["comparable_with_id"], ["instrument_version.id"], name="comparable_with_a_kept_version"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument.id"))
    number: Mapped[int]
    status: Mapped[VersionStatus]
    maturity: Mapped[Maturity]
    languages: Mapped[str]  # codes, comma between
    minutes_short: Mapped[int]
    minutes_full: Mapped[int]
    change_note: Mapped[str]
    published_on: Mapped[date | None]
    content_sha256: Mapped[str]
    comparable_with_id: Mapped[int | None]

    instrument: Mapped[Instrument] = relationship()
    comparable_with: Mapped["InstrumentVersion | None"] = relationship(
        remote_side=lambda: [InstrumentVersion.id]
    )

    def minutes(self, length: Length) -> int:
        """Return the minutes that one answer costs, for the ask budget."""
        return self.minutes_short if length is Length.SHORT else self.minutes_full


class Section(Model):
    """A page of the full form; its title and its introduction are texts."""

    __tablename__ = "section"
    __table_args__ = (UniqueConstraint("version_id", "ord", name="one_section_per_place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("instrument_version.id"))
    ord: Mapped[int]


class Scale(Model):
    """The answers that items share; bounds only where a mean makes sense."""

    __tablename__ = "scale"
    __table_args__ = (
        UniqueConstraint("version_id", "code", name="one_scale_per_code"),
        CheckConstraint("(lo IS NULL) = (hi IS NULL) AND (lo IS NULL OR lo < hi)", name="lo_to_hi"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("instrument_version.id"))
    code: Mapped[str]
    lo: Mapped[int | None]
    hi: Mapped[int | None]

    options: Mapped[list["ScaleOption"]] = relationship(order_by="ScaleOption.ord")


class ScaleOption(Model):
    """One answer of a scale: a value, or a named reason for having none."""

    __tablename__ = "scale_option"
    __table_args__ = (
        UniqueConstraint("scale_id", "ord", name="one_option_per_place"),
        UniqueConstraint("scale_id", "value", name="one_option_per_value"),
        UniqueConstraint("scale_id", "missing_reason", name="one_option_per_reason"),
        CheckConstraint(
            "(value IS NULL) = (missing_reason IS NOT NULL)", name="option_counts_or_says_why"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scale_id: Mapped[int] = mapped_column(ForeignKey("scale.id"))
    ord: Mapped[int]
    value: Mapped[int | None]
    missing_reason: Mapped[Missing | None]
    exclusive: Mapped[bool] = mapped_column(default=False)


class Construct(Model):
    """What several items measure together, or a group of such; its title is a text."""

    __tablename__ = "construct"
    __table_args__ = (
        UniqueConstraint("version_id", "code", name="one_construct_per_code"),
        UniqueConstraint("id", "version_id", name="construct_of_its_version"),
        CheckConstraint("min_answered > 0 AND min_answered <= 1", name="score_needs_a_part"),
        ForeignKeyConstraint(
            ["parent_id", "version_id"],
            ["construct.id", "construct.version_id"],
            name="construct_under_one_of_its_version",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("instrument_version.id"))
    code: Mapped[str]
    parent_id: Mapped[int | None]
    referent: Mapped[Referent | None]
    element: Mapped[str | None]
    min_answered: Mapped[float]


class Item(Model):
    """A question or a block of information; its code keeps its meaning across versions."""

    __tablename__ = "item"
    __table_args__ = (
        UniqueConstraint("version_id", "code", name="one_item_per_code"),
        UniqueConstraint("id", "version_id", name="item_of_its_version"),
        UniqueConstraint("section_id", "ord", name="one_item_per_place"),
        ForeignKeyConstraint(
            ["construct_id", "version_id"],
            ["construct.id", "construct.version_id"],
            name="item_measures_a_construct_of_its_version",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("instrument_version.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    ord: Mapped[int]
    code: Mapped[str]
    type: Mapped[ItemType]
    construct_id: Mapped[int | None]
    reverse: Mapped[bool] = mapped_column(default=False)
    organisation_only: Mapped[bool] = mapped_column(default=False)
    offers: Mapped[Offer | None]
    scale_id: Mapped[int | None] = mapped_column(ForeignKey("scale.id"))
    required: Mapped[Required]
    core: Mapped[bool]
    maps_to: Mapped[str | None]
    show_if: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    section: Mapped[Section] = relationship()
    scale: Mapped[Scale | None] = relationship()
    construct: Mapped[Construct | None] = relationship(
        primaryjoin=lambda: Construct.id == foreign(Item.construct_id), viewonly=True
    )


class InstrumentText(Model):
    """The words of a version, one row for each thing, field and language."""

    __tablename__ = "instrument_text"
    __table_args__ = (
        PrimaryKeyConstraint("version_id", "owner", "owner_id", "field", "lang"),
        ForeignKeyConstraint(["version_id"], ["instrument_version.id"]),
        CheckConstraint(
            "owner IN ('version', 'construct', 'section', 'option', 'item')", name="text_has_owner"
        ),
        CheckConstraint("body <> ''", name="text_is_not_empty"),
    )

    version_id: Mapped[int]
    owner: Mapped[str]
    owner_id: Mapped[int]
    field: Mapped[str]
    lang: Mapped[str]
    body: Mapped[str]


def _not_draft(version_id: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM instrument_version v "  # noqa: S608 -- only our own words
        f"WHERE v.id = {version_id} AND v.status <> 'draft')"
    )


def _scale_version(row: str) -> str:
    return f"(SELECT s.version_id FROM scale s WHERE s.id = {row}.scale_id)"  # noqa: S608 -- only our own words


def _same(column: str) -> str:
    """Return SQL that is never null: a comparison that is would let a change pass."""
    new, old = f"NEW.{column}", f"OLD.{column}"
    return f"coalesce({new} = {old}, {new} IS NULL AND {old} IS NULL)"


_UNCHANGED = " AND ".join(
    _same(column.key) for column in InstrumentVersion.__table__.columns if column.key != "status"
)
_NOT_AN_OLDER_ONE = (
    "NEW.comparable_with_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM instrument_version o "
    "WHERE o.id = NEW.comparable_with_id AND o.instrument_id = NEW.instrument_id "
    "AND o.number < NEW.number AND o.status <> 'draft')"
)

refuse_where(
    "published_version_only_retires",
    "instrument_version",
    "UPDATE",
    f"OLD.status <> 'draft' AND NOT (NEW.status = 'retired' AND {_UNCHANGED})",
)
refuse_where("published_version_stays", "instrument_version", "DELETE", "OLD.status <> 'draft'")
refuse_where(
    "new_version_compares_with_an_older_one", "instrument_version", "INSERT", _NOT_AN_OLDER_ONE
)
refuse_where(
    "draft_compares_with_an_older_version",
    "instrument_version",
    "UPDATE",
    f"OLD.status = 'draft' AND {_NOT_AN_OLDER_ONE}",
)
for _table in ("section", "scale", "construct", "item", "instrument_text"):
    refuse_where(f"published_{_table}_gets_no_rows", _table, "INSERT", _not_draft("NEW.version_id"))
    refuse_where(
        f"published_{_table}_never_changes",
        _table,
        "UPDATE",
        f"{_not_draft('OLD.version_id')} OR {_not_draft('NEW.version_id')}",
    )
    refuse_where(f"published_{_table}_stays", _table, "DELETE", _not_draft("OLD.version_id"))
refuse_where(
    "published_option_gets_no_rows", "scale_option", "INSERT", _not_draft(_scale_version("NEW"))
)
refuse_where(
    "published_option_never_changes",
    "scale_option",
    "UPDATE",
    f"{_not_draft(_scale_version('OLD'))} OR {_not_draft(_scale_version('NEW'))}",
)
refuse_where("published_option_stays", "scale_option", "DELETE", _not_draft(_scale_version("OLD")))
