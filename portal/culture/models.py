"""What a measurement keeps of its own: whom it is about, who told staff, how large each team is.

The asking itself is a campaign (``portal.questionnaires``). Nothing here says who answered what.
"""

from datetime import date
from typing import Any, ClassVar, Final

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    UniqueConstraint,
    false,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model, refuse_when, refuse_where
from portal.network.models import Organisation, Revised, Team
from portal.policy.decide import Extent
from portal.questionnaires.campaigns.models import ASKS_WITH_NAMES, Campaign, CampaignUnit

SERIES: Final = "culture"
LONGEST_CONTACT: Final = 300
MOST_PEOPLE: Final = 9999


class Measurement(Model):
    """One measurement of culture: its number, and whom staff can ask about it."""

    __tablename__ = "culture_measurement"
    __table_args__ = (
        UniqueConstraint("number", name="one_measurement_per_number"),
        CheckConstraint("number > 0", name="measurements_are_counted"),
        CheckConstraint(
            f"contact <> '' AND length(contact) <= {LONGEST_CONTACT}",
            name="staff_can_ask_somebody",
        ),
    )

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    number: Mapped[int]
    contact: Mapped[str]

    campaign: Mapped[Campaign] = relationship()

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Return the measurements that are about an own organisation, or the one of an own team."""
        theirs = select(MeasuredOrganisation.campaign_id).where(
            MeasuredOrganisation.reach_clause(where)
        )
        return cls.campaign_id.in_(theirs)


class MeasuredOrganisation(Revised, Model):
    """An organisation that a measurement is about; asked only once its staff was informed."""

    __tablename__ = "culture_organisation"

    campaign_id: Mapped[int] = mapped_column(
        ForeignKey("culture_measurement.campaign_id"), primary_key=True
    )
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), primary_key=True, index=True
    )
    informed_on: Mapped[date | None]
    informed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    organisation: Mapped[Organisation] = relationship()

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Own organisation; for a team's post, the organisation the team is in."""
        own = cls.organisation_id.in_(sorted(where.organisations))
        if not where.teams:
            return own
        theirs = select(Team.organisation_id).where(Team.id.in_(sorted(where.teams)))
        return or_(own, cls.organisation_id.in_(theirs))


class Headcount(Model):
    """How many people work in a team, as somebody from there said before the opening.

    ``apart`` is settled by the opening: the team stands in no unit, and its answers count for the
    whole network only.
    """

    __tablename__ = "culture_headcount"
    __table_args__ = (
        CheckConstraint(f"people BETWEEN 1 AND {MOST_PEOPLE}", name="somebody_works_in_the_team"),
    )

    campaign_id: Mapped[int] = mapped_column(
        ForeignKey("culture_measurement.campaign_id"), primary_key=True
    )
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True, index=True)
    people: Mapped[int]
    apart: Mapped[bool] = mapped_column(default=False, server_default=false())
    told_on: Mapped[date]
    told_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    team: Mapped[Team] = relationship()


class PlacedUnit:
    """The units of a measurement as the policy places them: by team, or by organisation."""

    __table__: ClassVar[Any] = CampaignUnit.__table__

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Own team, or every unit of the own organisation."""
        return or_(
            CampaignUnit.team_id.in_(sorted(where.teams)),
            CampaignUnit.organisation_id.in_(sorted(where.organisations)),
        )


refuse_where(
    "culture_asks_only_who_was_told",
    "campaign_unit",
    "INSERT",
    "EXISTS (SELECT 1 FROM culture_measurement m WHERE m.campaign_id = NEW.campaign_id) "
    "AND NOT EXISTS (SELECT 1 FROM culture_organisation o "
    "WHERE o.campaign_id = NEW.campaign_id AND o.organisation_id = NEW.organisation_id "
    "AND o.informed_on IS NOT NULL)",
)
_OPENED = (
    "EXISTS (SELECT 1 FROM campaign c WHERE c.id = {row}.campaign_id AND c.opened_on IS NOT NULL)"
)
refuse_where(
    "headcount_is_told_before_the_opening",
    "culture_headcount",
    "INSERT",
    _OPENED.format(row="NEW"),
)
refuse_where(
    "headcount_is_frozen_once_open",
    "culture_headcount",
    "UPDATE",
    f"(NEW.people <> OLD.people OR NEW.apart <> OLD.apart) AND {_OPENED.format(row='OLD')}",
)
refuse_where(
    "culture_asks_apart_only_who_was_told",
    "culture_headcount",
    "UPDATE",
    "NEW.apart AND NOT EXISTS (SELECT 1 FROM culture_organisation o JOIN team t "
    "ON t.organisation_id = o.organisation_id WHERE o.campaign_id = NEW.campaign_id "
    "AND t.id = NEW.team_id AND o.informed_on IS NOT NULL)",
)
refuse_where(
    "day_of_informing_is_frozen_once_asked",
    "culture_organisation",
    "UPDATE",
    "OLD.informed_on IS NOT NULL AND (NEW.informed_on IS NULL OR NEW.informed_on <> "
    "OLD.informed_on) AND (EXISTS (SELECT 1 FROM campaign_unit u "
    "WHERE u.campaign_id = OLD.campaign_id AND u.organisation_id = OLD.organisation_id) "
    "OR EXISTS (SELECT 1 FROM culture_headcount h JOIN team t ON t.id = h.team_id "
    "WHERE h.campaign_id = OLD.campaign_id AND t.organisation_id = OLD.organisation_id "
    "AND h.apart))",
)
refuse_when(
    "measurement_asks_without_names",
    "culture_measurement",
    ["INSERT", "UPDATE"],
    ASKS_WITH_NAMES.format(id="NEW.campaign_id"),
)
