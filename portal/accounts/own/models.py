"""A mail address that somebody wants to be known by, until they show that it is theirs."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.db import Model


class AddressChange(Model):
    """A new address that was asked for; the link to it is kept as a hash, works once, for a day."""

    __tablename__ = "address_change"
    __table_args__ = (
        UniqueConstraint("account_id", name="one_address_change_per_account"),
        UniqueConstraint("token_hash", name="one_address_change_per_token"),
        CheckConstraint("address = lower(address)", name="new_address_in_lower_case"),
        CheckConstraint("length(token_hash) = 64", name="change_token_hashed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    address: Mapped[str]
    token_hash: Mapped[str]
    expires_at: Mapped[datetime]

    account: Mapped[User] = relationship(lazy="raise_on_sql")
