"""What ties a process evaluation to its meeting, and what the network did with it."""

from datetime import date
from typing import Final

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, UniqueConstraint, false, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model, refuse_when
from portal.meetings.models import Meeting
from portal.network.models import Person
from portal.policy.decide import Extent
from portal.questionnaires.campaigns.models import ASKS_WITH_NAMES, Campaign, CampaignInvitation

LONGEST_REPLY: Final = 4000


class Evaluation(Model):
    """The one process evaluation of a meeting; the questions and answers are its campaign's."""

    __tablename__ = "evaluation"
    __table_args__ = (UniqueConstraint("campaign_id", name="one_evaluation_per_campaign"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))

    meeting: Mapped[Meeting] = relationship()
    campaign: Mapped[Campaign] = relationship()
    reply: Mapped["FeedbackReply | None"] = relationship(back_populates="evaluation")

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Return the evaluations to which the person is invited; no place holds one."""
        if not where.own:
            return false()
        invited = select(CampaignInvitation.campaign_id).where(
            CampaignInvitation.person_id == where.person_id
        )
        return cls.campaign_id.in_(invited)


class FeedbackReply(Model):
    """“You said, we did”: one text per evaluation; ``version`` counts the saves."""

    __tablename__ = "feedback_reply"
    __table_args__ = (
        CheckConstraint(
            f"body <> '' AND length(body) <= {LONGEST_REPLY}", name="reply_has_words_and_an_end"
        ),
        CheckConstraint("lang IN ('nl', 'en')", name="reply_in_our_languages"),
        CheckConstraint("version > 0", name="reply_counts_its_saves"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("evaluation.meeting_id"), primary_key=True)
    body: Mapped[str]
    lang: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    replied_on: Mapped[date]
    replied_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    evaluation: Mapped[Evaluation] = relationship(back_populates="reply")
    replied_by: Mapped[Person] = relationship()


refuse_when(
    "evaluation_asks_without_names",
    "evaluation",
    ["INSERT", "UPDATE"],
    ASKS_WITH_NAMES.format(id="NEW.campaign_id"),
)
