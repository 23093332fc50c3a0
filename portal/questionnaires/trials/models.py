"""The tables of a trial round: its campaign with names, its purpose, and where people stumble."""

from typing import Final

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, false, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model, refuse_when, refuse_where
from portal.network.models import Person
from portal.policy.decide import Extent
from portal.questionnaires.campaigns.models import Campaign, CampaignInvitation

LONGEST_PURPOSE: Final = 300
LONGEST_REMARK: Final = 1000


class TrialRound(Model):
    """A round in which a few people fill in a version under their own name, to try it out.

    Its answers are no results: they enter no figure, no trend and no file for research.
    """

    __tablename__ = "trial_round"
    __table_args__ = (
        CheckConstraint(
            f"purpose <> '' AND length(purpose) <= {LONGEST_PURPOSE}",
            name="trial_round_says_what_it_is_for",
        ),
    )

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    purpose: Mapped[str]

    campaign: Mapped[Campaign] = relationship()

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Return the rounds in which the person is asked: whose rights are their own only."""
        if not where.own:
            return false()
        asked = select(CampaignInvitation.campaign_id).where(
            CampaignInvitation.person_id == where.person_id
        )
        return cls.campaign_id.in_(asked)


class TrialRemark(Model):
    """Where somebody stumbled, at one question or in the whole form, in their own words."""

    __tablename__ = "trial_remark"
    __table_args__ = (
        CheckConstraint(
            f"body <> '' AND length(body) <= {LONGEST_REMARK}", name="remark_has_words_and_an_end"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("trial_round.campaign_id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), index=True)
    lang: Mapped[str]
    body: Mapped[str]

    person: Mapped[Person] = relationship()


_TRIED = "EXISTS (SELECT 1 FROM trial_round t WHERE t.campaign_id = {id})"

refuse_when(
    "trial_round_asks_with_names",
    "trial_round",
    ["INSERT", "UPDATE"],
    "NOT EXISTS (SELECT 1 FROM campaign c WHERE c.id = NEW.campaign_id"
    " AND c.mode = 'identified' AND c.series IS NULL)",
)
refuse_where(
    "trial_round_keeps_its_names",
    "campaign",
    "UPDATE",
    f"(NEW.mode <> 'identified' OR NEW.series IS NOT NULL) AND {_TRIED.format(id='NEW.id')}",
)
refuse_where(
    "trial_round_has_no_results",
    "campaign",
    "UPDATE",
    f"NEW.released_on IS NOT NULL AND {_TRIED.format(id='NEW.id')}",
)
refuse_where(
    "trial_round_is_no_research",
    "answers_export",
    "INSERT",
    _TRIED.format(id="NEW.campaign_id"),
)
refuse_where(
    "remark_of_somebody_asked",
    "trial_remark",
    "INSERT",
    "NOT EXISTS (SELECT 1 FROM campaign_invitation i"
    " WHERE i.campaign_id = NEW.campaign_id AND i.person_id = NEW.person_id)",
)
refuse_where(
    "remark_only_while_open",
    "trial_remark",
    "INSERT",
    "NOT EXISTS (SELECT 1 FROM campaign c WHERE c.id = NEW.campaign_id"
    " AND c.opened_on IS NOT NULL AND c.closed_on IS NULL)",
)
refuse_where(
    "remark_never_changes",
    "trial_remark",
    "UPDATE",
    "NEW.body <> OLD.body OR NEW.campaign_id <> OLD.campaign_id OR NEW.lang <> OLD.lang",
)
refuse_where(
    "remark_is_about_its_version",
    "trial_remark",
    "INSERT",
    "NEW.item_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM item i JOIN campaign c"
    " ON c.version_id = i.version_id WHERE i.id = NEW.item_id AND c.id = NEW.campaign_id)",
)
