"""Accounts, their open sessions and links, what visitors asked for, and how often they tried."""

from datetime import datetime
from enum import StrEnum

from flask_security import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model
from portal.network.models import Person


class User(Model, UserMixin):
    """The account of a person: the address is the person's, an invited one has no password yet."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("person_id", name="one_account_per_person"),
        UniqueConstraint("fs_uniquifier", name="one_account_per_mark"),
        CheckConstraint("password IS NULL OR password LIKE '$argon2id$%'", name="password_hashed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    active: Mapped[bool] = mapped_column(default=True)
    password: Mapped[str | None]
    fs_uniquifier: Mapped[str]  # the name that Flask-Security gives to what marks an account

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class UserSession(Model):
    """An open session on one device, until it is ended; instants are whole hours.

    Whole hours keep the row from telling when somebody filled in an anonymous form.
    """

    __tablename__ = "account_session"
    __table_args__ = (
        UniqueConstraint("key_hash", name="one_session_per_key"),
        CheckConstraint("expires_at > started_at", name="session_ends_after_start"),
        CheckConstraint("length(key_hash) = 64", name="session_key_hashed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    key_hash: Mapped[str]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(default="", server_default="")  # browser and system


class LinkPurpose(StrEnum):
    """Why somebody was sent a link."""

    INVITATION = "invitation"
    RESET = "reset"


class Link(Model):
    """A link that sets a password once; only its hash is kept, and it goes when it is used."""

    __tablename__ = "account_link"
    __table_args__ = (
        UniqueConstraint("token_hash", name="one_link_per_token"),
        UniqueConstraint("account_id", "purpose", name="one_link_per_purpose"),
        CheckConstraint("length(token_hash) = 64", name="link_token_hashed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    purpose: Mapped[LinkPurpose]
    token_hash: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    account: Mapped[User] = relationship(lazy="raise_on_sql")


class ResetRequest(Model):
    """An address whose visitor asked for a new password; answered and deleted by the worker."""

    __tablename__ = "reset_request"
    __table_args__ = (UniqueConstraint("address", name="one_open_request_per_address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str]
    asked_at: Mapped[datetime]


class Tries(Model):
    """How often something was tried by somebody known only as a keyed hash."""

    __tablename__ = "tries"
    __table_args__ = (
        CheckConstraint("count >= 0", name="tries_counted_up"),
        CheckConstraint("length(key) = 64", name="tries_key_hashed"),
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    wait_until: Mapped[datetime]
    forget_at: Mapped[datetime]
