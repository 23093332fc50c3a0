"""The tables of asking: who is asked, in which unit, until when, and how far an asking stands.

What was said lies in ``response_models``. Both sides are kept in the order of their keys (WITHOUT
ROWID on SQLite), and no row here tells what somebody answered.
"""

from datetime import date
from typing import Any, Final

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    UniqueConstraint,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model, refuse_where
from portal.network.models import Organisation, Team
from portal.policy.table import Role
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.kinds import Length, Mode
from portal.taxonomy.sectors import Sector

LEAST_FOR_MEANS: Final = 5
LEAST_FOR_COMMENTS: Final = 10
NO_ROWID: Final = {"sqlite_with_rowid": False}


class Campaign(Model):
    """One asking: a version, its length, its days and its thresholds, frozen when it opens.

    Planned, open, closed and released follow from the dated acts. ``series`` and ``wave`` number
    the measurements of one thing; an evaluation of a meeting has neither. ``people_apart`` counts
    those asked who stand in no unit: they are too few to hide in one, or hide others.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        UniqueConstraint("id", "version_id", name="campaign_of_its_version"),
        UniqueConstraint("series", "wave", name="one_campaign_per_wave"),
        CheckConstraint("closes_on >= opens_on", name="campaign_closes_after_it_opens"),
        CheckConstraint(f"k_score >= {LEAST_FOR_MEANS}", name="means_need_five"),
        CheckConstraint(f"k_comment >= {LEAST_FOR_COMMENTS}", name="comments_need_ten"),
        CheckConstraint("k_comment >= k_score", name="comments_need_no_fewer_than_means"),
        CheckConstraint("(series IS NULL) = (wave IS NULL)", name="series_counts_its_waves"),
        CheckConstraint("people_apart >= 0", name="people_apart_are_counted"),
        CheckConstraint(
            "closed_on IS NULL OR (opened_on IS NOT NULL AND closed_on >= opened_on)",
            name="campaign_closes_after_it_was_opened",
        ),
        CheckConstraint(
            "released_on IS NULL OR (closed_on IS NOT NULL AND released_on >= closed_on)",
            name="campaign_is_released_after_its_close",
        ),
        CheckConstraint(
            "closed_on IS NOT NULL OR NOT order_forgotten", name="order_is_forgotten_after_close"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("instrument_version.id"))
    series: Mapped[str | None]
    wave: Mapped[int | None]
    length: Mapped[Length]
    mode: Mapped[Mode] = mapped_column(default=Mode.ANONYMOUS)
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    k_score: Mapped[int] = mapped_column(default=LEAST_FOR_MEANS)
    k_comment: Mapped[int] = mapped_column(default=LEAST_FOR_COMMENTS)
    simulated: Mapped[bool] = mapped_column(default=False)
    people_apart: Mapped[int] = mapped_column(default=0, server_default="0")
    staff_informed_on: Mapped[date | None]
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    released_on: Mapped[date | None]
    order_forgotten: Mapped[bool] = mapped_column(default=False)

    version: Mapped[InstrumentVersion] = relationship()
    units: Mapped[list["CampaignUnit"]] = relationship(
        order_by="(CampaignUnit.organisation_id, CampaignUnit.id)"
    )

    @hybrid_property
    def released(self) -> bool:
        """Tell whether the results are out."""
        return self.released_on is not None

    @released.inplace.expression
    @classmethod
    def _released_in_sql(cls) -> ColumnElement[bool]:
        return cls.released_on.is_not(None)

    @property
    def headcount(self) -> int:
        """Return how many people work where somebody is asked, in a unit or apart."""
        return sum(unit.headcount for unit in self.units) + self.people_apart

    def is_open(self, on: date) -> bool:
        """Tell whether answers are taken on this day."""
        under_way = self.opened_on is not None and self.closed_on is None
        return under_way and self.opens_on <= on <= self.closes_on


class CampaignUnit(Model):
    """A group whose answers are added up together, with its headcount, frozen at the opening.

    Without a team: the teams of an organisation that are too small to stand apart, or the whole
    organisation where a campaign asks organisations. The sector is the one of that day.
    """

    __tablename__ = "campaign_unit"
    __table_args__ = (
        UniqueConstraint("id", "campaign_id", name="unit_of_its_campaign"),
        UniqueConstraint("campaign_id", "team_id", name="one_unit_per_team"),
        CheckConstraint("headcount > 0", name="unit_has_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    sector: Mapped[Sector]
    headcount: Mapped[int]

    organisation: Mapped[Organisation] = relationship()
    team: Mapped[Team | None] = relationship()


def _in_a_unit_of_its_campaign(name: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["unit_id", "campaign_id"], ["campaign_unit.id", "campaign_unit.campaign_id"], name=name
    )


class CampaignInvitation(Model):
    """Who was asked, written before the first answer; ``done`` is the whole receipt."""

    __tablename__ = "campaign_invitation"
    __table_args__ = (
        PrimaryKeyConstraint("campaign_id", "person_id"),
        _in_a_unit_of_its_campaign("invitation_in_a_unit_of_its_campaign"),
        CheckConstraint("reminders >= 0", name="reminders_are_counted"),
        NO_ROWID,
    )

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int | None]
    role_group: Mapped[Role | None]
    done: Mapped[bool] = mapped_column(default=False)
    reminders: Mapped[int] = mapped_column(default=0)
    last_reminded_on: Mapped[date | None]


class CampaignDraft(Model):
    """What somebody with an account typed so far; only where answers carry their name anyway."""

    __tablename__ = "campaign_draft"
    __table_args__ = (
        PrimaryKeyConstraint("campaign_id", "person_id"),
        ForeignKeyConstraint(
            ["campaign_id", "person_id"],
            ["campaign_invitation.campaign_id", "campaign_invitation.person_id"],
            name="draft_of_somebody_invited",
        ),
        CheckConstraint("saves > 0", name="draft_counts_its_saves"),
        NO_ROWID,
    )

    campaign_id: Mapped[int]
    person_id: Mapped[int]
    page: Mapped[int] = mapped_column(default=0)
    saves: Mapped[int]
    given: Mapped[dict[str, Any]] = mapped_column(JSON)


class AccessCode(Model):
    """The hash of a one-time code on paper; nobody knows who holds which."""

    __tablename__ = "access_code"
    __table_args__ = (
        CheckConstraint("length(code_hash) = 32", name="code_is_kept_as_a_hash"),
        _in_a_unit_of_its_campaign("code_in_a_unit_of_its_campaign"),
        NO_ROWID,
    )

    code_hash: Mapped[bytes] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    unit_id: Mapped[int | None]
    used: Mapped[bool] = mapped_column(default=False)


_OPEN = (
    "EXISTS (SELECT 1 FROM campaign c WHERE c.id = {id} "
    "AND c.opened_on IS NOT NULL AND c.closed_on IS NULL)"
)
_CULTURE = (
    "EXISTS (SELECT 1 FROM instrument_version v JOIN instrument i ON i.id = v.instrument_id "
    "WHERE v.id = NEW.version_id AND i.kind = 'culture')"
)
_NOT_TOLD = (
    "NEW.opened_on IS NOT NULL AND "
    f"(NEW.staff_informed_on IS NULL OR NEW.staff_informed_on > NEW.opened_on) AND {_CULTURE}"
)
_UNFROZEN = " AND ".join(
    f"(NEW.{column} = OLD.{column} OR (NEW.{column} IS NULL AND OLD.{column} IS NULL))"
    for column in (
        *("version_id", "length", "mode", "opens_on", "simulated", "series", "wave"),
        *("staff_informed_on", "opened_on", "people_apart"),
    )
)

refuse_where(
    "campaign_asks_a_published_version",
    "campaign",
    "INSERT",
    "NOT EXISTS (SELECT 1 FROM instrument_version v "
    "WHERE v.id = NEW.version_id AND v.status = 'published')",
)
refuse_where(
    "campaign_is_frozen_once_open",
    "campaign",
    "UPDATE",
    f"OLD.opened_on IS NOT NULL AND (NOT ({_UNFROZEN}) "
    "OR NEW.k_score < OLD.k_score OR NEW.k_comment < OLD.k_comment)",
)
refuse_where(
    "closed_campaign_stays_closed",
    "campaign",
    "UPDATE",
    "OLD.closed_on IS NOT NULL AND (NEW.closed_on IS NULL OR NEW.closed_on <> OLD.closed_on "
    "OR NEW.closes_on <> OLD.closes_on)",
)
refuse_where(
    "released_campaign_never_changes",
    "campaign",
    "UPDATE",
    "OLD.released_on IS NOT NULL AND (NEW.released_on IS NULL "
    "OR NEW.released_on <> OLD.released_on OR NEW.k_score <> OLD.k_score "
    "OR NEW.k_comment <> OLD.k_comment)",
)
refuse_where("opened_campaign_stays", "campaign", "DELETE", "OLD.opened_on IS NOT NULL")
refuse_where("culture_opens_after_staff_was_told", "campaign", "INSERT", _NOT_TOLD)
refuse_where("culture_is_opened_after_staff_was_told", "campaign", "UPDATE", _NOT_TOLD)
ASKS_WITH_NAMES: Final = (
    "EXISTS (SELECT 1 FROM campaign c WHERE c.id = {id} AND c.mode = 'identified')"
)
_OPENED = "EXISTS (SELECT 1 FROM campaign c WHERE c.id = {id} AND c.opened_on IS NOT NULL)"
refuse_where("unit_never_changes", "campaign_unit", "UPDATE", _OPENED.format(id="OLD.campaign_id"))
refuse_where(
    "no_unit_joins_after_the_opening",
    "campaign_unit",
    "INSERT",
    _OPENED.format(id="NEW.campaign_id"),
)
refuse_where("opened_unit_stays", "campaign_unit", "DELETE", _OPENED.format(id="OLD.campaign_id"))
refuse_where(
    "receipt_is_never_taken_back",
    "campaign_invitation",
    "UPDATE",
    "(OLD.done AND NOT NEW.done) OR NEW.person_id <> OLD.person_id "
    "OR NEW.campaign_id <> OLD.campaign_id",
)
refuse_where(
    "draft_only_where_answers_are_named",
    "campaign_draft",
    "INSERT",
    f"NOT {ASKS_WITH_NAMES.format(id='NEW.campaign_id')}",
)
refuse_where(
    "code_only_while_open", "access_code", "INSERT", f"NOT {_OPEN.format(id='NEW.campaign_id')}"
)
refuse_where("code_is_used_once", "access_code", "UPDATE", "OLD.used AND NOT NEW.used")
