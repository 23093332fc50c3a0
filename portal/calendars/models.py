"""The calendars that people subscribe to."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model
from portal.network.models import Person


class CalendarFeed(Model):
    """The address of one person's calendar, kept as the SHA-256 of its secret only."""

    __tablename__ = "calendar_feed"
    __table_args__ = (
        UniqueConstraint("person_id", name="one_feed_per_person"),
        UniqueConstraint("token_hash", name="one_feed_per_token"),
        CheckConstraint("length(token_hash) = 64", name="feed_token_is_hashed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    token_hash: Mapped[str]
    made_on: Mapped[date]

    person: Mapped[Person] = relationship()
